/** Judges one row: its record against the schema, then by the rules that no schema can say. */
import type { Kind, Row } from '../domain/row.ts';
import type { JudgeContext } from './context.ts';
import { explain } from './explain.ts';
import { add, rowProblemLimit } from './find.ts';
import { listOf } from './rules/candidate.ts';
import type { Candidate } from './rules/candidate.ts';
import { judgeCase } from './rules/case.ts';
import type { Subject } from './rules/finder.ts';
import { judgeInvoice } from './rules/invoice.ts';
import { judgePayment } from './rules/payment.ts';
import { judgeStatement } from './rules/statement.ts';
import { judgeStop } from './rules/stop.ts';

const rules: Record<Kind, (subject: Subject, record: Candidate) => void> = {
  case: judgeCase,
  payment: judgePayment,
  invoice: judgeInvoice,
  stop: judgeStop,
  statement: judgeStatement,
};

/** The longest list a record may hold before the schema is not even asked. */
const listLimit = 2000;

/** The first list of a record that is so long that judging each entry would cost too much, with its length. */
function longList(record: Candidate): { name: string; length: number } | undefined {
  for (const name in record) {
    const value = record[name];
    if (Array.isArray(value) && value.length > listLimit) return { name, length: value.length };
  }
  return undefined;
}

/** True where the file itself says a field, rather than its format's default. */
function isSaid(row: Row, context: JudgeContext, field: string): boolean {
  const column = context.columnOf?.(field);
  return column !== undefined && row.raw[column] !== undefined;
}

/** A negative amount whose kind nobody said is a credit note. */
function completeKind(row: Row, context: JudgeContext, of: Candidate, amount: unknown, field: string): void {
  if (typeof amount === 'number' && amount < 0 && of['kind'] === 'invoice' && !isSaid(row, context, field))
    of['kind'] = 'creditNote';
}

/** A withdrawal moves no money, so the file need not say an amount; a credit's sign is said by its type; a negative bank line is a reversal. */
function completePayment(record: Candidate): void {
  const { type, amount } = record;
  if (type === 'withdrawal') record['amount'] ??= 0;
  else if (typeof amount !== 'number' || amount >= 0) return;
  else if (type === 'creditNote') record['amount'] = -amount;
  else if (type === 'bank') record['type'] = 'bankReversal';
}

function complete(kind: Kind, row: Row, context: JudgeContext): void {
  const { record } = row;
  if (kind === 'payment') completePayment(record);
  else if (kind === 'invoice') completeKind(row, context, record, record['amount'], 'kind');
  else if (kind === 'case') {
    const claims = listOf(record['claims']);
    for (const claim of claims) completeKind(row, context, claim, claim['remaining'], 'claims[0].kind');
  }
}

/** The debtor whose case it is comes first, so that what follows may look at the first alone. */
function putMainDebtorFirst(record: Candidate): void {
  const { debtors } = record;
  if (!Array.isArray(debtors) || debtors.length < 2) return;
  const main = listOf(debtors).findIndex((debtor) => (debtor['role'] ?? 'debtor') === 'debtor');
  if (main > 0) debtors.unshift(...debtors.splice(main, 1));
}

/** True where the row itself is broken (cells missing, quotes astray): its record says nothing. */
function isBroken(row: Row): boolean {
  return row.problems.some(
    ({ severity, tier, field }) =>
      severity === 'error' && field === undefined && (tier === 'columns' || tier === 'file'),
  );
}

function judgeFully(kind: Kind, row: Row, context: JudgeContext): void {
  const read = row.problems.length;
  if (read > 0 && isBroken(row)) return;
  const tooLong = longList(row.record);
  if (tooLong !== undefined) {
    add(row, context, 'too-many', tooLong.name, undefined, { length: tooLong.length, limit: listLimit });
    return;
  }
  complete(kind, row, context);
  const violations = context.schemas.check(context.schema ?? kind)(row.record);
  if (violations.length > 0) explain(row, violations, context, read);
  rules[kind]({ row, context, mark: row.problems.length }, row.record);
  if (kind === 'case') putMainDebtorFirst(row.record);
}

/**
 * Adds every problem of a row's record to `row.problems`, after those its reader found, and completes the record: a
 * debtor's `legalType` from the number and `minor` from the day of birth; `creditNote` for a negative amount whose kind
 * the file does not say; a withdrawal's amount of 0; a credit's amount without sign; `bankReversal` for a negative bank
 * line; the main debtor first. A finding silences those it causes. At most 50 problems are listed; one more says how
 * many there were beside.
 */
export function judge(kind: Kind, row: Row, context: JudgeContext): void {
  judgeFully(kind, row, context);
  if (row.problems.length <= rowProblemLimit) return;
  const dropped = row.problems.splice(rowProblemLimit);
  const count = dropped.filter((problem) => problem.severity === 'error').length;
  if (count > 0) add(row, context, 'more-problems', '', undefined, { count });
}
