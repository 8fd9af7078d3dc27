/** A person sends again what was given up, waits, or was delivered and lost at the other end. */
import type { Sql } from '../db/database.ts';

/**
 * Makes a delivery due at once with all its attempts, and writes who asked in the audit trail, in the caller's
 * transaction. False when there is no such delivery that the caller may see.
 */
export async function resend(sql: Sql, id: number, actor: string, at: Date): Promise<boolean> {
  const found = await sql.query<{ client: number; file_name: string; route: string }>(
    `update delivery set delivered_at = null, given_up_at = null, next_try_at = $2, attempts_left = 12
     where id = $1 returning client, file_name, route`,
    [id, at],
  );
  const row = found.rows[0];
  if (!row) return false;
  await sql.query(`select record_audit($1, $2, 'delivery-resent', $3, $4, $5::jsonb)`, [
    at,
    actor,
    row.client,
    `delivery:${id}`,
    JSON.stringify({ document: row.file_name, route: row.route }),
  ]);
  return true;
}
