/** What else a person does with a rejected row: parks it, returns it, rejects it for good, withdraws it; and takes that back. */
import type { Sql } from '../../db/database.ts';
import type { Day } from '../../domain/day.ts';
import { settleCorrections } from './correct.ts';
import { heldByOther, reviewRow, type ReviewRow } from './row.ts';

export type Decision =
  /** “Known, will come”: set aside until a day, when it is shown again. */
  | { act: 'park'; until: Day }
  /** Back to the creditor, who corrects it or lets it be. */
  | { act: 'return' }
  /** Rejected for good: it stays counted as rejected, and nobody is asked again. */
  | { act: 'close' }
  /** The creditor takes the row back. */
  | { act: 'withdraw' }
  /** The last decision or correction is taken back; a correction only until its journal is approved. */
  | { act: 'undo' };

export type DecisionRefusal = 'unknown' | 'changed' | 'locked' | 'notRejected' | 'approved' | 'nothing' | 'noReason';

export type Decided = { done: true } | { done: false; because: DecisionRefusal; by: string | null; at: Date | null };

/** Decides on one row as the person saw it (`version`), in the caller's transaction. A reason is asked for all but undo. */
export async function decideRow(
  sql: Sql,
  key: { journal: number; row: number; version: number },
  decision: Decision,
  by: { login: string; at: Date },
  reason: string,
): Promise<Decided> {
  await sql.query('select from journal where number = $1 for update', [key.journal]);
  const row = await reviewRow(sql, key.journal, key.row);
  const no = (because: DecisionRefusal, who: string | null = null, at: Date | null = null): Decided => ({
    done: false,
    because,
    by: who,
    at,
  });
  if (!row) return no('unknown');
  if (row.version !== key.version) return no('changed', row.changedBy, row.changedAt);
  const other = heldByOther(row, by.login, by.at);
  if (other) return no('locked', other.by, other.since);
  if (decision.act === 'undo') {
    const undone = await undo(sql, row, by);
    return undone === undefined ? { done: true } : no(undone);
  }
  if (row.state !== 'rejected' || row.closedAt !== null) return no('notRejected', row.changedBy, row.changedAt);
  if (reason.trim() === '') return no('noReason');
  const became = { park: 'parked', return: 'rejected', close: 'rejected', withdraw: 'withdrawn' }[decision.act];
  await sql.query(`update journal_row set state = $3 where journal = $1 and row = $2`, [row.journal, row.row, became]);
  await sql.query(
    `insert into row_review (journal, row, client, parked_until, returned_at, closed_at, reason, changed_by, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (journal, row) do update set version = row_review.version + 1, parked_until = excluded.parked_until,
       returned_at = excluded.returned_at, closed_at = excluded.closed_at, reason = excluded.reason,
       changed_by = excluded.changed_by, changed_at = excluded.changed_at, locked_by = null, locked_name = null, locked_at = null`,
    [
      row.journal,
      row.row,
      row.client,
      decision.act === 'park' ? decision.until : null,
      decision.act === 'return' ? by.at : null,
      decision.act === 'close' ? by.at : null,
      reason,
      by.login,
      by.at,
    ],
  );
  const acts = { park: 'parked', return: 'returned', close: 'closed', withdraw: 'withdrawn' };
  const after = decision.act === 'park' ? { until: decision.until } : {};
  await note(sql, row, by, acts[decision.act], { state: row.state }, { state: became, ...after }, reason);
  await recount(sql, row, by);
  return { done: true };
}

async function undo(
  sql: Sql,
  row: ReviewRow,
  by: { login: string; at: Date },
): Promise<'approved' | 'nothing' | undefined> {
  const rests = row.state === 'parked' || row.state === 'withdrawn' || row.closedAt !== null || row.returnedAt !== null;
  if (row.state === 'corrected' && row.movedTo !== null) {
    const journal = await sql.query<{ state: string }>('select state from journal where number = $1 for update', [
      row.movedTo,
    ]);
    const state = journal.rows[0]?.state;
    if (state !== 'open' && state !== 'awaitingApproval') return 'approved';
    await sql.query('delete from journal_row where journal = $1 and row = $2', [row.movedTo, row.row]);
    await settleCorrections(sql, row, row.movedTo, by);
  } else if (!rests) return 'nothing';
  await sql.query(`update journal_row set state = 'rejected' where journal = $1 and row = $2`, [row.journal, row.row]);
  // A correction taken back leaves the row as it was read; what had been typed stands in its history.
  await sql.query(
    `update row_review set version = version + 1, moved_to = null, parked_until = null, returned_at = null, closed_at = null, reason = '',
       changes = case when $5 then '{"columns": {}, "fields": {}}' else changes end, problems = case when $5 then null else problems end,
       record = case when $5 then null else record end, changed_by = $3, changed_at = $4
     where journal = $1 and row = $2`,
    [row.journal, row.row, by.login, by.at, row.state === 'corrected'],
  );
  await note(sql, row, by, 'undone', { state: row.state, changes: row.changes }, { state: 'rejected' }, '');
  await recount(sql, row, by);
  return undefined;
}

/** A file that is taken only whole may now be, or no longer, ready; and its list counts anew. */
async function recount(sql: Sql, row: ReviewRow, by: { login: string; at: Date }): Promise<void> {
  const open = await sql.query<{ number: number }>(
    `select number from journal where corrects = $1 and state in ('open', 'awaitingApproval') for update`,
    [row.journal],
  );
  for (const { number } of open.rows) await settleCorrections(sql, row, number, by);
  await sql.query('select recount_drop($1)', [row.journal]);
}

async function note(
  sql: Sql,
  row: ReviewRow,
  by: { login: string; at: Date },
  act: string,
  before: object,
  after: object,
  reason: string,
): Promise<void> {
  await sql.query(
    `insert into row_event (journal, row, client, at, actor, act, before, after, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.journal, row.row, row.client, by.at, by.login, act, JSON.stringify(before), JSON.stringify(after), reason],
  );
}
