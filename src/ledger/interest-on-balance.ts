/** Interest on a balance that changes: claims, fees, payments and credit notes over time. */
import type { Day } from '../domain/day.ts';
import { dayOf } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import type { InterestSegment, InterestUnits } from './interest.ts';
import { dayIn, interestOre, interestText, interestUnits, rateSpans, segmentOf } from './interest.ts';
import type { LawBook } from './tariffs.ts';
import { currentLaw, tenThousandths } from './tariffs.ts';

/** A change of what bears interest, øre (negative: paid or credited), counted from `from` on. */
export interface BalanceChange {
  /** The first day on which the changed balance bears interest. A payment on day d still bears interest on d: from d + 1. */
  from: Day;
  base: 'principal' | 'fees';
  amount: Ore;
  reason?: string;
}

export interface BalanceQuestion {
  changes: BalanceChange[];
  /** The last day that bears interest. */
  to: Day;
  /** A minor owes no interest. */
  minor?: boolean;
  /** Whether fees bear interest; on by default, as the portal manual's own figures show. */
  interestOnFees?: boolean;
  /** The day the case was registered: interest up to and including it is the frozen “original interest”. */
  registeredOn?: Day;
  /** A fixed rate in percent per year; else the statutory table. */
  rate?: string;
}

export interface BalanceSegment extends InterestSegment {
  principal: Ore;
  fees: Ore;
  /** What bore interest: principal plus, by setting, fees; never below zero. */
  base: Ore;
}

export interface BalanceInterest {
  interest: Ore;
  units: InterestUnits;
  /** Interest up to registration, rounded by itself; undefined when no registration day was given. */
  original: Ore | undefined;
  days: number;
  segments: BalanceSegment[];
}

/** Days (day numbers, both count) with an unchanged balance that bears interest. */
interface Stretch {
  from: number;
  to: number;
  principal: Ore;
  fees: Ore;
  base: Ore;
}

/** The stretches of days on which something bears interest, in order. */
function stretches(question: BalanceQuestion): Stretch[] {
  const last = dayIn(question.to, 'to');
  if (question.minor === true) return [];
  const changes = question.changes
    .map(({ from, base, amount }) => ({ at: dayIn(from, 'from'), base, amount }))
    .sort((a, b) => a.at - b.at);
  const found: Stretch[] = [];
  let principal = 0n;
  let fees = 0n;
  for (const [index, { at, base: kind, amount }] of changes.entries()) {
    if (kind === 'principal') principal += amount;
    else fees += amount;
    const next = changes[index + 1];
    const to = next === undefined ? last : Math.min(last, next.at - 1);
    const owed = question.interestOnFees === false ? principal : principal + fees;
    if (owed > 0n && at <= to) found.push({ from: at, to, principal, fees, base: owed });
  }
  return found;
}

/** Exact interest on a running balance without its explanation: the fast path of a night over many cases. */
export function balanceInterestUnits(question: BalanceQuestion, law: LawBook = currentLaw): InterestUnits {
  const fixed = question.rate === undefined ? undefined : tenThousandths(question.rate);
  let units = 0n;
  for (const { from, to, base } of stretches(question)) {
    units += fixed === undefined ? interestUnits(law, base, from, to) : base * fixed * BigInt(to - from + 1);
  }
  return units;
}

/** Simple interest on a running balance, exact and rounded half-up once; segments end where the balance or the rate changes. */
export function interestOnBalance(question: BalanceQuestion, law: LawBook = currentLaw): BalanceInterest {
  const registered = question.registeredOn === undefined ? undefined : dayIn(question.registeredOn, 'registeredOn');
  const fixed = question.rate === undefined ? undefined : tenThousandths(question.rate);
  const segments: BalanceSegment[] = [];
  let units = 0n;
  let original = 0n;
  let days = 0;
  for (const { from, to, principal, fees, base } of stretches(question)) {
    for (const span of rateSpans(law, from, to, fixed)) {
      const length = span.to - span.from + 1;
      const part = base * span.rate * BigInt(length);
      units += part;
      days += length;
      if (registered !== undefined) {
        const before = Math.max(0, Math.min(span.to, registered) - span.from + 1);
        original += base * span.rate * BigInt(before);
      }
      const words = segmentOf(law, span);
      segments.push({ ...words, days: length, interest: interestText(part), units: part, principal, fees, base });
    }
  }
  return {
    interest: interestOre(units),
    units,
    original: registered === undefined ? undefined : interestOre(original),
    days,
    segments,
  };
}

/** One day of an explanation; `total` is the interest so far. Both in kroner with four decimals. */
export interface InterestDay {
  day: Day;
  base: Ore;
  rate: string;
  interest: string;
  total: string;
}

/** The day-by-day explanation of interest: the last day's total, rounded, is the interest. */
export function* explainDays(segments: Iterable<BalanceSegment>): Generator<InterestDay> {
  let total = 0n;
  for (const segment of segments) {
    const first = dayIn(segment.from, 'from');
    const daily = segment.units / BigInt(segment.days);
    for (let offset = 0; offset < segment.days; offset++) {
      total += daily;
      yield {
        day: dayOf(first + offset),
        base: segment.base,
        rate: segment.rate,
        interest: interestText(daily),
        total: interestText(total),
      };
    }
  }
}
