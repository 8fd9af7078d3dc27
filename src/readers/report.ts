/** What is known of a file beside its rows, filled while it is read. */
import type { Problem } from '../domain/row.ts';
import type { Constant } from './format.ts';

export interface Report {
  /** Records that became rows. */
  rows: number;
  /** Lines of the file (of a workbook: rows of the sheet). */
  lines: number;
  /** The header's column names, where there is one. */
  columns?: string[];
  /** Values of the whole file: sequence number, client number, date. */
  fields: Record<string, Constant>;
  /** Control figures that agreed. */
  controls: { what: string; said: string; found: string }[];
  /** How often each kind of cleaning was done. */
  cleaned: Record<string, number>;
  /** Records that the format passes over, by reason. */
  passed: Record<string, number>;
  /** Findings about the file that do not refuse it. */
  problems: Problem[];
}

/** An empty report. */
export function newReport(): Report {
  return { rows: 0, lines: 0, fields: {}, controls: [], cleaned: {}, passed: {}, problems: [] };
}

/** Most findings about the file as a whole that are kept. */
export const mostFileProblems = 50;

/** Adds a finding about the file, up to `mostFileProblems`. */
export function note(report: Report, problem: Problem): void {
  if (report.problems.length < mostFileProblems) report.problems.push(problem);
}
