/** Row locks: two people do not mend the same row. A lock is soft: it goes by itself after a while, and can be taken over by name. */
import type { Sql } from '../../db/database.ts';
import { lockMs } from './row.ts';

export interface Locked {
  mine: boolean;
  /** Whose it is, by name. */
  by: string;
  since: Date;
}

/** Takes a row for `who` unless somebody else has it; `takeOver` takes it anyway and writes that in the row's history. */
export async function lockRow(
  sql: Sql,
  key: { journal: number; row: number; client: number },
  who: { login: string; name: string },
  at: Date,
  takeOver = false,
): Promise<Locked> {
  const before = await sql.query<{ locked_by: string | null; locked_name: string | null; locked_at: Date | null }>(
    `select locked_by, locked_name, locked_at from row_review where journal = $1 and row = $2 for update`,
    [key.journal, key.row],
  );
  const held = before.rows[0];
  const taken = await sql.query<{ locked_at: Date }>(
    `insert into row_review (journal, row, client, version, locked_by, locked_name, locked_at) values ($1, $2, $3, 0, $4, $5, $6)
     on conflict (journal, row) do update set locked_by = excluded.locked_by, locked_name = excluded.locked_name,
       locked_at = case when row_review.locked_by = excluded.locked_by and row_review.locked_at > $7 then row_review.locked_at else excluded.locked_at end
     where $8 or row_review.locked_by is null or row_review.locked_by = excluded.locked_by or row_review.locked_at <= $7
     returning locked_at`,
    [key.journal, key.row, key.client, who.login, who.name, at, new Date(at.getTime() - lockMs), takeOver],
  );
  if (taken.rows[0]) {
    if (takeOver && held?.locked_by && held.locked_by !== who.login)
      await sql.query(
        `insert into row_event (journal, row, client, at, actor, act, before) values ($1, $2, $3, $4, $5, 'takenOver', $6)`,
        [key.journal, key.row, key.client, at, who.login, JSON.stringify({ lockedBy: held.locked_by })],
      );
    return { mine: true, by: who.name, since: taken.rows[0].locked_at };
  }
  const other = await sql.query<{ by: string; since: Date }>(
    `select coalesce(locked_name, locked_by) as by, locked_at as since from row_review where journal = $1 and row = $2`,
    [key.journal, key.row],
  );
  return { mine: false, ...other.rows[0]! };
}
