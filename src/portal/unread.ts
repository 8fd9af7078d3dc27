/** What the bell counts. */
import type { Sql } from '../db/database.ts';

/** How many conversations wait for an answer from the user's side; they stay until answered or ended, as the manual has it. */
export async function unreadThreads(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::integer as count from message_thread where ended_at is null and waits_for = 'client'`,
  );
  return rows[0]!.count;
}
