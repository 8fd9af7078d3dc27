/** The second factor: offered, proven with a code, then owed at every sign-in. */
import type { Database } from '../db/database.ts';
import { recordAct } from './audit.ts';
import { endSessions, type SignedIn } from './session.ts';
import { acceptedStep, newSecret } from './totp.ts';

/** Makes a secret that counts first when proven by {@link confirmSecondFactor}; asked again it makes a new one. */
export async function offerSecondFactor(db: Database, userId: number): Promise<string> {
  const secret = newSecret();
  await db.query('update app_user set totp_pending = $2 where id = $1', [userId, secret]);
  return secret;
}

/** The secret that waits to be proven, or undefined. */
export async function pendingSecret(db: Database, userId: number): Promise<string | undefined> {
  const { rows } = await db.query<{ totp_pending: string | null }>('select totp_pending from app_user where id = $1', [
    userId,
  ]);
  return rows[0]?.totp_pending ?? undefined;
}

/** True when a user owes a code at sign-in. */
export async function hasSecondFactor(db: Database, userId: number): Promise<boolean> {
  const { rows } = await db.query<{ has: boolean }>(
    'select totp_secret is not null as has from app_user where id = $1',
    [userId],
  );
  return rows[0]?.has ?? false;
}

/** Takes the waiting secret into use when the code proves it; ends the user's other sessions. False when the code is wrong. */
export async function confirmSecondFactor(db: Database, at: Date, signedIn: SignedIn, code: string): Promise<boolean> {
  const secret = await pendingSecret(db, signedIn.userId);
  const step = secret === undefined ? undefined : acceptedStep(secret, code, at, 0);
  if (step === undefined) return false;
  await db.transaction(async (sql) => {
    await sql.query(
      'update app_user set totp_secret = totp_pending, totp_pending = null, totp_step = $2 where id = $1 and totp_pending = $3',
      [signedIn.userId, step, secret],
    );
    await endSessions(sql, signedIn.userId, signedIn.session);
    await recordAct(sql, { at, actor: signedIn.login, act: 'second-factor.on', subject: `user ${signedIn.userId}` });
  });
  return true;
}

/** Takes the second factor away; the caller has asked for the password again. */
export async function removeSecondFactor(db: Database, at: Date, actor: string, userId: number): Promise<void> {
  await db.transaction(async (sql) => {
    await sql.query('update app_user set totp_secret = null, totp_pending = null, totp_step = 0 where id = $1', [
      userId,
    ]);
    await recordAct(sql, { at, actor, act: 'second-factor.off', subject: `user ${userId}` });
  });
}
