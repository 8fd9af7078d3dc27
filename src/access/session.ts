/** Sessions: a random token in the browser, its SHA-256 in the database, an end when idle and an end in any case. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database, Sql } from '../db/database.ts';
import type { UserRole } from './role.ts';

/** A session ends after this many minutes without a request, and after this many minutes whatever happens. */
export const sessionMinutes = { idle: 60, absolute: 12 * 60, secondFactor: 10 };

/** Who is signed in, as every request needs it. */
export interface SignedIn {
  session: string;
  userId: number;
  login: string;
  name: string;
  role: UserRole;
  language: 'nb' | 'en';
  numberFormat: 'nb' | 'en';
  appearance: 'auto' | 'light' | 'dark';
  /** False while a code from the authenticator is still owed: nothing but that page may be opened. */
  secondFactorPassed: boolean;
  /** The chosen client; undefined is all of them. */
  client?: number;
}

/** One of a user's sessions, for the list “where I am signed in”. */
export interface SessionSummary {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  address: string;
  userAgent: string;
}

/** Where a session comes from. */
export interface Origin {
  address: string;
  userAgent: string;
}

/** The name a token is kept under: its SHA-256, so that a stolen table opens nothing. */
export function sessionId(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Starts a session and returns the token, which is never stored. */
export async function startSession(
  sql: Sql,
  now: Date,
  userId: number,
  from: Origin,
  secondFactorPassed: boolean,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const minutes = secondFactorPassed ? sessionMinutes.absolute : sessionMinutes.secondFactor;
  await sql.query(
    `insert into session (id, user_id, created_at, last_seen_at, expires_at, address, user_agent, second_factor_passed)
     values ($1, $2, $3, $3, $4, $5, $6, $7)`,
    [
      sessionId(token),
      userId,
      now,
      new Date(now.getTime() + minutes * 60_000),
      from.address,
      from.userAgent.slice(0, 300),
      secondFactorPassed,
    ],
  );
  return token;
}

interface SessionRow {
  id: string;
  user_id: number;
  login: string;
  name: string;
  role: UserRole;
  language: 'nb' | 'en';
  number_format: 'nb' | 'en';
  appearance: 'auto' | 'light' | 'dark';
  second_factor_passed: boolean;
  client: number | null;
  stale: boolean;
}

/** Who a token belongs to, or undefined when it is unknown, ended, too old, idle too long, or its user is shut out. */
export async function findSession(db: Database, now: Date, token: string): Promise<SignedIn | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const { rows } = await db.query<SessionRow>(
    `select session.id, user_id, login, name, role, language, number_format, appearance, second_factor_passed,
       (data->>'client')::integer as client, last_seen_at < $2::timestamptz - interval '1 minute' as stale
     from session join app_user on app_user.id = session.user_id
     where session.id = $1 and expires_at > $2 and disabled_at is null
       and last_seen_at > $2::timestamptz - make_interval(mins => $3)`,
    [sessionId(token), now, sessionMinutes.idle],
  );
  const row = rows[0];
  if (!row) return undefined;
  if (row.stale) await db.query('update session set last_seen_at = $2 where id = $1', [row.id, now]);
  return {
    session: row.id,
    userId: row.user_id,
    login: row.login,
    name: row.name,
    role: row.role,
    language: row.language,
    numberFormat: row.number_format,
    appearance: row.appearance,
    secondFactorPassed: row.second_factor_passed,
    ...(row.client === null ? {} : { client: row.client }),
  };
}

/** Remembers which client a session works with; undefined is all of them. */
export async function chooseClient(sql: Sql, session: string, client: number | undefined): Promise<void> {
  await sql.query(
    `update session set data = data - 'client' || jsonb_strip_nulls(jsonb_build_object('client', $2::integer)) where id = $1`,
    [session, client ?? null],
  );
}

/** A form that was sent when its session had ended: where to, and its fields. */
export interface KeptForm {
  path: string;
  fields: [name: string, values: string[]][];
}

/** Keeps a form with a session until {@link takeForm} asks for it. */
export async function keepForm(sql: Sql, session: string, form: KeptForm): Promise<void> {
  await sql.query(`update session set data = jsonb_set(data, '{form}', $2::jsonb) where id = $1`, [
    session,
    JSON.stringify(form),
  ]);
}

/** The form that a session keeps, which it then forgets; undefined when there is none. */
export async function takeForm(sql: Sql, session: string): Promise<KeptForm | undefined> {
  const { rows } = await sql.query<{ form: KeptForm | null }>(
    `with kept as (select id, data->'form' as form from session where id = $1 for update)
     update session set data = session.data - 'form' from kept where session.id = kept.id returning kept.form`,
    [session],
  );
  return rows[0]?.form ?? undefined;
}

/** Ends one session of a user; true when there was one. */
export async function endSession(sql: Sql, userId: number, session: string): Promise<boolean> {
  const result = await sql.query('delete from session where id = $1 and user_id = $2', [session, userId]);
  return result.rowCount === 1;
}

/** Ends all of a user's sessions, or all but one; returns how many. */
export async function endSessions(sql: Sql, userId: number, except = ''): Promise<number> {
  const result = await sql.query('delete from session where user_id = $1 and id <> $2', [userId, except]);
  return result.rowCount ?? 0;
}

/** A user's living sessions, the latest used first. */
export async function listSessions(sql: Sql, now: Date, userId: number): Promise<SessionSummary[]> {
  const { rows } = await sql.query<{
    id: string;
    created_at: Date;
    last_seen_at: Date;
    address: string | null;
    user_agent: string | null;
  }>(
    `select id, created_at, last_seen_at, address, user_agent from session
     where user_id = $1 and expires_at > $2 and second_factor_passed
       and last_seen_at > $2::timestamptz - make_interval(mins => $3)
     order by last_seen_at desc, id limit 50`,
    [userId, now, sessionMinutes.idle],
  );
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    address: row.address ?? '',
    userAgent: row.user_agent ?? '',
  }));
}

/** Deletes sessions that can no longer be used; safe to run at any time. */
export async function sweepSessions(db: Database, now: Date): Promise<number> {
  const result = await db.query(
    `delete from session where expires_at <= $1 or last_seen_at <= $1::timestamptz - make_interval(mins => $2)`,
    [now, sessionMinutes.idle],
  );
  return result.rowCount ?? 0;
}

/** The form token that goes with a cookie's token: only who holds the cookie can have been given it, and nothing is stored. */
export function formToken(token: string): string {
  return createHmac('sha256', token).update('form').digest('base64url');
}

/** True when a form carries the token that goes with the cookie. */
export function isFormToken(token: string, given: unknown): boolean {
  if (typeof given !== 'string' || token === '') return false;
  const expected = Buffer.from(formToken(token));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
