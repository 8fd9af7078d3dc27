/** Exactly one format claims a file; none or two is an answer for a person, never a guess. */
import { Refusal } from '../domain/row.ts';
import { columnNames, plainName } from './columns.ts';
import { createDecoder } from './decode.ts';
import { formatName, type Format } from './format.ts';
import { jsonKeys } from './json-keys.ts';
import { splitDelimited } from './split-delimited.ts';
import { placeNames } from './table.ts';
import { xmlRoot } from './xml-root.ts';

/** How many bytes of a file are enough to know it. */
export const headBytes = 65_536;

/** What a file turned out to be. */
export interface Identified {
  format: Format;
  encoding: string;
  /** The mark between cells, for delimited text. */
  delimiter?: string;
  /** False for a fixed file that has no line ends. */
  lineEnds: boolean;
}

export interface IdentifyOptions {
  /** Read by this format (`id` or `id@version`) without asking who claims the file. */
  format?: string;
  /** Ids that may be chosen among: what the client's agreement allows. */
  only?: readonly string[];
}

/** Whether a format claims a file, how near it comes (0–1), and what it lacks. */
interface Claim {
  format: Format;
  claims: boolean;
  nearness: number;
  lacks: string[];
  delimiter?: string;
}

/** What a file looks like before it is known. */
interface Evidence {
  name: string;
  text: string;
  firstLine: string;
  /** The first rows of cells by a delimiter, or those of a sheet. */
  cells: (delimiter: string) => string[][];
}

/**
 * Finds the one format that claims a text file from its first 64 KiB and its name. Throws `Refusal`: `file-empty`,
 * `format-none` (with what was looked for and which came nearest), `format-several`, `format-unknown`, `xml-doctype`.
 */
export function identify(
  head: Uint8Array,
  name: string,
  formats: readonly Format[],
  options: IdentifyOptions = {},
): Identified {
  const { text, encoding } = decodeHead(head);
  if (text.trim() === '') throw new Refusal('file-empty');
  if (isBinary(head)) throw new Refusal('file-binary', { looked: formats.map(formatName).join(', ') });
  const split = new Map<string, string[][]>();
  const evidence: Evidence = {
    name,
    text,
    firstLine: /^[^\r\n]*/.exec(text.trimStart())![0].slice(0, 4096),
    cells: (delimiter) => {
      const known = split.get(delimiter) ?? firstCells(text, delimiter);
      split.set(delimiter, known);
      return known;
    },
  };
  const textual = formats.filter(({ layout }) => layout !== 'xlsx');
  const claim = choose(textual, evidence, options);
  const { format } = claim;
  const found = encoding === 'windows-1252' && format.encoding ? format.encoding : encoding;
  const width = format.width ?? 0;
  const lineEnds =
    format.layout !== 'fixed' || width === 0 || text.length < width * 2 || /[\r\n]/.test(text.slice(0, width * 2));
  return {
    format,
    encoding: found,
    lineEnds,
    ...(claim.delimiter === undefined ? {} : { delimiter: claim.delimiter }),
  };
}

/** Finds the one workbook format that claims a sheet by its first rows. Throws as `identify`. */
export function identifySheet(
  rows: string[][],
  name: string,
  formats: readonly Format[],
  options: IdentifyOptions = {},
): Format {
  const evidence: Evidence = { name, text: '', firstLine: '', cells: () => rows };
  return choose(
    formats.filter(({ layout }) => layout === 'xlsx'),
    evidence,
    options,
  ).format;
}

function choose(formats: readonly Format[], evidence: Evidence, options: IdentifyOptions): Claim {
  if (options.format !== undefined) {
    const wanted = options.format;
    const format = formats.find((one) => one.id === wanted || formatName(one) === wanted);
    if (!format) throw new Refusal('format-unknown', { format: wanted, known: formats.map(formatName).join(', ') });
    return judgeClaim(format, evidence);
  }
  const allowed = options.only
    ? formats.filter((one) => options.only?.some((id) => id === one.id || id === formatName(one)))
    : formats;
  const looked = allowed.map(formatName).join(', ');
  const claims = allowed.map((format) => judgeClaim(format, evidence));
  const [first, second] = claims.filter((one) => one.claims);
  if (first && !second) return first;
  if (first && second) {
    throw new Refusal('format-several', {
      formats: claims
        .filter((one) => one.claims)
        .map((one) => formatName(one.format))
        .join(', '),
    });
  }
  const nearest = claims.reduce<Claim | undefined>(
    (best, one) => (one.nearness > (best?.nearness ?? 0) ? one : best),
    undefined,
  );
  const start = evidence.firstLine.slice(0, 80);
  if (!nearest) throw new Refusal('format-none', { looked, start });
  throw new Refusal('format-nearest', {
    looked,
    nearest: formatName(nearest.format),
    lacks: nearest.lacks.join(', '),
    start,
  });
}

function judgeClaim(format: Format, evidence: Evidence): Claim {
  const { claims } = format;
  const lacks: string[] = [];
  let asked = 0;
  const ask = (holds: boolean, what: string): void => {
    asked++;
    if (!holds) lacks.push(what);
  };
  if (claims.start !== undefined) ask(new RegExp(claims.start).test(evidence.firstLine), `^${claims.start}`);
  for (const text of claims.contains ?? []) ask(evidence.text.includes(text), text);
  let delimiter: string | undefined;
  if (format.layout === 'delimited' || format.layout === 'xlsx') {
    const best = bestDelimiter(format, evidence);
    delimiter = best.delimiter;
    for (const column of claims.columns ?? []) ask(!best.missing.includes(column), column);
    for (const column of best.unwanted) ask(false, `–${column}`);
  }
  if (format.layout === 'xml') {
    const root = xmlRoot(evidence.text);
    ask(root !== undefined && root.name === claims.root, `<${claims.root ?? ''}>`);
    if (claims.namespaces)
      ask(root !== undefined && claims.namespaces.includes(root.namespace), claims.namespaces.join(' | '));
  }
  if (format.layout === 'json') {
    const keys = jsonKeys(evidence.text);
    ask(keys !== undefined, '{ … }');
    for (const key of claims.keys ?? []) ask(keys?.includes(key) ?? false, `"${key}"`);
  }
  const nearness = asked === 0 ? 0 : (asked - lacks.length) / asked;
  if (claims.name !== undefined && !new RegExp(claims.name, 'i').test(evidence.name))
    lacks.push(`${claims.name} (${evidence.name})`);
  return { format, claims: lacks.length === 0, nearness, lacks, ...(delimiter === undefined ? {} : { delimiter }) };
}

/** Delimiters looked for where the format does not say. */
const commonDelimiters = [';', ',', '\t', '|'];

function bestDelimiter(
  format: Format,
  evidence: Evidence,
): { delimiter: string; missing: string[]; unwanted: string[] } {
  const told = /^sep=(.)/i.exec(evidence.firstLine)?.[1];
  const candidates = told === undefined ? (format.delimiters ?? commonDelimiters) : [told];
  const judged = candidates.map((delimiter) => {
    const names = headerNames(format, evidence.cells(delimiter)).map(plainName);
    const has = (column: string): boolean => synonyms(format, column).some((name) => names.includes(plainName(name)));
    return {
      delimiter,
      columns: names.length,
      missing: (format.claims.columns ?? []).filter((column) => !has(column)),
      unwanted: (format.claims.without ?? []).filter(has),
    };
  });
  return judged.reduce((best, one) =>
    one.missing.length < best.missing.length ||
    (one.missing.length === best.missing.length && one.columns > best.columns)
      ? one
      : best,
  );
}

function headerNames(format: Format, rows: string[][]): string[] {
  const lines = format.header?.lines ?? 1;
  if (lines === 0) return rows[0] ?? [];
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== '') && !/^sep=/i.test(row[0] ?? ''));
  return columnNames((format.header?.names ?? [lines]).map((number) => filled[number - 1] ?? []));
}

/** All names of the field that a claimed column feeds. */
function synonyms(format: Format, column: string): string[] {
  const places = Object.values(format.fields ?? {})
    .flat()
    .flatMap((field) => [field.from, ...(field.join ?? [])])
    .filter((place) => place !== undefined)
    .map(placeNames);
  return places.find((names) => names.some((name) => plainName(name) === plainName(column))) ?? [column];
}

function firstCells(text: string, delimiter: string): string[][] {
  const records = splitDelimited(delimiter);
  const found = records.push(text.slice(0, 32_768));
  return (found.length > 0 ? found : records.end()).slice(0, 30).map(({ cells }) => cells);
}

function decodeHead(head: Uint8Array): { text: string; encoding: string } {
  const decoder = createDecoder();
  const pieces = decoder.push(head);
  if (head.length < headBytes || pieces.length === 0) pieces.push(...decoder.end());
  return {
    text: pieces
      .map(({ text }) => text)
      .join('')
      .replace(/^\ufeff/, ''),
    encoding: decoder.encoding(),
  };
}

/** Files that are known by their first bytes and are no text. */
const signatures: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x05, 0x06],
];

function isBinary(head: Uint8Array): boolean {
  return signatures.some((signature) => signature.every((byte, index) => head[index] === byte));
}
