/**
 * A report is data: neutral blocks with typed columns. What makes it PDF, CSV or JSON lives in `render/`. Everything in it
 * can be sent to a worker thread and written as text, so a report is also what a document's content hash is made of.
 */
import type { Day } from '../domain/day.ts';

export type Language = 'nb' | 'en';

/**
 * How a value is written and aligned: `money` is øre (bigint), `date` a `YYYY-MM-DD`, `instant` an ISO time shown in Oslo,
 * `count` an integer, `id` a number or reference that is never grouped, `text` free text.
 */
export type ValueType = 'text' | 'money' | 'date' | 'instant' | 'count' | 'id';

/** A value as data; null is shown as nothing. */
export type Value = string | number | bigint | null;

export interface Fact {
  label: string;
  type: ValueType;
  value: Value;
}

/** A table's column. `key` names it in CSV and JSON; `share` is its part of the width that numbers leave over. */
export interface Column {
  key: string;
  title: string;
  type: ValueType;
  share?: number;
}

/** One cell: its value, and what stands small below it. `span` columns are joined, for sums and carried lines. */
export interface Cell {
  value: Value;
  type?: ValueType;
  below?: string;
  span?: number;
}

/** `part`: continues the row above (a case's second claim). `sum`: a total. `carried`: a line between totals. */
export interface TableRow {
  kind: 'row' | 'part' | 'sum' | 'carried';
  cells: Cell[];
}

export interface Table {
  kind: 'table';
  name: string;
  columns: Column[];
  rows: TableRow[];
  /** Something the reader must act on: drawn as a warning. */
  warns?: boolean;
}

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  /** The one amount a reader looks for. */
  | { kind: 'amount'; label: string; value: bigint }
  | Table
  /** Two narrow columns beside each other. */
  | { kind: 'beside'; left: Block[]; right: Block[] };

/** Who sends a document, as its letterhead says. */
export interface Sender {
  name: string;
  orgNumber: string | null;
  street: string | null;
  postalCode: string | null;
  postalPlace: string | null;
  email: string | null;
  phone: string | null;
}

export interface Report {
  /** `Oppdragsbekreftelse-33220-2026-11-24`: also the file name without its ending. */
  name: string;
  title: string;
  language: Language;
  orientation: 'portrait' | 'landscape';
  /** The day the document is about; its creation date too, so that the same data gives the same bytes. */
  date: Day;
  currency: string;
  sender: Sender;
  /** The receiver's name and address, a line each. */
  receiver: string[];
  facts: Fact[];
  /** One paragraph under the title. */
  lead: string;
  blocks: Block[];
  /** The middle of the footer. */
  footnote: string;
  /** What must be found in the text of the finished document: the totals. */
  checks: bigint[];
}
