/** Deliveries whose time has come. */
import type { Sql } from '../db/database.ts';

/** Ids of deliveries to try at `at`, the longest waiting first, at most `limit`. */
export async function dueDeliveries(sql: Pick<Sql, 'query'>, at: Date, limit = 1000): Promise<number[]> {
  const found = await sql.query<{ id: number }>(
    `select id from delivery where delivered_at is null and given_up_at is null and next_try_at <= $1
     order by next_try_at, id limit $2`,
    [at, limit],
  );
  return found.rows.map((row) => row.id);
}
