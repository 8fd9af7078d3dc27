/** Late-payment interest: simple, actual days over 365 in every year, split at each rate change (FRL §§ 2–3). */
import type { Day } from '../domain/day.ts';
import { dayNumber, dayOf } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { decimal, divideHalfUp } from '../domain/money.ts';
import type { Tariff, TariffRow } from './tariff-rows.ts';
import type { Citation, LawBook } from './tariffs.ts';
import { cite, currentLaw, rowIndex, tariffOf, tenThousandths } from './tariffs.ts';

/** Whether interest counts from the day after the due date (default) or from the due date itself; the law is not clear. */
export type FirstInterestDay = 'dayAfterDue' | 'dueDate';

/**
 * Interest in exact units: øre × ten-thousandths of a percent × days. Every sum of them is exact; {@link interestOre}
 * divides by {@link unitsPerOre} and rounds once.
 */
export type InterestUnits = bigint;

/** 365 days × 100 percent × 10,000. */
export const unitsPerOre = 365_000_000n;

/** Exact interest in øre, rounded half-up. */
export function interestOre(units: InterestUnits): Ore {
  return divideHalfUp(units, unitsPerOre);
}

/** Exact interest in kroner with four decimals, half-up, for explanations: `135.4795`. */
export function interestText(units: InterestUnits): string {
  const value = divideHalfUp(units * 100n, unitsPerOre);
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** Days from–to (both count) at one rate. */
export interface RateSpan {
  from: number;
  to: number;
  /** Ten-thousandths of a percent per year. */
  rate: bigint;
  row: TariffRow | undefined;
}

const ratesOf = new WeakMap<Tariff, bigint[]>();

/** A tariff's figures in ten-thousandths, read once; unknown figures are -1n and never used. */
function ratesIn(tariff: Tariff): bigint[] {
  let rates = ratesOf.get(tariff);
  if (rates === undefined) {
    rates = tariff.rows.map((row) => (row.value === null ? -1n : tenThousandths(row.value)));
    ratesOf.set(tariff, rates);
  }
  return rates;
}

/** Splits the day numbers `from`–`to` (both count) at every rate change; a fixed rate gives one span. Throws MissingTariff. */
export function rateSpans(law: LawBook, from: number, to: number, fixed?: bigint): RateSpan[] {
  if (to < from) return [];
  if (fixed !== undefined) return [{ from, to, rate: fixed, row: undefined }];
  const tariff = tariffOf(law, 'late-interest');
  const rates = ratesIn(tariff);
  const spans: RateSpan[] = [];
  for (let day = from; day <= to;) {
    const index = rowIndex(tariff, day);
    const last = Math.min(to, tariff.ends[index]!);
    spans.push({ from: day, to: last, rate: rates[index]!, row: tariff.rows[index] });
    day = last + 1;
  }
  return spans;
}

/** Exact interest on øre over the day numbers `from`–`to` (both count); the fast path for many cases. */
export function interestUnits(law: LawBook, principal: Ore, from: number, to: number): InterestUnits {
  if (to < from) return 0n;
  const tariff = tariffOf(law, 'late-interest');
  const rates = ratesIn(tariff);
  let weight = 0n;
  for (let day = from; day <= to;) {
    const index = rowIndex(tariff, day);
    const last = Math.min(to, tariff.ends[index]!);
    weight += rates[index]! * BigInt(last - day + 1);
    day = last + 1;
  }
  return principal * weight;
}

/** A stretch of days at one rate, `interest` in kroner unrounded to four decimals. */
export interface InterestSegment {
  from: Day;
  to: Day;
  days: number;
  /** Percent per year, two decimals or more. */
  rate: string;
  interest: string;
  units: InterestUnits;
  source: Citation | undefined;
}

export interface Interest {
  interest: Ore;
  days: number;
  units: InterestUnits;
  segments: InterestSegment[];
}

export interface InterestQuestion {
  principal: Ore;
  /** The due date; interest counts from the day after it, or from it, as `firstDay` says. */
  due?: Day;
  /** “Rente fra”: the first day that bears interest; goes before `due`. */
  from?: Day;
  /** The last day that bears interest. */
  to: Day;
  /** A fixed rate in percent per year; else the statutory table. */
  rate?: string;
  firstDay?: FirstInterestDay;
}

/** The first day number that bears interest: “Rente fra” itself, else the day after the due date (or that date, by setting). */
export function firstInterestDay(question: { due?: Day; from?: Day; firstDay?: FirstInterestDay }): number {
  const { due, from, firstDay = 'dayAfterDue' } = question;
  if (from !== undefined) return dayIn(from, 'from');
  if (due === undefined) throw new RangeError('Interest needs a due date or a first day of interest.');
  return dayIn(due, 'due') + (firstDay === 'dayAfterDue' ? 1 : 0);
}

/** The day number of a day; throws naming the field when it is not a day. */
export function dayIn(day: Day, field: string): number {
  const number = dayNumber(day);
  if (Number.isNaN(number)) throw new RangeError(`${field}: "${day}" is not a day. Write it YYYY-MM-DD.`);
  return number;
}

/**
 * Simple late-payment interest on a principal, exact and rounded half-up once at the end; zero before the first day.
 * A negative principal bears none. Throws MissingTariff when a day has no known rate.
 */
export function interest(question: InterestQuestion, law: LawBook = currentLaw): Interest {
  const first = firstInterestDay(question);
  const last = dayIn(question.to, 'to');
  const principal = question.principal > 0n ? question.principal : 0n;
  const fixed = question.rate === undefined ? undefined : tenThousandths(question.rate);
  let units = 0n;
  let days = 0;
  const segments = rateSpans(law, first, last, fixed).map((span) => {
    const length = span.to - span.from + 1;
    const part = principal * span.rate * BigInt(length);
    units += part;
    days += length;
    return { ...segmentOf(law, span), days: length, interest: interestText(part), units: part };
  });
  return { interest: interestOre(units), days, units, segments };
}

/** The days, rate and citation of a span, for explanations. */
export function segmentOf(
  law: LawBook,
  span: RateSpan,
): { from: Day; to: Day; rate: string; source: Citation | undefined } {
  return {
    from: dayOf(span.from),
    to: dayOf(span.to),
    rate: rateText(span.rate),
    source: span.row === undefined ? undefined : cite(law, 'late-interest', span.row),
  };
}

/** A rate in ten-thousandths of a percent as text, at least two decimals: `12.25`, `9.125`. */
function rateText(rate: bigint): string {
  const exact = `${decimal(rate / 100n)}${(rate % 100n).toString().padStart(2, '0')}`;
  return exact.replace(/0{1,2}$/, '');
}
