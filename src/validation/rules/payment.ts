/** A payment: signs by type, what it points at, and accounts. */
import { accountFault, ibanFault } from '../../domain/bank-account.ts';
import { decimal } from '../../domain/money.ts';
import { dayIn, oreOf, textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { judgeCurrency } from './currency.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';
import { doubtKid } from './kid.ts';

/** True for a Norwegian account number or an IBAN. */
export function isAccount(text: string): boolean {
  return (/^[A-Z]/.test(text) ? ibanFault(text) : accountFault(text)) === undefined;
}

/** Reversals are negative, payments and credits positive, a withdrawal carries no amount that counts. */
function judgeAmount(subject: Subject, record: Candidate, type: unknown): void {
  const amount = oreOf(record['amount']);
  if (amount === undefined || type === 'withdrawal') return;
  if (type === 'bankReversal') {
    if (amount >= 0) find(subject, 'reversal-not-negative', 'amount', decimal(amount));
  } else if (amount === 0) find(subject, 'payment-zero', 'amount', decimal(amount));
  else if (amount < 0) find(subject, 'payment-not-positive', 'amount', decimal(amount));
}

/** Judges a payment row. Bank rows are never refused for a KID or a payer's account: the money has arrived. */
export function judgePayment(subject: Subject, record: Candidate): void {
  const { context } = subject;
  const type = record['type'];
  const isBank = type === 'bank' || type === 'bankReversal';
  judgeAmount(subject, record, type);
  judgeCurrency(subject, record['currency']);
  const paidOn = dayIn(record['paidOn']);
  if (paidOn !== undefined && paidOn > context.today)
    find(subject, isBank ? 'bank-date-in-future' : 'date-in-future', 'paidOn', paidOn, { today: context.today });
  const kid = textOf(record['kid']);
  if (kid !== undefined) doubtKid(subject, kid, 'kid');
  const account = textOf(record['account']);
  if (account !== undefined && !isAccount(account)) find(subject, 'account-wrong', 'account', account);
  const payer = textOf(record['payerAccount']);
  if (payer !== undefined && !isAccount(payer)) find(subject, 'payer-account-wrong', 'payerAccount', payer);
  if (!isBank && kid === undefined && record['caseNumber'] === undefined && textOf(record['invoice']) === undefined)
    find(subject, 'reference-missing', 'caseNumber');
}
