import type { Database } from '../db/database.ts';

/**
 * Makes a stuck or refused drop `received` again, so that the sweep queues it; its bytes are those of the archive. False when
 * it is in another state, or when the same bytes have been taken in meanwhile.
 */
export async function retryDrop(db: Database, drop: number, who: string, at: Date): Promise<boolean> {
  return db.transaction(async (sql) => {
    const again = await sql.query<{ client: number }>(
      `update drop_file as again set state = 'received', state_since = $2, refusal = null, error = null, attempts = 0
       where id = $1 and state in ('stuck', 'refused') and archive_path <> '' and not exists (select from drop_file as other
         where other.client = again.client and other.sha256 = again.sha256 and other.id <> again.id and other.duplicate_of is null
           and other.state <> 'refused')
       returning client`,
      [drop, at],
    );
    const client = again.rows[0]?.client;
    if (client === undefined) return false;
    await sql.query(`select record_audit($1, $2, 'drop.retried', $3, $4, '{}')`, [at, who, client, `drop ${drop}`]);
    return true;
  });
}
