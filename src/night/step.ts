/** One step of a night: taken under a lock, its outcome written in the transaction that made the document. */
import type { Sql } from '../db/database.ts';
import type { Step } from './plan.ts';

/**
 * Takes a step inside the caller's transaction: true when this transaction holds it and it is still to do. The lock goes
 * with the transaction, so a killed process leaves the step as it was.
 */
export async function takeStep(sql: Sql, step: Step): Promise<boolean> {
  const taken = await sql.query(
    `select from night_step where date = $1 and client = $2 and kind = $3 and state in ('planned', 'running', 'failed') for update skip locked`,
    [step.date, step.client, step.kind],
  );
  return (taken.rowCount ?? 0) > 0;
}

/** Writes what a step ended with, in the transaction of its document; a later run that finds nothing more leaves the document it has. */
export async function endStep(
  sql: Sql,
  step: Step,
  state: 'done' | 'nothing',
  document: number | null,
  startedAt: Date,
  at: Date,
): Promise<void> {
  await sql.query(
    `update night_step set state = case when $4 = 'nothing' and document is not null then 'done' else $4 end, document = coalesce($5, document), started_at = $6, finished_at = $7, attempts = attempts + 1, error = null
     where date = $1 and client = $2 and kind = $3`,
    [step.date, step.client, step.kind, state, document, startedAt, at],
  );
}

/** Writes that a step failed and why; other clients go on and the next run tries again. */
export async function failStep(sql: Sql, step: Step, error: string, at: Date): Promise<void> {
  await sql.query(
    `update night_step set state = 'failed', error = $4, finished_at = $5, attempts = attempts + 1
     where date = $1 and client = $2 and kind = $3 and state not in ('done', 'nothing')`,
    [step.date, step.client, step.kind, error.slice(0, 2000), at],
  );
}

/** Closes a night whose steps have all ended: done, or partly when one failed. Returns the state, or null while steps remain. */
export async function closeNight(sql: Sql, date: string, proof: unknown, at: Date): Promise<'done' | 'partly' | null> {
  const closed = await sql.query<{ state: 'done' | 'partly' }>(
    `update night set finished_at = $2, proof = $3,
       state = case when exists (select from night_step where date = $1 and state = 'failed') then 'partly' else 'done' end
     where date = $1 and not exists (select from night_step where date = $1 and state in ('planned', 'running'))
     returning state`,
    [date, at, JSON.stringify(proof)],
  );
  return closed.rows[0]?.state ?? null;
}
