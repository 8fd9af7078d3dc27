/** What stands still and should not: the sweep queues it again. */
import type { Sql } from '../db/database.ts';

/** Journals approved before `before` and not yet booked, oldest first, at most a thousand. */
export async function unbookedJournals(sql: Sql, before: Date): Promise<number[]> {
  const found = await sql.query<{ number: number }>(
    `select number from journal where state = 'approved' and approved_at < $1 order by number limit 1000`,
    [before],
  );
  return found.rows.map((row) => row.number);
}

/** Drops whose outcome is known since before `before` and whose sender has not been told it, oldest first, at most a thousand. */
export async function untoldDrops(sql: Sql, before: Date): Promise<number[]> {
  const found = await sql.query<{ id: number }>(
    `select id from drop_file where state in ('posted', 'waiting', 'refused', 'duplicate', 'stuck', 'attachment') and state_since < $1
       and (result_at is null or result_at < state_since) order by id limit 1000`,
    [before],
  );
  return found.rows.map((row) => row.id);
}
