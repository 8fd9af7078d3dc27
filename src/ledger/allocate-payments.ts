/**
 * Allocates payments to what their cases owe. Set-based; the same rules as `allocation.ts` states for one payment, and a
 * test holds the two together.
 */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { accrueInterest, type AccrualFacts } from './accrue-interest.ts';
import { allocationRule, type AllocationRule } from './allocation.ts';
import { post } from './entry.ts';

/**
 * Allocates the placed payments of `journal`: reversals first, then, for each case in the order of the days its payments
 * were paid, interest to that day, credits (principal first) and payments (costs, interest, principal).
 */
export async function allocateJournal(sql: Sql, journal: number, facts: AccrualFacts): Promise<void> {
  await undoReversed(sql, journal, facts.at);
  await allocatePayments(sql, `journal = $1`, [journal], facts);
}

/** Allocates the chosen placed payments (a condition on table payment, with `values` as $1 …); reversals are not among them. */
export async function allocatePayments(sql: Sql, which: string, values: unknown[], facts: AccrualFacts): Promise<void> {
  await sql.query('drop table if exists payment_turn');
  await sql.query(
    `create temporary table payment_turn on commit drop as
     select id, case_number, paid_on, type in ('creditNote', 'withdrawal') as credit,
       dense_rank() over (partition by case_number order by paid_on)::integer as turn
     from payment where state = 'placed' and amount > 0 and ${which}`,
    values,
  );
  const most = await sql.query<{ turns: number }>('select coalesce(max(turn), 0) as turns from payment_turn');
  for (let turn = 1; turn <= most.rows[0]!.turns; turn++) {
    await accrueInterest(
      sql,
      'select case_number, min(paid_on) as day from payment_turn where turn = $1 group by case_number',
      [turn],
      facts,
    );
    for (const kind of ['credit', 'payment'] as const)
      await allocateOver(sql, turn, kind === 'credit', allocationRule(kind, facts.bookedOn));
  }
}

function orderOf(rule: AllocationRule): string {
  return `case part ${rule.parts.map((part, index) => `when '${part}' then ${index + 1}`).join(' ')} end`;
}

/**
 * Lays the payments of each case end to end beside what the case owes, part by part, and stores every overlap as an
 * allocation line; what reaches past the last part is `overpaid`.
 */
async function allocateOver(sql: Sql, turn: number, credit: boolean, rule: AllocationRule): Promise<void> {
  const written = await sql.query(
    `with paying as (
       select payment.id, client, payment.case_number, amount,
         sum(amount) over (partition by payment.case_number order by payment.paid_on, journal, row) as up_to
       from payment_turn join payment on payment.id = payment_turn.id where turn = $1 and credit = $2
     ), owed as (
       select case_number, part, claim, cost, owing, gross, vat, paid,
         sum(owing) over (partition by case_number order by ${orderOf(rule)}, due_date nulls last, claim, cost) as up_to,
         sum(owing) over (partition by case_number) as total
       from (
         select case_number, 'cost' as part, null::integer as claim, n as cost, booked_on as due_date, gross - paid as owing, gross, vat, paid
           from cost where case_number in (select case_number from paying)
         union all
         select number, 'interest', null, null, null, interest - interest_paid, null, null, null
           from collection_case where number in (select case_number from paying)
         union all
         select case_number, 'principal', n, null, due_date, principal - paid, null, null, null
           from claim where case_number in (select case_number from paying)
       ) as parts
       where owing > 0
     ), lines as (
       select paying.id, paying.client, paying.case_number, owed.claim, owed.cost, owed.part,
         least(paying.up_to, owed.up_to) - greatest(paying.up_to - paying.amount, owed.up_to - owed.owing) as amount,
         owed.gross, owed.vat, owed.paid + greatest(paying.up_to - paying.amount, owed.up_to - owed.owing) - (owed.up_to - owed.owing) as paid_before,
         owed.up_to as place
       from paying join owed using (case_number)
       where least(paying.up_to, owed.up_to) > greatest(paying.up_to - paying.amount, owed.up_to - owed.owing)
       union all
       select paying.id, paying.client, paying.case_number, null, null, 'overpaid',
         paying.up_to - greatest(paying.up_to - paying.amount, coalesce(owes.total, 0)), null, null, null, null
       from paying left join (select distinct case_number, total from owed) as owes using (case_number)
       where paying.up_to > coalesce(owes.total, 0)
     )
     insert into allocation (payment, n, client, case_number, claim, cost, part, amount, vat, rule)
     select id, row_number() over (partition by id order by place nulls last), client, case_number, claim, cost, part, amount,
       case when cost is null then 0
         else vat_upto(vat, (paid_before + amount)::bigint, gross) - vat_upto(vat, paid_before::bigint, gross) end, $3
     from lines`,
    [turn, credit, rule.id],
  );
  if (written.rowCount === 0) return;
  await applyToCases(sql, `payment in (select id from payment_turn where turn = $1 and credit = $2)`, [turn, credit]);
}

/** Adds the chosen allocation lines to the paid sums of their claims, costs and cases. */
export async function applyToCases(sql: Sql, which: string, values: unknown[]): Promise<void> {
  await sql.query(
    `update claim set paid = claim.paid + line.sum
     from (select case_number, claim, sum(amount)::bigint as sum from allocation where part = 'principal' and ${which}
       group by case_number, claim) as line
     where claim.case_number = line.case_number and claim.n = line.claim`,
    values,
  );
  await sql.query(
    `update cost set paid = cost.paid + line.sum
     from (select case_number, cost, sum(amount)::bigint as sum from allocation where part = 'cost' and ${which}
       group by case_number, cost) as line
     where cost.case_number = line.case_number and cost.n = line.cost`,
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
 * with the opposite sign. One that undoes nothing waits. A case that was closed as paid and owes again is opened.
 */
async function undoReversed(sql: Sql, journal: number, at: Date): Promise<void> {
  const undone = await sql.query(
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
     insert into allocation (payment, n, client, case_number, claim, cost, part, amount, vat, rule)
     select pair.reversal, n, client, case_number, claim, cost, part, -amount, -vat, rule
     from pair join allocation on allocation.payment = pair.original`,
    [journal],
  );
  await sql.query(
    `update payment set state = 'unplaced', waits_for = 'nothing-to-reverse', case_number = null, client = null
     where journal = $1 and type = 'bankReversal' and state = 'placed' and not exists (select from allocation where payment = payment.id)`,
    [journal],
  );
  if (undone.rowCount === 0) return;
  await applyToCases(sql, `payment in (select id from payment where journal = $1 and type = 'bankReversal')`, [
    journal,
  ]);
  await sql.query(
    `with opened as (
       update collection_case set status = 'active', closed_on = null, closing_code = null
       where status = 'closed' and closing_code in (901, 902)
         and principal + cost + interest > principal_paid + cost_paid + interest_paid
         and number in (select case_number from payment where journal = $1 and type = 'bankReversal')
       returning number, client
     )
     insert into case_event (case_number, client, at, kind, data, actor)
     select number, client, $2, 'reopened', jsonb_build_object('journal', $1::integer), 'system' from opened`,
    [journal, at],
  );
}

/**
 * Posts allocation lines. The debtor's side: principal, interest or cost → claims. The client account's side, for bank
 * money only: unplaced → client, or → collector for the collector's costs, or → held for what was paid too much.
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
       left join cost on cost.case_number = allocation.case_number and cost.n = allocation.cost
       cross join lateral (
         select 1 as n, case when part = 'overpaid' then 'principal' else part end as origin, 'claims' as target
         union all
         select 2, 'unplaced', case when part = 'cost' and owed_to = 'collector' then 'collector' when part = 'overpaid' then 'held' else 'client' end
         where payment.type in ('bank', 'bankReversal')
       ) as side
       where ${which}
     ) as moved
     order by payment, n, side`,
    values,
  );
}
