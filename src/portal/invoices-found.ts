/** Invoices as pages find and read them, as the database lets the user see them. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { DebtorRecord, InvoiceRecord } from '../domain/record.ts';
import { readDay } from './format.ts';

/** The terms an invoice is searched by; `any` finds out by itself. */
export const invoiceTerms = ['any', 'invoice', 'name', 'customer', 'order', 'id', 'kid', 'invoiceDate'] as const;
export type InvoiceTerm = (typeof invoiceTerms)[number];

export const invoiceStates = ['open', 'paid', 'credited', 'case', 'withdrawn'] as const;
export type InvoiceState = (typeof invoiceStates)[number];

export interface InvoiceSearch {
  clients: number[];
  term: InvoiceTerm;
  value: string;
  state?: InvoiceState | undefined;
  /** Only those that fell due before this day and have something left. */
  overdueOn?: Day | undefined;
  registeredFrom?: Day | undefined;
}

export interface FoundInvoice {
  id: number;
  client: number;
  kind: 'invoice' | 'creditNote';
  invoice: string;
  customer_number: string | null;
  order_number: string | null;
  name: string;
  invoice_date: Day;
  due_date: Day | null;
  currency: string;
  amount: bigint;
  remaining: bigint;
  state: InvoiceState;
  case_number: number | null;
}

const columns = `id, client, kind, invoice, customer_number, order_number, name, invoice_date, due_date, currency, amount, remaining, state,
  case_number`;

/** The columns that can be sorted by. */
export const invoiceSorts = ['faktura', 'klient', 'navn', 'dato', 'forfall', 'belop', 'rest', 'reg'] as const;
export type InvoiceSort = (typeof invoiceSorts)[number];

const sortSql: Record<InvoiceSort, string> = {
  faktura: 'invoice',
  klient: 'client',
  navn: 'name',
  dato: 'invoice_date',
  forfall: 'due_date',
  belop: 'amount',
  rest: 'remaining',
  reg: 'id',
};

/** What the typed value most likely is. */
export function guessInvoiceTerm(value: string): Exclude<InvoiceTerm, 'any'> {
  const compact = value.replace(/\s/g, '');
  if (readDay(value) !== undefined) return 'invoiceDate';
  if (/^\d{11}$/.test(compact)) return 'id';
  return /\d/.test(compact) && !value.trim().includes(' ') ? 'invoice' : 'name';
}

const termColumns = {
  invoice: 'invoice',
  name: 'name',
  customer: 'customer_number',
  order: 'order_number',
  kid: 'kid',
};

function conditionOf(search: InvoiceSearch): { where: string; values: unknown[] } | undefined {
  const values: unknown[] = [search.clients];
  const parts = ['client = any($1)'];
  const put = (value: unknown) => `$${values.push(value)}`;
  const value = search.value.trim();
  if (value !== '') {
    const term = search.term === 'any' ? guessInvoiceTerm(value) : search.term;
    const literal = value.replace(/[\\_]/g, (sign) => `\\${sign}`);
    if (term === 'invoiceDate') {
      const day = readDay(value);
      if (day === undefined) return undefined;
      parts.push(`invoice_date = ${put(day)}`);
      // A part of a national id is not searched for: it would tell the rest digit by digit.
    } else if (term === 'id') parts.push(`national_id = ${put(value.replace(/[\s.]/g, ''))}`);
    else if (value.includes('%')) parts.push(`${termColumns[term]} ilike ${put(literal)}`);
    else if (term === 'name' && search.term === 'any') parts.push(`name ilike ${put(`%${literal}%`)}`);
    else if (term === 'name') parts.push(`lower(name) = lower(${put(value)})`);
    else parts.push(`${termColumns[term]} = ${put(value)}`);
  }
  if (search.state) parts.push(`state = ${put(search.state)}`);
  if (search.overdueOn) parts.push(`state = 'open' and remaining > 0 and due_date < ${put(search.overdueOn)}`);
  if (search.registeredFrom) parts.push(`registered_on >= ${put(search.registeredFrom)}`);
  return { where: parts.join(' and '), values };
}

/** One page of invoices that fit and how many there are; undefined when the value is no day though a day is asked for. */
export async function findInvoices(
  sql: Sql,
  search: InvoiceSearch,
  order: { sort: InvoiceSort; descending: boolean; limit: number; offset: number },
): Promise<{ invoices: FoundInvoice[]; total: number } | undefined> {
  const condition = conditionOf(search);
  if (!condition) return undefined;
  const { where, values } = condition;
  const direction = order.descending ? 'desc' : 'asc';
  const { rows } = await sql.query<FoundInvoice>(
    `select ${columns} from invoice where ${where} order by ${sortSql[order.sort]} ${direction} nulls last, id desc
     limit ${order.limit} offset ${order.offset}`,
    values,
  );
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from (select from invoice where ${where} limit 10001) found`,
    values,
  );
  return { invoices: rows, total: total.rows[0]!.count };
}

export interface InvoiceFacts extends FoundInvoice {
  client_name: string;
  national_id: string | null;
  /** Without address, phones and mail where the address is protected. */
  debtor: Partial<DebtorRecord>;
  concerns: string | null;
  kid: string | null;
  lines: NonNullable<InvoiceRecord['lines']>;
  registered_on: Day;
  journal: number;
  line: number | null;
  drop_id: number | null;
  drop_name: string | null;
  notes: number;
  events: number;
  threads: number;
}

const debtorColumn = `case when (debtor->>'protectedAddress')::boolean
  then debtor - '{careOf,street,postalCode,postalPlace,municipality,phoneHome,phoneMobile,email}'::text[] else debtor end as debtor`;

/** One invoice with where it came from and the tabs' counts, or undefined when the connection may not see it. */
export async function readInvoice(sql: Sql, id: number): Promise<InvoiceFacts | undefined> {
  const { rows } = await sql.query<InvoiceFacts>(
    `select invoice.*, client.name as client_name, r.line, drop_file.id as drop_id, drop_file.name as drop_name,
       (select count(*)::integer from invoice_event where invoice_id = $1 and kind = 'note') as notes,
       (select count(*)::integer from invoice_event where invoice_id = $1) as events,
       (select count(*)::integer from message_thread where invoice_id = $1) as threads
     from (select ${columns}, national_id, ${debtorColumn}, concerns, kid, lines, registered_on, journal, row from invoice where id = $1) invoice
       join client on client.number = invoice.client join journal on journal.number = invoice.journal
       left join journal_row r on r.journal = invoice.journal and r.row = invoice.row
       left join drop_file on drop_file.id = journal.drop_id`,
    [id],
  );
  return rows[0];
}

export interface InvoiceEvent {
  at: Date;
  kind: string;
  text: string;
  actor: string;
}

/** The newest of an invoice's history, or only its notes. */
export async function readInvoiceEvents(sql: Sql, id: number, notesOnly: boolean): Promise<InvoiceEvent[]> {
  const { rows } = await sql.query<InvoiceEvent>(
    `select at, kind, text, actor from invoice_event where invoice_id = $1 and (not $2 or kind = 'note') order by id desc limit 500`,
    [id, notesOnly],
  );
  return rows;
}

/** Writes a note to an invoice's history. */
export async function noteInvoice(
  sql: Sql,
  note: { invoice: number; client: number; at: Date; text: string; who: string },
): Promise<void> {
  await sql.query(
    `insert into invoice_event (invoice_id, client, at, kind, text, actor) values ($1, $2, $3, 'note', $4, $5)`,
    [note.invoice, note.client, note.at, note.text, note.who],
  );
}
