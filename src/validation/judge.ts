/** Judges one row: its record against the schema, then by the rules that no schema can say. */
import type { Kind, Row } from '../domain/row.ts';
import type { JudgeContext } from './context.ts';
import { explain } from './explain.ts';
import { add, rowProblemLimit } from './find.ts';
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

/** A withdrawal moves no money, so the file need not say an amount; a negative line from the bank is a reversal. */
function completePayment(record: Candidate): void {
  const { type, amount } = record;
  if (type === 'withdrawal') record['amount'] ??= 0;
  else if (type === 'bank' && typeof amount === 'number' && amount < 0) record['type'] = 'bankReversal';
}

function judgeFully(kind: Kind, row: Row, context: JudgeContext): void {
  const read = row.problems.length;
  const tooLong = longList(row.record);
  if (tooLong !== undefined) {
    add(row, context, 'too-many', tooLong.name, undefined, { length: tooLong.length, limit: listLimit });
    return;
  }
  if (kind === 'payment') completePayment(row.record);
  const violations = context.schemas.check(context.schema ?? kind)(row.record);
  if (violations.length > 0) explain(row, violations, context, read);
  rules[kind]({ row, context, mark: row.problems.length }, row.record);
}

/**
 * Adds every problem of a row's record to `row.problems`, after those its reader found, and completes the record:
 * a debtor's `legalType` from the number and `minor` from the day of birth, a withdrawal's amount of 0,
 * `bankReversal` for a negative bank line.
 * A finding silences those it causes. At most 50 problems are listed; one more says how many there were beside.
 */
export function judge(kind: Kind, row: Row, context: JudgeContext): void {
  judgeFully(kind, row, context);
  if (row.problems.length <= rowProblemLimit) return;
  const dropped = row.problems.splice(rowProblemLimit);
  const count = dropped.filter((problem) => problem.severity === 'error').length;
  if (count > 0) add(row, context, 'more-problems', '', undefined, { count });
}
