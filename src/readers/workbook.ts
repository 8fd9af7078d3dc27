/** Workbooks (XLSX): sheets as rows of text cells, read from the bare XML in little memory. */
import { dayOf } from '../domain/day.ts';
import { Refusal } from '../domain/row.ts';
import { mostColumns } from './table-row.ts';
import type { ZipEntry } from './zip.ts';

/** One row of a sheet: its number, and its cells as text (days as `YYYY-MM-DD`). */
export interface SheetRow {
  line: number;
  cells: string[];
}

export interface Sheet {
  name: string;
  hidden: boolean;
  rows(): AsyncGenerator<SheetRow>;
}

/** Characters of one row's XML, of one small part, and of all shared strings. */
const longestRow = 4_194_304;
const longestPart = 8_388_608;
const mostSharedLetters = 67_108_864;

/** True when an archive is a workbook. */
export function isWorkbook(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ name }) => name === 'xl/workbook.xml');
}

/** Opens a workbook; throws `Refusal` `zip-broken` when it lacks a part, `xml-doctype`, `element-too-large`. */
export async function openWorkbook(entries: readonly ZipEntry[]): Promise<Sheet[]> {
  const part = async (name: string): Promise<string> => {
    const entry = entries.find((one) => one.name === name);
    return entry ? text(entry, longestPart) : '';
  };
  const book = await part('xl/workbook.xml');
  const relations = new Map(
    elements(await part('xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes }) => [
      attribute(attributes, 'Id'),
      attribute(attributes, 'Target'),
    ]),
  );
  const startsIn1904 = elements(book, 'workbookPr').some(({ attributes }) =>
    /^(?:1|true)$/.test(attribute(attributes, 'date1904')),
  );
  const isDate = dateStyles(await part('xl/styles.xml'));
  const shared = await sharedStrings(entries.find(({ name }) => name === 'xl/sharedStrings.xml'));
  const sheets = elements(book, 'sheet').map(({ attributes }) => {
    const target = relations.get(attribute(attributes, '(?:\\w+:)?id')) ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    const entry = entries.find(({ name }) => name === path);
    return { attributes, entry };
  });
  const known = sheets.filter(({ entry }) => entry !== undefined);
  if (known.length === 0) throw new Refusal('zip-broken');
  return known.map(({ attributes, entry }) => ({
    name: unescape(attribute(attributes, 'name')),
    hidden: attribute(attributes, 'state').includes('idden'),
    rows: () => sheetRows(entry!, { shared, isDate, startsIn1904 }),
  }));
}

interface Styles {
  shared: string[];
  isDate: boolean[];
  startsIn1904: boolean;
}

async function* pieces(entry: ZipEntry): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let first = true;
  for await (const bytes of entry.bytes()) {
    const piece = decoder.decode(bytes, { stream: true });
    if (first && /<!doctype/i.test(piece.slice(0, 1000))) throw new Refusal('xml-doctype', {}, { line: 1 });
    first = false;
    yield piece.includes('\0') ? piece.replaceAll('\0', '␀') : piece;
  }
  yield decoder.decode();
}

async function text(entry: ZipEntry, limit: number): Promise<string> {
  let all = '';
  for await (const piece of pieces(entry)) {
    all += piece;
    if (all.length > limit) throw new Refusal('element-too-large', { limit });
  }
  return all;
}

/** Elements of a name that do not nest in themselves, with their inner text. */
function elements(xml: string, name: string): { attributes: string; inner: string }[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(?:/>|>([^]*?)</(?:\\w+:)?${name}>)`, 'g');
  return [...xml.matchAll(pattern)].map((match) => ({ attributes: match[1] ?? '', inner: match[2] ?? '' }));
}

function attribute(attributes: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescape(xml: string): string {
  if (!xml.includes('&') && !xml.includes('_x')) return xml;
  return xml
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,4}));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return entities[name] ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
        return code === 0 || code > 0x10ffff ? '␀' : String.fromCodePoint(code);
      },
    )
    .replace(/_x([0-9A-F]{4})_/g, (_, hex: string) =>
      hex === '0000' ? '␀' : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** Which cell styles show a number as a day. */
function dateStyles(styles: string): boolean[] {
  const custom = new Map(
    elements(styles, 'numFmt').map(({ attributes }) => [
      Number(attribute(attributes, 'numFmtId')),
      unescape(attribute(attributes, 'formatCode')),
    ]),
  );
  const formats = elements(styles, 'cellXfs')[0]?.inner ?? '';
  return [...formats.matchAll(/<(?:\w+:)?xf(\s[^>]*?)?\/?>/g)].map((match) => {
    const id = Number(attribute(match[1] ?? '', 'numFmtId'));
    const code = custom.get(id);
    if (code === undefined)
      return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    return /[dy]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));
  });
}

async function sharedStrings(entry: ZipEntry | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (!entry) return strings;
  let rest = '';
  let letters = 0;
  for await (const piece of pieces(entry)) {
    rest += piece;
    let from = 0;
    const pattern = /<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([^]*?)<\/(?:\w+:)?si>)/g;
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
      const string = texts(match[1] ?? '');
      letters += string.length + 16;
      if (letters > mostSharedLetters) throw new Refusal('element-too-large', { limit: mostSharedLetters });
      strings.push(string);
      from = pattern.lastIndex;
    }
    rest = rest.slice(from);
    if (rest.length > longestRow) throw new Refusal('element-too-large', { limit: longestRow });
  }
  return strings;
}

/** The text of a string with or without runs; readings of other scripts are left out. */
function texts(xml: string): string {
  const plain = xml.includes('rPh') ? xml.replace(/<(?:\w+:)?rPh[^]*?<\/(?:\w+:)?rPh>/g, '') : xml;
  let all = '';
  for (const match of plain.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</g)) all += match[1];
  return unescape(all);
}

async function* sheetRows(entry: ZipEntry, styles: Styles): AsyncGenerator<SheetRow> {
  let rest = '';
  let last = 0;
  for await (const piece of pieces(entry)) {
    rest += piece;
    let from = 0;
    const pattern = /<(?:\w+:)?row(\s[^>]*?)?(?:\/>|>([^]*?)<\/(?:\w+:)?row>)/g;
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
      const number = Number(attribute(match[1] ?? '', 'r'));
      last = Number.isSafeInteger(number) && number > last ? number : last + 1;
      yield { line: last, cells: cellsOf(match[2] ?? '', styles, last) };
      from = pattern.lastIndex;
    }
    rest = rest.slice(from);
    if (rest.length > longestRow) throw new Refusal('element-too-large', { limit: longestRow }, { line: last + 1 });
  }
}

function cellsOf(xml: string, styles: Styles, line: number): string[] {
  const cells: string[] = [];
  for (const match of xml.matchAll(/<(?:\w+:)?c(\s[^>]*?)?(?:\/>|>([^]*?)<\/(?:\w+:)?c>)/g)) {
    const attributes = match[1] ?? '';
    const column = columnOf(attribute(attributes, 'r')) ?? cells.length;
    if (column >= mostColumns)
      throw new Refusal(
        'too-many-header-columns',
        { found: column + 1, limit: mostColumns },
        { tier: 'columns', line },
      );
    while (cells.length < column) cells.push('');
    cells[column] = cellText(attributes, match[2] ?? '', styles);
  }
  return cells;
}

/** `B7` → 1. */
function columnOf(reference: string): number | undefined {
  const letters = /^([A-Z]{1,3})\d/.exec(reference)?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
}

function cellText(attributes: string, inner: string, { shared, isDate, startsIn1904 }: Styles): string {
  const type = attribute(attributes, 't');
  if (type === 'inlineStr') return texts(inner);
  const value = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</.exec(inner)?.[1] ?? '';
  if (type === 's') return shared[Number(value)] ?? '';
  if (value === '' || (type !== '' && type !== 'n')) return unescape(value);
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (isDate[Number(attribute(attributes, 's'))] && number >= 1 && number < 2_958_466) {
    return dayOf(Math.floor(number) - 25_569 + (startsIn1904 ? 1462 : 0));
  }
  if (Math.abs(number) >= 1e15) return number.toExponential().toUpperCase();
  return Number.isInteger(number) ? String(number) : plain(Number(number.toPrecision(15)));
}

function plain(number: number): string {
  const written = String(number);
  return written.includes('e') ? number.toFixed(10).replace(/0+$/, '') : written;
}
