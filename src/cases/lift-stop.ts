/** Lets a stopped or disputed case go on. */
import type { Sql } from '../db/database.ts';

/**
 * Lifts every stop of a case and makes it active, with `note` in its history; false when it is neither stopped nor
 * disputed. The days of the stop do not count towards its deadlines.
 */
export async function liftStop(sql: Sql, number: number, who: string, note: string, at: Date): Promise<boolean> {
  const lifted = await sql.query<{ client: number }>(
    `update collection_case set status = 'active' where number = $1 and status in ('stopped', 'disputed') returning client`,
    [number],
  );
  if (lifted.rowCount === 0) return false;
  await sql.query(
    'update collection_stop set lifted_at = $2, lifted_by = $3 where case_number = $1 and lifted_at is null',
    [number, at, who],
  );
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, actor) values ($1, $2, $3, 'resumed', $4, $5)`,
    [number, lifted.rows[0]!.client, at, note, who],
  );
  return true;
}
