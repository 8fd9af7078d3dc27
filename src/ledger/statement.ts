/** The bank's statement beside what its payment files said: lump sums of a day, only to be compared. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';

/** Keeps the accepted rows of a statement journal; returns how many. */
export async function keepStatement(sql: Sql, journal: number): Promise<number> {
  const kept = await sql.query(
    `insert into statement_entry (journal, row, client, account, booked_on, value_on, amount, currency, reference, transactions, code, note)
     select $1, row, client, account, "bookedOn", "valueOn", field.amount, currency, field.reference, transactions, code, note
     from journal_row cross join lateral jsonb_to_record(record) as field (account text, "bookedOn" date, "valueOn" date, amount bigint,
       currency text, reference text, transactions integer, code text, note text)
     where journal = $1 and state = 'accepted'`,
    [journal],
  );
  return kept.rowCount ?? 0;
}

/** One account and day: what the statement says came in, what the payment files brought, and how far they are apart. Øre. */
export interface Reconciled {
  account: string;
  day: Day;
  statement: Ore;
  payments: Ore;
  difference: Ore;
}

/** Compares statement and payment files for every account and day that a statement tells of, newest first. */
export async function reconcile(sql: Sql, limit: number): Promise<Reconciled[]> {
  const found = await sql.query<Reconciled>(
    `select account, day, statement, coalesce(payments, 0)::bigint as payments, (statement - coalesce(payments, 0))::bigint as difference
     from (select account, booked_on as day, sum(amount)::bigint as statement from statement_entry group by account, booked_on) as said
     left join lateral (select sum(amount) as payments from payment where payment.account = said.account and paid_on = said.day
       and type in ('bank', 'bankReversal')) as paid on true
     order by day desc, account limit $1`,
    [limit],
  );
  return found.rows;
}
