/** Corrects rejected rows: judged anew as a file's rows are, and moved into a journal of corrections that is approved and booked like any other. */
import type { Sql } from '../../db/database.ts';
import { agreementOf } from '../../domain/agreement.ts';
import type { Kind, Row } from '../../domain/row.ts';
import { judgeAgainstBooks } from '../books.ts';
import { keyAndAmount } from '../encode.ts';
import { asJsonb, heldByOther, isWhole, reviewSelect, type Changes, type ReviewRow } from './row.ts';

/** Accepted rows of the same file that the corrected ones may collide with, oldest first. */
export type FindKnown = (wanted: { references: string[]; amounts: number[] }) => Promise<Row[]>;

/**
 * Reads and judges rows of one journal with their changes, by the very code that judges files; the answers stand in the
 * same order. Given by the caller, for this room reads no formats.
 */
export type Rejudge = (rows: ReviewRow[], known: FindKnown) => Promise<Row[]>;

export interface Correction {
  journal: number;
  /** `version` is the row as the person saw it; only what is new in `changes` need be said. */
  rows: { row: number; version: number; changes: Partial<Changes> }[];
  by: { login: string; at: Date };
  reason?: string;
  rejudge: Rejudge;
}

/** What became of one row. `changed` and `locked`: somebody else was first, and who. */
export type RowOutcome =
  | { row: number; outcome: 'accepted'; journal: number }
  | { row: number; outcome: 'rejected'; problems: Row['problems'] }
  | { row: number; outcome: 'changed' | 'locked' | 'notRejected' | 'unknown'; by: string | null; at: Date | null };

/** The most rows that are corrected in one act. */
export const mostAtOnce = 5000;

/** Corrects rows of one journal in the caller's transaction. Every row has an outcome, in the order given. */
export async function correctRows(sql: Sql, correction: Correction): Promise<RowOutcome[]> {
  const { journal, by } = correction;
  if (correction.rows.length > mostAtOnce) throw new Error(`at most ${mostAtOnce} rows are corrected at once`);
  // One at a time per file; whoever waits here sees what the other did.
  await sql.query('select from journal where number = $1 for update', [journal]);
  const found = await sql.query<ReviewRow>(
    `${reviewSelect} where journal_row.journal = $1 and journal_row.row = any($2) and journal.drop_id is not null order by journal_row.row`,
    [journal, correction.rows.map(({ row }) => row)],
  );
  const rowOf = new Map(found.rows.map((row) => [row.row, row]));
  const outcomes = new Map<number, RowOutcome>();
  const mine: ReviewRow[] = [];
  const before = new Map<number, Changes>();
  for (const { row: number, version, changes } of correction.rows) {
    const row = rowOf.get(number);
    const refused = refusal(row, version, by);
    if (row === undefined || refused) {
      outcomes.set(number, { row: number, ...(refused ?? { outcome: 'unknown', by: null, at: null }) });
      continue;
    }
    before.set(number, row.changes);
    mine.push({ ...row, changes: merged(row.changes, changes) });
  }
  if (mine.length > 0) {
    const judged = await correction.rejudge(mine, (wanted) => knownRows(sql, journal, wanted));
    const rows = mine.map((row, index) => ({ row, judged: judged[index]!, before: before.get(row.row)! }));
    await keep(sql, rows, correction);
    for (const { row, judged: now } of rows)
      outcomes.set(row.row, { row: row.row, outcome: 'rejected', problems: now.problems });
    const good = rows.filter(({ judged: now }) => now.problems.every(({ severity }) => severity !== 'error'));
    if (good.length > 0)
      for (const outcome of await accept(sql, mine[0]!, good, correction)) outcomes.set(outcome.row, outcome);
    await sql.query('select recount_drop($1)', [journal]);
  }
  return correction.rows.map(({ row }) => outcomes.get(row)!);
}

/** What would become of the rows; nothing is kept. */
export async function previewCorrection(sql: Sql, correction: Correction): Promise<RowOutcome[]> {
  await sql.query('savepoint preview');
  try {
    return await correctRows(sql, correction);
  } finally {
    await sql.query('rollback to savepoint preview');
  }
}

/** Rows that are bad in themselves, not only for the company they were in. */
const badInItself = `exists (select from jsonb_array_elements(problems) as found where found->>'severity' = 'error' and found->>'code' <> 'row-with-rejected')`;

function refusal(
  row: ReviewRow | undefined,
  version: number,
  by: Correction['by'],
): { outcome: 'changed' | 'locked' | 'notRejected'; by: string | null; at: Date | null } | undefined {
  if (row === undefined) return undefined;
  const who = { by: row.changedBy, at: row.changedAt };
  if (row.version !== version) return { outcome: 'changed', ...who };
  const other = heldByOther(row, by.login, by.at);
  if (other) return { outcome: 'locked', by: other.by, at: other.since };
  if ((row.state !== 'rejected' && row.state !== 'parked') || row.closedAt !== null)
    return { outcome: 'notRejected', ...who };
  return undefined;
}

function merged(before: Changes, added: Partial<Changes>): Changes {
  return {
    columns: { ...before.columns, ...added.columns },
    fields: { ...before.fields, ...added.fields },
  };
}

async function knownRows(
  sql: Sql,
  journal: number,
  { references, amounts }: { references: string[]; amounts: number[] },
): Promise<Row[]> {
  const { rows } = await sql.query<Omit<Row, 'problems'>>(
    `select row, line, raw, journal_row.record from journal_row
     where journal in (select number from journal where (number = $1 or corrects = $1) and state <> 'deleted')
       and (state = 'accepted' or (state = 'rejected' and not ${badInItself}))
       and (reference = any($2) or (reference is null and amount = any($3)))
     order by journal, row limit 100000`,
    [journal, references, amounts.map(String)],
  );
  return rows.map((row) => ({ ...row, problems: [] }));
}

interface Judged {
  row: ReviewRow;
  judged: Row;
  before: Changes;
}

/** Keeps the changes and what they came to, with a line in each row's history. */
async function keep(sql: Sql, rows: Judged[], { by, reason }: Correction): Promise<void> {
  await sql.query(
    `insert into row_review (journal, row, client, version, changes, record, problems, changed_by, changed_at)
     select $1, each.row, $2, 1, each.changes, each.record, each.problems, $3, $4
     from unnest($5::integer[], $6::jsonb[], $7::jsonb[], $8::jsonb[]) as each (row, changes, record, problems)
     on conflict (journal, row) do update set version = row_review.version + 1, changes = excluded.changes, record = excluded.record,
       problems = excluded.problems, changed_by = excluded.changed_by, changed_at = excluded.changed_at, returned_at = null`,
    [
      rows[0]!.row.journal,
      rows[0]!.row.client,
      by.login,
      by.at,
      rows.map(({ row }) => row.row),
      rows.map(({ row }) => asJsonb(row.changes)),
      rows.map(({ judged }) => asJsonb(judged.record)),
      rows.map(({ judged }) => asJsonb(judged.problems)),
    ],
  );
  const changed = rows.map(({ row, before }) => difference(row, before));
  await sql.query(
    `insert into row_event (journal, row, client, at, actor, act, before, after, reason)
     select $1, each.row, $2, $3, $4, 'corrected', each.before, each.after, $5
     from unnest($6::integer[], $7::jsonb[], $8::jsonb[]) as each (row, before, after)`,
    [
      rows[0]!.row.journal,
      rows[0]!.row.client,
      by.at,
      by.login,
      reason ?? '',
      rows.map(({ row }) => row.row),
      changed.map(({ was }) => asJsonb(was)),
      changed.map(({ became }) => asJsonb(became)),
    ],
  );
}

/** The values that changed: what they were (as sent, where nobody had changed them before) and what they became. */
function difference(row: ReviewRow, before: Changes): { was: Record<string, string>; became: Record<string, string> } {
  const was: Record<string, string> = {};
  const became: Record<string, string> = {};
  for (const [column, value] of Object.entries(row.changes.columns)) {
    const old = before.columns[column] ?? row.raw[column] ?? '';
    if (old !== value) [was[column], became[column]] = [old, value];
  }
  for (const [path, value] of Object.entries(row.changes.fields)) {
    const old = before.fields[path] ?? '';
    if (old !== value) [was[path], became[path]] = [old, value];
  }
  return { was, became };
}

/** Moves good rows into the file's journal of corrections and judges them against the books; those that fail there come back. */
async function accept(sql: Sql, of: ReviewRow, rows: Judged[], { by }: Correction): Promise<RowOutcome[]> {
  const target = await correctionJournal(sql, of, by);
  const numbers = rows.map(({ row }) => row.row);
  const keys = rows.map(({ judged }) => keyAndAmount(of.kind, judged.record));
  await sql.query(
    `insert into journal_row (journal, row, client, line, sheet, state, raw, record, reference, amount, problems)
     select $1, each.row, $2, each.line, each.sheet, 'accepted', each.raw, each.record, each.reference, each.amount, nullif(each.problems, '[]')
     from unnest($3::integer[], $4::integer[], $5::text[], $6::json[], $7::jsonb[], $8::text[], $9::bigint[], $10::jsonb[])
       as each (row, line, sheet, raw, record, reference, amount, problems)`,
    [
      target,
      of.client,
      numbers,
      rows.map(({ row }) => row.line),
      rows.map(({ row }) => row.sheet),
      rows.map(({ judged }) => JSON.stringify(judged.raw)),
      rows.map(({ judged }) => asJsonb(judged.record)),
      keys.map(({ reference }) => reference?.replaceAll('\u0000', '\ufffd').toWellFormed() ?? null),
      keys.map(({ amount }) => String(Number.isSafeInteger(amount) ? amount : 0)),
      rows.map(({ judged }) => asJsonb(judged.problems)),
    ],
  );
  await sql.query(
    `update journal_row set state = 'corrected' where journal = $1 and row = any($2) and state in ('rejected', 'parked')`,
    [of.journal, numbers],
  );
  await sql.query(`update row_review set moved_to = $3, parked_until = null where journal = $1 and row = any($2)`, [
    of.journal,
    numbers,
    target,
  ]);
  const back = await judgeCorrections(sql, of.journal, target, of.kind, by);
  const blocked = await settleCorrections(sql, of, target, by);
  if (!blocked.waits && blocked.whole) await takeDragged(sql, of, target, by);
  await sql.query(
    `insert into row_event (journal, row, client, at, actor, act, after)
     select $1, row, $2, $3, $4, 'accepted', jsonb_build_object('journal', $5::integer)
     from journal_row where journal = $5 and row = any($6)`,
    [of.journal, of.client, by.at, by.login, target, numbers],
  );
  return numbers.map((row) => {
    const problems = back.get(row);
    return problems === undefined
      ? { row, outcome: 'accepted', journal: target }
      : { row, outcome: 'rejected', problems };
  });
}

/** The open journal of a file's corrections; made when there is none. */
async function correctionJournal(sql: Sql, of: ReviewRow, by: Correction['by']): Promise<number> {
  const open = await sql.query<{ number: number }>(
    `select number from journal where corrects = $1 and state in ('open', 'awaitingApproval') order by number limit 1 for update`,
    [of.journal],
  );
  if (open.rows[0]) return open.rows[0].number;
  const made = await sql.query<{ number: number }>(
    `insert into journal (client, kind, description, currency, state, created_at, created_by, corrects)
     select client, kind, description, currency, 'open', $2, $3, number from journal where number = $1 returning number`,
    [of.journal, by.at, by.login],
  );
  return made.rows[0]!.number;
}

/** Judges a journal of corrections against the books once more; rows that fail leave it, with the reason. */
async function judgeCorrections(
  sql: Sql,
  source: number,
  target: number,
  kind: Kind,
  by: Correction['by'],
): Promise<Map<number, Row['problems']>> {
  await sql.query(
    `update journal_row set problems = (select jsonb_agg(p) from jsonb_array_elements(problems) p where p->>'tier' <> 'books')
     where journal = $1 and problems @? '$[*] ? (@.tier == "books")'`,
    [target],
  );
  await judgeAgainstBooks(sql, target, kind);
  const back = await sql.query<{ row: number; client: number; problems: Row['problems'] }>(
    `delete from journal_row where journal = $1 and state = 'rejected' returning row, client, problems`,
    [target],
  );
  if (back.rows.length === 0) return new Map();
  const numbers = back.rows.map(({ row }) => row);
  await sql.query(`update journal_row set state = 'rejected' where journal = $1 and row = any($2)`, [source, numbers]);
  await sql.query(
    `update row_review set moved_to = null, problems = each.problems
     from unnest($2::integer[], $3::jsonb[]) as each (row, problems) where journal = $1 and row_review.row = each.row`,
    [source, numbers, back.rows.map(({ problems }) => asJsonb(problems))],
  );
  await sql.query(
    `insert into row_event (journal, row, client, at, actor, act, after)
     select $1, each.row, $2, $3, $4, 'bounced', each.after from unnest($5::integer[], $6::jsonb[]) as each (row, after)`,
    [
      source,
      back.rows[0]!.client,
      by.at,
      by.login,
      numbers,
      back.rows.map(({ problems }) => asJsonb({ codes: problems.map(({ code }) => code) })),
    ],
  );
  return new Map(back.rows.map(({ row, problems }) => [row, problems]));
}

/**
 * Counts a journal of corrections; it awaits approval as soon as something in it can be booked, but for a file that is
 * taken only whole not before every row of it is mended or withdrawn. An emptied one is deleted.
 */
export async function settleCorrections(
  sql: Sql,
  of: Pick<ReviewRow, 'journal' | 'kind' | 'agreement'>,
  target: number,
  by: Correction['by'],
): Promise<{ whole: boolean; waits: boolean }> {
  const whole = isWhole(of.kind, agreementOf(of.agreement));
  const bad = whole
    ? await sql.query(
        `select from journal_row where journal = $1 and (state = 'parked' or (state = 'rejected' and ${badInItself})) limit 1`,
        [of.journal],
      )
    : undefined;
  const waits = (bad?.rowCount ?? 0) > 0;
  await sql.query(
    `update journal set rows = counted.rows, accepted = counted.accepted, rejected = 0, sum = counted.sum, version = version + 1, second_approver = null,
       state = case when counted.rows = 0 then 'deleted' when counted.accepted > 0 and not $2 then 'awaitingApproval' else 'open' end,
       deleted_at = case when counted.rows = 0 then $3::timestamptz end, deleted_by = case when counted.rows = 0 then $4 end
     from (select count(*)::integer as rows, count(*) filter (where state = 'accepted')::integer as accepted,
         coalesce(sum(amount) filter (where state = 'accepted'), 0)::bigint as sum from journal_row where journal = $1) as counted
     where number = $1 and state in ('open', 'awaitingApproval')`,
    [target, waits, by.at, by.login],
  );
  return { whole, waits };
}

/** The good rows of a file that is taken only whole go along when its last bad row is mended. */
async function takeDragged(sql: Sql, of: ReviewRow, target: number, by: Correction['by']): Promise<void> {
  const moved = await sql.query<{ row: number }>(
    `insert into journal_row (journal, row, client, line, sheet, state, raw, record, reference, amount, problems)
     select $2, row, client, line, sheet, 'accepted', raw, record, reference, amount,
       (select jsonb_agg(found) from jsonb_array_elements(problems) as found where found->>'code' <> 'row-with-rejected')
     from journal_row where journal = $1 and state = 'rejected' on conflict (journal, row) do nothing returning row`,
    [of.journal, target],
  );
  if (moved.rows.length === 0) return;
  const numbers = moved.rows.map(({ row }) => row);
  await sql.query(`update journal_row set state = 'corrected' where journal = $1 and row = any($2)`, [
    of.journal,
    numbers,
  ]);
  await sql.query(
    `insert into row_review (journal, row, client, moved_to, changed_by, changed_at) select $1, row, $2, $3, $4, $5 from unnest($6::integer[]) as row
     on conflict (journal, row) do update set moved_to = excluded.moved_to, version = row_review.version + 1`,
    [of.journal, of.client, target, by.login, by.at, numbers],
  );
  await sql.query(
    `insert into row_event (journal, row, client, at, actor, act, after)
     select $1, row, $2, $3, $4, 'accepted', jsonb_build_object('journal', $5::integer, 'with', 'file') from unnest($6::integer[]) as row`,
    [of.journal, of.client, by.at, by.login, target, numbers],
  );
  await judgeCorrections(sql, of.journal, target, of.kind, by);
  await settleCorrections(sql, of, target, by);
}
