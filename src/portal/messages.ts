/** Conversations between a creditor and the collector. */
import type { Sql } from '../db/database.ts';
import type { SignedInVisit } from './visit.ts';

/** The longest message and the longest subject, in characters. */
export const longest = { body: 10_000, subject: 200 };

export interface Thread {
  id: number;
  client: number;
  case_number: number | null;
  invoice_id: number | null;
  /** The invoice's number, where it is about one. */
  invoice: string | null;
  subject: string;
  kind: 'message' | 'stop' | 'payment' | 'support';
  created_at: Date;
  created_by: string;
  last_at: Date;
  waits_for: 'client' | 'collector' | null;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface Message {
  thread: number;
  n: number;
  at: Date;
  author: string;
  from_collector: boolean;
  body: string;
}

const columns = `id, client, case_number, invoice_id, subject, kind, created_at, created_by, last_at, waits_for, ended_at, ended_by,
  (select invoice from invoice where invoice.id = invoice_id) as invoice`;

/** Conversations of the clients, open ones or all, those that wait for the reader first. */
export async function findThreads(
  sql: Sql,
  given: { clients: number[]; all: boolean; page: number; perPage: number },
): Promise<{ threads: Thread[]; total: number }> {
  const where = `client = any($1) and ($2 or ended_at is null)`;
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from message_thread where ${where}`,
    [given.clients, given.all],
  );
  const { rows } = await sql.query<Thread>(
    `select ${columns} from message_thread where ${where}
     order by (ended_at is null and waits_for = 'client') desc, last_at desc, id desc limit $3 offset $4`,
    [given.clients, given.all, given.perPage, (given.page - 1) * given.perPage],
  );
  return { threads: rows, total: total.rows[0]!.count };
}

/** One conversation with its messages, or undefined. */
export async function readThread(sql: Sql, id: number): Promise<{ thread: Thread; messages: Message[] } | undefined> {
  const { rows } = await sql.query<Thread>(`select ${columns} from message_thread where id = $1`, [id]);
  const thread = rows[0];
  if (!thread) return undefined;
  return { thread, messages: await messagesOf(sql, [id]) };
}

async function messagesOf(sql: Sql, threads: number[]): Promise<Message[]> {
  const { rows } = await sql.query<Message>(
    'select thread, n, at, author, from_collector, body from message where thread = any($1) order by thread, n limit 2000',
    [threads],
  );
  return rows;
}

/** A case's conversations, the newest first, each with its messages. */
export async function caseThreads(sql: Sql, number: number): Promise<{ thread: Thread; messages: Message[] }[]> {
  return threadsOf(sql, 'case_number', number);
}

/** An invoice's conversations, the newest first, each with its messages. */
export async function invoiceThreads(sql: Sql, id: number): Promise<{ thread: Thread; messages: Message[] }[]> {
  return threadsOf(sql, 'invoice_id', id);
}

async function threadsOf(sql: Sql, column: 'case_number' | 'invoice_id', number: number) {
  const { rows } = await sql.query<Thread>(
    `select ${columns} from message_thread where ${column} = $1 order by (ended_at is null) desc, last_at desc limit 100`,
    [number],
  );
  const messages = Map.groupBy(
    await messagesOf(
      sql,
      rows.map((row) => row.id),
    ),
    (message) => message.thread,
  );
  return rows.map((thread) => ({ thread, messages: messages.get(thread.id) ?? [] }));
}

/** Begins a conversation and returns its number. */
export async function beginThread(
  sql: Sql,
  visit: SignedInVisit,
  given: {
    client: number;
    caseNumber?: number | undefined;
    invoice?: number;
    subject: string;
    body: string;
    kind: Thread['kind'];
  },
): Promise<number> {
  const { login } = visit.user;
  const { rows } = await sql.query<{ id: number }>(
    `insert into message_thread (client, case_number, subject, kind, created_at, created_by, last_at, waits_for, invoice_id)
     values ($1, $2, $3, $4, $5, $6, $5, 'collector', $7) returning id`,
    [given.client, given.caseNumber ?? null, given.subject, given.kind, visit.now, login, given.invoice ?? null],
  );
  const id = rows[0]!.id;
  await sql.query('insert into message (thread, n, client, at, author, body) values ($1, 1, $2, $3, $4, $5)', [
    id,
    given.client,
    visit.now,
    login,
    given.body,
  ]);
  return id;
}

/** Adds a message to an open conversation, which then waits for the other side; false when it is ended or not there. */
export async function replyTo(
  sql: Sql,
  visit: SignedInVisit,
  id: number,
  body: string,
  fromCollector: boolean,
): Promise<boolean> {
  const { rows } = await sql.query<{ client: number }>(
    `update message_thread set last_at = $2, waits_for = $3 where id = $1 and ended_at is null returning client`,
    [id, visit.now, fromCollector ? 'client' : 'collector'],
  );
  if (!rows[0]) return false;
  await sql.query(
    `insert into message (thread, n, client, at, author, from_collector, body)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6 from message where thread = $1`,
    [id, rows[0].client, visit.now, visit.user.login, fromCollector, body],
  );
  return true;
}

/** Ends a conversation; false when it was ended already or is not there. */
export async function endThread(sql: Sql, visit: SignedInVisit, id: number): Promise<boolean> {
  const ended = await sql.query(
    'update message_thread set ended_at = $2, ended_by = $3, waits_for = null where id = $1 and ended_at is null',
    [id, visit.now, visit.user.login],
  );
  return ended.rowCount === 1;
}
