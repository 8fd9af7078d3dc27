/** Users and the clients they may act for. */
import type { Day } from '../domain/day.ts';
import type { Database, Sql } from '../db/database.ts';
import { recordAct } from './audit.ts';
import { hashPassword, passwordFault } from './password.ts';
import type { MemberRole, UserRole } from './role.ts';
import { endSessions } from './session.ts';

/** A user to be made. Without a password nobody can sign in until one is set. */
export interface NewUser {
  login: string;
  name: string;
  role: UserRole;
  email?: string;
  password?: string;
  language?: 'nb' | 'en';
}

/** Makes a user and returns the id. Throws when the login is taken or the password is too weak. */
export async function createUser(db: Database, at: Date, actor: string, user: NewUser): Promise<number> {
  const login = user.login.trim().toLowerCase();
  if (!/^[\p{L}\p{N}._@+-]{2,100}$/u.test(login))
    throw new Error(`the user name “${login}” must be 2 to 100 letters, digits or . _ @ + -`);
  const fault = user.password === undefined ? undefined : passwordFault(user.password, login);
  if (fault) throw new Error(`the password for ${login} is not good enough (${fault}): use at least twelve characters`);
  const hash = user.password === undefined ? null : await hashPassword(user.password);
  return db.transaction(async (sql) => {
    const { rows } = await sql.query<{ id: number }>(
      `insert into app_user (login, name, role, email, password_hash, language, number_format, created_at)
       values ($1, $2, $3, $4, $5, $6, $6, $7) returning id`,
      [login, user.name, user.role, user.email ?? null, hash, user.language ?? 'nb', at],
    );
    const id = rows[0]!.id;
    await recordAct(sql, { at, actor, act: 'user.created', subject: `user ${id}`, detail: { login, role: user.role } });
    return id;
  });
}

/** Lets a user act for a client from one day to another (both included; open when absent). Again with other terms: they replace the first. */
export async function grantMembership(
  db: Database,
  at: Date,
  actor: string,
  membership: { userId: number; client: number; role: MemberRole; from?: Day; to?: Day },
): Promise<void> {
  await db.transaction(async (sql) => {
    await sql.query(
      `insert into membership (user_id, client, role, valid_from, valid_to) values ($1, $2, $3, $4, $5)
       on conflict (user_id, client) do update set role = excluded.role, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
      [membership.userId, membership.client, membership.role, membership.from ?? null, membership.to ?? null],
    );
    await recordAct(sql, {
      at,
      actor,
      act: 'membership.granted',
      client: membership.client,
      subject: `user ${membership.userId}`,
      detail: { role: membership.role, from: membership.from ?? null, to: membership.to ?? null },
    });
  });
}

/** Takes a user's access to a client away; true when there was some. */
export async function revokeMembership(
  db: Database,
  at: Date,
  actor: string,
  membership: { userId: number; client: number },
): Promise<boolean> {
  return db.transaction(async (sql) => {
    const gone = await sql.query('delete from membership where user_id = $1 and client = $2', [
      membership.userId,
      membership.client,
    ]);
    if (gone.rowCount !== 1) return false;
    await recordAct(sql, {
      at,
      actor,
      act: 'membership.revoked',
      client: membership.client,
      subject: `user ${membership.userId}`,
    });
    return true;
  });
}

/** Sets a user's password, ends every other session, and lifts a pause. Throws when the password is too weak. */
export async function setPassword(
  db: Database,
  at: Date,
  actor: string,
  user: { userId: number; login: string; password: string; keepSession?: string },
): Promise<void> {
  const fault = passwordFault(user.password, user.login);
  if (fault)
    throw new Error(`the password for ${user.login} is not good enough (${fault}): use at least twelve characters`);
  const hash = await hashPassword(user.password);
  await db.transaction(async (sql) => {
    await sql.query('update app_user set password_hash = $2, failed_attempts = 0, locked_until = null where id = $1', [
      user.userId,
      hash,
    ]);
    const ended = await endSessions(sql, user.userId, user.keepSession);
    await recordAct(sql, {
      at,
      actor,
      act: 'password.set',
      subject: `user ${user.userId}`,
      detail: { sessionsEnded: ended },
    });
  });
}

/** Shuts a user out at once: no sign-in, no session. */
export async function disableUser(db: Database, at: Date, actor: string, userId: number): Promise<void> {
  await db.transaction(async (sql) => {
    await sql.query('update app_user set disabled_at = coalesce(disabled_at, $2) where id = $1', [userId, at]);
    await endSessions(sql, userId);
    await recordAct(sql, { at, actor, act: 'user.disabled', subject: `user ${userId}` });
  });
}

/** A client that a user may act for today. */
export interface MyClient {
  number: number;
  name: string;
  role: MemberRole;
}

/** The clients the acting user may see, by number, and what it may do there; for those who work at the collector all creditors, as readers. */
export async function myClients(sql: Sql): Promise<MyClient[]> {
  const { rows } = await sql.query<MyClient>(
    `select client.number, client.name, coalesce(membership.role, 'reader') as role
     from client left join membership on membership.client = client.number and membership.user_id = acting_user()
     where client.kind = 'creditor' order by client.number limit 5000`,
  );
  return rows;
}
