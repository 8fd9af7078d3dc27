/** Payment plans (avdragsordning): dated instalments that sum exactly, and the fee for a long plan. */
import type { Day } from '../domain/day.ts';
import { dayNumber, dayOf } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import type { FeeAmount } from './fees.ts';
import { feeAmount, noFee } from './fees.ts';
import { dayIn } from './interest.ts';
import type { Citation, LawBook } from './tariffs.ts';
import { amountOf, cite, currentLaw, rowOn, scaled, wholeNumber } from './tariffs.ts';

export interface InstalmentFeeQuestion {
  /** How many instalments the plan has. */
  count: number;
  agreedOn: Day;
  /** Legal steps have begun: no fee. */
  legalSteps: boolean;
  /** A fee for a plan on this case has been charged before: once only. */
  chargedBefore: boolean;
  /** VAT on the debtor: only where the creditor cannot deduct it. */
  vat: boolean;
}

export type InstalmentFeeReason = 'legalSteps' | 'chargedBefore' | 'shortPlan' | 'longPlan';

/** The fee for a plan of more than four instalments: 1.5 R, once, not after legal steps. */
export function instalmentFee(
  question: InstalmentFeeQuestion,
  law: LawBook = currentLaw,
): { fee: FeeAmount; reason: InstalmentFeeReason; sources: Citation[] } {
  const { count, agreedOn } = question;
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('A plan has one or more instalments.');
  if (question.legalSteps) return { fee: noFee, reason: 'legalSteps', sources: [] };
  if (question.chargedBefore) return { fee: noFee, reason: 'chargedBefore', sources: [] };
  const free = rowOn(law, 'instalment-free-count', agreedOn);
  const sources = [cite(law, 'instalment-free-count', free)];
  if (count <= wholeNumber(free)) return { fee: noFee, reason: 'shortPlan', sources };
  const multiple = rowOn(law, 'instalment-fee', agreedOn);
  const rate = rowOn(law, 'base-rate', agreedOn);
  sources.push(cite(law, 'instalment-fee', multiple), cite(law, 'base-rate', rate));
  let vatRate = 0n;
  if (question.vat) {
    const row = rowOn(law, 'vat', agreedOn);
    vatRate = scaled(row);
    sources.push(cite(law, 'vat', row));
  }
  return { fee: feeAmount(amountOf(rate) * scaled(multiple), 10_000n, vatRate), reason: 'longPlan', sources };
}

export interface Instalment {
  number: number;
  due: Day;
  amount: Ore;
}

/** The most instalments a plan may have: ten years of months. */
export const mostInstalments = 120;

/**
 * A plan of equal monthly instalments in øre that sum to the amount; the first take one øre more where it does not divide.
 * Each falls due on the first one's day of the month, or the month's last.
 */
export function instalmentPlan(question: {
  amount: Ore;
  count: number;
  firstDue: Day;
  everyMonths?: number;
}): Instalment[] {
  const { amount, count, firstDue, everyMonths = 1 } = question;
  if (!Number.isSafeInteger(count) || count < 1 || count > mostInstalments)
    throw new RangeError(`A plan has 1 to ${mostInstalments} instalments.`);
  if (!Number.isSafeInteger(everyMonths) || everyMonths < 1 || everyMonths > 12)
    throw new RangeError('Instalments fall due every 1 to 12 months.');
  if (amount < BigInt(count)) throw new RangeError('An instalment is at least one øre.');
  dayIn(firstDue, 'firstDue');
  const each = amount / BigInt(count);
  const more = Number(amount % BigInt(count));
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    due: monthsLater(firstDue, index * everyMonths),
    amount: index < more ? each + 1n : each,
  }));
}

/** The same day of the month some months later, or that month's last day. */
function monthsLater(day: Day, months: number): Day {
  const date = Number(day.slice(8));
  const counted = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const first = (at: number): Day =>
    `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}-01`;
  const start = dayNumber(first(counted));
  return dayOf(Math.min(start + date - 1, dayNumber(first(counted + 1)) - 1));
}
