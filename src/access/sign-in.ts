/** Signing in: one answer for every failure, a growing pause after repeated ones, a new session each time. */
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../db/database.ts';
import { recordAct } from './audit.ts';
import { isPassword, pretendToCheck } from './password.ts';
import { endSession, startSession, type Origin, type SignedIn } from './session.ts';
import { acceptedStep } from './totp.ts';

/** After this many failures in a row an account pauses: one minute, doubled by each further failure, at most a quarter of an hour. */
export const pauseAfter = 5;

/** How signing in went. A refusal never says whether the user exists, is shut out, or pauses. */
export type SignInResult = { outcome: 'signedIn' | 'codeNeeded'; token: string } | { outcome: 'refused' };

interface UserRow {
  id: number;
  login: string;
  password_hash: string | null;
  totp_secret: string | null;
  totp_step: number;
  failed_attempts: number;
  locked_until: Date | null;
  disabled_at: Date | null;
}

const columns = 'id, login, password_hash, totp_secret, totp_step, failed_attempts, locked_until, disabled_at';

function pausing(user: UserRow, now: Date): boolean {
  return user.locked_until !== null && user.locked_until > now;
}

async function countFailure(db: Database, now: Date, user: UserRow, address: string, act: string): Promise<void> {
  await db.transaction(async (sql) => {
    const { rows } = await sql.query<{ failed_attempts: number }>(
      'update app_user set failed_attempts = failed_attempts + 1 where id = $1 returning failed_attempts',
      [user.id],
    );
    const failures = rows[0]!.failed_attempts;
    if (failures >= pauseAfter) {
      const minutes = Math.min(2 ** (failures - pauseAfter), 15);
      await sql.query('update app_user set locked_until = $2 where id = $1', [
        user.id,
        new Date(now.getTime() + minutes * 60_000),
      ]);
    }
    await recordAct(sql, {
      at: now,
      actor: user.login,
      act,
      subject: `user ${user.id}`,
      detail: { address, failures },
    });
  });
}

/** Checks a user name and password and starts a session; where a second factor is set, the session may only give its code. */
export async function signIn(
  house: { db: Database; clock: Clock },
  given: { login: string; password: string },
  from: Origin,
): Promise<SignInResult> {
  const { db } = house;
  const now = house.clock.now();
  const login = given.login.trim().toLowerCase().slice(0, 200);
  const password = given.password.slice(0, 1000);
  const { rows } = await db.query<UserRow>(`select ${columns} from app_user where login = $1`, [login]);
  const user = rows[0];
  if (!user || user.password_hash === null || user.disabled_at !== null || pausing(user, now)) {
    await pretendToCheck(password);
    return { outcome: 'refused' };
  }
  if (!(await isPassword(password, user.password_hash))) {
    await countFailure(db, now, user, from.address, 'sign-in.refused');
    return { outcome: 'refused' };
  }
  const codeNeeded = user.totp_secret !== null;
  const token = await db.transaction(async (sql) => {
    // With a second factor the count starts anew only when the code is right too.
    if (!codeNeeded)
      await sql.query('update app_user set failed_attempts = 0, locked_until = null where id = $1', [user.id]);
    await recordAct(sql, {
      at: now,
      actor: user.login,
      act: codeNeeded ? 'sign-in.password' : 'sign-in',
      subject: `user ${user.id}`,
      detail: { address: from.address },
    });
    return startSession(sql, now, user.id, from, !codeNeeded);
  });
  return { outcome: codeNeeded ? 'codeNeeded' : 'signedIn', token };
}

/** Checks the code of the second factor; the half session ends and a full one with a new token begins. Each code counts once. */
export async function giveCode(
  house: { db: Database; clock: Clock },
  half: SignedIn,
  code: string,
  from: Origin,
): Promise<SignInResult> {
  const { db } = house;
  const now = house.clock.now();
  const { rows } = await db.query<UserRow>(`select ${columns} from app_user where id = $1`, [half.userId]);
  const user = rows[0];
  if (!user || user.totp_secret === null || user.disabled_at !== null || pausing(user, now))
    return { outcome: 'refused' };
  const step = acceptedStep(user.totp_secret, code, now, user.totp_step);
  if (step === undefined) {
    await countFailure(db, now, user, from.address, 'sign-in.code-refused');
    return { outcome: 'refused' };
  }
  return db.transaction(async (sql) => {
    const used = await sql.query(
      'update app_user set totp_step = $2, failed_attempts = 0, locked_until = null where id = $1 and totp_step < $2',
      [user.id, step],
    );
    if (used.rowCount !== 1) return { outcome: 'refused' };
    await endSession(sql, user.id, half.session);
    await recordAct(sql, {
      at: now,
      actor: user.login,
      act: 'sign-in',
      subject: `user ${user.id}`,
      detail: { address: from.address, secondFactor: true },
    });
    return { outcome: 'signedIn', token: await startSession(sql, now, user.id, from, true) };
  });
}

/** Ends a session at the user's own wish. */
export async function signOut(house: { db: Database; clock: Clock }, signedIn: SignedIn): Promise<void> {
  await house.db.transaction(async (sql) => {
    await endSession(sql, signedIn.userId, signedIn.session);
    await recordAct(sql, {
      at: house.clock.now(),
      actor: signedIn.login,
      act: 'sign-out',
      subject: `user ${signedIn.userId}`,
    });
  });
}

/** Asks a signed-in user for the password again before something dear; failures count as at sign-in, and a pausing account is refused. */
export async function confirmPassword(
  house: { db: Database; clock: Clock },
  signedIn: SignedIn,
  password: string,
  address: string,
): Promise<boolean> {
  const now = house.clock.now();
  const { rows } = await house.db.query<UserRow>(`select ${columns} from app_user where id = $1`, [signedIn.userId]);
  const user = rows[0];
  if (!user || user.password_hash === null || user.disabled_at !== null || pausing(user, now)) return false;
  if (await isPassword(password.slice(0, 1000), user.password_hash)) return true;
  await countFailure(house.db, now, user, address, 'password.refused');
  return false;
}
