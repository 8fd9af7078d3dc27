/** Who looked at whose data: written before the data is shown. */
import type { Sql } from '../db/database.ts';
import type { SignedInVisit } from './visit.ts';

/** A reading. `what` says which data: `case.read`, `nationalId.shown`, `cases.exported` … */
export interface Reading {
  what: string;
  client?: number;
  caseNumber?: number;
  document?: number;
  invoice?: number;
  drop?: number;
  journal?: number;
}

/** Writes one line to the access log, in the transaction that reads the data. A reading of several clients' data is written once for each chosen one. */
export async function recordReading(sql: Sql, visit: SignedInVisit, reading: Reading): Promise<void> {
  const clients = reading.client === undefined ? visit.chosen.map((client) => client.number) : [reading.client];
  await sql.query(
    `insert into access_log (at, user_id, actor, client, case_number, document, what, address, invoice_id, drop_id, journal)
     select $2, $3, $4, client, $5, $6, $7, $8, $9, $10, $11 from unnest($1::integer[]) client`,
    [
      clients,
      visit.now,
      visit.user.userId,
      visit.user.login,
      reading.caseNumber ?? null,
      reading.document ?? null,
      reading.what,
      visit.address,
      reading.invoice ?? null,
      reading.drop ?? null,
      reading.journal ?? null,
    ],
  );
}
