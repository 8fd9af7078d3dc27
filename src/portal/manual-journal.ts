/** Journals that people write in the portal, and what may be done with any journal before it is approved. */
import { approveJournal } from '../journal/approve.ts';
import { judgeAgainstBooks } from '../journal/books.ts';
import { keyAndAmount } from '../journal/encode.ts';
import { agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import type { Problem } from '../domain/row.ts';
import type { Sql } from '../db/database.ts';
import { recordAct } from '../access/audit.ts';
import type { SignedInVisit } from './visit.ts';

export interface Journal {
  number: number;
  client: number;
  client_name: string;
  kind: 'case' | 'payment' | 'invoice' | 'stop' | 'statement';
  drop_id: number | null;
  description: string;
  currency: string;
  state: 'open' | 'awaitingApproval' | 'approved' | 'posting' | 'posted' | 'deleted';
  created_at: Date;
  created_by: string;
  version: number;
  approved_at: Date | null;
  approved_by: string | null;
  first_approver: string | null;
  rows: number;
  accepted: number;
  rejected: number;
  sum: bigint;
}

export interface JournalLine {
  row: number;
  line: number;
  state: string;
  reference: string | null;
  amount: bigint;
  record: Record<string, unknown>;
  raw: Record<string, string>;
  problems: Problem[] | null;
}

const columns = `journal.number, journal.client, client.name as client_name, journal.kind,
  coalesce(drop_id, (select source.drop_id from journal as source where source.number = journal.corrects)) as drop_id, description, currency, state, journal.created_at,
  created_by, version, approved_at, approved_by, second_approver as first_approver, rows, accepted, rejected, sum`;

/** One journal, or undefined. */
export async function readJournal(sql: Sql, number: number): Promise<Journal | undefined> {
  const { rows } = await sql.query<Journal>(
    `select ${columns} from journal join client on client.number = journal.client where journal.number = $1`,
    [number],
  );
  return rows[0];
}

/** Journals of the clients: those not yet approved, or all; of one kind where given. */
export async function findJournals(
  sql: Sql,
  given: { clients: number[]; all: boolean; kind?: string; manual?: boolean; limit: number; offset: number },
): Promise<Journal[]> {
  const { rows } = await sql.query<Journal>(
    `select ${columns} from journal join client on client.number = journal.client
     where journal.client = any($1) and ($2 or state in ('open', 'awaitingApproval')) and ($3::text is null or journal.kind = $3)
       and ($4::boolean is null or (drop_id is null and corrects is null) = $4)
     order by journal.number desc limit $5 offset $6`,
    [given.clients, given.all, given.kind ?? null, given.manual ?? null, given.limit, given.offset],
  );
  return rows;
}

/** Some of a journal's rows in order. */
export async function readLines(sql: Sql, journal: number, limit: number, offset: number): Promise<JournalLine[]> {
  const { rows } = await sql.query<JournalLine>(
    'select row, line, state, reference, amount, record, raw, problems from journal_row where journal = $1 order by row limit $2 offset $3',
    [journal, limit, offset],
  );
  return rows;
}

/** Begins a journal in the user's name and returns its number. */
export async function beginJournal(
  sql: Sql,
  visit: SignedInVisit,
  given: { client: number; kind: 'case' | 'payment'; description: string },
): Promise<number> {
  const { rows } = await sql.query<{ number: number }>(
    `insert into journal (client, kind, description, state, created_at, created_by) values ($1, $2, $3, 'open', $4, $5) returning number`,
    [given.client, given.kind, given.description, visit.now, visit.user.login],
  );
  return rows[0]!.number;
}

/** A written row to keep: what was typed, what it means, and what is to be said of it (warnings alone). */
export interface WrittenRow {
  raw: Record<string, string>;
  record: object;
  problems: Problem[];
}

/** Puts a row into a journal that is not yet approved, or in place of one of its rows, and judges the journal anew against the books. */
export async function writeRow(
  sql: Sql,
  journal: Pick<Journal, 'number' | 'client' | 'kind'>,
  written: WrittenRow,
  row?: number,
): Promise<void> {
  const { reference, amount } = keyAndAmount(journal.kind, { ...written.record });
  const values = [
    journal.number,
    JSON.stringify(written.raw),
    JSON.stringify(written.record),
    reference,
    amount,
    JSON.stringify(written.problems),
  ];
  if (row === undefined) {
    await sql.query(
      `insert into journal_row (journal, row, client, line, state, raw, record, reference, amount, problems)
       select $1, n, $7, n, 'accepted', $2, $3, $4, $5, nullif($6::jsonb, '[]')
       from (select coalesce(max(row), 0) + 1 as n from journal_row where journal = $1) next`,
      [...values, journal.client],
    );
  } else {
    await sql.query(
      `update journal_row set state = 'accepted', raw = $2, record = $3, reference = $4, amount = $5, problems = nullif($6::jsonb, '[]')
       where journal = $1 and row = $7`,
      [...values, row],
    );
  }
  await judgeAnew(sql, journal);
}

/** Judges a written journal against the books once more, counts it, and lets it await approval when anything in it can be booked. */
export async function judgeAnew(sql: Sql, journal: Pick<Journal, 'number' | 'kind'>): Promise<void> {
  await sql.query(
    `update journal_row set state = 'accepted', problems = (select jsonb_agg(p) from jsonb_array_elements(problems) p where p->>'tier' <> 'books')
     where journal = $1 and state in ('accepted', 'rejected') and problems @? '$[*] ? (@.tier == "books")'`,
    [journal.number],
  );
  await judgeAgainstBooks(sql, journal.number, journal.kind);
  await recount(sql, journal.number);
}

async function recount(sql: Sql, journal: number): Promise<void> {
  await sql.query(
    `update journal set rows = counted.rows, accepted = counted.accepted, rejected = counted.rejected, sum = counted.sum, version = version + 1,
       second_approver = null, state = case when counted.accepted > 0 then 'awaitingApproval' else 'open' end
     from (select count(*)::integer as rows, count(*) filter (where state = 'accepted')::integer as accepted,
         count(*) filter (where state = 'rejected')::integer as rejected,
         coalesce(sum(amount) filter (where state = 'accepted'), 0)::bigint as sum
       from journal_row where journal = $1) counted
     where number = $1 and state in ('open', 'awaitingApproval')`,
    [journal],
  );
}

/** How an act on a journal went; `changed`: someone else was first, `state`: it no longer waits, `reader`: not one's to do. */
export type JournalOutcome = 'done' | 'first' | 'changed' | 'state' | 'reader' | 'missing' | 'empty';

async function held(
  sql: Sql,
  visit: SignedInVisit,
  number: number,
  version: number,
): Promise<Journal | JournalOutcome> {
  const locked = await sql.query('select from journal where number = $1 for update', [number]);
  if (locked.rowCount === 0) return 'missing';
  const journal = await readJournal(sql, number);
  if (!journal) return 'missing';
  if (!visit.clients.some((client) => client.number === journal.client && client.role === 'approver')) return 'reader';
  if (journal.state !== 'open' && journal.state !== 'awaitingApproval') return 'state';
  return journal.version === version ? journal : 'changed';
}

/** Approves a journal as it was seen (`version`). Above the agreement's limit the first approval waits for another person's. */
export async function approve(
  sql: Sql,
  visit: SignedInVisit,
  number: number,
  version: number,
): Promise<JournalOutcome> {
  const journal = await held(sql, visit, number, version);
  if (typeof journal === 'string') return journal;
  if (journal.state === 'open') return 'empty';
  const { rows } = await sql.query<{ agreement: StoredAgreement }>('select agreement from client where number = $1', [
    journal.client,
  ]);
  const limit = agreementOf(rows[0]?.agreement ?? {}).fourEyesAbove;
  const { login } = visit.user;
  if (
    limit !== null &&
    journal.sum > BigInt(limit) &&
    (journal.first_approver === null || journal.first_approver === login)
  ) {
    await sql.query('update journal set second_approver = $2, version = version + 1 where number = $1', [
      number,
      login,
    ]);
    await recordAct(sql, {
      at: visit.now,
      actor: login,
      act: 'journal-approved-first',
      client: journal.client,
      subject: `journal:${number}`,
    });
    return 'first';
  }
  const answer = await approveJournal(sql, number, login, visit.now);
  return answer.approved ? 'done' : 'state';
}

/** Deletes a journal as it was seen; its rows stay readable, nothing is booked. */
export async function deleteJournal(
  sql: Sql,
  visit: SignedInVisit,
  number: number,
  version: number,
): Promise<JournalOutcome> {
  const journal = await held(sql, visit, number, version);
  if (typeof journal === 'string') return journal;
  const { login } = visit.user;
  await sql.query(
    `update journal_row set state = 'withdrawn' where journal = $1 and state in ('accepted', 'rejected', 'parked')`,
    [number],
  );
  await sql.query(
    `update journal set state = 'deleted', deleted_at = $2, deleted_by = $3, accepted = 0, rejected = 0, sum = 0, version = version + 1 where number = $1`,
    [number, visit.now, login],
  );
  await recordAct(sql, {
    at: visit.now,
    actor: login,
    act: 'journal-deleted',
    client: journal.client,
    subject: `journal:${number}`,
    detail: { rows: journal.rows },
  });
  return 'done';
}

/** Takes one row out of a journal as it was seen; it stays readable as withdrawn. */
export async function withdrawRow(
  sql: Sql,
  visit: SignedInVisit,
  number: number,
  version: number,
  row: number,
): Promise<JournalOutcome> {
  const journal = await held(sql, visit, number, version);
  if (typeof journal === 'string') return journal;
  const taken = await sql.query(
    `update journal_row set state = 'withdrawn' where journal = $1 and row = $2 and state in ('accepted', 'rejected', 'parked')`,
    [number, row],
  );
  if (taken.rowCount !== 1) return 'changed';
  await recordAct(sql, {
    at: visit.now,
    actor: visit.user.login,
    act: 'journal-row-withdrawn',
    client: journal.client,
    subject: `journal:${number}`,
    detail: { row },
  });
  await recount(sql, number);
  return 'done';
}
