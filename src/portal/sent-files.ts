/** The files that a user's clients have sent, as the database lets the user see them. */
import type { Sql } from '../db/database.ts';
import type { Problem } from '../domain/row.ts';
import type { Day } from '../domain/day.ts';
import type { SentFile } from './drop-outcome.ts';

/** What to look for; `text` is part of a file's name or a receipt's number. */
export interface SentFilter {
  clients: number[];
  text?: string | undefined;
  outcome?: string | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
}

/** The condition of a choice of “Utfall”; all files where there is none. */
function outcomeCondition(outcome: string | undefined): string {
  const found = Object.entries(outcomes).find(([name]) => name === outcome);
  return found ? found[1] : 'true';
}

/** States (and whether rows were rejected) behind each choice of “Utfall”. */
const outcomes: Record<(typeof outcomeNames)[number], string> = {
  needsYou: `(d.state = 'posted' and d.rejected > 0 or d.state = 'waiting')`,
  underWay: `d.state in ('received', 'reading', 'journaled', 'stuck')`,
  booked: `d.state = 'posted'`,
  refused: `d.state = 'refused'`,
  duplicate: `d.state = 'duplicate'`,
};

/** The choices of “Utfall”, in the order they are shown. */
export const outcomeNames = ['needsYou', 'underWay', 'booked', 'refused', 'duplicate'] as const;

const columns = `d.id, d.client, client.name as client_name, d.door, d.name, d.size, d.sha256, d.received_at, d.received_by,
  colleague_name(d.user_id) as sender, d.state, d.duplicate_of as first, f.name as first_name, d.format, d.kind, d.journal, d.rows, d.accepted,
  d.rejected, d.warnings, d.totals, d.refusal`;

const joins = `drop_file d join client on client.number = d.client
  left join drop_file f on f.id = d.duplicate_of`;

/** One page of files, the newest first, and how many there are in all. */
export async function findSent(sql: Sql, filter: SentFilter, page: number, perPage: number) {
  const text = filter.text?.trim() ?? '';
  const where = `d.client = any($1) and ($2 = '' or d.name ilike $3 escape '\\' or d.id::text = $2)
    and ($4::date is null or d.received_at >= $4::date::timestamp at time zone 'Europe/Oslo')
    and ($5::date is null or d.received_at < ($5::date + 1)::timestamp at time zone 'Europe/Oslo')
    and ${outcomeCondition(filter.outcome)}`;
  const values = [filter.clients, text, `%${likeText(text)}%`, filter.from ?? null, filter.to ?? null];
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from drop_file d where ${where}`,
    values,
  );
  const { rows } = await sql.query<SentFile>(
    `select ${columns} from ${joins} where ${where} order by d.received_at desc, d.id desc limit $6 offset $7`,
    [...values, perPage, (page - 1) * perPage],
  );
  return { files: rows, total: total.rows[0]!.count };
}

/** Files by their numbers, in order; those that the user may not see are left out. */
export async function readSent(sql: Sql, ids: number[]): Promise<SentFile[]> {
  const { rows } = await sql.query<SentFile>(`select ${columns} from ${joins} where d.id = any($1) order by d.id`, [
    ids,
  ]);
  return rows;
}

/** A row with findings. */
export interface FaultyRow {
  journal: number;
  row: number;
  line: number;
  sheet: string | null;
  state: string;
  reference: string | null;
  problems: Problem[];
}

/** The first faulty rows of each journal, at most `most` of each. */
export async function faultyRows(sql: Sql, journals: number[], most: number): Promise<Map<number, FaultyRow[]>> {
  const { rows } = await sql.query<FaultyRow>(
    `select r.* from unnest($1::integer[]) as wanted(journal) cross join lateral (
       select journal, row, line, sheet, state, reference, problems from journal_row
       where journal_row.journal = wanted.journal and state in ('rejected', 'parked') order by row limit $2) r`,
    [journals, most],
  );
  return Map.groupBy(rows, (row) => row.journal);
}

/** One page of a journal's rows that have findings, warnings too, and how many there are. */
export async function rowsWithFindings(sql: Sql, journal: number, page: number, perPage: number) {
  const where = `journal = $1 and jsonb_array_length(coalesce(problems, '[]')) > 0`;
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from journal_row where ${where}`,
    [journal],
  );
  const { rows } = await sql.query<FaultyRow>(
    `select journal, row, line, sheet, state, reference, problems from journal_row where ${where} order by row limit $2 offset $3`,
    [journal, perPage, (page - 1) * perPage],
  );
  return { rows, total: total.rows[0]!.count };
}

/** A text with the signs that mean something to `like` taken literally. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
