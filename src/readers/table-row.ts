/** One row of cells to one row of a journal. */
import type { Problem, Row } from '../domain/row.ts';
import type { Make } from './fields.ts';
import { shaper } from './shape.ts';
import type { Findings } from './value.ts';

/** One row of cells and where it stands. */
export interface CellRow {
  cells: string[];
  line: number;
  sheet?: string;
  /** Its quotes cannot be trusted. */
  broken?: boolean;
  /** It is in another encoding than the file. */
  mixed?: string;
  careful: boolean;
}

export type ToRow = (row: CellRow, number: number, at: Findings) => Row;

/** More columns than this make no table. */
export const mostColumns = 2000;

/** Cells beyond the header that are kept to be shown. */
const mostExtra = 20;

/**
 * Makes rows of a table whose column names are known (undefined: no header). A row whose cells cannot be told apart
 * gets a problem of the tier `columns` and an empty record.
 */
export function rowMaker(table: { names: string[] | undefined; make: Make<string[]>; lastRequired: number }): ToRow {
  const { names, make, lastRequired } = table;
  const named = names && uniqueNames(names);
  const shape = named && shaper<string>(named);
  return (row, number, at) => {
    const { cells, line } = row;
    const known = names?.length ?? Math.min(cells.length, mostColumns);
    const values: (string | undefined)[] = [];
    for (let i = 0; i < known; i++) {
      const cell = cells[i];
      values.push(cell === '' ? undefined : cell);
    }
    const raw = shape ? shape(values) : numbered(values, 1);
    const place = row.sheet === undefined ? { line } : { line, sheet: row.sheet };
    const problem = cellsProblem(row, known, lastRequired, names !== undefined);
    if (problem) at.problems.push({ tier: 'columns', ...place, ...problem });
    if (cells.length > known) Object.assign(raw, numbered(cells.slice(known, known + mostExtra), known + 1));
    if (row.mixed !== undefined) {
      const params = { encoding: row.mixed };
      at.problems.push({ code: 'encoding-mixed', tier: 'value', severity: 'warning', ...place, params });
    }
    const record = problem?.severity === 'error' ? {} : (make(cells, at) ?? {});
    return row.sheet === undefined
      ? { row: number, line, raw, record, problems: at.problems }
      : { row: number, line, sheet: row.sheet, raw, record, problems: at.problems };
  };
}

/** What is wrong with the number of cells or their quotes. */
function cellsProblem(
  { cells, broken }: CellRow,
  known: number,
  lastRequired: number,
  hasNames: boolean,
): Pick<Problem, 'code' | 'severity' | 'value' | 'params'> | undefined {
  if (broken) return { code: 'quote-broken', severity: 'error', value: shown(cells) };
  const params = { found: cells.length, expected: known };
  if (cells.length > known) {
    const extra = cells.slice(known, known + 1000).filter((cell) => cell.trim() !== '');
    if (extra.length === 0 && cells.length <= known + 1000) return undefined;
    return { code: 'too-many-columns', severity: 'error', value: shown(extra), params };
  }
  if (!hasNames || cells.length === known) return undefined;
  return cells.length <= lastRequired
    ? { code: 'too-few-columns', severity: 'error', params }
    : { code: 'short-row', severity: 'warning', params };
}

function shown(cells: string[]): string {
  return cells.slice(0, mostExtra).join(' | ').slice(0, 200);
}

/** Cells without a name, by their place: `#1`. */
function numbered(cells: readonly (string | undefined)[], first: number): Record<string, string> {
  const raw: Record<string, string> = {};
  cells.forEach((cell, index) => {
    if (cell !== undefined && cell !== '') raw[`#${first + index}`] = cell;
  });
  return raw;
}

/** Every column gets a name of its own: `#3` without one, `Navn (2)` for the second of a name. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const base = name === '' ? `#${index + 1}` : name;
    let unique = base;
    for (let number = 2; taken.has(unique); number++) unique = `${base} (${number})`;
    taken.add(unique);
    return unique;
  });
}
