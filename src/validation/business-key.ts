/** What makes a row the same as another: its business key. The n-th equal payment of a file is the n-th, not a copy. */
import type { Kind } from '../domain/row.ts';
import { objectOf, textOf } from './rules/candidate.ts';
import type { Candidate } from './rules/candidate.ts';

function part(value: unknown): string {
  return typeof value === 'number' ? String(value) : (textOf(value) ?? '');
}

/** The key of a payment: what it pays, when, how much, and the bank's own reference where there is one. */
export function paymentKey(record: Candidate): string[] {
  const { type, caseNumber, invoice, kid, paidOn, amount, currency, account, payerAccount, bankReference } = record;
  return [type, caseNumber, invoice, kid, paidOn, amount, currency, account, payerAccount, bankReference].map(part);
}

/** The key of an invoice or claim with its creditor: invoice and credit note may share a number. */
export function invoiceKey(record: Candidate): string[] {
  return [part(record['kind']), part(record['invoice'])];
}

/** What a further debtor's row must repeat of the debtor's own: the case, and the claim's amount. */
export function claimContent(reference: string, claim: Candidate): string[] {
  return [reference, part(claim['remaining'])];
}

/** True where a row stands for the case itself, not for a further debtor of it (co-debtor, guarantor). */
export function isMainRow(record: Candidate): boolean {
  const debtors = record['debtors'];
  const role = Array.isArray(debtors) ? objectOf(debtors[0])?.['role'] : undefined;
  return role === undefined || role === 'debtor';
}

/** Who owes, for telling two debtors of one reference apart: the first debtor's number, else the name. */
export function debtorKey(record: Candidate): string[] {
  const debtors = record['debtors'];
  const debtor = Array.isArray(debtors) ? objectOf(debtors[0]) : undefined;
  return [part(debtor?.['id']) || part(debtor?.['name']).toLowerCase()];
}

/** The business key of a row as one text, for comparing with the books; parts are parted by a unit separator. */
export function businessKey(kind: Kind, record: Candidate): string {
  switch (kind) {
    case 'payment':
      return paymentKey(record).join('\u001f');
    case 'invoice':
      return invoiceKey(record).join('\u001f');
    case 'case':
      return part(record['reference']);
    case 'stop':
      return [record['caseNumber'], record['invoice'], record['reason']].map(part).join('\u001f');
    case 'statement':
      return [record['account'], record['bookedOn'], record['amount'], record['reference']].map(part).join('\u001f');
    default:
      return kind satisfies never;
  }
}
