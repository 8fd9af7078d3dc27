/** Who opened which document, and by which door. */
import type { Sql } from '../db/database.ts';

/** Records that a client fetched a document from its outbox; a file that is no document of the client is no opening. */
export async function markOpened(
  sql: Sql,
  { client, fileName, who, at }: { client: number; fileName: string; who: string; at: Date },
): Promise<void> {
  await sql.query(
    `insert into document_opening (document, client, at, who, door)
     select document.id, document.client, $3, $4, 'sftp' from delivery join document on document.id = delivery.document
     where delivery.client = $1 and delivery.route = 'sftp' and delivery.file_name = $2`,
    [client, fileName, at, who],
  );
}
