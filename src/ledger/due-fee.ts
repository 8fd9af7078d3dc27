/** Which collection fee a case carries on a day, and what is left to book. */
import type { Day } from '../domain/day.ts';
import { addDays } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import type { DebtorType, FeeAmount } from './fees.ts';
import { collectionFees, noFee, standardCompensation } from './fees.ts';
import type { Citation, LawBook } from './tariffs.ts';
import { currentLaw, rowOn, wholeNumber } from './tariffs.ts';

/** When the light fee is charged: as the law allows when the notice deadline passes, or first with the payment demand. */
export type LightFeeFrom = 'noticeDeadline' | 'paymentDemand';

/** What decides a case's fee. Claims that should be one case go in as one: see {@link bandOfClaims}. */
export interface FeeCase {
  /** Principal plus interest accrued before the due date, øre. */
  principal: Ore;
  due: Day;
  debtor: DebtorType;
  /** VAT on the debtor: only where the creditor cannot deduct it. */
  vat: boolean;
  minor?: boolean;
  /** The debtor had reasonable grounds to contest (INKL § 17). */
  disputed?: boolean;
  noticeSentOn?: Day;
  /** As the notice says; never earlier than the law's days after sending. */
  noticeDeadline?: Day;
  demandSentOn?: Day;
  demandDeadline?: Day;
  /** A later first day of the heavy fee, such as the plan's when holds paused the deadline. */
  heavyNotBefore?: Day;
  /** The day the whole principal was paid: fixes level and R. */
  principalPaidOn?: Day;
  /** The creditor claims standard compensation from a business debtor (FRL § 3a); off by default. */
  claimCompensation?: boolean;
  lightFeeFrom?: LightFeeFrom;
}

export type FeeLevel = 'none' | 'light' | 'heavy';

export type FeeReason =
  | 'minor'
  | 'disputed'
  | 'noPrincipal'
  | 'noNotice'
  | 'noticeBeforeDue'
  | 'withinNotice'
  | 'noDemand'
  | 'noticeDeadlinePassed'
  | 'demandDeadlinePassed';

/** What a screen or document says about why a case has this fee or none. */
export const feeReasons: Record<FeeReason, { nb: string; en: string }> = {
  minor: {
    nb: 'Skyldneren er mindreårig; det påløper ingen kostnader.',
    en: 'The debtor is a minor; there are no costs.',
  },
  disputed: {
    nb: 'Skyldneren hadde rimelig grunn til innsigelse; det påløper ingen kostnader (inkassoloven § 17).',
    en: 'The debtor had reasonable grounds to object; there are no costs (inkassoloven § 17).',
  },
  noPrincipal: { nb: 'Det er ingen hovedstol å kreve inn.', en: 'There is no principal to collect.' },
  noNotice: {
    nb: 'Det er ikke sendt inkassovarsel (inkassoloven § 9).',
    en: 'No collection notice has been sent (inkassoloven § 9).',
  },
  noticeBeforeDue: {
    nb: 'Inkassovarselet ble sendt før kravet var forfalt, og teller ikke (inkassoloven § 9).',
    en: 'The collection notice was sent before the claim was overdue and does not count (inkassoloven § 9).',
  },
  withinNotice: {
    nb: 'Fristen i inkassovarselet er ikke ute, eller kravet ble betalt innen fristen (inkassoloven § 17).',
    en: 'The deadline of the collection notice has not passed, or the claim was paid within it (inkassoloven § 17).',
  },
  noDemand: {
    nb: 'Betalingsoppfordring er ikke sendt; etter avtalen kreves salæret først da.',
    en: 'No payment demand has been sent; by agreement the fee is first charged with it.',
  },
  noticeDeadlinePassed: {
    nb: 'Fristen i inkassovarselet er ute uten betaling: lett salær (inkassoforskriften § 2-2).',
    en: 'The deadline of the collection notice passed unpaid: light fee (inkassoforskriften § 2-2).',
  },
  demandDeadlinePassed: {
    nb: 'Fristen i betalingsoppfordringen er oversittet med mer enn 28 dager: tungt salær i stedet for lett.',
    en: 'The deadline of the payment demand was passed by more than 28 days: the heavy fee replaces the light one.',
  },
};

export interface DueFee {
  level: FeeLevel;
  reason: FeeReason;
  /** The first day of this level. */
  since: Day | undefined;
  /** The day whose R was used: the day the principal was paid, else the day asked about. */
  baseRateDay: Day;
  fee: FeeAmount;
  /** Standard compensation that the creditor claims; zero when not claimed or not a company. */
  compensation: Ore;
  /** The debtor pays the larger of the two, not both (INKF §§ 1-5, 2-6). */
  charged: 'none' | 'fee' | 'compensation';
  amount: Ore;
  sources: Citation[];
}

/** The level of a case on a day and the first day of that level. */
function levelOf(
  state: FeeCase,
  day: Day,
  law: LawBook,
): { level: FeeLevel; reason: FeeReason; since: Day | undefined } {
  const none = (reason: FeeReason): { level: FeeLevel; reason: FeeReason; since: undefined } => ({
    level: 'none',
    reason,
    since: undefined,
  });
  if (state.minor === true) return none('minor');
  if (state.disputed === true) return none('disputed');
  if (state.principal <= 0n) return none('noPrincipal');
  if (state.noticeSentOn === undefined) return none('noNotice');
  if (state.noticeSentOn <= state.due) return none('noticeBeforeDue');
  const deadline = noticeDeadline(state.noticeSentOn, state.noticeDeadline, law);
  const afterNotice = addDays(deadline, 1);
  if (day < afterNotice) return none('withinNotice');
  const demanded = state.demandSentOn !== undefined && state.demandSentOn <= day ? state.demandSentOn : undefined;
  if (demanded !== undefined) {
    const heavy = laterDay(heavyFrom(demanded, state.demandDeadline, law), state.heavyNotBefore);
    if (day >= heavy) return { level: 'heavy', reason: 'demandDeadlinePassed', since: heavy };
  }
  if (state.lightFeeFrom === 'paymentDemand') {
    if (demanded === undefined) return none('noDemand');
    const since = demanded > afterNotice ? demanded : afterNotice;
    return { level: 'light', reason: 'noticeDeadlinePassed', since };
  }
  return { level: 'light', reason: 'noticeDeadlinePassed', since: afterNotice };
}

/** The last day of a collection notice: as it says, but at least the law's days after sending (INKL § 9). */
export function noticeDeadline(sentOn: Day, stated: Day | undefined, law: LawBook = currentLaw): Day {
  return laterDay(addDays(sentOn, wholeNumber(rowOn(law, 'notice-days', sentOn))), stated);
}

/** The last day of a payment demand: as it says, but at least the law's days after sending (INKL § 10). */
export function demandDeadline(sentOn: Day, stated: Day | undefined, law: LawBook = currentLaw): Day {
  return laterDay(addDays(sentOn, wholeNumber(rowOn(law, 'demand-days', sentOn))), stated);
}

/** The first day of the heavy fee: the demand's deadline is passed by more than 28 days, day 43 of a 14-day demand (INKF § 2-3). */
export function heavyFrom(demandSentOn: Day, stated: Day | undefined, law: LawBook = currentLaw): Day {
  const past = wholeNumber(rowOn(law, 'heavy-after-days', demandSentOn));
  return addDays(demandDeadline(demandSentOn, stated, law), past + 1);
}

function laterDay(least: Day, stated: Day | undefined): Day {
  return stated !== undefined && stated > least ? stated : least;
}

/**
 * The fee a case carries on a day: none, light when the notice deadline has passed unpaid, heavy instead of light from
 * day 43. The last day of a deadline counts as on time. R is that of the day the principal is paid, so an unpaid case
 * gets the R of the day asked about.
 */
export function dueFee(state: FeeCase, day: Day, law: LawBook = currentLaw): DueFee {
  const paid = state.principalPaidOn;
  const at = paid !== undefined && paid < day ? paid : day;
  const found = levelOf(state, at, law);
  const sources: Citation[] = [];
  let fee = noFee;
  if (found.level !== 'none') {
    const all = collectionFees(
      { principal: state.principal, due: state.due, on: at, debtor: state.debtor, vat: state.vat },
      law,
    );
    fee = found.level === 'light' ? all.light : all.heavy;
    sources.push(...all.sources);
  }
  let compensation = 0n;
  const claimed =
    state.claimCompensation === true && state.debtor === 'company' && state.disputed !== true && state.minor !== true;
  if (claimed && state.principal > 0n && at > state.due) {
    const found = standardCompensation(state.due, law);
    compensation = found.amount;
    sources.push(found.source);
  }
  const charged = fee.gross > 0n && fee.gross >= compensation ? 'fee' : compensation > 0n ? 'compensation' : 'none';
  const amount = charged === 'fee' ? fee.gross : compensation;
  return { ...found, baseRateDay: at, fee, compensation, charged, amount, sources };
}

/** What is left to book when a fee takes another's place: heavy less light already booked, or less than nothing when a fee falls away. */
export function feeDifference(due: FeeAmount, booked: FeeAmount): FeeAmount {
  return { net: due.net - booked.net, vat: due.vat - booked.vat, gross: due.gross - booked.gross };
}

/**
 * Claims that should be one case carry one fee: the band of their summed principal, by the table of the newest due
 * date (rundskriv 1/2018; which date decides is not said, the newest gives the lower table).
 */
export function bandOfClaims(claims: { principal: Ore; due: Day }[]): { principal: Ore; due: Day } {
  const [first, ...rest] = claims;
  if (first === undefined) throw new RangeError('A fee needs at least one claim.');
  return rest.reduce(
    (sum, claim) => ({
      principal: sum.principal + claim.principal,
      due: claim.due > sum.due ? claim.due : sum.due,
    }),
    first,
  );
}
