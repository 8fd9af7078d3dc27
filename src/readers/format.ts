/** What a format file says once loaded: `schemas/format.schema.json` as types. The vocabulary is closed. */
import type { Kind } from '../domain/row.ts';

export type Layout = 'delimited' | 'fixed' | 'xml' | 'json' | 'xlsx';
export type TwoLanguages = { nb: string; en: string };

/** Characters of a fixed line, the first being 1; `record` reaches another record type of the same branch. */
export interface Stretch {
  start: number;
  length: number;
  record?: string;
}

/** A cell of a delimited line, the first being 1; `line` a line of the header. */
export interface Cell {
  column: number;
  record?: string;
  line?: number;
}

/** Where a value stands: a column by name (with synonyms), a path in XML or JSON, characters, or a cell. */
export type Place = string | string[] | Stretch | Cell;

export type Constant = string | number | boolean;

/** How one value of the canonical record is made. */
export interface FieldFormat {
  from?: Place;
  /** Several places made one text. */
  join?: Place[];
  /** What stands between joined texts; a space when not said. */
  with?: string;
  /** Date layouts that are accepted, tried in order. */
  date?: string[];
  /** `text` reads written amounts; `{decimals}` says how many of the digits are decimals. */
  money?: 'text' | { decimals: number };
  /** Which mark parts whole kroner from øre, where the file alone cannot tell. */
  decimal?: ',' | '.';
  /** An integer. */
  number?: true;
  /** An identifier made of digits: spaces are taken out. */
  digits?: true;
  map?: Record<string, Constant>;
  constant?: Constant;
  default?: Constant;
  /** The amount is negative when the text at `from` is one of `minus`; part of the amount as sent. */
  signed?: { from: Place; minus: string[] };
  /** Turns the amount around after control sums are made: always, or when a text is one of `in`. */
  negate?: true | { when: Place; in: string[] };
  /** Texts that mean “nothing”, such as `000000`. */
  empty?: string[];
  /** The column must be in the header. */
  required?: true;
}

/** Canonical path (`claims[0].dueDate`) → how it is made; a list is tried until one gives a value. */
export type FieldFormats = Record<string, FieldFormat | FieldFormat[]>;

/** A control figure: what the file says against what was read. */
export interface TotalFormat {
  /** XML: the element (a path from the root) that the figure is about; the root when not said. */
  at?: string;
  said: FieldFormat;
  /** `rows`, `records` (every line), or the record types to count. */
  count?: 'rows' | 'records' | string[];
  /** Path of a money field without numbers, such as `claims.remaining`. */
  sum?: string;
  /** A figure that the sum starts from, such as an opening balance. */
  opening?: FieldFormat;
  /** Path of a date field: the said date is the earliest or latest. */
  earliest?: string;
  latest?: string;
  /** The said value must be written the same elsewhere. */
  same?: FieldFormat;
}

/** One record type of a file, and those that stand under it. */
export interface RecordFormat {
  /** What stands where types stand; `.` is any character. Not used where every line is of one type. */
  type: string;
  name: TwoLanguages;
  /** Must be the first or the last under its parent. */
  place?: 'first' | 'last';
  required?: true;
  /** At most one under its parent. */
  once?: true;
  /** Each of these becomes a row. */
  row?: true;
  /** The list in the parent's record that this one joins. */
  into?: string;
  fields?: FieldFormats;
  /** Values of the whole file: sequence number, client, date. */
  summary?: FieldFormats;
  totals?: TotalFormat[];
  children?: RecordFormat[];
}

/** Repeated elements under a row of XML or JSON. */
export interface NestedFormat {
  path: string;
  into: string;
  fields: FieldFormats;
  nested?: NestedFormat[];
}

/** By what a file is known. Everything that is said must hold. */
export interface Claims {
  /** Pattern of the file name. */
  name?: string;
  /** Column names that the header must have, each by any of its synonyms. */
  columns?: string[];
  /** Columns that it must not have. */
  without?: string[];
  /** Pattern of the first line. */
  start?: string;
  /** Root element and its namespaces. */
  root?: string;
  namespaces?: string[];
  /** Texts that must stand in the first 64 KiB. */
  contains?: string[];
  /** Keys that a JSON document has at its top (NDJSON: in its first line). */
  keys?: string[];
}

export interface Format {
  id: string;
  version: number;
  kind: Kind;
  layout: Layout;
  title: TwoLanguages;
  description?: TwoLanguages;
  claims: Claims;
  /** What single-byte text is called when it is found. */
  encoding?: 'windows-1252' | 'iso-8859-1';
  delimiters?: string[];
  /** Lines above the first row. `names` tells which of them hold the column names. */
  header?: { lines: number; names?: number[]; summary?: FieldFormats };
  /** Where a line's record type stands. */
  typeAt?: { start: number; length: number } | { column: number };
  /** Characters in a line of a fixed file. */
  width?: number;
  /** A shorter line is filled with spaces. */
  short?: 'fill';
  records?: RecordFormat[];
  /** The fields of every row, where all rows are alike. */
  fields?: FieldFormats;
  /** A last line known by its first cell. */
  footer?: { starts: string[]; totals: TotalFormat[] };
  /** Where rows stand in XML (`Root/Part/Row`) or JSON (`parts.rows`). */
  rows?: string;
  nested?: NestedFormat[];
  /** XML: an element above the rows (a path from the root) that is a row itself when none stands in it. */
  rowElse?: string;
  /** Values of the whole file in XML or JSON. */
  summary?: FieldFormats;
  totals?: TotalFormat[];
  /** Rows are taken only when every text at `from` is one of `in`; others are counted as passed over. */
  where?: { from: Place; in: string[]; reason: string }[];
}

/** `kreditorfil-csv@1`. */
export function formatName(format: Format): string {
  return `${format.id}@${format.version}`;
}
