/** The audit trail: one row per act, chained and append-only in the database. */
import type { Sql } from '../db/database.ts';

/** An act. `actor` is a login or a door's name; `detail` never holds secrets or a debtor's data. */
export interface Act {
  at: Date;
  actor: string;
  act: string;
  client?: number;
  subject?: string;
  detail?: Record<string, unknown>;
}

/** Writes one act to the audit trail, in the transaction of the act itself, and returns its number. */
export async function recordAct(sql: Sql, act: Act): Promise<number> {
  const result = await sql.query<{ number: number }>('select record_audit($1, $2, $3, $4, $5, $6::jsonb) as number', [
    act.at,
    act.actor,
    act.act,
    act.client ?? null,
    act.subject ?? '',
    JSON.stringify(act.detail ?? {}),
  ]);
  return result.rows[0]!.number;
}
