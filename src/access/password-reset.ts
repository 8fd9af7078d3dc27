/** A new password by mail: a link of short life that works once; nobody is told whether a user exists. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { recordAct } from './audit.ts';
import { passwordFault } from './password.ts';
import { sessionId } from './session.ts';
import { setPassword } from './users.ts';

/** A link works so many minutes, and a user gets at most so many in an hour. */
export const resetLimits = { minutes: 30, perHour: 3 };

/** A link to be sent: whom to, in which language, and the token, which is never stored. */
export interface ResetLink {
  email: string;
  language: 'nb' | 'en';
  token: string;
}

/** Makes a link for the user of a login; undefined where there is none, it is shut out, has no e-mail address, or has had enough links. */
export async function beginReset(
  house: { db: Database; clock: Clock },
  login: string,
  address: string,
): Promise<ResetLink | undefined> {
  const at = house.clock.now();
  const wanted = login.trim().toLowerCase().slice(0, 200);
  return house.db.transaction(async (sql) => {
    const { rows } = await sql.query<{ id: number; login: string; email: string; language: 'nb' | 'en' }>(
      `select id, login, email, language from app_user where login = $1 and disabled_at is null and email <> '' for update`,
      [wanted],
    );
    const user = rows[0];
    if (!user) return undefined;
    const { rows: had } = await sql.query<{ count: number }>(
      `select count(*)::integer as count from password_reset where user_id = $1 and created_at > $2::timestamptz - interval '1 hour'`,
      [user.id, at],
    );
    if (had[0]!.count >= resetLimits.perHour) return undefined;
    const token = randomBytes(32).toString('base64url');
    await sql.query('insert into password_reset (id, user_id, created_at, expires_at) values ($1, $2, $3, $4)', [
      sessionId(token),
      user.id,
      at,
      new Date(at.getTime() + resetLimits.minutes * 60_000),
    ]);
    await recordAct(sql, {
      at,
      actor: user.login,
      act: 'password.reset-asked',
      subject: `user ${user.id}`,
      detail: { address },
    });
    return { email: user.email, language: user.language, token };
  });
}

/** True while a link works. */
export async function isResetOpen(house: { db: Database; clock: Clock }, token: string): Promise<boolean> {
  if (!/^[\w-]{43}$/.test(token)) return false;
  const { rowCount } = await house.db.query(
    `select from password_reset join app_user on app_user.id = user_id
     where password_reset.id = $1 and used_at is null and expires_at > $2 and disabled_at is null`,
    [sessionId(token), house.clock.now()],
  );
  return rowCount === 1;
}

/**
 * Sets the password that a link is for: `done`, `closed` when the link does not work (any more), or what is wrong with the password, which
 * does not spend the link. All the user's sessions and other links end; the second factor stays.
 */
export async function finishReset(
  house: { db: Database; clock: Clock },
  token: string,
  password: string,
): Promise<'done' | 'closed' | 'short' | 'long' | 'login' | 'same'> {
  const at = house.clock.now();
  if (!(await isResetOpen(house, token))) return 'closed';
  const { rows } = await house.db.query<{ user_id: number; login: string }>(
    'select user_id, login from password_reset join app_user on app_user.id = user_id where password_reset.id = $1',
    [sessionId(token)],
  );
  const user = rows[0];
  if (!user) return 'closed';
  const fault = passwordFault(password, user.login);
  if (fault) return fault;
  // Of two at once only one spends the link; it spends the user's other links too.
  const spent = await house.db.query<{ id: string }>(
    `update password_reset set used_at = $2 where user_id = $1 and used_at is null
       and exists (select from password_reset as this where this.id = $3 and this.used_at is null) returning id`,
    [user.user_id, at, sessionId(token)],
  );
  if (!spent.rows.some((row) => row.id === sessionId(token))) return 'closed';
  await setPassword(house.db, at, user.login, { userId: user.user_id, login: user.login, password });
  return 'done';
}
