/** How a finding becomes a problem of a row, and when it is silenced by one that caused it. */
import { betweenProblems } from '../domain/problems/between.ts';
import type { BetweenCode } from '../domain/problems/between.ts';
import { rowProblems } from '../domain/problems/row.ts';
import type { RowCode } from '../domain/problems/row.ts';
import type { Problem, Row } from '../domain/row.ts';
import type { JudgeContext } from './context.ts';

/** The most problems that one row lists; the rest is one line with their number. */
export const rowProblemLimit = 50;

const entries = { ...rowProblems, ...betweenProblems };

const valueLimit = 200;

/** True where `field` is `other` or lies inside it (`claims[0].kid` inside `claims[0]`). */
function within(field: string, other: string): boolean {
  if (!field.startsWith(other)) return false;
  const next = field[other.length];
  return next === undefined || next === '.' || next === '[';
}

/** True where one of the row's first `mark` problems is an error on this field or on what holds it. */
export function isSilenced(row: Row, field: string, mark: number): boolean {
  for (let i = 0; i < mark; i++) {
    const problem = row.problems[i]!;
    if (problem.severity === 'error' && problem.field !== undefined && within(field, problem.field)) return true;
  }
  return false;
}

/** True where one of the row's first `mark` problems lies inside the field: what is missing was there, but could not be read. */
export function isCausedBelow(row: Row, field: string, mark: number): boolean {
  for (let i = 0; i < mark; i++) {
    const problem = row.problems[i]!;
    if (problem.severity === 'error' && problem.field !== undefined && within(problem.field, field)) return true;
  }
  return false;
}

/** The value as sent: what the file's column said, else the record's own value. At most 200 characters. */
export function sentValue(row: Row, column: string | undefined, value: unknown): string | undefined {
  const sent = column === undefined ? undefined : row.raw[column];
  if (sent === undefined && (value === undefined || value === null)) return undefined;
  const text = sent ?? (typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > valueLimit ? `${text.slice(0, valueLimit - 1)}…` : text;
}

/** Adds a problem to a row; an empty field means the row as a whole. */
export function add(
  row: Row,
  context: JudgeContext,
  code: RowCode | BetweenCode,
  field: string,
  value?: unknown,
  params?: Record<string, string | number>,
): void {
  const { tier, severity } = entries[code];
  const problem: Problem = { code, tier, severity, line: row.line };
  if (field !== '') problem.field = field;
  if (row.sheet !== undefined) problem.sheet = row.sheet;
  const column = context.columnOf?.(field);
  if (column !== undefined) problem.column = column;
  const sent = sentValue(row, column, value);
  if (sent !== undefined) problem.value = sent;
  if (params !== undefined) problem.params = params;
  row.problems.push(problem);
}

/** True where a row is rejected: it has an error. */
export function isRejected(row: Row): boolean {
  for (const problem of row.problems) if (problem.severity === 'error') return true;
  return false;
}
