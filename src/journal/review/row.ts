/** A rejected row as reviewing sees it: as sent, as changed so far, and who has it. */
import type { Sql } from '../../db/database.ts';
import type { Agreement, StoredAgreement } from '../../domain/agreement.ts';
import type { Day } from '../../domain/day.ts';
import type { Kind, Problem, Raw } from '../../domain/row.ts';

/** New values by column as the file names it, and by path of the canonical record where no column holds the field. */
export interface Changes {
  columns: Record<string, string>;
  fields: Record<string, string>;
}

export interface ReviewRow {
  journal: number;
  row: number;
  client: number;
  kind: Kind;
  /** `kreditorfil-csv@1`; null for a journal that was written by hand. */
  format: string | null;
  file: string;
  drop: number | null;
  line: number;
  sheet: string | null;
  state: 'accepted' | 'rejected' | 'parked' | 'withdrawn' | 'duplicate' | 'corrected';
  /** As sent; never changed. */
  raw: Raw;
  /** As read from what was sent. */
  record: Record<string, unknown>;
  /** As it stands now: after the last change, else as read. */
  problems: Problem[];
  reference: string | null;
  amount: bigint;
  version: number;
  changes: Changes;
  movedTo: number | null;
  /** State of the journal that the corrected row stands in. */
  movedState: string | null;
  parkedUntil: Day | null;
  returnedAt: Date | null;
  closedAt: Date | null;
  reason: string;
  lockedBy: string | null;
  lockedName: string | null;
  lockedAt: Date | null;
  changedBy: string | null;
  changedAt: Date | null;
  agreement: StoredAgreement;
}

/** The columns and joins of a {@link ReviewRow}; `journal_row`, `journal`, `client`, `drop_file` and `row_review` can be named in what follows. */
export const reviewSelect = `select journal_row.journal, journal_row.row, journal_row.client, journal.kind, drop_file.format,
    coalesce(drop_file.name, journal.description) as file, drop_file.id as drop, line, sheet, journal_row.state, raw, journal_row.record,
    coalesce(row_review.problems, journal_row.problems, '[]') as problems, reference, amount, coalesce(row_review.version, 0) as version,
    coalesce(row_review.changes, '{"columns": {}, "fields": {}}') as changes, moved_to as "movedTo", moved.state as "movedState",
    parked_until as "parkedUntil", returned_at as "returnedAt", row_review.closed_at as "closedAt", coalesce(reason, '') as reason,
    locked_by as "lockedBy", locked_name as "lockedName", locked_at as "lockedAt", changed_by as "changedBy", changed_at as "changedAt", client.agreement
  from journal_row join journal on journal.number = journal_row.journal join client on client.number = journal_row.client
  left join drop_file on drop_file.id = journal.drop_id
  left join row_review on row_review.journal = journal_row.journal and row_review.row = journal_row.row
  left join journal as moved on moved.number = row_review.moved_to`;

/** One row, or undefined when there is none that the caller may see. */
export async function reviewRow(sql: Sql, journal: number, row: number): Promise<ReviewRow | undefined> {
  const found = await sql.query<ReviewRow>(
    `${reviewSelect} where journal_row.journal = $1 and journal_row.row = $2 and journal.drop_id is not null`,
    [journal, row],
  );
  return found.rows[0];
}

/** Whether a file of this kind is booked only whole. */
export function isWhole(kind: Kind, agreement: Agreement): boolean {
  return (kind === 'payment' ? agreement.paymentRows : agreement.caseRows) === 'whole';
}

/** How long a row stays somebody's without a sign of life, in milliseconds. */
export const lockMs = 15 * 60_000;

/** The other person who has the row now, if anybody. */
export function heldByOther(row: ReviewRow, login: string, at: Date): { by: string; since: Date } | undefined {
  if (row.lockedBy === null || row.lockedAt === null || row.lockedBy === login) return undefined;
  if (at.getTime() - row.lockedAt.getTime() > lockMs) return undefined;
  return { by: row.lockedName ?? row.lockedBy, since: row.lockedAt };
}

/** A value as jsonb can hold it: no NUL and no halves of pairs. */
export function asJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('\u0000', '\ufffd').toWellFormed() : each,
  );
}
