/** Judges a whole file chunk by chunk in flat memory, and keeps its figures: exact counts, capped examples. */
import type { Kind, Problem, Row } from '../domain/row.ts';
import { startBetween } from './between.ts';
import { isMainRow } from './business-key.ts';
import type { JudgeContext } from './context.ts';
import { isRejected } from './find.ts';
import { judge } from './judge.ts';
import { listOf, oreOf, textOf } from './rules/candidate.ts';
import type { Candidate } from './rules/candidate.ts';

/** The most examples kept of one problem code, and of all together; counts are exact whatever is kept. */
export const exampleLimits = { perCode: 100, total: 1000 } as const;

/** What is known of a file when all its rows are judged. */
export interface Judged {
  rows: number;
  accepted: number;
  rejected: number;
  /** Findings that are warnings. */
  warnings: number;
  /** Øre of the accepted rows by currency: remaining principal, amounts paid, invoiced or booked. */
  totals: Record<string, bigint>;
  /** Exact number of findings by code. */
  problemCounts: Record<string, number>;
  /** At most {@link exampleLimits}, in the order of the file. */
  examples: Problem[];
  /** True where examples were left out. */
  truncated: boolean;
}

export interface Judging {
  /** Judges the next rows of the file; their problems are added to them. */
  judge: (rows: readonly Row[]) => void;
  /** Counts and keeps a finding that belongs to the file, not to a row; these are few and never left out. */
  note: (problem: Problem) => void;
  /** The figures so far. */
  summary: () => Judged;
}

/** The øre that a record counts for in the file's total. */
export function amountOf(kind: Kind, record: Candidate): number {
  // A further debtor's row repeats the case's claims: its money is counted with the debtor's own row.
  if (kind === 'case' && !isMainRow(record)) return 0;
  if (kind === 'case')
    return listOf(record['claims']).reduce((sum, claim) => sum + (oreOf(claim['remaining']) ?? 0), 0);
  return oreOf(record['amount']) ?? 0;
}

/** Starts judging one file's rows of one kind. */
export function startJudging(kind: Kind, context: JudgeContext): Judging {
  const between = startBetween(kind, context);
  const totals = new Map<string, bigint>();
  const counts = new Map<string, number>();
  const examples: Problem[] = [];
  let [rows, accepted, warnings] = [0, 0, 0];
  let truncated = false;

  function count(problem: Problem): number {
    if (problem.severity === 'warning') warnings++;
    const number = (counts.get(problem.code) ?? 0) + 1;
    counts.set(problem.code, number);
    return number;
  }

  function keep(problem: Problem): void {
    if (count(problem) <= exampleLimits.perCode && examples.length < exampleLimits.total) examples.push(problem);
    else truncated = true;
  }

  function judgeNext(chunk: readonly Row[]): void {
    for (const row of chunk) {
      judge(kind, row, context);
      between(row);
      rows++;
      for (const problem of row.problems) keep(problem);
      if (row.problems.length > 0 && isRejected(row)) continue;
      accepted++;
      const currency = textOf(row.record['currency']);
      if (currency === undefined) continue;
      totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(amountOf(kind, row.record)));
    }
  }

  return {
    judge: judgeNext,
    note: (problem) => {
      count(problem);
      examples.push(problem);
    },
    summary: () => ({
      rows,
      accepted,
      rejected: rows - accepted,
      warnings,
      totals: Object.fromEntries(totals),
      problemCounts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      examples: [...examples],
      truncated,
    }),
  };
}

/** Judges chunks of rows as they come and hands them on; `judging.summary()` tells the figures when all have passed. */
export async function* judgeRows(
  chunks: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  judging: Judging,
): AsyncGenerator<readonly Row[]> {
  for await (const rows of chunks) {
    judging.judge(rows);
    yield rows;
  }
}
