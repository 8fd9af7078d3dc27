/** A booked sum of a bank statement. */
import { dayIn, textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { judgeCurrency } from './currency.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';
import { isAccount } from './payment.ts';

/** Judges a statement row. */
export function judgeStatement(subject: Subject, record: Candidate): void {
  const { today } = subject.context;
  const account = textOf(record['account']);
  if (account !== undefined && !isAccount(account)) find(subject, 'account-wrong', 'account', account);
  judgeCurrency(subject, record['currency']);
  const bookedOn = dayIn(record['bookedOn']);
  if (bookedOn !== undefined && bookedOn > today) find(subject, 'bank-date-in-future', 'bookedOn', bookedOn, { today });
}
