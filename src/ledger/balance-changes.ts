/** What of a case's history bears interest, and from which day: claims, fees, and what was paid or credited. */
import type { Day } from '../domain/day.ts';
import { addDays, dayOf } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import type { BalanceChange } from './interest-on-balance.ts';
import type { FirstInterestDay } from './interest.ts';
import { firstInterestDay } from './interest.ts';

export interface CaseHistory {
  /** Claims as registered; a credit note is negative and counts from its own day. */
  claims: { principal: Ore; due: Day; interestFrom?: Day }[];
  /** Fees as charged (negative: taken back); without `bearsFrom` they bear interest from the day after. */
  fees: { amount: Ore; chargedOn: Day; bearsFrom?: Day }[];
  /** What payments and credit notes paid, by their allocation (negative: reversed). Paid interest changes no base. */
  paid: { part: 'principal' | 'cost' | 'interest'; amount: Ore; on: Day }[];
  firstDay?: FirstInterestDay;
}

/**
 * The changes that {@link interestOnBalance} reckons with. A payment bears interest through the day it was paid; one made
 * before anything bears interest lowers what later does.
 */
export function balanceChanges(history: CaseHistory): BalanceChange[] {
  const { firstDay = 'dayAfterDue' } = history;
  return [
    ...history.claims.map(({ principal, due, interestFrom }): BalanceChange => {
      const from = interestFrom === undefined ? { due, firstDay } : { from: interestFrom };
      return { from: dayOf(firstInterestDay(from)), base: 'principal', amount: principal, reason: 'claim' };
    }),
    ...history.fees.map(({ amount, chargedOn, bearsFrom }): BalanceChange => ({
      from: bearsFrom ?? addDays(chargedOn, 1),
      base: 'fees',
      amount,
      reason: 'fee',
    })),
    ...history.paid
      .filter(({ part }) => part !== 'interest')
      .map(({ part, amount, on }): BalanceChange => ({
        from: addDays(on, 1),
        base: part === 'cost' ? 'fees' : 'principal',
        amount: -amount,
        reason: 'paid',
      })),
  ];
}
