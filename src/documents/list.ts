/** Finding documents. */
import type { Sql } from '../db/database.ts';

export interface DocumentAnswer {
  id: number;
  type: string;
  name: string;
  client: number;
  date: string;
  journals: number[];
  pages: number;
  sha256: string;
  openedAt: string | null;
  replaces: number | null;
}

interface DocumentRow extends Omit<DocumentAnswer, 'openedAt'> {
  opened_at: Date | null;
  archive_path: string;
}

const select = `select id, type, name, client, date, journals, pages, sha256, replaces, archive_path,
  (select min(at) from document_opening where document = document.id) as opened_at from document`;

function answerOf({ opened_at, archive_path: _inside, ...row }: DocumentRow): DocumentAnswer {
  return { ...row, openedAt: opened_at?.toISOString() ?? null };
}

/** The newest documents, at most `limit`. */
export async function documents(
  sql: Sql,
  { client, type, limit = 1000 }: { client?: number | undefined; type?: string | undefined; limit?: number },
): Promise<DocumentAnswer[]> {
  const found = await sql.query<DocumentRow>(
    `${select} where ($1::integer is null or client = $1) and ($2::text is null or type = $2) order by id desc limit $3`,
    [client ?? null, type ?? null, limit],
  );
  return found.rows.map(answerOf);
}

/** One document and where its bytes are in the archive, or undefined. */
export async function documentById(
  sql: Sql,
  id: number,
): Promise<{ document: DocumentAnswer; path: string } | undefined> {
  const found = await sql.query<DocumentRow>(`${select} where id = $1`, [id]);
  const row = found.rows[0];
  return row && { document: answerOf(row), path: row.archive_path };
}
