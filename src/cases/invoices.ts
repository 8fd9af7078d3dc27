/** Registers the invoices of an approved invoice journal. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

/** Writes the accepted rows of `journal` as invoices and credit notes, set-based; returns how many. */
export async function registerInvoices(sql: Sql, journal: number, today: Day, at: Date): Promise<number> {
  const made = await sql.query(
    `with made as (
       insert into invoice (client, kind, invoice, customer_number, order_number, name, national_id, debtor, concerns, invoice_date,
         due_date, kid, currency, amount, remaining, lines, journal, row, registered_on)
       select client, field.kind, field.invoice, coalesce("customerNumber", debtor->>'customerNumber'), "orderNumber", debtor->>'name',
         debtor->>'id', debtor, concerns, "invoiceDate", "dueDate", kid, currency, field.amount, coalesce(remaining, field.amount),
         coalesce(lines, '[]'), $1, row, $2
       from journal_row cross join lateral jsonb_to_record(record) as field (kind text, invoice text, "customerNumber" text,
         "orderNumber" text, debtor jsonb, concerns text, "invoiceDate" date, "dueDate" date, kid text, currency text, amount bigint,
         remaining bigint, lines jsonb)
       where journal = $1 and state = 'accepted'
       order by row
       returning id, client
     )
     insert into invoice_event (invoice_id, client, at, kind, actor) select id, client, $3, 'registered', 'journal ' || $1 from made`,
    [journal, today, at],
  );
  return made.rowCount ?? 0;
}
