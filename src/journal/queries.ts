/** What was received and what became of it. */
import type { Sql } from '../db/database.ts';
import { decimal, type Ore } from '../domain/money.ts';
import type { Problem } from '../domain/row.ts';

/** A drop as the command line and the portal tell of it. */
export interface DropAnswer {
  id: number;
  name: string;
  sha256: string;
  client: number;
  door: string;
  receivedAt: string;
  state: string;
  duplicateOf: number | null;
  format: string | null;
  journal: number | null;
  rows: number;
  accepted: number;
  rejected: number;
  warnings: number;
  totals: Record<string, string>;
  problems: Record<string, number>;
  refusal: Problem | null;
  error: string | null;
}

interface DropRow extends Omit<DropAnswer, 'receivedAt' | 'totals' | 'duplicateOf' | 'problems'> {
  received_at: Date;
  duplicate_of: number | null;
  totals: Record<string, string>;
  problem_counts: Record<string, number>;
}

const dropColumns = `id, name, sha256, client, door, received_at, state, duplicate_of, format, journal, rows, accepted, rejected, warnings,
  totals, problem_counts, refusal, error`;

function dropOf({ received_at, duplicate_of, problem_counts, totals, ...row }: DropRow): DropAnswer {
  return {
    ...row,
    receivedAt: received_at.toISOString(),
    duplicateOf: duplicate_of,
    totals: Object.fromEntries(Object.entries(totals).map(([currency, ore]) => [currency, decimal(BigInt(ore))])),
    problems: problem_counts,
  };
}

/** One drop, or undefined. */
export async function dropById(sql: Sql, id: number): Promise<DropAnswer | undefined> {
  const found = await sql.query<DropRow>(`select ${dropColumns} from drop_file where id = $1`, [id]);
  return found.rows[0] && dropOf(found.rows[0]);
}

/** The newest drops, at most `limit`. */
export async function drops(
  sql: Sql,
  { client, state, limit = 1000 }: { client?: number | undefined; state?: string | undefined; limit?: number },
): Promise<DropAnswer[]> {
  const found = await sql.query<DropRow>(
    `select ${dropColumns} from drop_file where ($1::integer is null or client = $1) and ($2::text is null or state = $2)
     order by id desc limit $3`,
    [client ?? null, state ?? null, limit],
  );
  return found.rows.map(dropOf);
}

export interface JournalAnswer {
  number: number;
  kind: string;
  client: number;
  state: string;
  description: string;
  rows: number;
  accepted: number;
  rejected: number;
  sum: string;
  currency: string;
  approvedBy: string | null;
}

/** The newest journals, at most `limit`. */
export async function journals(
  sql: Sql,
  { client, state, limit = 1000 }: { client?: number | undefined; state?: string | undefined; limit?: number },
): Promise<JournalAnswer[]> {
  const found = await sql.query<Omit<JournalAnswer, 'sum' | 'approvedBy'> & { sum: Ore; approved_by: string | null }>(
    `select number, kind, client, state, description, rows, accepted, rejected, sum, currency, approved_by from journal
     where ($1::integer is null or client = $1) and ($2::text is null or state = $2) order by number desc limit $3`,
    [client ?? null, state ?? null, limit],
  );
  return found.rows.map(({ sum, approved_by, ...row }) => ({ ...row, sum: decimal(sum), approvedBy: approved_by }));
}

/** One finding of a journal's rows, with its row's reference. */
export interface JournalProblem extends Problem {
  row: number;
  reference: string | null;
}

/** The findings of a journal in order of line, at most `limit`; the counts per code stand on the drop. */
export async function journalProblems(sql: Sql, journal: number, limit: number): Promise<JournalProblem[]> {
  const found = await sql.query<{ row: number; reference: string | null; problem: Problem }>(
    `select row, reference, problem from journal_row cross join lateral jsonb_array_elements(problems) as problem
     where journal = $1 and problems is not null order by row limit $2`,
    [journal, limit],
  );
  return found.rows.map(({ row, reference, problem }) => ({ ...problem, row, reference }));
}
