/** The figures of invoices on Hjem: how many are unpaid, fresh, and how old they are. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { FoundInvoice } from './invoices-found.ts';

/** Days past due, in the order shown; `notDue` also holds those without a due date. */
export const invoiceAges = ['notDue', 'd30', 'd60', 'd90', 'older'] as const;

export interface InvoiceFigures {
  unpaid: number;
  unpaid_sum: bigint;
  this_month: number;
  this_week: number;
  ages: { count: number; sum: bigint }[];
}

/** Unpaid invoices, those registered this month and this week (from Monday), and the unpaid ones by days past due, in øre. */
export async function invoiceFigures(sql: Sql, clients: number[], today: Day): Promise<InvoiceFigures> {
  const unpaid = `kind = 'invoice' and state = 'open' and remaining > 0`;
  const { rows } = await sql.query<Omit<InvoiceFigures, 'ages'>>(
    `select count(*) filter (where ${unpaid})::integer as unpaid, coalesce(sum(remaining) filter (where ${unpaid}), 0)::bigint as unpaid_sum,
       count(*) filter (where kind = 'invoice' and registered_on >= date_trunc('month', $2::date) and registered_on <= $2)::integer as this_month,
       count(*) filter (where kind = 'invoice' and registered_on >= date_trunc('week', $2::date) and registered_on <= $2)::integer as this_week
     from invoice where client = any($1)`,
    [clients, today],
  );
  const aged = await sql.query<{ age: number; count: number; sum: bigint }>(
    `select case when due_date is null or due_date >= $2 then 0 when $2::date - due_date <= 30 then 1 when $2::date - due_date <= 60 then 2
       when $2::date - due_date <= 90 then 3 else 4 end as age, count(*)::integer as count, sum(remaining)::bigint as sum
     from invoice where client = any($1) and ${unpaid} group by 1`,
    [clients, today],
  );
  const ages = invoiceAges.map((_, at) => {
    const found = aged.rows.find((row) => row.age === at);
    return { count: found?.count ?? 0, sum: found?.sum ?? 0n };
  });
  return { ...rows[0]!, ages };
}

/** Invoices dated in each month of the year so far, January first. */
export async function invoicesPerMonth(sql: Sql, clients: number[], today: Day): Promise<number[]> {
  const { rows } = await sql.query<{ month: number; count: number }>(
    `select extract(month from invoice_date)::integer as month, count(*)::integer as count from invoice
     where client = any($1) and kind = 'invoice' and invoice_date >= date_trunc('year', $2::date) and invoice_date <= $2 group by 1`,
    [clients, today],
  );
  return Array.from(
    { length: Number(today.slice(5, 7)) },
    (_, at) => rows.find((row) => row.month === at + 1)?.count ?? 0,
  );
}

/** The latest invoices that are not settled, newest first. */
export async function recentInvoices(sql: Sql, clients: number[], most: number): Promise<FoundInvoice[]> {
  const { rows } = await sql.query<FoundInvoice>(
    `select id, client, kind, invoice, customer_number, order_number, name, invoice_date, due_date, currency, amount, remaining, state, case_number
     from invoice where client = any($1) and kind = 'invoice' and state = 'open' order by id desc limit $2`,
    [clients, most],
  );
  return rows;
}
