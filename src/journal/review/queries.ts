/** What there is to review: groups of rows with the same problem, the rows of one, and a row's history. */
import type { Sql } from '../../db/database.ts';
import type { Day } from '../../domain/day.ts';
import type { Kind } from '../../domain/row.ts';
import { reviewSelect, type ReviewRow } from './row.ts';

/** Which rows: those that wait for somebody, those set aside, or those returned to the creditor. */
export type Pile = 'open' | 'parked' | 'returned' | 'closed';

/** The condition of a pile; `$1` is today, when parked rows come back. */
const piles: Record<Pile, string> = {
  open: `((journal_row.state = 'rejected' and row_review.closed_at is null and row_review.returned_at is null)
    or (journal_row.state = 'parked' and row_review.parked_until <= $1::date))`,
  parked: `journal_row.state = 'parked' and row_review.parked_until > $1::date`,
  returned: `journal_row.state = 'rejected' and row_review.returned_at is not null and row_review.closed_at is null`,
  closed: `journal_row.state = 'rejected' and row_review.closed_at is not null`,
};

/** Rows of files; those of a journal written by hand are mended where it was written, and a deleted journal's are nobody's work. */
const worked = `$1::date is not null and journal.drop_id is not null and journal.state <> 'deleted' and journal_row.state in ('rejected', 'parked')`;

/** A row's first error is what it is grouped by. */
const firstError = `(select found from jsonb_array_elements(coalesce(row_review.problems, journal_row.problems)) with ordinality as each (found, place)
  where found->>'severity' = 'error' order by place limit 1)`;

export interface ReviewGroup {
  code: string;
  column: string | null;
  field: string | null;
  client: number;
  clientName: string;
  format: string | null;
  rows: number;
  oldest: Date;
}

/** Groups by problem, column, client and format, the largest first. */
export async function reviewGroups(
  sql: Sql,
  wanted: { pile: Pile; today: Day; clients: number[] | null },
): Promise<ReviewGroup[]> {
  const { rows } = await sql.query<ReviewGroup>(
    `select found->>'code' as code, found->>'column' as column, found->>'field' as field, client, "clientName", format,
       count(*)::integer as rows, min(at) as oldest
     from (
       select ${firstError} as found, journal_row.client, client.name as "clientName", drop_file.format, coalesce(received_at, journal.created_at) as at
       from journal_row join journal on journal.number = journal_row.journal join client on client.number = journal_row.client
       left join drop_file on drop_file.id = journal.drop_id
       left join row_review on row_review.journal = journal_row.journal and row_review.row = journal_row.row
       where ${worked} and ${piles[wanted.pile]} and ($2::integer[] is null or journal_row.client = any($2))
     ) as each
     group by 1, 2, 3, 4, 5, 6 order by count(*) desc, 1, 4 limit 500`,
    [wanted.today, wanted.clients],
  );
  return rows;
}

/** How many rows wait, from how many files, and since when. */
export async function reviewTotals(
  sql: Sql,
  today: Day,
  clients: number[] | null,
): Promise<Record<Pile, number> & { files: number; oldest: Date | null }> {
  const { rows } = await sql.query<Record<Pile, number> & { files: number; oldest: Date | null }>(
    `select count(*) filter (where ${piles.open})::integer as open, count(*) filter (where ${piles.parked})::integer as parked,
       count(*) filter (where ${piles.returned})::integer as returned, count(*) filter (where ${piles.closed})::integer as closed,
       count(distinct journal.number) filter (where ${piles.open})::integer as files,
       min(coalesce(received_at, journal.created_at)) filter (where ${piles.open}) as oldest
     from journal_row join journal on journal.number = journal_row.journal
     left join drop_file on drop_file.id = journal.drop_id
     left join row_review on row_review.journal = journal_row.journal and row_review.row = journal_row.row
     where ${worked} and ($2::integer[] is null or journal_row.client = any($2))`,
    [today, clients],
  );
  return rows[0]!;
}

export interface GroupWanted {
  pile: Pile;
  today: Day;
  clients: number[] | null;
  code?: string | undefined;
  column?: string | undefined;
  format?: string | undefined;
  journal?: number | undefined;
  limit: number;
  offset: number;
}

/** One page of the rows of a group, file by file in the order of the lines, and how many there are. */
export async function groupRows(sql: Sql, wanted: GroupWanted): Promise<{ rows: ReviewRow[]; total: number }> {
  const where = `${worked} and ${piles[wanted.pile]} and ($2::integer[] is null or journal_row.client = any($2))
    and ($3::text is null or ${firstError}->>'code' = $3) and ($4::text is null or coalesce(${firstError}->>'column', '') = $4)
    and ($5::text is null or drop_file.format = $5) and ($6::integer is null or journal_row.journal = $6)`;
  const values = [
    wanted.today,
    wanted.clients,
    wanted.code ?? null,
    wanted.column ?? null,
    wanted.format ?? null,
    wanted.journal ?? null,
  ];
  const counted = await sql.query<{ total: number }>(
    `select count(*)::integer as total from journal_row join journal on journal.number = journal_row.journal
     left join drop_file on drop_file.id = journal.drop_id
     left join row_review on row_review.journal = journal_row.journal and row_review.row = journal_row.row where ${where}`,
    values,
  );
  const { rows } = await sql.query<ReviewRow>(
    `${reviewSelect} where ${where} order by journal_row.journal, journal_row.row limit $7 offset $8`,
    [...values, wanted.limit, wanted.offset],
  );
  return { rows, total: counted.rows[0]!.total };
}

/** Rows that were corrected and still can be taken back, the newest first. */
export async function undoable(
  sql: Sql,
  clients: number[] | null,
  limit: number,
): Promise<
  Pick<
    ReviewRow,
    'journal' | 'row' | 'client' | 'kind' | 'line' | 'file' | 'movedTo' | 'version' | 'changedBy' | 'changedAt'
  >[]
> {
  const { rows } = await sql.query<ReviewRow>(
    `${reviewSelect} where journal_row.state = 'corrected' and moved.state in ('open', 'awaitingApproval')
       and ($1::integer[] is null or journal_row.client = any($1)) order by row_review.changed_at desc, journal_row.row limit $2`,
    [clients, limit],
  );
  return rows;
}

export interface CorrectionJournal {
  number: number;
  source: number;
  client: number;
  clientName: string;
  file: string;
  kind: Kind;
  state: 'open' | 'awaitingApproval';
  rows: number;
  sum: bigint;
  currency: string;
  version: number;
  approval: 'auto' | 'manual';
  firstApprover: string | null;
}

/** Journals of corrections that are not yet approved. */
export async function openCorrections(sql: Sql, clients: number[] | null): Promise<CorrectionJournal[]> {
  const { rows } = await sql.query<CorrectionJournal>(
    `select journal.number, corrects as source, journal.client, client.name as "clientName", coalesce(drop_file.name, journal.description) as file, journal.kind,
       journal.state, journal.accepted as rows, journal.sum, journal.currency, journal.version,
       coalesce(client.agreement->>'approval', 'manual') as approval, journal.second_approver as "firstApprover"
     from journal join client on client.number = journal.client left join drop_file on drop_file.journal = journal.corrects
     where corrects is not null and journal.state in ('open', 'awaitingApproval') and ($1::integer[] is null or journal.client = any($1))
     order by journal.number`,
    [clients],
  );
  return rows;
}

export interface RowEvent {
  at: Date;
  actor: string;
  act: 'corrected' | 'accepted' | 'bounced' | 'parked' | 'returned' | 'closed' | 'withdrawn' | 'undone' | 'takenOver';
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  reason: string;
}

/** Everything that was done with a row, the oldest first. */
export async function rowHistory(sql: Sql, journal: number, row: number): Promise<RowEvent[]> {
  const { rows } = await sql.query<RowEvent>(
    'select at, actor, act, before, after, reason from row_event where journal = $1 and row = $2 order by id',
    [journal, row],
  );
  return rows;
}
