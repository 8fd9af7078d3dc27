import type { FastifyInstance } from 'fastify';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { resetLimits } from '../access/password-reset.ts';
import { signedInVisitor, visitor } from './browse-for-tests.ts';
import { password, sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
const fresh = 'nitten grønne sykler';

beforeAll(async () => {
  house = await sampleHouse();
  app = await openPortal(house);
  await house.db.query(
    `update app_user set email = login || '@eksempel.example' where login in ('ingrid', 'mats', 'leser')`,
  );
});
afterAll(async () => {
  await app.close();
  await house.close();
});
beforeEach(() => house.clock.set(new Date('2026-11-24T09:42:00+01:00')));

async function mails(): Promise<string[]> {
  const names = (await readdir(house.mailFolder).catch(() => [])).filter(
    (name) => name.endsWith('.eml') && !name.startsWith('.'),
  );
  const texts = await Promise.all(names.map((name) => readFile(join(house.mailFolder, name), 'utf8')));
  return texts.map((text) => text.replace(/=\n/g, '').replace(/=3D/g, '='));
}

/** Asks for a link and returns the address in the mail that came. */
async function linkFor(login: string): Promise<string> {
  const before = await mails();
  const who = visitor(app);
  await who.get('/palogging/glemt');
  expect((await who.post('/palogging/glemt', { login })).status).toBe(200);
  await vi.waitFor(async () => expect((await mails()).length).toBe(before.length + 1), 10_000);
  const mail = (await mails()).find((text) => !before.includes(text))!;
  expect(mail).toContain(`To: ${login}@eksempel.example`);
  return /http:\/\/localhost(\/palogging\/glemt\/[\w-]{43})/.exec(mail)![1]!;
}

test('a link sets a new password once, ends every session, and is kept nowhere in the clear', async () => {
  const ingrid = await signedInVisitor(app, 'ingrid');
  const link = await linkFor(' ingrid'.trim());
  const who = visitor(app);
  expect((await who.get(link)).status).toBe(200);
  expect((await who.post(link, { password: fresh, repeat: 'noe annet helt' })).text).toContain('ikke like');
  expect((await who.post(link, { password: 'kort', repeat: 'kort' })).status).toBe(422);
  expect((await who.post(link, { password: fresh, repeat: fresh })).text).toContain('Passordet er endret');
  expect((await who.get(link)).status).toBe(410);
  expect((await who.post(link, { password: `${fresh} 2`, repeat: `${fresh} 2` })).status).toBe(410);
  expect((await ingrid.get('/hjem')).status).toBe(303);
  const signIn = visitor(app);
  await signIn.get('/palogging');
  expect((await signIn.post('/palogging', { login: 'ingrid', password })).status).toBe(401);
  expect((await signIn.post('/palogging', { login: 'ingrid', password: fresh })).status).toBe(303);
  const token = link.split('/').at(-1)!;
  const { rows } = await house.db.query(`select count(*)::integer as n from password_reset where id = $1`, [token]);
  expect(rows).toEqual([{ n: 0 }]);
});

test('an unknown, disabled or addressless user gets the same answer and no mail', async () => {
  await house.db.query(
    `update app_user set disabled_at = '2026-11-01', email = 'x@eksempel.example' where login = 'fremmed'`,
  );
  const before = (await mails()).length;
  const answers = [];
  for (const login of ['finnes-ikke', 'fremmed', 'drift', '', "' or 1=1 --"]) {
    const who = visitor(app);
    await who.get('/palogging/glemt');
    const answer = await who.post('/palogging/glemt', { login });
    answers.push([answer.status, answer.text]);
  }
  const who = visitor(app);
  await who.get('/palogging/glemt');
  const known = await who.post('/palogging/glemt', { login: 'mats' });
  for (const answer of answers) expect(answer).toEqual([known.status, known.text]);
  await vi.waitFor(async () => expect((await mails()).length).toBe(before + 1), 10_000);
});

test('a link dies of age, and a newer use takes the older links with it', async () => {
  const link = await linkFor('leser');
  const other = await linkFor('leser');
  const who = visitor(app);
  await who.get(link);
  house.clock.set(new Date(Date.parse('2026-11-24T09:42:00+01:00') + resetLimits.minutes * 60_000));
  expect((await who.get(link)).status).toBe(410);
  house.clock.set(new Date('2026-11-24T09:43:00+01:00'));
  expect((await who.get(other)).status).toBe(200);
  expect((await who.post(other, { password: fresh, repeat: fresh })).status).toBe(200);
  expect((await who.get(link)).status).toBe(410);
});

test('a user gets three links in an hour at most, and a made-up link opens nothing', async () => {
  await house.db.query('delete from password_reset');
  for (let n = 0; n < resetLimits.perHour; n += 1) await linkFor('mats');
  const who = visitor(app);
  await who.get('/palogging/glemt');
  expect((await who.post('/palogging/glemt', { login: 'mats' })).status).toBe(200);
  const { rows } = await house.db.query('select count(*)::integer as n from password_reset');
  expect(rows).toEqual([{ n: resetLimits.perHour }]);
  for (const token of ['x', 'A'.repeat(43), '%27', 'a'.repeat(300)])
    expect((await who.get(`/palogging/glemt/${token}`)).status).toBe(410);
  expect((await who.post(`/palogging/glemt/${'A'.repeat(43)}`, { password: fresh, repeat: fresh })).status).toBe(410);
});

test('two who use one link at once: one sets the password', async () => {
  await house.db.query('delete from password_reset');
  const link = await linkFor('mats');
  const both = [visitor(app), visitor(app)];
  for (const who of both) await who.get(link);
  const answers = await Promise.all(
    both.map((who, n) => who.post(link, { password: `${fresh} ${n}`, repeat: `${fresh} ${n}` })),
  );
  expect(answers.map((answer) => answer.status).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    200, 410,
  ]);
});
