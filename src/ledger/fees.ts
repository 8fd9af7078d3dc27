/** The largest fees a debtor may be charged, as the dated tariffs of inkassoforskriften say. */
import type { Day } from '../domain/day.ts';
import { addDays } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { divideHalfUp } from '../domain/money.ts';
import type { Citation, LawBook, TariffId } from './tariffs.ts';
import { amountOf, bandOf, cite, currentLaw, rowName, rowOn, scaled, tenThousandths, wholeNumber } from './tariffs.ts';

export type DebtorType = 'person' | 'company';

/** A fee in øre; `gross` is what the debtor pays, `vat` zero where the creditor can deduct it. */
export interface FeeAmount {
  net: Ore;
  vat: Ore;
  gross: Ore;
}

export const noFee: FeeAmount = { net: 0n, vat: 0n, gross: 0n };

export interface CollectionFeeQuestion {
  /** Principal plus interest accrued before the due date, øre; for claims that should be one case their sum. */
  principal: Ore;
  due: Day;
  /** The day the principal is paid, or the day asked about: it decides R. */
  on: Day;
  debtor: DebtorType;
  /** VAT is added only where the creditor cannot deduct it. */
  vat?: boolean;
}

export interface CollectionFees {
  light: FeeAmount;
  heavy: FeeAmount;
  baseRate: Ore;
  /** The rows used, `collection-fees@2020-10-01/base-rate@2026-01-01`. */
  tariff: string;
  sources: Citation[];
}

const ten4 = 10_000n;

/** Light and heavy collection fee (INKF §§ 2-2, 2-3): multiples of R by band, × 1.5 for companies; only the øre is rounded, half-up. */
export function collectionFees(question: CollectionFeeQuestion, law: LawBook = currentLaw): CollectionFees {
  const { principal, due, on, debtor } = question;
  if (principal <= 0n) throw new RangeError('A collection fee needs a principal above zero.');
  const multiples = rowOn(law, 'collection-fees', due);
  const rate = rowOn(law, 'base-rate', on);
  const sources = [cite(law, 'collection-fees', multiples), cite(law, 'base-rate', rate)];
  const names = [rowName('collection-fees', multiples), rowName('base-rate', rate)];
  let factor = ten4;
  if (debtor === 'company') {
    const row = rowOn(law, 'company-factor', due);
    factor = scaled(row);
    sources.push(cite(law, 'company-factor', row));
    names.push(rowName('company-factor', row));
  }
  let vatRate = 0n;
  if (question.vat === true) {
    const row = rowOn(law, 'vat', on);
    vatRate = scaled(row);
    sources.push(cite(law, 'vat', row));
    names.push(rowName('vat', row));
  }
  const band = bandOf(multiples, principal);
  const baseRate = amountOf(rate);
  const fee = (multiple: string): FeeAmount =>
    feeAmount(baseRate * tenThousandths(multiple) * factor, ten4 * ten4, vatRate);
  return { light: fee(band.light), heavy: fee(band.heavy), baseRate, tariff: names.join('/'), sources };
}

/** Net and gross are each rounded half-up from the exact fraction of an øre; VAT is their difference (328.125 → 328.13). */
export function feeAmount(numerator: bigint, denominator: bigint, vatRate: bigint): FeeAmount {
  const hundred = 100n * ten4;
  const net = divideHalfUp(numerator, denominator);
  const gross = divideHalfUp(numerator * (hundred + vatRate), denominator * hundred);
  return { net, vat: gross - net, gross };
}

export type SmallFee = 'reminder' | 'notice' | 'ownDemand';

/** Which day decides the multiple before and after 2020-10-01: sources disagree, so it is a setting; the due date by default. */
export type SmallFeeSelector = 'dueDate' | 'sentDate';

const smallFees: Record<SmallFee, TariffId> = {
  reminder: 'reminder-fee',
  notice: 'notice-fee',
  ownDemand: 'own-demand-fee',
};

export interface SmallFeeQuestion {
  due: Day;
  sentOn: Day;
  selector?: SmallFeeSelector;
}

/**
 * The creditor's fee for a reminder, collection notice or own payment demand (INKF ch. 1), øre: a part of R at the day
 * it is sent, rounded to whole kroner from 2026. It bears no VAT and no company factor.
 */
export function smallFee(
  kind: SmallFee,
  question: SmallFeeQuestion,
  law: LawBook = currentLaw,
): { fee: Ore; sources: Citation[] } {
  const { due, sentOn, selector = 'dueDate' } = question;
  const id = smallFees[kind];
  const asSent = rowOn(law, id, sentOn);
  const row = selector === 'sentDate' ? asSent : rowOn(law, id, due);
  const rate = rowOn(law, 'base-rate', sentOn);
  const rounding = rowOn(law, 'small-fee-rounding', sentOn);
  const unit = amountOf(rounding);
  const fee = divideHalfUp(amountOf(rate) * scaled(row), ten4 * unit) * unit;
  return {
    fee,
    sources: [cite(law, id, row), cite(law, 'base-rate', rate), cite(law, 'small-fee-rounding', rounding)],
  };
}

export interface FeesQuestion extends CollectionFeeQuestion {
  /** The day a reminder, notice or own demand is sent; the day asked about when not given. */
  sentOn?: Day;
  smallFeeSelector?: SmallFeeSelector;
}

export interface Fees extends CollectionFees {
  reminder: Ore;
  notice: Ore;
  ownDemand: Ore;
}

/** All the largest fees for one claim on one day, with the rows they stand on. Throws MissingTariff where a figure is not known. */
export function fees(question: FeesQuestion, law: LawBook = currentLaw): Fees {
  const collection = collectionFees(question, law);
  const letter = {
    due: question.due,
    sentOn: question.sentOn ?? question.on,
    ...(question.smallFeeSelector === undefined ? {} : { selector: question.smallFeeSelector }),
  };
  const [reminder, notice, ownDemand] = [
    smallFee('reminder', letter, law),
    smallFee('notice', letter, law),
    smallFee('ownDemand', letter, law),
  ];
  return {
    ...collection,
    reminder: reminder.fee,
    notice: notice.fee,
    ownDemand: ownDemand.fee,
    sources: [
      ...collection.sources,
      ...reminder.sources.slice(0, 1),
      ...notice.sources.slice(0, 1),
      ...ownDemand.sources,
    ],
  };
}

/** Standard compensation (FRL § 3a), øre, for a business debtor whose claim fell due on a day; whole half-years are unknown and refuse. */
export function standardCompensation(due: Day, law: LawBook = currentLaw): { amount: Ore; source: Citation } {
  const row = rowOn(law, 'standard-compensation', due);
  return { amount: amountOf(row), source: cite(law, 'standard-compensation', row) };
}

/** The court fee (rettsgebyr), øre, on the day a complaint is filed; 2022–2025 are unknown and refuse. */
export function courtFee(filedOn: Day, law: LawBook = currentLaw): { amount: Ore; source: Citation } {
  const row = rowOn(law, 'court-fee', filedOn);
  return { amount: amountOf(row), source: cite(law, 'court-fee', row) };
}

/** The first day a reminder or notice may carry a fee: 14 days after the due date (INKF § 1-2). */
export function firstFeeDay(due: Day, law: LawBook = currentLaw): Day {
  const row = rowOn(law, 'reminder-after-days', due);
  return addDays(due, wholeNumber(row));
}
