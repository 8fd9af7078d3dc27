/** Foreign SFTP servers that a client's (or the bank's) files are pulled from. */
import type { Sql } from '../db/database.ts';
import { recordAct } from './audit.ts';

export interface NewPullSource {
  client: number;
  host: string;
  port: number;
  user: string;
  folder: string;
  hostKeys: string[];
  secret: { privateKey: string } | { password: string };
  /** `remove`, `keep`, or the folder there that fetched files are moved to. */
  afterwards: string;
}

/** Adds a source, or replaces the terms of one with the same address and folder. */
export async function addPullSource(sql: Sql, source: NewPullSource, actor: string, at: Date): Promise<void> {
  const { client, host, port, user, folder, hostKeys, secret, afterwards } = source;
  await sql.query(
    `insert into pull_source (client, host, port, user_name, folder, host_keys, secret, afterwards, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (client, host, port, user_name, folder) do update set host_keys = excluded.host_keys, secret = excluded.secret,
       afterwards = excluded.afterwards, disabled_at = null`,
    [client, host, port, user, folder, hostKeys, JSON.stringify(secret), afterwards, at],
  );
  await recordAct(sql, {
    at,
    actor,
    act: 'pull-source.added',
    client,
    subject: `${user}@${host}:${port}${folder}`,
    detail: { hostKeys, afterwards },
  });
}

/** A source as the door uses it. */
export interface KnownPullSource {
  client: number;
  host: string;
  port: number;
  user: string;
  folder: string;
  hostKeys: string[];
  password?: string;
  privateKey?: string;
  afterwards: 'remove' | 'keep' | { moveTo: string };
}

/** All sources that are in use. */
export async function pullSources(sql: Pick<Sql, 'query'>): Promise<KnownPullSource[]> {
  const found = await sql.query<{
    client: number;
    host: string;
    port: number;
    user_name: string;
    folder: string;
    host_keys: string[];
    secret: { password?: string; privateKey?: string };
    afterwards: string;
  }>(
    `select client, host, port, user_name, folder, host_keys, secret, afterwards from pull_source where disabled_at is null order by id`,
  );
  return found.rows.map(({ user_name, host_keys, secret, afterwards, ...source }) => ({
    ...source,
    user: user_name,
    hostKeys: host_keys,
    ...secret,
    afterwards: afterwards === 'remove' || afterwards === 'keep' ? afterwards : { moveTo: afterwards },
  }));
}
