/** Approves journals. An approved journal never changes; posting follows from its state. */
import type { Sql } from '../db/database.ts';

export type ApprovalAnswer =
  | { approved: true; client: number; rows: number; sum: bigint }
  /** `unknown`, or the state that does not allow it. */
  | { approved: false; because: 'unknown' | 'open' | 'approved' | 'posting' | 'posted' | 'deleted' };

/** Approves a journal that awaits it, in `who`'s name, and records that in the audit. Twice is once: the second is told so. */
export async function approveJournal(sql: Sql, journal: number, who: string, at: Date): Promise<ApprovalAnswer> {
  const approved = await sql.query<{ client: number; accepted: number; sum: bigint }>(
    `update journal set state = 'approved', approved_at = $3, approved_by = $2, version = version + 1
     where number = $1 and state = 'awaitingApproval' returning client, accepted, sum`,
    [journal, who, at],
  );
  const row = approved.rows[0];
  if (row) {
    await sql.query(`select record_audit($1, $2, 'journal-approved', $3, $4, $5)`, [
      at,
      who,
      row.client,
      `journal:${journal}`,
      JSON.stringify({ rows: row.accepted, sum: String(row.sum) }),
    ]);
    return { approved: true, client: row.client, rows: row.accepted, sum: row.sum };
  }
  const found = await sql.query<{ state: string }>('select state from journal where number = $1', [journal]);
  const state = found.rows[0]?.state as 'open' | undefined;
  return { approved: false, because: state ?? 'unknown' };
}
