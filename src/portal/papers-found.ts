/** Copies of invoices and other papers, as the database lets the user see them. */
import type { Sql } from '../db/database.ts';

export interface Paper {
  id: number;
  client: number;
  drop_id: number | null;
  name: string;
  media_type: string;
  size: bigint;
  archive_path: string;
  state: 'matched' | 'unsure' | 'unmatched' | 'removed';
  case_number: number | null;
  case_name: string | null;
  /** The cases it could belong to, each with the name of its first debtor. */
  candidates: { number: number; name: string }[];
  created_at: Date;
  created_by: string;
}

const select = `select a.id, a.client, a.drop_id, a.name, a.media_type, a.size, a.archive_path, a.state, a.case_number, c.name as case_name,
    (select coalesce(json_agg(json_build_object('number', number, 'name', collection_case.name) order by number), '[]') from collection_case
      where number = any (a.candidates) and collection_case.client = a.client) as candidates,
    a.created_at, a.created_by
  from attachment a left join collection_case c on c.number = a.case_number`;

/** Papers that wait for somebody to say whose they are, the oldest first; and the latest that have a case. */
export async function findPapers(
  sql: Sql,
  clients: number[],
  most: number,
): Promise<{ waiting: Paper[]; placed: Paper[] }> {
  const waiting = await sql.query<Paper>(
    `${select} where a.client = any($1) and a.state in ('unsure', 'unmatched') order by a.id limit $2`,
    [clients, most],
  );
  const placed = await sql.query<Paper>(
    `${select} where a.client = any($1) and a.state = 'matched' order by coalesce(a.decided_at, a.created_at) desc, a.id desc limit $2`,
    [clients, most],
  );
  return { waiting: waiting.rows, placed: placed.rows };
}

/** A case's papers in the order they came. */
export async function papersOf(sql: Sql, caseNumber: number): Promise<Paper[]> {
  const { rows } = await sql.query<Paper>(
    `${select} where a.case_number = $1 and a.state = 'matched' order by a.id limit 500`,
    [caseNumber],
  );
  return rows;
}

/** One paper, or undefined. */
export async function readPaper(sql: Sql, id: number): Promise<Paper | undefined> {
  const { rows } = await sql.query<Paper>(`${select} where a.id = $1 and a.state <> 'removed'`, [id]);
  return rows[0];
}

/** The papers that came in files, by the files' numbers; a file sent before is followed to the first one. */
export async function papersOfDrops(sql: Sql, drops: number[]): Promise<Paper[]> {
  const { rows } = await sql.query<Paper>(
    `${select} where a.drop_id in (select coalesce(case when exists (select from attachment where drop_id = drop_file.id) then drop_file.id end,
       duplicate_of) from drop_file where id = any($1)) order by a.id`,
    [drops],
  );
  return rows;
}
