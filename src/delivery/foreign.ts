/** A client's own place that documents are sent to, with the secret that only a delivery reads. */
import type { Sql } from '../db/database.ts';
import type { Task } from './task.ts';

export interface ForeignTarget {
  address: URL;
  hostKey: string | null;
  secret: { privateKey?: string; password?: string; key?: string };
}

/** The target of a task; throws when it is gone or switched off. */
export async function foreignTarget(sql: Pick<Sql, 'query'>, task: Task): Promise<ForeignTarget> {
  const found = await sql.query<{ address: string; host_key: string | null; secret: ForeignTarget['secret'] }>(
    `select address, host_key, secret from delivery_target where client = $1 and route = $2 and name = $3 and disabled_at is null`,
    [task.client, task.route, task.target],
  );
  const row = found.rows[0];
  if (!row)
    throw new Error(`The target “${task.target}” is gone or switched off. Set it up for the client and send again.`);
  return { address: new URL(row.address), hostKey: row.host_key, secret: row.secret };
}
