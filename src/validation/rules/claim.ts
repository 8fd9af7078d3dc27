/** A claim's amounts, dates and texts. */
import { decimal } from '../../domain/money.ts';
import { dayIn, listOf, oreOf, textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { find, isDoubtful } from './finder.ts';
import type { Subject } from './finder.ts';
import { judgeKid } from './kid.ts';

const interestNote = /rente(?:nota|faktura|krav|gebyr)|forsinkelsesrente|interest (?:note|invoice)/i;
const feeAsPrincipal =
  /(?<!(?:uten|eks\.?|ekskl\.?|eksklusive|excl\.?|without|minus)\s)(?:purregebyr|varselgebyr|inkassogebyr|inkassosalær|inkassovarselgebyr|reminder fee)/i;

/** Principal is principal: interest notes and fees have no place in it (the manual; the trade's intake rule). */
export function judgeConcerns(subject: Subject, claim: Candidate, at: string): void {
  const concerns = textOf(claim['concerns']);
  if (concerns === undefined) return;
  if (interestNote.test(concerns)) find(subject, 'interest-note', `${at}.concerns`, concerns);
  else if (feeAsPrincipal.test(concerns)) find(subject, 'principal-is-fee', `${at}.concerns`, concerns);
}

function judgeSign(subject: Subject, credit: boolean, field: string, amount: number | undefined): boolean {
  if (amount === undefined) return true;
  if (credit && amount >= 0) find(subject, 'credit-note-not-negative', field, decimal(amount));
  else if (!credit && amount <= 0) find(subject, 'invoice-not-positive', field, decimal(amount));
  else return true;
  return false;
}

function judgeAmounts(subject: Subject, claim: Candidate, at: string): void {
  const credit = claim['kind'] === 'creditNote';
  const remaining = oreOf(claim['remaining']);
  const original = oreOf(claim['original']);
  const goodSign = judgeSign(subject, credit, `${at}.remaining`, remaining);
  if (original === undefined) return;
  if (!judgeSign(subject, credit, `${at}.original`, original) || !goodSign || remaining === undefined) return;
  if (Math.abs(remaining) <= Math.abs(original)) return;
  const fee = oreOf(claim['reminderFee']);
  if (fee !== undefined && fee > 0 && remaining === original + fee)
    find(subject, 'principal-with-fee', `${at}.remaining`, decimal(remaining), { fee: decimal(fee) });
  else
    find(subject, 'remaining-exceeds-original', `${at}.remaining`, decimal(remaining), {
      remaining: decimal(remaining),
      original: decimal(original),
    });
}

function judgeDates(subject: Subject, claim: Candidate, at: string): void {
  const { context } = subject;
  const { today } = context;
  const invoiceDate = dayIn(claim['invoiceDate']);
  const dueDate = dayIn(claim['dueDate']);
  const interestFrom = dayIn(claim['interestFrom']);
  const reminderDate = dayIn(claim['reminderDate']);
  if (invoiceDate !== undefined && invoiceDate > today)
    find(subject, 'date-in-future', `${at}.invoiceDate`, invoiceDate, { today });
  if (claim['kind'] === 'creditNote') return;
  if (dueDate === undefined) {
    if (claim['dueDate'] === undefined && interestFrom === undefined)
      find(subject, 'due-date-missing', `${at}.dueDate`);
  } else {
    if (dueDate >= today) find(subject, 'due-date-in-future', `${at}.dueDate`, dueDate);
    else if (dueDate < context.limitation) find(subject, 'claim-old', `${at}.dueDate`, dueDate);
    if (invoiceDate !== undefined && dueDate < invoiceDate)
      find(subject, 'due-before-invoice', `${at}.dueDate`, dueDate, { invoiceDate });
    if (interestFrom !== undefined && interestFrom < dueDate)
      find(subject, 'interest-before-due', `${at}.interestFrom`, interestFrom, { dueDate });
  }
  if (reminderDate === undefined) return;
  if (reminderDate > today) find(subject, 'date-in-future', `${at}.reminderDate`, reminderDate, { today });
  else if (dueDate !== undefined && reminderDate < dueDate)
    find(subject, 'reminder-before-due', `${at}.reminderDate`, reminderDate, { dueDate });
  else if (!(oreOf(claim['reminderFee']) ?? 0))
    find(subject, 'reminder-date-filled', `${at}.reminderDate`, reminderDate);
}

/** Judges the claims of a case. `feeFree`: every debtor is a minor, from whom no fee may be claimed. */
export function judgeClaims(subject: Subject, record: Candidate, feeFree: boolean): void {
  const claims = listOf(record['claims']);
  for (let i = 0; i < claims.length; i++) {
    const claim = claims[i]!;
    const at = `claims[${i}]`;
    judgeConcerns(subject, claim, at);
    judgeAmounts(subject, claim, at);
    judgeDates(subject, claim, at);
    const kid = textOf(claim['kid']);
    if (kid !== undefined) judgeKid(subject, kid, `${at}.kid`);
    const fee = oreOf(claim['reminderFee']);
    if (feeFree && fee !== undefined && fee > 0) find(subject, 'minor-fee', `${at}.reminderFee`, decimal(fee));
  }
}

/** The latest due date among the invoices of a case, with its place; undefined where none is told. */
export function lastDueDate(subject: Subject, record: Candidate): string | undefined {
  const claims = listOf(record['claims']);
  let last: string | undefined;
  for (let i = 0; i < claims.length; i++) {
    if (claims[i]!['kind'] === 'creditNote') continue;
    const dueDate = dayIn(claims[i]!['dueDate']);
    if (dueDate === undefined || isDoubtful(subject, `claims[${i}].dueDate`)) continue;
    if (last === undefined || dueDate > last) last = dueDate;
  }
  return last;
}
