/** The layout `xml`: every row is an element, read with what stands above it. */
import { XMLParser } from 'fast-xml-parser';
import { Refusal, type Row } from '../domain/row.ts';
import type { Format } from './format.ts';
import type { LayoutReader } from './layout.ts';
import type { Report } from './report.ts';
import { placeNames } from './table.ts';
import { newTally, type Tally } from './tally.ts';
import type { Tree } from './tree.ts';
import { treeRows } from './tree-rows.ts';
import { isDoubtful } from './value.ts';
import { deepest, scanXml, type OpenElement } from './xml-scan.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  jPath: false,
  maxNestedTags: deepest + 1,
});

/** Reads XML by a format. Nothing is fetched and no entity but the five of XML itself is known. */
export function xmlReader(format: Format, report: Report): LayoutReader {
  const rowsPath = format.rows ?? '';
  const rows = treeRows(format, report);
  const summaryPaths = Object.values(format.summary ?? {})
    .flat()
    .flatMap(({ from }) => (from === undefined ? [] : placeNames(from)));
  const steps = rowsPath.split('/').length;
  let parentSeen = steps === 1;
  const tallies: Tally[] = [];
  let made: Row[] = [];
  let careful = false;
  let parsed: { text: string; tree: Tree }[] = [];

  /** The elements above the rows as trees, parsed anew only when they have grown. */
  const above = (open: readonly OpenElement[], line: number, closed = false): Tree | undefined => {
    parsed = parsed.slice(0, open.length);
    let tree: Tree | undefined;
    open.forEach((element, index) => {
      const known = parsed[index];
      if (known && known.text === element.text && known.tree.above === tree) tree = known.tree;
      else {
        const whole = closed && index === open.length - 1 ? element.text : `${element.text}</${element.name}>`;
        const next: Tree = { value: parse(whole, line), ...(tree ? { above: tree } : {}) };
        parsed[index] = { text: element.text, tree: next };
        tree = next;
      }
    });
    return tree;
  };

  const add = (value: unknown, line: number, parent: Tree | undefined): void => {
    const row = rows.take({ value, ...(parent ? { above: parent } : {}) }, line, careful, tallies);
    if (row) made.push(row);
  };

  const seen: number[] = [];
  const scanner = scanXml(rowsPath, {
    opened(open) {
      if (open.length === steps - 1) parentSeen = true;
      tallies.push(newTally());
      seen.push(0);
    },
    row(text, line, open) {
      for (let i = 0; i < seen.length; i++) seen[i]!++;
      add(parse(text, line), line, above(open, line));
      if (open.length === 0) rows.finish({ value: parse(text, line) }, newTally(), undefined, line);
    },
    closing(open) {
      const element = open.at(-1)!;
      const tree = above(open, element.line, true)!;
      if (element.path === format.rowElse && seen.at(-1) === 0) {
        for (let i = 0; i < seen.length; i++) seen[i]!++;
        const missing = rowsPath.split('/').length - element.path.split('/').length;
        let parent = tree;
        for (let i = 1; i < missing; i++) parent = { value: {}, above: parent };
        add({}, element.line, parent);
      }
      const tally = tallies.pop()!;
      seen.pop();
      rows.finish(tree, tally, open.length === 1 ? undefined : element.path, element.line);
      const inner = element.path.split('/').slice(1);
      if (inner.length > 0 && summaryPaths.some((path) => path.startsWith(`${inner.join('/')}/`))) {
        rows.summarize(
          { value: inner.reduceRight<unknown>((value, name) => ({ [name]: value }), tree.value) },
          element.line,
        );
      }
    },
  });

  const taken = (): Row[] => {
    const all = made;
    made = [];
    return all;
  };
  return {
    push(piece) {
      careful ||= piece.text.includes('&#') || isDoubtful(piece.text) || piece.text.endsWith('&');
      scanner.push(piece.text);
      return taken();
    },
    end() {
      scanner.end();
      if (!parentSeen && format.rowElse === undefined) throw new Refusal('rows-missing', { path: rowsPath });
      report.lines = scanner.lines();
      return taken();
    },
  };
}

/** One element as plain values; entities are put in afterwards, so that none can grow. */
function parse(text: string, line: number): unknown {
  const tree: unknown = parser.parse(text);
  const [root] = Object.values(typeof tree === 'object' && tree !== null ? tree : {});
  return text.includes('&') ? withEntities(root, line) : root;
}

function withEntities(value: unknown, line: number): unknown {
  if (typeof value === 'string') return value.includes('&') ? decodeEntities(value, line) : value;
  if (Array.isArray(value)) return value.map((one: unknown) => withEntities(one, line));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withEntities(inner, line)]));
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string, line: number): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));|&/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined && named[name] !== undefined) return named[name];
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
      if (code < 0 || code > 0x10ffff)
        throw new Refusal('xml-broken', { what: `${whole} is no entity of XML` }, { line });
      return code === 0 ? '␀' : String.fromCodePoint(code);
    },
  );
}
