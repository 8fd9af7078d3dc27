/** A report's table as pdfmake's: widths that hold for every part of it, so that long tables can be laid out in parts. */
import type { Column, Language, Table, TableRow } from '../report.ts';
import { shown } from '../shown.ts';
import type { Fonts } from './fonts.ts';
import { inline } from './inline.ts';
import type { TextStyle } from './inline.ts';
import { grey, ink, mm, muted } from './look.ts';
import type { Mark } from './structure.ts';

export interface TableParts {
  columns: Column[];
  widths: number[];
  /** Text size in points: 7.6, or smaller where the amounts need the room. */
  size: number;
  head: object[];
  rows: TableRow[];
  warns: boolean;
  mark: Mark;
  language: Language;
  fonts: Fonts;
}

const gap = 2 * mm;
/** How much smaller what stands below a value is. */
const smaller = 0.91;
const full = 7.6;
const least = 4.8;
/** The narrowest that a column of text may become, in points per share. */
const narrowest = 46;
/** The part of a table's width that its texts have at least together. */
const textPart = 0.24;

/** Prepares a table for `width` points. */
export function tableRows(table: Table, language: Language, width: number, fonts: Fonts): TableParts {
  const mark: Mark = { role: 'Table', parent: null };
  const inside = table.warns ? width - 7 * mm : width;
  const { widths, size } = columnWidths(table, language, inside, fonts);
  const row: Mark = { role: 'TR', parent: mark };
  const head = table.columns.map((column) => ({
    text: inline(column.title, fonts, {
      fontSize: size,
      color: muted,
      mark: { role: 'TH', parent: row },
      row: -1,
      alignment: isNumber(column) ? 'right' : 'left',
    }),
    alignment: isNumber(column) ? 'right' : 'left',
  }));
  return {
    columns: table.columns,
    widths,
    size,
    head,
    rows: table.rows,
    warns: table.warns ?? false,
    mark,
    language,
    fonts,
  };
}

function isNumber(column: Column): boolean {
  return column.type === 'money' || column.type === 'count';
}

/** Amounts and dates get what their longest needs, texts share the rest; where that is too little, all text gets smaller. */
export function columnWidths(
  table: Table,
  language: Language,
  width: number,
  fonts: Fonts,
): { widths: number[]; size: number } {
  const [regular, bold] = [fonts.face('latin', false), fonts.face('latin', true)];
  const needs = table.columns.map((column) => (column.share ? 0 : regular.widthOfString(column.title, 1)));
  for (const row of table.rows) {
    let at = 0;
    for (const cell of row.cells) {
      const column = table.columns[at];
      if (column && !column.share && (cell.span ?? 1) === 1) {
        const text = shown(cell.value, cell.type ?? column.type, language);
        const below = regular.widthOfString(cell.below ?? '', smaller);
        needs[at] = Math.max(needs[at]!, below, (row.kind === 'sum' ? bold : regular).widthOfString(text, 1));
      }
      at += cell.span ?? 1;
    }
  }
  const room = width - gap * (table.columns.length - 1);
  const fixed = needs.reduce((sum, need) => sum + need, 0);
  const shares = table.columns.reduce((sum, column) => sum + (column.share ?? 0), 0);
  const size = Math.max(
    least,
    Math.min(full, (room - Math.max(narrowest * shares, shares > 0 ? room * textPart : 0)) / Math.max(fixed, 0.001)),
  );
  const rest = Math.max(0, room - fixed * size - 0.1 * needs.length);
  const widths = table.columns.map((column, i) =>
    column.share ? (rest * column.share) / shares : shares > 0 ? needs[i]! * size + 0.1 : (needs[i]! * room) / fixed,
  );
  return { widths, size };
}

/** The node of rows `from` up to `to`, with the head above. */
export function tableNode(parts: TableParts, from: number, to: number): object {
  const rows = parts.rows.slice(from, to);
  const body = [parts.head.map((cell) => ({ ...cell })), ...rows.map((row, i) => bodyRow(row, parts, from + i))];
  const kind = (i: number) => rows[i - 1]?.kind;
  return {
    table: { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true, widths: parts.widths, body },
    layout: {
      hLineWidth(i: number) {
        if (i === 0) return 0;
        if (i === 1 || kind(i) === 'sum' || kind(i - 1) === 'sum') return 0.75;
        return kind(i) === 'part' ? 0 : 0.4;
      },
      hLineColor: (i: number) => (i === 1 || kind(i) === 'sum' || kind(i - 1) === 'sum' ? ink : grey),
      vLineWidth: (i: number) => (parts.warns && i === 0 ? 1.2 * mm : 0),
      vLineColor: () => '#a56d13',
      paddingLeft: (i: number) => (i === 0 ? (parts.warns ? 3.5 * mm : 0) : gap),
      paddingRight: (i: number) => (parts.warns && i === parts.columns.length - 1 ? 2.3 * mm : 0),
      paddingTop: (i: number) => (i === 0 ? (parts.warns ? 2 * mm : 0) : kind(i) === 'part' ? 0 : 0.95 * mm),
      paddingBottom: (i: number) => (i === 0 ? 1 * mm : 0.95 * mm),
      ...(parts.warns ? { fillColor: () => '#fcf2e2' } : {}),
    },
  };
}

function bodyRow(row: TableRow, parts: TableParts, index: number): object[] {
  const { columns, language, fonts, size } = parts;
  const mark: Mark = { role: 'TR', parent: parts.mark };
  const cells: object[] = [];
  for (const cell of row.cells) {
    const column = columns[cells.length];
    if (!column) throw new Error(`Row ${index} of table has more cells than columns.`);
    const span = cell.span ?? 1;
    const type = cell.type ?? (span > 1 ? 'text' : column.type);
    const number = span === 1 && isNumber(column) && (type === 'money' || type === 'count');
    const style: TextStyle = {
      alignment: number ? 'right' : 'left',
      noWrap: !column.share && span === 1,
      fontSize: size,
      mark: { role: 'TD', parent: mark, span } satisfies Mark,
      row: index,
      ...(row.kind === 'sum' ? { bold: true } : {}),
    };
    const text = inline(shown(cell.value, type, language), fonts, style);
    if (cell.below) {
      const small = { ...style, fontSize: size * smaller, color: muted, bold: false };
      text.push({ text: '\n', fontSize: size * 0.2 }, ...inline(cell.below, fonts, small));
    }
    cells.push({
      text,
      ...(span > 1 ? { colSpan: span } : {}),
    });
    for (let i = 1; i < span; i++) cells.push({ text: '' });
  }
  return cells;
}
