/** The pages of one document as they are drawn: texts, rules and fills, tagged; the foot comes when all pages are known. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import type { Report } from '../report.ts';
import type { Page } from './definition.ts';
import { documentFont } from './document-font.ts';
import type { DocumentFont } from './document-font.ts';
import { reportJson } from './data.ts';
import type { Fonts } from './fonts.ts';
import { grey, mm, muted } from './look.ts';
import { metadata } from './metadata.ts';
import { openPdfFile, pdfNumber as n, pdfText } from './pdf-file.ts';
import type { PdfFile } from './pdf-file.ts';
import { openStructure } from './structure.ts';
import type { Mark } from './structure.ts';
import { textRuns } from './text-runs.ts';
import type { Typeface } from './typeface.ts';

export interface Drawing {
  beginPage(): void;
  /** Draws text with its baseline at (x, y), points from the top left; without a mark it is an artifact. */
  text(text: string, x: number, y: number, face: Typeface, size: number, color: string, mark: Mark | null): void;
  rule(x1: number, y1: number, x2: number, y2: number, width: number, color: string): void;
  fill(x: number, y: number, width: number, height: number, color: string): void;
  endPage(): void;
  end(): { bytes: Buffer; pages: number };
}

/** The colour space all documents are made in, as pdfkit carries it; compressed once. */
const profile = deflateSync(
  readFileSync(createRequire(createRequire(import.meta.url).resolve('pdfkit')).resolve('./data/sRGB_IEC61966_2_1.icc')),
);

const colors = new Map<string, string>();

function rgb(color: string): string {
  let found = colors.get(color);
  if (found === undefined) {
    found = [1, 3, 5].map((at) => n(Number.parseInt(color.slice(at, at + 2), 16) / 255)).join(' ');
    colors.set(color, found);
  }
  return found;
}

/** Opens the drawing of a report. */
export function openDrawing(report: Report, page: Page, fonts: Fonts): Drawing {
  const file = openPdfFile();
  const structure = openStructure(file);
  const [catalog, pageTree, resources] = [file.promise(), file.promise(), file.promise()];
  const embedded = new Map<Typeface, DocumentFont>();
  const feet: { page: number; number: number; content: number }[] = [];
  let out: string[] = [];
  /** What is open in the page's content: a mark, `artifact`, or nothing. */
  let open: Mark | 'artifact' | null = null;
  let state = { fill: '', stroke: '', width: -1 };

  function font(face: Typeface): DocumentFont {
    let found = embedded.get(face);
    if (!found) embedded.set(face, (found = documentFont(file, face, embedded.size + 1)));
    return found;
  }

  function enter(mark: Mark | 'artifact'): void {
    if (open === mark) return;
    if (open) out.push('EMC');
    const id = mark === 'artifact' ? null : structure.begin(mark);
    out.push(id === null || mark === 'artifact' ? '/Artifact BMC' : `/${mark.role} <</MCID ${id}>> BDC`);
    open = mark;
  }

  function leave(): void {
    if (open) out.push('EMC');
    open = null;
  }

  function write(text: string, x: number, y: number, face: Typeface, size: number, color: string): void {
    const used = font(face);
    if (state.fill !== color) out.push(`${rgb((state.fill = color))} rg`);
    out.push(`BT /${used.name} ${n(size)} Tf 1 0 0 1 ${n(x)} ${n(page.height - y)} Tm ${used.encode(text)} TJ ET`);
  }

  function writeRuns(text: string, x: number, y: number, align: 0 | 0.5 | 1): void {
    const runs = textRuns(text, fonts.script).map((run) => ({ text: run.text, face: fonts.face(run.font, false) }));
    let at = x - align * runs.reduce((sum, run) => sum + run.face.widthOfString(run.text, 6.9), 0);
    for (const run of runs) {
      write(run.text, at, y, run.face, 6.9, muted);
      at += run.face.widthOfString(run.text, 6.9);
    }
  }

  function foot(index: number): Buffer {
    out = ['/Artifact <</Type/Pagination/Subtype/Footer>> BDC'];
    state = { fill: '', stroke: '', width: -1 };
    const y = page.height - 16 * mm;
    const right = page.width - page.margin.right;
    out.push(
      `${rgb(grey)} RG 0.4 w ${n(page.margin.left)} ${n(page.height - y)} m ${n(right)} ${n(page.height - y)} l S`,
    );
    const [side, of] = report.language === 'nb' ? ['Side', 'av'] : ['Page', 'of'];
    writeRuns(report.name, page.margin.left, y + 3.9 * mm, 0);
    writeRuns(report.footnote, page.width / 2, y + 3.9 * mm, 0.5);
    writeRuns(`${side} ${index + 1} ${of} ${feet.length}`, right, y + 3.9 * mm, 1);
    out.push('EMC');
    return Buffer.from(out.join('\n'), 'latin1');
  }

  return {
    beginPage() {
      out = [];
      open = null;
      state = { fill: '', stroke: '', width: -1 };
    },
    text(text, x, y, face, size, color, mark) {
      enter(mark ?? 'artifact');
      write(text, x, y, face, size, color);
    },
    rule(x1, y1, x2, y2, width, color) {
      enter('artifact');
      if (state.stroke !== color) out.push(`${rgb((state.stroke = color))} RG`);
      if (state.width !== width) out.push(`${n((state.width = width))} w`);
      out.push(`${n(x1)} ${n(page.height - y1)} m ${n(x2)} ${n(page.height - y2)} l S`);
    },
    fill(x, y, width, height, color) {
      enter('artifact');
      if (state.fill !== color) out.push(`${rgb((state.fill = color))} rg`);
      out.push(`${n(x)} ${n(page.height - y - height)} ${n(width)} ${n(height)} re f`);
    },
    endPage() {
      leave();
      const [number, content, footer] = [file.promise(), file.promise(), file.promise()];
      file.deflated(content, '', Buffer.from(out.join('\n'), 'latin1'));
      const key = structure.endPage(number);
      file.object(
        number,
        `<</Type/Page/Parent ${pageTree} 0 R/MediaBox[0 0 ${page.width} ${page.height}]/Resources ${resources} 0 R` +
          `/Contents[${content} 0 R ${footer} 0 R]/StructParents ${key}/Tabs/S>>`,
      );
      feet.push({ page: feet.length, number, content: footer });
    },
    end() {
      for (const each of feet) file.deflated(each.content, '', foot(each.page));
      for (const each of embedded.values()) each.embed();
      const language = report.language === 'nb' ? 'nb-NO' : 'en';
      const [info, xml, intent, icc] = [file.promise(), file.promise(), file.promise(), file.promise()];
      const root = structure.end(language);
      const about = metadata(report);
      const names = [...embedded.values()].map((each) => `/${each.name} ${each.number} 0 R`).join('');
      file.object(resources, `<</Font<<${names}>>/ProcSet[/PDF/Text]>>`);
      file.object(
        pageTree,
        `<</Type/Pages/Count ${feet.length}/Kids[${feet.map((each) => `${each.number} 0 R`).join(' ')}]>>`,
      );
      file.object(info, about.info);
      file.stream(xml, '/Type/Metadata/Subtype/XML', about.xml);
      file.stream(icc, '/N 3/Filter/FlateDecode', profile);
      file.object(
        intent,
        `<</Type/OutputIntent/S/GTS_PDFA1/Info${pdfText('sRGB IEC61966-2.1')}/OutputConditionIdentifier${pdfText('sRGB IEC61966-2.1')}/DestOutputProfile ${icc} 0 R>>`,
      );
      const attached = attach(file, `${report.name}.json`, reportJson(report), report);
      file.object(
        catalog,
        `<</Type/Catalog/Pages ${pageTree} 0 R/Lang(${language})/MarkInfo<</Marked true>>/StructTreeRoot ${root} 0 R` +
          `/Metadata ${xml} 0 R/OutputIntents[${intent} 0 R]/ViewerPreferences<</DisplayDocTitle true>>${attached}>>`,
      );
      return { bytes: file.end(catalog, info), pages: feet.length };
    },
  };
}

/** Puts the report's data inside the document, as PDF/A-3 allows; returns the catalog's entries for it. */
function attach(file: PdfFile, name: string, bytes: Buffer, report: Report): string {
  const [stream, spec] = [file.promise(), file.promise()];
  const day = report.date.replaceAll('-', '');
  file.deflated(
    stream,
    `/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</ModDate(D:${day}000000Z)/Size ${bytes.length}>>`,
    bytes,
  );
  file.object(
    spec,
    `<</Type/Filespec/F${pdfText(name)}/UF${pdfText(name)}/AFRelationship/Data/Desc${pdfText(report.title)}/EF<</F ${stream} 0 R/UF ${stream} 0 R>>>>`,
  );
  return `/AF[${spec} 0 R]/Names<</EmbeddedFiles<</Names[${pdfText(name)} ${spec} 0 R]>>>>`;
}
