/**
 * The arithmetic of a client-account settlement: what of each payment is the client's and what the collector's.
 *
 * The convention for VAT: it is rounded half-up once per line and the lines are summed. The difference from VAT on the
 * total is stated, never hidden.
 */
import type { Agreement } from '../domain/agreement.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { divideHalfUp } from '../domain/money.ts';
import type { FeeAmount } from './fees.ts';
import type { LawBook } from './tariffs.ts';
import { currentLaw, rowOn, scaled } from './tariffs.ts';

/** The part of an agreement that decides the money of a settlement. */
export type MoneyTerms = Pick<
  Agreement,
  'commissionPrincipal' | 'commissionInterest' | 'interestShareToCollector' | 'reminderFeesTo'
>;

/** `payment`: through the client account. `direct`: the debtor paid the creditor. `fee`: no payment, only the collector's charges. */
export type LineKind = 'payment' | 'direct' | 'fee';

/** What one payment paid, by its allocation, or what a fee-only line charges. Øre; all negative for a reversal. */
export interface SettlementInput {
  kind: LineKind;
  /** The day that decides the VAT rate. */
  day: Day;
  principal?: Ore;
  interest?: Ore;
  /** Reminder and notice fees and standard compensation. */
  creditorFee?: Ore;
  /** The collection fee without VAT, and the VAT that the debtor paid on it. */
  collectionFee?: Ore;
  collectionFeeVat?: Ore;
  /** What the debtor paid back of outlays that the collector had made, such as court fees. */
  outlayRefund?: Ore;
  /** The collector's own charge to the client, without VAT: registration, closing. */
  charge?: Ore;
  /** An outlay passed on to the client, without VAT. */
  outlay?: Ore;
}

export interface SettlementLine {
  kind: LineKind;
  day: Day;
  /** What came through the client account; zero for direct and fee-only lines. */
  received: Ore;
  principal: Ore;
  interest: Ore;
  creditorFee: Ore;
  collectionFee: Ore;
  vatFromDebtor: Ore;
  outlayRefund: Ore;
  interestShare: Ore;
  commissionPrincipal: Ore;
  commissionInterest: Ore;
  charge: Ore;
  outlay: Ore;
  /** What the collector keeps or is owed, without VAT and outlays. */
  remuneration: Ore;
  /** VAT rate in ten-thousandths of a percent, and what it is computed on for the client. */
  vatRate: bigint;
  vatBase: Ore;
  /** VAT that the client bears, beside what the debtor paid. */
  vat: Ore;
  /** To the client; negative: from the client. */
  net: Ore;
}

const basis = 10_000n;
const hundredPercent = 1_000_000n;

/** Settles one payment or charge by the client's terms. */
export function settleLine(input: SettlementInput, terms: MoneyTerms, law: LawBook = currentLaw): SettlementLine {
  const {
    principal = 0n,
    interest = 0n,
    creditorFee = 0n,
    collectionFee = 0n,
    collectionFeeVat = 0n,
    outlayRefund = 0n,
    charge = 0n,
    outlay = 0n,
  } = input;
  const share = (amount: Ore, points: number): Ore => divideHalfUp(amount * BigInt(points), basis);
  const paid = principal + interest + creditorFee + collectionFee + collectionFeeVat + outlayRefund;
  if (input.kind === 'fee' && paid !== 0n)
    throw new RangeError('A fee-only line has no payment. Make it a payment line.');
  const received = input.kind === 'payment' ? paid : 0n;
  const interestShare = share(interest, terms.interestShareToCollector);
  const commissionPrincipal = share(principal, terms.commissionPrincipal);
  const commissionInterest = share(interest, terms.commissionInterest);
  const keptFee = terms.reminderFeesTo === 'collector' ? creditorFee : 0n;
  const beside = interestShare + commissionPrincipal + commissionInterest + keptFee + charge;
  const vatRate = scaled(rowOn(law, 'vat', input.day));
  // Where the debtor paid VAT on the fee (a client who cannot deduct it), the client bears VAT on the rest only.
  const vatBase = collectionFeeVat === 0n ? collectionFee + beside : beside;
  const vat = divideHalfUp(vatBase * vatRate, hundredPercent);
  const remuneration = collectionFee + beside;
  return {
    kind: input.kind,
    day: input.day,
    received,
    principal,
    interest,
    creditorFee,
    collectionFee,
    vatFromDebtor: collectionFeeVat,
    outlayRefund,
    interestShare,
    commissionPrincipal,
    commissionInterest,
    charge,
    outlay,
    remuneration,
    vatRate,
    vatBase,
    vat,
    net: received - remuneration - collectionFeeVat - vat - outlayRefund - outlay,
  };
}

/** VAT of one rate: its base, the sum of the lines' VAT, VAT on the summed base, and how far the two are apart. */
export interface VatSummary {
  rate: bigint;
  base: Ore;
  vat: Ore;
  onTotal: Ore;
  difference: Ore;
}

export type SettlementOutcome = 'payout' | 'zero' | 'belowMinimum' | 'negative';

export interface SettlementTotals {
  lines: SettlementLine[];
  received: Ore;
  remuneration: Ore;
  vatFromDebtors: Ore;
  vat: Ore;
  outlays: Ore;
  vatSummary: VatSummary[];
  net: Ore;
  carriedIn: Ore;
  payable: Ore;
  carriedOut: Ore;
  /** Paid out, nothing to pay, or carried forward because it is too little or less than nothing. */
  outcome: SettlementOutcome;
}

/** Sums settled lines: net plus what was carried in is paid out, or carried forward when below the minimum or negative. */
export function settle(lines: SettlementLine[], terms: { carriedIn: Ore; minimum: Ore }): SettlementTotals {
  const sum = (of: (line: SettlementLine) => Ore): Ore => lines.reduce((total, line) => total + of(line), 0n);
  const net = sum((line) => line.net);
  const balance = terms.carriedIn + net;
  const outcome =
    balance < 0n ? 'negative' : balance === 0n ? 'zero' : balance < terms.minimum ? 'belowMinimum' : 'payout';
  const payable = outcome === 'payout' ? balance : 0n;
  return {
    lines,
    received: sum((line) => line.received),
    remuneration: sum((line) => line.remuneration),
    vatFromDebtors: sum((line) => line.vatFromDebtor),
    vat: sum((line) => line.vat),
    outlays: sum((line) => line.outlay + line.outlayRefund),
    vatSummary: vatSummary(lines),
    net,
    carriedIn: terms.carriedIn,
    payable,
    carriedOut: balance - payable,
    outcome,
  };
}

function vatSummary(lines: SettlementLine[]): VatSummary[] {
  const rates = [...new Set(lines.map(({ vatRate }) => vatRate))].sort((a, b) => (a < b ? -1 : 1));
  return rates.map((rate) => {
    const of = lines.filter(({ vatRate }) => vatRate === rate);
    const base = of.reduce((sum, { vatBase }) => sum + vatBase, 0n);
    const vat = of.reduce((sum, line) => sum + line.vat, 0n);
    const onTotal = divideHalfUp(base * rate, hundredPercent);
    return { rate, base, vat, onTotal, difference: vat - onTotal };
  });
}

/**
 * How much of a part payment of a fee is net and VAT. Counted from what was paid before, so that the parts of a fee paid
 * in full are exactly its net and VAT.
 */
export function splitFee(fee: FeeAmount, paidBefore: Ore, paying: Ore): FeeAmount {
  if (fee.gross === 0n) throw new RangeError('A fee of nothing cannot be paid in part.');
  const upTo = (paid: Ore): Ore => divideHalfUp(fee.vat * paid, fee.gross);
  const vat = upTo(paidBefore + paying) - upTo(paidBefore);
  return { net: paying - vat, vat, gross: paying };
}
