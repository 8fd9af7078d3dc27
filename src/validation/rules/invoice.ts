/** An invoice for reminders and open items: unlike a handed-over claim it need not be due. */
import { decimal } from '../../domain/money.ts';
import { dayIn, objectOf, oreOf, textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { judgeCurrency } from './currency.ts';
import { judgeCustomer } from './debtor.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';
import { doubtKid } from './kid.ts';

/** Judges an invoice row. */
export function judgeInvoice(subject: Subject, record: Candidate): void {
  const { today } = subject.context;
  const credit = record['kind'] === 'creditNote';
  const amount = oreOf(record['amount']);
  const remaining = oreOf(record['remaining']);
  if (amount !== undefined && credit && amount >= 0)
    find(subject, 'credit-note-not-negative', 'amount', decimal(amount));
  else if (amount !== undefined && !credit && amount <= 0)
    find(subject, 'invoice-not-positive', 'amount', decimal(amount));
  else if (amount !== undefined && remaining !== undefined && Math.abs(remaining) > Math.abs(amount))
    find(subject, 'remaining-exceeds-original', 'remaining', decimal(remaining), {
      remaining: decimal(remaining),
      original: decimal(amount),
    });
  judgeCurrency(subject, record['currency']);
  const invoiceDate = dayIn(record['invoiceDate']);
  const dueDate = dayIn(record['dueDate']);
  if (invoiceDate !== undefined && invoiceDate > today)
    find(subject, 'date-in-future', 'invoiceDate', invoiceDate, { today });
  if (invoiceDate !== undefined && dueDate !== undefined && dueDate < invoiceDate)
    find(subject, 'due-before-invoice', 'dueDate', dueDate, { invoiceDate });
  if (!credit && record['dueDate'] === undefined) find(subject, 'due-date-missing', 'dueDate');
  const kid = textOf(record['kid']);
  if (kid !== undefined) doubtKid(subject, kid, 'kid');
  const debtor = objectOf(record['debtor']);
  if (debtor !== undefined) judgeCustomer(subject, debtor);
}
