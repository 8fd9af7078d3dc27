/** One case as the page shows it. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

export interface CaseFacts {
  number: number;
  client: number;
  client_name: string;
  reference: string;
  service: string;
  status: 'active' | 'stopped' | 'disputed' | 'closed';
  currency: string;
  handler: string | null;
  registered_on: Day;
  notice_on: Day | null;
  closed_on: Day | null;
  name: string;
  kid: string | null;
  principal: bigint;
  principal_paid: bigint;
  cost: bigint;
  cost_paid: bigint;
  interest: bigint;
  interest_paid: bigint;
  journal: number | null;
  journal_approved_at: Date | null;
  journal_approved_by: string | null;
  drop_id: number | null;
  drop_name: string | null;
  line: number | null;
}

/** How many of each there are, for the tabs. */
export interface CaseCounts {
  debitorer: number;
  krav: number;
  kostnader: number;
  sikkerhet: number;
  betalinger: number;
  historikk: number;
  meldinger: number;
}

/** The case's facts and the tabs' counts, or undefined when the connection may not see it. */
export async function readCase(
  sql: Sql,
  number: number,
): Promise<{ facts: CaseFacts; counts: CaseCounts } | undefined> {
  const { rows } = await sql.query<CaseFacts>(
    `select c.number, c.client, client.name as client_name, c.reference, c.service, c.status, c.currency, c.handler, c.registered_on,
       c.notice_on, c.closed_on, c.name, c.kid, c.principal, c.principal_paid, c.cost, c.cost_paid, c.interest, c.interest_paid,
       c.journal, journal.approved_at as journal_approved_at, journal.approved_by as journal_approved_by,
       drop_file.id as drop_id, drop_file.name as drop_name,
       (select r.line from claim join journal_row r on r.journal = claim.journal and r.row = claim.row
        where claim.case_number = c.number order by claim.n limit 1) as line
     from collection_case c join client on client.number = c.client left join journal on journal.number = c.journal
       left join journal as corrected on corrected.number = journal.corrects
       left join drop_file on drop_file.id = coalesce(journal.drop_id, corrected.drop_id)
     where c.number = $1`,
    [number],
  );
  const facts = rows[0];
  if (!facts) return undefined;
  const counted = await sql.query<CaseCounts>(
    `select (select count(*)::integer from debtor where case_number = $1) as debitorer,
       (select count(*)::integer from claim where case_number = $1) as krav,
       (select count(*)::integer from posting where case_number = $1 and to_account = 'cost') as kostnader,
       0 as sikkerhet,
       (select count(*)::integer from payment where case_number = $1) as betalinger,
       (select count(*)::integer from case_event where case_number = $1) as historikk,
       (select count(*)::integer from message_thread where case_number = $1) as meldinger`,
    [number],
  );
  return { facts, counts: counted.rows[0]! };
}

export interface DebtorFacts {
  n: number;
  role: 'debtor' | 'coDebtor' | 'guarantor';
  national_id: string | null;
  legal_type: 'naturalPerson' | 'legalPerson';
  minor: boolean;
  protected_address: boolean;
  name: string;
  care_of: string | null;
  street: string | null;
  postal_code: string | null;
  postal_place: string | null;
  country: string | null;
  phone_home: string | null;
  phone_mobile: string | null;
  email: string | null;
  language: string | null;
  customer_number: string | null;
}

/** A case's debtors. A protected address is not even read. */
export async function readDebtors(sql: Sql, number: number): Promise<DebtorFacts[]> {
  const open = (column: string) => `case when protected_address then null else ${column} end as ${column}`;
  const { rows } = await sql.query<DebtorFacts>(
    `select n, role, national_id, legal_type, minor, protected_address, name, ${open('care_of')}, ${open('street')},
       ${open('postal_code')}, ${open('postal_place')}, ${open('country')}, ${open('phone_home')}, ${open('phone_mobile')}, ${open('email')},
       language, customer_number
     from debtor where case_number = $1 order by n`,
    [number],
  );
  return rows;
}

export interface ClaimFacts {
  n: number;
  kind: 'invoice' | 'creditNote';
  concerns: string | null;
  invoice: string;
  kid: string | null;
  invoice_date: Day | null;
  due_date: Day | null;
  original: bigint;
  principal: bigint;
  paid: bigint;
  interest_from: Day | null;
  reminder_fee: bigint | null;
  journal: number;
  line: number | null;
}

/** A case's claims. */
export async function readClaims(sql: Sql, number: number): Promise<ClaimFacts[]> {
  const { rows } = await sql.query<ClaimFacts>(
    `select claim.n, kind, concerns, invoice, kid, invoice_date, due_date, original, principal, paid, interest_from, reminder_fee,
       claim.journal, r.line
     from claim left join journal_row r on r.journal = claim.journal and r.row = claim.row
     where claim.case_number = $1 order by claim.n`,
    [number],
  );
  return rows;
}

export interface ActionFacts {
  action_group: 'notice' | 'debtCollection' | 'paymentDemand' | 'heavyCollection';
  due_on: Day;
  done_at: Date | null;
}

/** A case's actions in the order of time. */
export async function readActions(sql: Sql, number: number): Promise<ActionFacts[]> {
  const { rows } = await sql.query<ActionFacts>(
    'select action_group, due_on, done_at from case_action where case_number = $1 order by due_on, action_group',
    [number],
  );
  return rows;
}

export interface EventFacts {
  at: Date;
  kind: string;
  text: string;
  actor: string;
}

/** The newest of a case's history, at most `most`. */
export async function readEvents(sql: Sql, number: number, most: number): Promise<EventFacts[]> {
  const { rows } = await sql.query<EventFacts>(
    'select at, kind, text, actor from case_event where case_number = $1 order by id desc limit $2',
    [number, most],
  );
  return rows;
}

export interface PaymentFacts {
  id: number;
  type: 'direct' | 'creditNote' | 'withdrawal' | 'bank' | 'bankReversal';
  paid_on: Day;
  amount: bigint;
  currency: string;
  note: string | null;
  settlement: number | null;
  parts: { part: 'cost' | 'interest' | 'principal' | 'overpaid'; amount: string; claim: number | null }[] | null;
}

/** A case's payments, each with how it was allocated (øre as text). */
export async function readPayments(sql: Sql, number: number): Promise<PaymentFacts[]> {
  const { rows } = await sql.query<PaymentFacts>(
    `select id, type, paid_on, amount, currency, note, settlement,
       (select json_agg(json_build_object('part', part, 'amount', amount::text, 'claim', claim) order by n)
        from allocation where allocation.payment = payment.id) as parts
     from payment where case_number = $1 order by paid_on, id`,
    [number],
  );
  return rows;
}

export interface CostFacts {
  entry: number;
  amount: bigint;
  from_account: string;
}

/** What was charged as cost, by ledger entry. */
export async function readCosts(sql: Sql, number: number): Promise<CostFacts[]> {
  const { rows } = await sql.query<CostFacts>(
    `select entry, amount, from_account from posting where case_number = $1 and to_account = 'cost' order by entry, n`,
    [number],
  );
  return rows;
}
