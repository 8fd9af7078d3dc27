/** The tags of a document: headings, paragraphs and tables in reading order, written as they are finished. */
import type { PdfFile } from './pdf-file.ts';

export type Role = 'H1' | 'H2' | 'P' | 'Table' | 'TR' | 'TH' | 'TD';

/** One element, made where the document's definition is made and met again when its text is drawn. */
export interface Mark {
  role: Role;
  parent: Mark | null;
  /** How many columns a cell stands over. */
  span?: number;
}

interface Element {
  number: number;
  kids: string[];
  parent: number;
}

export interface Structure {
  /** Begins marked content of `mark` on the page being drawn: its number there, or null when it is a repeated head. */
  begin(mark: Mark): number | null;
  /** Ends a page: `page` is its object number. Returns the page's key in the parent tree. */
  endPage(page: number): number;
  /** Writes the rest; returns the number of the structure's root. */
  end(language: string): number;
}

/** Opens the structure of a document. */
export function openStructure(file: PdfFile): Structure {
  const elements = new Map<Mark, Element>();
  /** Heads that have been drawn once; on later pages they are repeated for the eye only. */
  const heads = new Map<Mark, number>();
  const root = file.promise();
  const document = file.promise();
  const top: string[] = [];
  const tree: number[] = [];
  let owners: number[] = [];
  /** The pieces of each element on the page being drawn. */
  let pieces = new Map<Mark, number[]>();

  function element(mark: Mark): Element {
    let found = elements.get(mark);
    if (!found) {
      const parent = mark.parent ? element(mark.parent) : null;
      found = { number: file.promise(), kids: [], parent: parent ? parent.number : document };
      (parent ? parent.kids : top).push(`${found.number} 0 R`);
      elements.set(mark, found);
    }
    return found;
  }

  function write(mark: Mark, each: Element): void {
    const span = mark.span !== undefined && mark.span > 1 ? `/A<</O/Table/ColSpan ${mark.span}>>` : '';
    const attributes = mark.role === 'TH' ? '/A<</O/Table/Scope/Column>>' : span;
    file.object(
      each.number,
      `<</Type/StructElem/S/${mark.role}/P ${each.parent} 0 R/K[${each.kids.join(' ')}]${attributes}>>`,
    );
  }

  return {
    begin(mark) {
      if (mark.role === 'TH') {
        if ((heads.get(mark) ?? tree.length) !== tree.length) return null;
        heads.set(mark, tree.length);
      }
      const id = owners.length;
      owners.push(element(mark).number);
      const found = pieces.get(mark);
      if (found) found.push(id);
      else pieces.set(mark, [id]);
      return id;
    },
    endPage(page) {
      for (const [mark, ids] of pieces) {
        const of = elements.get(mark)!;
        for (const id of ids) of.kids.push(`<</Type/MCR/Pg ${page} 0 R/MCID ${id}>>`);
      }
      // Rows do not break over pages: they are finished here, and forgotten, so that long tables need little memory.
      for (const [mark, each] of elements) {
        if (mark.role !== 'TR' && mark.role !== 'TD' && mark.role !== 'TH') continue;
        write(mark, each);
        elements.delete(mark);
      }
      const parents = file.promise();
      file.object(parents, `[${owners.map((owner) => `${owner} 0 R`).join(' ')}]`);
      tree.push(parents);
      owners = [];
      pieces = new Map();
      return tree.length - 1;
    },
    end(language) {
      for (const [mark, each] of elements) write(mark, each);
      file.object(document, `<</Type/StructElem/S/Document/P ${root} 0 R/Lang(${language})/K[${top.join(' ')}]>>`);
      const numbers = tree.map((parents, i) => `${i} ${parents} 0 R`).join(' ');
      file.object(
        root,
        `<</Type/StructTreeRoot/K[${document} 0 R]/ParentTree<</Nums[${numbers}]>>/ParentTreeNextKey ${tree.length}>>`,
      );
      return root;
    },
  };
}
