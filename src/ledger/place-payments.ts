/** Books a payment journal: finds each payment's case, allocates it, and posts it. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { allocateJournal, postAllocations } from './allocate-payments.ts';
import { post } from './entry.ts';

export interface PlacedPayments {
  payments: number;
  placed: number;
}

/**
 * Books the accepted rows of `journal`. A bank payment finds its case by the case's KID, else by a claim's; a payment to
 * the creditor by case number or invoice of that client. What finds no open case, or more than one, waits with the reason;
 * only a reversal reaches a closed case, and opens it again.
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
    `with sent as materialized (
       select journal_row.row, journal_row.client as sender, field.type, field.type in ('bank', 'bankReversal') as bank,
         field."paidOn" as paid_on, field.amount, coalesce(field.currency, 'NOK') as currency, field.kid, field.invoice,
         field."caseNumber" as case_number, field.account, field."payerAccount" as payer_account, field."payerName" as payer_name,
         field."bankReference" as bank_reference, field.note
       from journal_row cross join lateral jsonb_to_record(journal_row.record) as field (type text, "caseNumber" integer, invoice text,
         kid text, "paidOn" date, amount bigint, currency text, note text, account text, "payerAccount" text, "payerName" text,
         "bankReference" text)
       where journal_row.journal = $1 and journal_row.state = 'accepted'
     ), named as materialized (
       select sent.row, type, number, status from sent join collection_case on collection_case.kid = sent.kid where bank
       union
       select sent.row, type, number, status from sent join claim on claim.kid = sent.kid
         join collection_case on collection_case.number = claim.case_number where bank
       union
       select sent.row, type, number, status from sent join collection_case on collection_case.number = sent.case_number
         and collection_case.client = sent.sender where not bank
       union
       select sent.row, type, number, status from sent join claim on claim.client = sent.sender and claim.invoice = sent.invoice
         join collection_case on collection_case.number = claim.case_number where not bank and sent.case_number is null
     ), candidates as (
       select row, count(*) filter (where status <> 'closed' or type = 'bankReversal') as count,
         min(number) filter (where status <> 'closed' or type = 'bankReversal') as number
       from named group by row
     )
     insert into payment (client, journal, row, type, case_number, paid_on, booked_on, amount, currency, kid, invoice, account,
       payer_account, payer_name, bank_reference, note, state, waits_for)
     select found.client, $1, sent.row, sent.type, found.number, sent.paid_on, $2, sent.amount, sent.currency, sent.kid, sent.invoice,
       sent.account, sent.payer_account, sent.payer_name, sent.bank_reference, sent.note, case when found.number is null then 'unplaced' else 'placed' end,
       case when found.number is not null then null
         when candidates.count > 1 then 'several-cases'
         when candidates.count = 0 then 'case-closed'
         when sent.bank and sent.kid is null then 'kid-missing'
         when sent.bank then 'kid-unknown'
         else 'case-unknown' end
     from sent left join candidates on candidates.row = sent.row
     left join collection_case as found on candidates.count = 1 and found.number = candidates.number
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
  await allocateJournal(sql, journal, { bookedOn: today, source: `journal:${journal}`, at });
  await postAllocations(
    sql,
    `allocation.payment in (select id from payment where journal = $1)`,
    [journal],
    `journal:${journal}`,
    today,
    at,
  );
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
