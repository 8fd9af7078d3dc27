import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { testClock } from '../platform/clock.ts';
import { confirmSecondFactor, offerSecondFactor, removeSecondFactor } from './second-factor.ts';
import {
  endSessions,
  findSession,
  isFormToken,
  formToken,
  listSessions,
  sessionMinutes,
  sweepSessions,
} from './session.ts';
import { giveCode, pauseAfter, signIn } from './sign-in.ts';
import { fromBase32, hotp, stepOf } from './totp.ts';
import { createUser, disableUser, setPassword } from './users.ts';

const password = 'en lang setning til prøve';
const from = { address: '192.0.2.1', userAgent: 'vitest' };
const clock = testClock('2026-11-24T09:00:00+01:00');
let fresh: FreshDatabase;
let db: Database;
let serial = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url, 4);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

async function someone() {
  serial += 1;
  const login = `person${serial}`;
  const userId = await createUser(db, clock.now(), 'test', { login, name: login, role: 'creditor', password });
  return { userId, login };
}

async function tokenOf(login: string): Promise<string> {
  const result = await signIn({ db, clock }, { login, password }, from);
  if (result.outcome === 'refused') throw new Error('refused');
  return result.token;
}

describe('sign-in', () => {
  test('the right password gives a session, whatever the case of the user name; the token is not in the database', async () => {
    const { login, userId } = await someone();
    const result = await signIn({ db, clock }, { login: ` ${login.toUpperCase()} `, password }, from);
    expect(result.outcome).toBe('signedIn');
    const token = result.outcome === 'signedIn' ? result.token : '';
    expect((await findSession(db, clock.now(), token))?.userId).toBe(userId);
    const { rows } = await db.query<{ all: string }>('select json_agg(session)::text as all from session');
    expect(rows[0]!.all).not.toContain(token);
  });

  test.each(['', 'feil', `${password} `, password.toUpperCase()])('the password “%s” is refused', async (wrong) => {
    const { login } = await someone();
    expect(await signIn({ db, clock }, { login, password: wrong }, from)).toEqual({ outcome: 'refused' });
  });

  test('unknown, shut-out and passwordless users are refused with the same answer', async () => {
    const { login, userId } = await someone();
    await disableUser(db, clock.now(), 'test', userId);
    await createUser(db, clock.now(), 'test', { login: 'uten-passord', name: 'x', role: 'creditor' });
    for (const name of [login, 'uten-passord', 'finnes ikke', '', "' or 1=1 --"]) {
      expect(await signIn({ db, clock }, { login: name, password }, from)).toEqual({ outcome: 'refused' });
    }
  });

  test('an unknown user takes as long as a known one', async () => {
    const { login } = await someone();
    const median = async (name: string) => {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        await signIn({ db, clock }, { login: name, password: 'feil passord her' }, from);
        times.push(performance.now() - start);
        await db.query('update app_user set failed_attempts = 0, locked_until = null');
      }
      return times.sort((a, b) => a - b)[2]!;
    };
    await median('varm opp');
    const ratio = (await median('finnes-ikke')) / (await median(login));
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
  });

  test('after repeated failures even the right password is refused for a growing while, then counts again', async () => {
    const { login } = await someone();
    const attempt = (given: string) => signIn({ db, clock }, { login, password: given }, from);
    for (let i = 0; i < pauseAfter; i++) await attempt('feil');
    expect((await attempt(password)).outcome).toBe('refused');
    clock.advance(61_000);
    expect((await attempt('feil')).outcome).toBe('refused');
    clock.advance(61_000);
    expect((await attempt(password)).outcome).toBe('refused');
    clock.advance(61_000);
    expect((await attempt(password)).outcome).toBe('signedIn');
    const { rows } = await db.query<{ n: number }>(
      `select count(*)::integer as n from audit where actor = $1 and act = 'sign-in.refused'`,
      [login],
    );
    expect(rows[0]!.n).toBe(pauseAfter + 1);
  });

  test('twenty attempts at once count as twenty', async () => {
    const { login, userId } = await someone();
    await Promise.all(Array.from({ length: 20 }, async () => signIn({ db, clock }, { login, password: 'feil' }, from)));
    const { rows } = await db.query<{ failed_attempts: number }>('select failed_attempts from app_user where id = $1', [
      userId,
    ]);
    expect(rows[0]!.failed_attempts).toBeGreaterThanOrEqual(pauseAfter);
    expect((await signIn({ db, clock }, { login, password }, from)).outcome).toBe('refused');
  });
});

describe('second factor', () => {
  async function withFactor() {
    const person = await someone();
    const token = await tokenOf(person.login);
    const signedIn = (await findSession(db, clock.now(), token))!;
    const secret = await offerSecondFactor(db, person.userId);
    expect(await confirmSecondFactor(db, clock.now(), signedIn, '000000')).toBe(false);
    expect(await confirmSecondFactor(db, clock.now(), signedIn, hotp(fromBase32(secret), stepOf(clock.now())))).toBe(
      true,
    );
    clock.advance(60_000);
    return { ...person, secret };
  }

  test('the password alone gives half a session; the code gives a new one and ends the half', async () => {
    const { login, secret } = await withFactor();
    const half = await signIn({ db, clock }, { login, password }, from);
    expect(half.outcome).toBe('codeNeeded');
    const halfToken = half.outcome === 'codeNeeded' ? half.token : '';
    const halfSession = (await findSession(db, clock.now(), halfToken))!;
    expect(halfSession.secondFactorPassed).toBe(false);
    const code = hotp(fromBase32(secret), stepOf(clock.now()));
    const full = await giveCode({ db, clock }, halfSession, code, from);
    expect(full.outcome).toBe('signedIn');
    expect(await findSession(db, clock.now(), halfToken)).toBeUndefined();
    const again = await signIn({ db, clock }, { login, password }, from);
    const second = (await findSession(db, clock.now(), again.outcome === 'codeNeeded' ? again.token : ''))!;
    expect((await giveCode({ db, clock }, second, code, from)).outcome).toBe('refused');
  });

  test('guessing codes pauses the account, and half a session soon ends', async () => {
    const { login, secret } = await withFactor();
    const half = await signIn({ db, clock }, { login, password }, from);
    const token = half.outcome === 'codeNeeded' ? half.token : '';
    const session = (await findSession(db, clock.now(), token))!;
    for (let i = 0; i < pauseAfter; i++) await giveCode({ db, clock }, session, '000000', from);
    expect((await giveCode({ db, clock }, session, hotp(fromBase32(secret), stepOf(clock.now())), from)).outcome).toBe(
      'refused',
    );
    clock.advance(sessionMinutes.secondFactor * 60_000 + 1000);
    expect(await findSession(db, clock.now(), token)).toBeUndefined();
  });

  test('taken away again, the password alone is enough', async () => {
    const { login, userId } = await withFactor();
    await removeSecondFactor(db, clock.now(), login, userId);
    expect((await signIn({ db, clock }, { login, password }, from)).outcome).toBe('signedIn');
  });
});

describe('sessions', () => {
  test('end when idle, and in any case after their time', async () => {
    const { login } = await someone();
    const idle = await tokenOf(login);
    clock.advance((sessionMinutes.idle + 1) * 60_000);
    expect(await findSession(db, clock.now(), idle)).toBeUndefined();
    const busy = await tokenOf(login);
    let minutes = 0;
    while (await findSession(db, clock.now(), busy)) {
      clock.advance(30 * 60_000);
      minutes += 30;
    }
    expect(minutes).toBe(sessionMinutes.absolute);
    expect(await sweepSessions(db, clock.now())).toBeGreaterThanOrEqual(2);
  });

  test('a new password, and being shut out, end them', async () => {
    const { login, userId } = await someone();
    const [kept, other] = [await tokenOf(login), await tokenOf(login)];
    const session = (await findSession(db, clock.now(), kept))!.session;
    expect(await listSessions(db, clock.now(), userId)).toHaveLength(2);
    await setPassword(db, clock.now(), login, {
      userId,
      login,
      password: 'et helt nytt passord',
      keepSession: session,
    });
    expect(await findSession(db, clock.now(), other)).toBeUndefined();
    expect(await findSession(db, clock.now(), kept)).toBeDefined();
    await disableUser(db, clock.now(), 'test', userId);
    expect(await findSession(db, clock.now(), kept)).toBeUndefined();
    expect(await endSessions(db, userId)).toBe(0);
  });

  test.each(['', 'x', 'A'.repeat(43), `${'A'.repeat(42)}'`, '../../etc'])(
    'the token “%s” opens nothing',
    async (token) => {
      expect(await findSession(db, clock.now(), token)).toBeUndefined();
    },
  );

  test('a form’s token goes with one cookie alone', () => {
    expect(isFormToken('a', formToken('a'))).toBe(true);
    for (const given of [formToken('b'), '', undefined, 7, [formToken('a')]])
      expect(isFormToken('a', given)).toBe(false);
    expect(isFormToken('', formToken(''))).toBe(false);
  });
});

test('a user is refused when login or password will not do, and a login is given once', async () => {
  const make = async (login: string, given = password) =>
    createUser(db, clock.now(), 'test', { login, name: 'x', role: 'creditor', password: given });
  await expect(make('a')).rejects.toThrow('user name');
  await expect(make('to ord')).rejects.toThrow('user name');
  await expect(make('god', 'kort')).rejects.toThrow('twelve');
  await make('æøå.ß');
  await expect(make('ÆØÅ.ß')).rejects.toThrow(/duplicate key/);
});
