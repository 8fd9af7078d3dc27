/** Control figures: what a file says of itself against what was read. */
import { decimal } from '../domain/money.ts';
import { Refusal } from '../domain/row.ts';
import { compileValue, type Locate } from './fields.ts';
import type { Constant, FieldFormat, TotalFormat } from './format.ts';
import type { Report } from './report.ts';
import type { Findings } from './value.ts';

/** What was read so far, in a file or in one group of it. */
export interface Tally {
  rows: number;
  records: number;
  types: Map<string, number>;
  sums: Map<string, bigint>;
  earliest: Map<string, string>;
  latest: Map<string, string>;
  /** Paths with a value that could not be read: their figures cannot be checked. */
  unread: Set<string>;
}

/** A tally of nothing. */
export function newTally(): Tally {
  return {
    rows: 0,
    records: 0,
    types: new Map(),
    sums: new Map(),
    earliest: new Map(),
    latest: new Map(),
    unread: new Set(),
  };
}

/** Counts one line of a type. */
export function tallyRecord(tally: Tally, type: string): void {
  tally.records++;
  tally.types.set(type, (tally.types.get(type) ?? 0) + 1);
}

/** Adds a value that a control figure is about. */
export function tallyValue(tally: Tally, path: string, value: number | string | undefined): void {
  if (value === undefined) tally.unread.add(path);
  else if (typeof value === 'number') tally.sums.set(path, (tally.sums.get(path) ?? 0n) + BigInt(value));
  else {
    const earliest = tally.earliest.get(path);
    if (earliest === undefined || value < earliest) tally.earliest.set(path, value);
    const latest = tally.latest.get(path);
    if (latest === undefined || value > latest) tally.latest.set(path, value);
  }
}

/** The paths that control figures are about. */
export function talliedPaths(totals: readonly TotalFormat[]): Set<string> {
  return new Set(
    totals.flatMap((total) => [total.sum, total.earliest, total.latest]).filter((path) => path !== undefined),
  );
}

/** Compares what a source says with the tally; throws `Refusal` with said and found. */
export type CheckTotals<S> = (source: S, tally: Tally, at: { line: number }) => void;

/** Compiles control figures; those that agree are listed in the report. */
export function compileTotals<S>(totals: readonly TotalFormat[], locate: Locate<S>, report: Report): CheckTotals<S> {
  const checks = totals.map((total) => compileTotal(total, locate, report));
  return (source, tally, at) => {
    for (const check of checks) check(source, tally, at);
  };
}

function compileTotal<S>(total: TotalFormat, locate: Locate<S>, report: Report): CheckTotals<S> {
  const said = sayer(total.said, locate);
  const opening = total.opening && sayer(total.opening, locate);
  if (total.same) {
    const other = sayer(total.same, locate);
    return (source, _, at) => {
      const [first, second] = [said(source, at), other(source, at)];
      if (first === undefined || second === undefined) return;
      agree('reference-mismatch', 'same', String(first), String(second), at, report);
    };
  }
  return (source, tally, at) => {
    const value = said(source, at);
    if (value === undefined) return;
    if (total.count !== undefined) {
      const found =
        total.count === 'rows'
          ? tally.rows
          : total.count === 'records'
            ? tally.records
            : total.count.reduce((sum, type) => sum + (tally.types.get(type) ?? 0), 0);
      const what =
        typeof total.count === 'string' ? total.count : total.count.map((type) => type.replace(/\.+$/, '')).join(', ');
      agree('count-mismatch', what, String(value), String(found), at, report);
      return;
    }
    const path = total.sum ?? total.earliest ?? total.latest ?? '';
    if (tally.unread.has(path)) {
      report.problems.push({
        code: 'total-unchecked',
        tier: 'file',
        severity: 'warning',
        line: at.line,
        params: { what: path },
      });
    } else if (total.sum !== undefined) {
      const start = opening ? opening(source, at) : 0;
      if (start === undefined) return;
      const found = BigInt(start) + (tally.sums.get(path) ?? 0n);
      agree('total-mismatch', path, decimal(BigInt(value)), decimal(found), at, report);
    } else {
      const found = (total.earliest === undefined ? tally.latest : tally.earliest).get(path);
      if (found !== undefined) agree('date-mismatch', path, String(value), found, at, report);
    }
  };
}

function sayer<S>(field: FieldFormat, locate: Locate<S>): (source: S, at: { line: number }) => Constant | undefined {
  const read = compileValue(field, '', locate);
  return (source, { line }) => {
    const at: Findings = { line, problems: [], cleaned: {}, careful: true, prefix: '' };
    const value = read(source, at);
    const problem = at.problems.find(({ severity }) => severity === 'error');
    if (problem) {
      const { column, value: sent } = problem;
      throw new Refusal(
        'total-unreadable',
        { said: sent ?? '' },
        { line, ...(column ? { column } : {}), ...(sent ? { value: sent } : {}) },
      );
    }
    return value;
  };
}

function agree(code: string, what: string, said: string, found: string, at: { line: number }, report: Report): void {
  if (said !== found) throw new Refusal(code, { what, said, found }, { line: at.line, value: said });
  report.controls.push({ what, said, found });
}
