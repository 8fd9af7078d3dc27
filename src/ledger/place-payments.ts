/**
 * Books a payment journal: finds each payment's case, allocates it, and posts it. Set-based; the same rules as
 * `allocation.ts` states for one payment, and a test holds the two together.
 */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { post } from './entry.ts';

/** The order of allocation, stored with every line. Costs → interest → principal of the oldest claim; credit notes principal first. */
export const allocationRule = 'cost-interest-principal@1';

export interface PlacedPayments {
  payments: number;
  placed: number;
}

/**
 * Books the accepted rows of `journal`. A bank payment finds its case by the case's KID, else by a claim's; a payment to
 * the creditor by case number or invoice of that client. What finds no open case, or more than one, waits with the reason.
 * `collector` is the client number under which money that has no case yet is held.
 */
export async function placePayments(
  sql: Sql,
  journal: number,
  collector: number,
  today: Day,
  at: Date,
): Promise<PlacedPayments> {
  const booked = await sql.query(
    `insert into payment (client, journal, row, type, case_number, paid_on, booked_on, amount, currency, kid, invoice, account,
       payer_account, payer_name, bank_reference, note, state, waits_for)
     select found.client, $1, sent.row, sent.type, found.number, sent.paid_on, $2, sent.amount, sent.currency, sent.kid, sent.invoice,
       sent.account, sent.payer_account, sent.payer_name, sent.bank_reference, sent.note, case when found.number is null then 'unplaced' else 'placed' end,
       case when found.number is not null then null
         when candidates.count > 1 then 'several-cases'
         when found_closed.number is not null then 'case-closed'
         when sent.type in ('bank', 'bankReversal') and sent.kid is null then 'kid-missing'
         when sent.type in ('bank', 'bankReversal') then 'kid-unknown'
         else 'case-unknown' end
     from (
       select journal_row.row, journal_row.client as sender, field.type, field."paidOn" as paid_on, field.amount,
         coalesce(field.currency, 'NOK') as currency, field.kid, field.invoice, field."caseNumber" as case_number, field.account,
         field."payerAccount" as payer_account, field."payerName" as payer_name, field."bankReference" as bank_reference, field.note
       from journal_row cross join lateral jsonb_to_record(journal_row.record) as field (type text, "caseNumber" integer, invoice text,
         kid text, "paidOn" date, amount bigint, currency text, note text, account text, "payerAccount" text, "payerName" text,
         "bankReference" text)
       where journal_row.journal = $1 and journal_row.state = 'accepted'
     ) as sent
     left join lateral (
       select count(*)::integer as count, min(number) as number from (
         select number from collection_case where sent.type in ('bank', 'bankReversal') and collection_case.kid = sent.kid
           and status <> 'closed'
         union
         select case_number from claim join collection_case on collection_case.number = claim.case_number
           where sent.type in ('bank', 'bankReversal') and claim.kid = sent.kid and status <> 'closed'
         union
         select number from collection_case where sent.type not in ('bank', 'bankReversal') and number = sent.case_number
           and collection_case.client = sent.sender and status <> 'closed'
         union
         select case_number from claim join collection_case on collection_case.number = claim.case_number
           where sent.type not in ('bank', 'bankReversal') and sent.case_number is null and claim.client = sent.sender
             and claim.invoice = sent.invoice and status <> 'closed'
       ) as each
     ) as candidates on true
     left join collection_case as found on candidates.count = 1 and found.number = candidates.number
     left join lateral (
       select number from collection_case where status = 'closed'
         and ((sent.type in ('bank', 'bankReversal') and collection_case.kid = sent.kid)
           or (sent.type not in ('bank', 'bankReversal') and number = sent.case_number and collection_case.client = sent.sender))
     ) as found_closed on candidates.count = 0
     order by sent.row`,
    [journal, today],
  );
  // A payment to the creditor belongs to the creditor even while it waits; the bank's belongs to nobody yet.
  await sql.query(
    `update payment set client = (select client from journal where number = $1)
     where journal = $1 and client is null and type not in ('bank', 'bankReversal')`,
    [journal],
  );
  await receive(sql, journal, collector, today, at);
  await allocateJournal(sql, journal, today, at);
  const placed = await sql.query<{ count: number }>(
    `select count(*)::integer as count from payment where journal = $1 and state = 'placed'`,
    [journal],
  );
  return { payments: booked.rowCount ?? 0, placed: placed.rows[0]!.count };
}

/** Bank money arrives: outside → unplaced (a reversal goes back), held under the collector until its case is known. */
async function receive(sql: Sql, journal: number, collector: number, today: Day, at: Date): Promise<void> {
  await post(
    sql,
    { bookedOn: today, reason: 'payment-received', source: `journal:${journal}`, at },
    `select $2::integer as client, null::integer as case_number,
       case when amount > 0 then 'outside' else 'unplaced' end as from_account,
       case when amount > 0 then 'unplaced' else 'outside' end as to_account, abs(amount) as amount, currency
     from payment where journal = $1 and type in ('bank', 'bankReversal') and amount <> 0 order by row`,
    [journal, collector],
  );
}

/** Allocates the journal's placed payments to their cases' parts and posts the lines. */
async function allocateJournal(sql: Sql, journal: number, today: Day, at: Date): Promise<void> {
  await undoReversed(sql, journal);
  await allocateOver(
    sql,
    journal,
    `type in ('creditNote', 'withdrawal')`,
    `case part when 'principal' then 1 when 'interest' then 2 else 3 end`,
  );
  await allocateOver(
    sql,
    journal,
    `type in ('direct', 'bank')`,
    `case part when 'cost' then 1 when 'interest' then 2 else 3 end`,
  );
  await postAllocations(
    sql,
    `allocation.payment in (select id from payment where journal = $1)`,
    [journal],
    `journal:${journal}`,
    today,
    at,
  );
}

/**
 * Lays the payments of each case end to end beside what the case owes, part by part, and stores every overlap as an
 * allocation line; what reaches past the last part is `overpaid`.
 */
async function allocateOver(sql: Sql, journal: number, which: string, partOrder: string): Promise<void> {
  await sql.query(
    `with paying as (
       select id, client, case_number, amount, sum(amount) over (partition by case_number order by paid_on, row) as up_to
       from payment where journal = $1 and state = 'placed' and amount > 0 and ${which}
     ), owed as (
       select case_number, part, claim, owing, sum(owing) over (partition by case_number order by ${partOrder}, due_date nulls last, claim) as up_to,
         sum(owing) over (partition by case_number) as total
       from (
         select number as case_number, 'cost' as part, null::integer as claim, null::date as due_date, cost - cost_paid as owing
           from collection_case where number in (select case_number from paying)
         union all
         select number, 'interest', null, null, interest - interest_paid from collection_case where number in (select case_number from paying)
         union all
         select case_number, 'principal', n, due_date, principal - paid from claim where case_number in (select case_number from paying)
       ) as parts
       where owing > 0
     ), lines as (
       select paying.id, paying.client, paying.case_number, owed.claim, owed.part,
         least(paying.up_to, owed.up_to) - greatest(paying.up_to - paying.amount, owed.up_to - owed.owing) as amount, owed.up_to as place
       from paying join owed using (case_number)
       where least(paying.up_to, owed.up_to) > greatest(paying.up_to - paying.amount, owed.up_to - owed.owing)
       union all
       select paying.id, paying.client, paying.case_number, null, 'overpaid',
         paying.up_to - greatest(paying.up_to - paying.amount, coalesce(owes.total, 0)), null
       from paying left join (select distinct case_number, total from owed) as owes using (case_number)
       where paying.up_to > coalesce(owes.total, 0)
     )
     insert into allocation (payment, n, client, case_number, claim, part, amount, rule)
     select id, row_number() over (partition by id order by place nulls last), client, case_number, claim, part, amount, '${allocationRule}'
     from lines`,
    [journal],
  );
  await applyToCases(sql, `payment in (select id from payment where journal = $1 and amount > 0 and ${which})`, [
    journal,
  ]);
}

/** Adds the chosen allocation lines to the paid sums of their claims and cases. */
async function applyToCases(sql: Sql, which: string, values: unknown[]): Promise<void> {
  await sql.query(
    `update claim set paid = claim.paid + line.sum
     from (select case_number, claim, sum(amount)::bigint as sum from allocation where part = 'principal' and ${which}
       group by case_number, claim) as line
     where claim.case_number = line.case_number and claim.n = line.claim`,
    values,
  );
  await sql.query(
    `update collection_case set principal_paid = principal_paid + line.principal, cost_paid = cost_paid + line.cost,
       interest_paid = interest_paid + line.interest
     from (select case_number, coalesce(sum(amount) filter (where part in ('principal', 'overpaid')), 0)::bigint as principal,
         coalesce(sum(amount) filter (where part = 'cost'), 0)::bigint as cost,
         coalesce(sum(amount) filter (where part = 'interest'), 0)::bigint as interest
       from allocation where ${which} group by case_number) as line
     where collection_case.number = line.case_number`,
    values,
  );
}

/**
 * A reversal undoes exactly the newest payment of the same case and amount that has not been reversed: its lines again
 * with the opposite sign. One that undoes nothing waits.
 */
async function undoReversed(sql: Sql, journal: number): Promise<void> {
  await sql.query(
    `with reversal as (
       select id, client, case_number, -amount as amount,
         row_number() over (partition by case_number, amount order by row) as turn
       from payment where journal = $1 and type = 'bankReversal' and state = 'placed'
     ), original as (
       select id, case_number, amount, row_number() over (partition by case_number, amount order by id desc) as turn
       from payment where type = 'bank' and state = 'placed' and reversed_by is null and journal <> $1
         and case_number in (select case_number from reversal)
     ), pair as (
       select reversal.id as reversal, original.id as original from reversal join original using (case_number, amount, turn)
     ), marked as (
       update payment set reversed_by = pair.reversal from pair where payment.id = pair.original returning payment.id
     )
     insert into allocation (payment, n, client, case_number, claim, part, amount, rule)
     select pair.reversal, n, client, case_number, claim, part, -amount, rule
     from pair join allocation on allocation.payment = pair.original`,
    [journal],
  );
  await sql.query(
    `update payment set state = 'unplaced', waits_for = 'nothing-to-reverse', case_number = null, client = null
     where journal = $1 and type = 'bankReversal' and state = 'placed' and not exists (select from allocation where payment = payment.id)`,
    [journal],
  );
  await applyToCases(sql, `payment in (select id from payment where journal = $1 and type = 'bankReversal')`, [
    journal,
  ]);
}

/**
 * Posts allocation lines. The debtor's side: principal, interest or cost → claims. The client account's side, for bank
 * money only: unplaced → client, or → collector for costs, or → held for what was paid too much.
 */
export async function postAllocations(
  sql: Sql,
  which: string,
  values: unknown[],
  source: string,
  today: Day,
  at: Date,
): Promise<void> {
  await post(
    sql,
    { bookedOn: today, reason: 'payment-allocated', source, at },
    `select client, case_number, case when amount > 0 then origin else target end as from_account,
       case when amount > 0 then target else origin end as to_account, abs(amount) as amount, currency
     from (
       select allocation.payment, allocation.n, side.n as side, allocation.client, allocation.case_number, allocation.amount,
         payment.currency, side.origin, side.target
       from allocation join payment on payment.id = allocation.payment
       cross join lateral (
         select 1 as n, case when part = 'overpaid' then 'principal' else part end as origin, 'claims' as target
         union all
         select 2, 'unplaced', case part when 'cost' then 'collector' when 'overpaid' then 'held' else 'client' end
         where payment.type in ('bank', 'bankReversal')
       ) as side
       where ${which}
     ) as moved
     order by payment, n, side`,
    values,
  );
}
