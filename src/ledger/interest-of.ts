/** The interest of one case, or of a list's, as of a day: computed, not only what is booked. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { caseHistories, interestDue, interestThrough } from './case-history.ts';
import type { BalanceSegment } from './interest-on-balance.ts';
import { MissingTariff } from './tariffs.ts';

export interface CaseInterest {
  /** Through the day asked for, or through the day the case was closed. */
  interest: Ore;
  paid: Ore;
  remaining: Ore;
  /** “Opprinnelig rente”: through the day of registration, as it was frozen. */
  original: Ore;
  days: number;
  /** Stretches with one balance and one rate; each cites the row of the law. {@link explainDays} tells it day by day. */
  segments: BalanceSegment[];
}

/** A case's interest with its explanation; undefined when there is no such case. Throws MissingTariff where a rate is not known. */
export async function interestOf(sql: Sql, caseNumber: number, day: Day): Promise<CaseInterest | undefined> {
  const [money] = await caseHistories(sql, [caseNumber]);
  if (money === undefined) return undefined;
  const computed = interestThrough(money, day);
  const interest = computed.interest > money.interestPaid ? computed.interest : money.interestPaid;
  return {
    interest,
    paid: money.interestPaid,
    remaining: interest - money.interestPaid,
    original: money.interestOriginal ?? computed.original ?? 0n,
    days: computed.days,
    segments: computed.segments,
  };
}

/** The interest through `day` of many cases: number → øre, never less than what is paid; undefined where a rate is not known. */
export async function interestOfMany(
  sql: Sql,
  numbers: readonly number[],
  day: Day,
): Promise<Map<number, Ore | undefined>> {
  const found = new Map<number, Ore | undefined>();
  for (const money of await caseHistories(sql, numbers)) {
    try {
      const interest = interestDue(money, day);
      found.set(money.number, interest > money.interestPaid ? interest : money.interestPaid);
    } catch (error) {
      if (!(error instanceof MissingTariff)) throw error;
      found.set(money.number, undefined);
    }
  }
  return found;
}
