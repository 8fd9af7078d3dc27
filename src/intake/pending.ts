import type { Sql } from '../db/database.ts';

/** A drop that should be moving and is not. */
export interface PendingDrop {
  drop: number;
  client: number;
  state: 'received' | 'reading';
  since: Date;
}

/** Drops that have stood in `received` or `reading` since before `olderThan`, the oldest first: the sweep queues them again. */
export async function pendingDrops(sql: Pick<Sql, 'query'>, olderThan: Date): Promise<PendingDrop[]> {
  const { rows } = await sql.query<PendingDrop>(
    `select id as drop, client, state, state_since as since from drop_file
     where state in ('received', 'reading') and state_since < $1 order by state_since, id`,
    [olderThan],
  );
  return rows;
}
