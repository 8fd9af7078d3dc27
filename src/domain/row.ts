/**
 * What a reader makes of a file, and what judging adds. A bad row is a value, never an exception; only a file that
 * cannot be used at all is a {@link Refusal}.
 */

/** The kinds of rows a journal can hold. `stop` asks for a collection stop; `statement` only reconciles the bank's sums. */
export type Kind = 'case' | 'payment' | 'invoice' | 'stop' | 'statement';

/** Where a finding belongs. A finding of a higher tier (earlier in this list) silences those it causes. */
export type Tier = 'file' | 'columns' | 'value' | 'row' | 'between' | 'books';

/** An error rejects its row; a warning lets it through and is shown (the manual's “må” and “bør”). */
export type Severity = 'error' | 'warning';

/**
 * A finding about one place. `code` is stable and has its texts in the catalogue (`domain/problems.ts`); `params` fill
 * the texts. `line` is the 1-based line of the file where the row starts (for a workbook the row, with `sheet`).
 * `column` is the column or element as the file names it; `field` the path in the canonical record
 * (`claims[0].dueDate`); `value` is the value as sent.
 */
export interface Problem {
  code: string;
  tier: Tier;
  severity: Severity;
  line: number;
  sheet?: string;
  column?: string;
  field?: string;
  value?: string;
  params?: Record<string, string | number>;
}

/** What a row said, by column as the file names it, before anything was cleaned. */
export type Raw = Record<string, string>;

/**
 * One record of a file. `row` counts records from 1; `line` is where it starts. `record` is the canonical candidate
 * (see `record.ts`); fields that could not be read are absent and named in `problems`.
 */
export interface Row {
  row: number;
  line: number;
  sheet?: string;
  raw: Raw;
  record: Record<string, unknown>;
  problems: Problem[];
}

/** A file that cannot be used: no or more than one format, totals that disagree, bytes that cannot be decoded. */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(
    code: string,
    params: Record<string, string | number> = {},
    place: Partial<Problem> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'Refusal';
    this.problem = { tier: 'file', severity: 'error', line: 0, ...place, code, params };
  }
}
