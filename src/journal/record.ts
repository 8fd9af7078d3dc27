/** Records a judged file: its journal and every row, good and bad, in the caller's one transaction. */
import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { Agreement } from '../domain/agreement.ts';
import type { Kind } from '../domain/row.ts';
import { copyInto } from '../db/copy.ts';
import type { Sql } from '../db/database.ts';
import { journalRowColumns } from './encode.ts';

/** Reserves the next journal number. A file that is refused after all leaves a gap. */
export async function nextJournalNumber(sql: Sql): Promise<number> {
  const next = await sql.query<{ number: number }>(
    `select nextval(pg_get_serial_sequence('journal', 'number'))::integer as number`,
  );
  return next.rows[0]!.number;
}

export interface NewJournal {
  number: number;
  client: number;
  kind: Kind;
  drop: number;
  description: string;
  createdBy: string;
  at: Date;
}

/** Writes the journal, still open, and streams its rows in. `rows` is COPY text from `encodeRows`. */
export async function recordRows(sql: pg.PoolClient, journal: NewJournal, rows: Readable): Promise<void> {
  await sql.query(
    `insert into journal (number, client, kind, drop_id, description, state, created_at, created_by)
     overriding system value values ($1, $2, $3, $4, $5, 'open', $6, $7)`,
    [journal.number, journal.client, journal.kind, journal.drop, journal.description, journal.at, journal.createdBy],
  );
  await copyInto(sql, 'journal_row', journalRowColumns, rows);
}

export interface JournalState {
  state: 'open' | 'awaitingApproval' | 'approved' | 'posted';
  rows: number;
  accepted: number;
  rejected: number;
  sum: bigint;
}

/**
 * Counts the journal's rows and says what happens next by the client's agreement: posted at once when approval is
 * automatic – unless it has warnings and they need a person's yes – else it awaits a person. One without accepted rows stays open for correction; one without rows is done.
 */
export async function settleJournalState(
  sql: Sql,
  journal: number,
  agreement: Pick<Agreement, 'approval' | 'warningsNeedYes'>,
  warnings: number,
  at: Date,
): Promise<JournalState> {
  const counted = await sql.query<{ rows: number; accepted: number; rejected: number; sum: bigint }>(
    `select count(*)::integer as rows, count(*) filter (where state = 'accepted')::integer as accepted,
       count(*) filter (where state = 'rejected')::integer as rejected,
       coalesce(sum(amount) filter (where state = 'accepted'), 0)::bigint as sum
     from journal_row where journal = $1`,
    [journal],
  );
  const counts = counted.rows[0]!;
  const state =
    counts.accepted === 0
      ? counts.rejected === 0
        ? 'posted'
        : 'open'
      : agreement.approval === 'auto' && !(agreement.warningsNeedYes && warnings > 0)
        ? 'approved'
        : 'awaitingApproval';
  await sql.query(
    `update journal set state = $2, rows = $3, accepted = $4, rejected = $5, sum = $6,
       approved_at = case when $2 = 'approved' then $7::timestamptz end, approved_by = case when $2 = 'approved' then 'agreement' end,
       posted_at = case when $2 = 'posted' then $7::timestamptz end
     where number = $1`,
    [journal, state, counts.rows, counts.accepted, counts.rejected, counts.sum, at],
  );
  return { state, ...counts };
}
