/** Forms that are kept as one types. */
import type { Sql } from '../db/database.ts';

export interface Draft {
  form: Record<string, string>;
  savedAt: Date;
}

/** The user's draft of a page, or undefined. */
export async function readDraft(sql: Sql, page: string): Promise<Draft | undefined> {
  const { rows } = await sql.query<{ form: Record<string, string>; saved_at: Date }>(
    'select form, saved_at from draft where user_id = acting_user() and page = $1',
    [page],
  );
  return rows[0] && { form: rows[0].form, savedAt: rows[0].saved_at };
}

/** Keeps a form as the user's draft of a page, in place of the one before. */
export async function saveDraft(sql: Sql, page: string, form: Record<string, string>, at: Date): Promise<void> {
  const { token: _token, gjor: _act, ...kept } = form;
  await sql.query(
    `insert into draft (user_id, page, form, saved_at) values (acting_user(), $1, $2, $3)
     on conflict (user_id, page) do update set form = excluded.form, saved_at = excluded.saved_at`,
    [page, JSON.stringify(kept), at],
  );
}

/** Forgets the user's draft of a page. */
export async function dropDraft(sql: Sql, page: string): Promise<void> {
  await sql.query('delete from draft where user_id = acting_user() and page = $1', [page]);
}
