/** What a rule says its findings with. */
import type { RowCode } from '../../domain/problems/row.ts';
import type { Row } from '../../domain/row.ts';
import { add, isSilenced } from '../find.ts';
import type { JudgeContext } from '../context.ts';

/** A row under judgement: the findings before `mark` silence later ones on the same field. */
export interface Subject {
  row: Row;
  context: JudgeContext;
  mark: number;
}

/** Adds a rule's finding unless an earlier tier has already found fault with the field. */
export function find(
  subject: Subject,
  code: RowCode,
  field: string,
  value?: unknown,
  params?: Record<string, string | number>,
): void {
  const { row, context, mark } = subject;
  if (mark > 0 && isSilenced(row, field, mark)) return;
  add(row, context, code, field, value, params);
}

/** True where an earlier finding makes the field's value untrustworthy, so that no rule should reason from it. */
export function isDoubtful(subject: Subject, field: string): boolean {
  return subject.mark > 0 && isSilenced(subject.row, field, subject.mark);
}
