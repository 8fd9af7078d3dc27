/** A night is planned in the database, one step per client and kind of document; schedulers only wake it. */
import type { Day } from '../domain/day.ts';
import type { Sql } from '../db/database.ts';

/** `confirmation`: the engagement confirmation of the day's new cases; `settlement`: the client-account settlement. */
export type StepKind = 'confirmation' | 'settlement';

export interface Step {
  date: Day;
  client: number;
  kind: StepKind;
}

/**
 * Plans the night of `date` (for one client, or all) and returns the steps that are still to do, clients with the least
 * work first so that a large one delays nobody. Twice is once; what has come since an earlier run of the same date makes
 * its step planned again, so nothing falls between two runs.
 */
export async function planNight(sql: Sql, date: Day, at: Date, client: number | null = null): Promise<Step[]> {
  await sql.query(
    `insert into night (date, state, planned_at) values ($1, 'planned', $2) on conflict (date) do nothing`,
    [date, at],
  );
  await sql.query(
    `insert into night_step (date, client, kind, state, counted)
     select $1, due.client, due.kind, 'planned', sum(counted) from (
       select client, 'confirmation' as kind, count(*)::integer as counted from collection_case where registered_on = $1 group by client
       union all
       select journal.client, 'confirmation', sum(journal.rejected)::integer from journal join drop_file on drop_file.journal = journal.number
         where journal.kind = 'case' and journal.rejected > 0 and (drop_file.received_at at time zone 'Europe/Oslo')::date = $1
         group by journal.client
       union all
       select client, 'settlement', count(*)::integer from payment where settlement is null and state = 'placed' and booked_on <= $1
         group by client
     ) as due
     join client on client.number = due.client and client.kind = 'creditor'
     where $2::integer is null or due.client = $2
     group by due.client, due.kind
     on conflict (date, client, kind) do update set state = 'planned', counted = excluded.counted
       where night_step.state in ('done', 'nothing') and (night_step.kind = 'settlement' or night_step.counted <> excluded.counted)`,
    [date, client],
  );
  const steps = await sql.query<Step>(
    `select date, client, kind from night_step
     where date = $1 and state in ('planned', 'running', 'failed') and ($2::integer is null or client = $2)
     order by kind, counted, client`,
    [date, client],
  );
  await sql.query(
    `update night set state = 'running', started_at = coalesce(started_at, $2) where date = $1 and state <> 'running'
       and exists (select from night_step where night_step.date = $1 and night_step.state in ('planned', 'running', 'failed'))`,
    [date, at],
  );
  return steps.rows;
}

/** Asks that a step be made again, as after a correction: it becomes planned anew. */
export async function replan(sql: Sql, date: Day, client: number | null): Promise<void> {
  await sql.query(
    `update night_step set state = 'planned' where date = $1 and state in ('done', 'nothing', 'failed') and ($2::integer is null or client = $2)`,
    [date, client],
  );
}

/** Whether a night has steps that are still to be tried for the first time since they were planned. */
export async function hasOpenSteps(sql: Sql, date: Day): Promise<boolean> {
  const open = await sql.query(`select from night_step where date = $1 and state in ('planned', 'running') limit 1`, [
    date,
  ]);
  return open.rowCount !== 0;
}
