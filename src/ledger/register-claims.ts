/** Registers a case journal's claims: what the creditor handed over, principal and reminder fees, is now owed by the debtor. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { post } from './entry.ts';

/**
 * Posts claims → principal for every claim of `journal` (a credit note the other way), and claims → cost for the
 * creditor's reminder fees, which stay the creditor's; and sees to it that each case's sums are those of its claims and
 * costs. A minor owes no costs.
 */
export async function registerClaims(sql: Sql, journal: number, today: Day, at: Date): Promise<void> {
  const source = `journal:${journal}`;
  await post(
    sql,
    { bookedOn: today, reason: 'claims-registered', source, at },
    `select claim.client, claim.case_number,
       case when claim.principal > 0 then 'claims' else 'principal' end as from_account,
       case when claim.principal > 0 then 'principal' else 'claims' end as to_account,
       abs(claim.principal) as amount, collection_case.currency
     from claim join collection_case on collection_case.number = claim.case_number
     where claim.journal = $1 and claim.principal <> 0
     order by claim.case_number, claim.n`,
    [journal],
  );
  await sql.query(
    `update collection_case set principal = owed.sum
     from (select case_number, sum(principal)::bigint as sum from claim
       where case_number in (select case_number from claim where journal = $1) group by case_number) as owed
     where collection_case.number = owed.case_number and collection_case.principal <> owed.sum`,
    [journal],
  );
  await registerReminderFees(sql, journal, source, today, at);
}

async function registerReminderFees(sql: Sql, journal: number, source: string, today: Day, at: Date): Promise<void> {
  const fees = await sql.query(
    `insert into cost (case_number, n, client, kind, claim, net, gross, booked_on, interest_from, tariff, source)
     select fee.case_number, coalesce(before.n, 0) + row_number() over (partition by fee.case_number order by fee.n), fee.client,
       'reminderFee', fee.n, fee.reminder_fee, fee.reminder_fee, $2::date, $2::date + 1, 'creditor', $3
     from claim as fee
     left join (select case_number, max(n) as n from cost group by case_number) as before on before.case_number = fee.case_number
     left join (select distinct case_number from debtor where minor) as minors on minors.case_number = fee.case_number
     where fee.journal = $1 and fee.reminder_fee > 0 and minors.case_number is null`,
    [journal, today, source],
  );
  if (fees.rowCount === 0) return;
  await post(
    sql,
    { bookedOn: today, reason: 'reminder-fees-registered', source, at },
    `select cost.client, cost.case_number, 'claims' as from_account, 'cost' as to_account, cost.gross as amount, collection_case.currency
     from cost join collection_case on collection_case.number = cost.case_number
     where cost.source = $1 and cost.kind = 'reminderFee' order by cost.case_number, cost.n`,
    [source],
  );
  await sql.query(
    `update collection_case set cost = cost + added.sum
     from (select case_number, sum(gross)::bigint as sum from cost where source = $1 and kind = 'reminderFee' group by case_number) as added
     where collection_case.number = added.case_number`,
    [source],
  );
}
