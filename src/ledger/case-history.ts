/** What a case's interest is reckoned from, read for many cases at once. */
import type { Sql } from '../db/database.ts';
import { type Agreement, agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { type CaseHistory, balanceChanges } from './balance-changes.ts';
import {
  type BalanceInterest,
  balanceInterestUnits,
  type BalanceQuestion,
  interestOnBalance,
} from './interest-on-balance.ts';
import { interestOre } from './interest.ts';

export interface CaseMoney {
  number: number;
  client: number;
  registeredOn: Day;
  closedOn: Day | null;
  /** A minor owes neither interest nor costs. */
  minor: boolean;
  agreement: Agreement;
  history: CaseHistory;
  /** Interest that is booked, and the part of it that is paid. */
  interest: Ore;
  interestPaid: Ore;
  interestOriginal: Ore | null;
}

interface Row {
  number: number;
  client: number;
  registered_on: Day;
  closed_on: Day | null;
  minor: boolean;
  agreement: StoredAgreement;
  interest: Ore;
  interest_paid: Ore;
  interest_original: Ore | null;
  claims: [string, Day, Day | null][] | null;
  costs: [string, Day, Day][] | null;
  paid: ['principal' | 'cost', string, Day][] | null;
}

/**
 * Reads the cases in order of number; one that does not exist is left out. What was paid too much counts as principal. A
 * cost that bears no interest yet stands in neither costs nor payments.
 */
export async function caseHistories(sql: Sql, numbers: readonly number[]): Promise<CaseMoney[]> {
  const found = await sql.query<Row>(
    `select number, collection_case.client, registered_on, closed_on, interest, interest_paid, interest_original,
       (select agreement from client where client.number = collection_case.client) as agreement,
       exists (select from debtor where debtor.case_number = collection_case.number and minor) as minor,
       (select json_agg(json_build_array(claim.principal::text, coalesce(due_date, invoice_date, registered_on), interest_from) order by n)
         from claim where claim.case_number = collection_case.number) as claims,
       (select json_agg(json_build_array(gross::text, booked_on, interest_from) order by n)
         from cost where cost.case_number = collection_case.number and interest_from is not null) as costs,
       (select json_agg(json_build_array(part, sum::text, day) order by day, part) from (
         select case when part = 'cost' then 'cost' else 'principal' end as part,
           case when part = 'cost' then greatest(payment.paid_on, cost.interest_from - 1) else payment.paid_on end as day,
           sum(allocation.amount) as sum
         from allocation join payment on payment.id = allocation.payment
         left join cost on cost.case_number = allocation.case_number and cost.n = allocation.cost
         where allocation.case_number = collection_case.number and part <> 'interest' and (part <> 'cost' or interest_from is not null)
         group by 1, 2 having sum(allocation.amount) <> 0) as each) as paid
     from collection_case where number = any($1) order by number`,
    [numbers],
  );
  return found.rows.map((row) => {
    const agreement = agreementOf(row.agreement);
    return {
      number: row.number,
      client: row.client,
      registeredOn: row.registered_on,
      closedOn: row.closed_on,
      minor: row.minor,
      agreement,
      history: {
        claims: (row.claims ?? []).map(([principal, due, from]) => ({
          principal: BigInt(principal),
          due,
          ...(from === null ? {} : { interestFrom: from }),
        })),
        fees: (row.costs ?? []).map(([gross, chargedOn, bearsFrom]) => ({
          amount: BigInt(gross),
          chargedOn,
          bearsFrom,
        })),
        paid: (row.paid ?? []).map(([part, amount, on]) => ({ part, amount: BigInt(amount), on })),
        firstDay: agreement.firstInterestDay,
      },
      interest: row.interest,
      interestPaid: row.interest_paid,
      interestOriginal: row.interest_original,
    };
  });
}

/** The case's interest through `day`, or through the day it was closed, with its explanation. Throws MissingTariff. */
export function interestThrough(money: CaseMoney, day: Day): BalanceInterest {
  return interestOnBalance(questionOf(money, day));
}

/** The same sum without its explanation: the fast path of many cases. */
export function interestDue(money: CaseMoney, day: Day): Ore {
  return interestOre(balanceInterestUnits(questionOf(money, day)));
}

function questionOf(money: CaseMoney, day: Day): BalanceQuestion {
  return {
    changes: balanceChanges(money.history),
    to: money.closedOn !== null && money.closedOn < day ? money.closedOn : day,
    minor: money.minor,
    interestOnFees: money.agreement.interestOnFees,
    registeredOn: money.registeredOn,
  };
}
