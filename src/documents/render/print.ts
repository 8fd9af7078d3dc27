/**
 * Prints a report: pdfmake's layout decides where everything stands, page by page; what it says is drawn here with fonts
 * that all documents of the thread share. Nothing is fetched or read: the layout layer has no access to files or addresses.
 */
import { createRequire } from 'node:module';
import type { Item, LayoutBuilder, Line, Page as LaidPage, Vector } from 'pdfmake/js/LayoutBuilder.js';
import type { Report } from '../report.ts';
import { pageOf, piecesOf } from './definition.ts';
import type { Page, PieceNode } from './definition.ts';
import { openDrawing } from './drawing.ts';
import type { Drawing } from './drawing.ts';
import type { Fonts } from './fonts.ts';
import { ink } from './look.ts';
import type { Mark } from './structure.ts';
import { tableNode } from './table-definition.ts';

export interface Printed {
  bytes: Buffer;
  pages: number;
}

// CommonJS, which test runner and Node import differently; required, it is the same everywhere.
const layers: { default: typeof LayoutBuilder } = createRequire(import.meta.url)('pdfmake/js/LayoutBuilder.js');

/** Rows laid out at a time; more than any page holds. */
const chunk = 250;

/** Prints `report`. The same report gives the same bytes. */
export function print(report: Report, fonts: Fonts): Printed {
  const page = pageOf(report);
  const drawing = openDrawing(report, page, fonts);
  let nodes: PieceNode[] = [];
  for (const piece of piecesOf(report, fonts)) {
    nodes.push(...piece.nodes);
    const { table } = piece;
    if (!table) continue;
    let from = 0;
    while (table.rows.length - from > chunk) {
      const part = { heading: null, make: () => tableNode(table, from, from + chunk) };
      const pages = layout([...nodes, part], page, fonts);
      const last = pages.pop()!;
      for (const each of pages) draw(each, drawing);
      // What landed on the last page is laid out again with the rows after it.
      from = Math.max(from + 1, firstRow(last));
      nodes = [];
    }
    const rest = from;
    nodes.push({ heading: null, make: () => tableNode(table, rest, table.rows.length) });
  }
  for (const each of layout(nodes, page, fonts)) draw(each, drawing);
  return drawing.end();
}

/** Lays nodes out; a heading that would end a page goes over to the next. */
function layout(nodes: PieceNode[], page: Page, fonts: Fonts): LaidPage[] {
  const moved = new Set<Mark>();
  for (;;) {
    const content = nodes.map(({ heading, make }) =>
      heading && moved.has(heading) ? { ...make(), pageBreak: 'before' } : make(),
    );
    const pages = layoutOnce(content, page, fonts);
    const lonely = pages
      .slice(0, -1)
      .map(lastMark)
      .find((mark) => mark?.role === 'H2' && !moved.has(mark));
    if (!lonely) return pages;
    moved.add(lonely);
  }
}

function lastMark(page: LaidPage): Mark | undefined {
  const last = page.items.findLast((item) => item.type === 'line');
  return last?.type === 'line' ? last.item.inlines.at(-1)?.mark : undefined;
}

function layoutOnce(content: object[], page: Page, fonts: Fonts): LaidPage[] {
  const size = {
    width: page.width,
    height: page.height,
    orientation: page.width > page.height ? 'landscape' : 'portrait',
  };
  const builder = new layers.default(size, page.margin, null);
  builder.registerTableLayouts({});
  return builder.layoutDocument(
    { stack: content },
    fonts,
    {},
    { font: 'latin', fontSize: 8.5, color: ink, lineHeight: 1.1 },
  );
}

function firstRow(page: LaidPage): number {
  let first = Infinity;
  for (const item of page.items) {
    if (item.type !== 'line') continue;
    for (const { row } of item.item.inlines) if (row !== undefined && row >= 0 && row < first) first = row;
  }
  if (first === Infinity) throw new Error('The last page of a part holds no row of its table.');
  return first;
}

function draw(page: LaidPage, drawing: Drawing): void {
  drawing.beginPage();
  for (const item of page.items) drawItem(item, drawing);
  drawing.endPage();
}

function drawItem(item: Item, drawing: Drawing): void {
  if (item.type === 'line') drawLine(item.item, drawing);
  else if (item.type === 'vector') drawVector(item.item, drawing);
}

function drawLine(line: Line, drawing: Drawing): void {
  const baseline = line.y + line.getAscenderHeight();
  let run: (typeof line.inlines)[number] | null = null;
  let text = '';
  let end = 0;
  const flush = () => {
    if (run && text.trim() !== '') {
      drawing.text(text.trimEnd(), line.x + run.x, baseline, run.font, run.fontSize, run.color, run.mark ?? null);
    }
  };
  for (const inline of line.inlines) {
    const joins: boolean =
      run !== null &&
      inline.font === run.font &&
      inline.fontSize === run.fontSize &&
      inline.mark === run.mark &&
      Math.abs(inline.x - end) < 0.05;
    if (joins) text += inline.text;
    else {
      flush();
      run = inline;
      text = inline.text;
    }
    end = inline.x + inline.width;
  }
  flush();
}

function drawVector(vector: Vector, drawing: Drawing): void {
  if (vector.type === 'rect' && vector.color) drawing.fill(vector.x, vector.y, vector.w, vector.h, vector.color);
  else if (vector.type === 'line') {
    drawing.rule(vector.x1, vector.y1, vector.x2, vector.y2, vector.lineWidth ?? 1, vector.lineColor ?? ink);
  }
}
