import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedInVisitor, visitor } from './browse-for-tests.ts';
import { password, sampleHouse, sendSample, type SampleHouse } from './sample-for-tests.ts';
import { openPortal, perMinute } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;

beforeAll(async () => {
  house = await sampleHouse();
  app = await openPortal(house);
});
afterAll(async () => {
  await app.close();
  await house.close();
});

describe('signing in', () => {
  test('a visitor is led to sign in and from there to where he was going', async () => {
    const who = visitor(app);
    const first = await who.get('/send-fil?utfall=booked');
    expect(first.location).toBe(`/palogging?til=${encodeURIComponent('/send-fil?utfall=booked')}`);
    const form = await who.get(first.location!);
    expect(form.text).toContain('Brukernavn');
    const signedIn = await who.post('/palogging', { login: 'ingrid', password, til: '/send-fil?utfall=booked' });
    expect(signedIn.location).toBe('/send-fil?utfall=booked');
    expect((await who.get('/send-fil')).text).toContain('Ingrid Solvang');
  });

  test('a wrong password and an unknown user get the very same answer', async () => {
    const bodies: string[] = [];
    for (const login of ['ingrid', 'finnes-ikke']) {
      const who = visitor(app);
      await who.get('/palogging');
      const answer = await who.post('/palogging', { login, password: 'feil passord her' });
      expect(answer.status).toBe(401);
      bodies.push(answer.text.replaceAll(login, '').replaceAll(/name="token" value="[^"]+"/g, ''));
    }
    expect(bodies[0]).toBe(bodies[1]);
  });

  test('the token of a session is new at every sign-in, so that a planted one is worth nothing', async () => {
    const who = visitor(app);
    who.cookies.set('kreditorflyt', 'A'.repeat(43));
    await who.get('/palogging');
    await who.post('/palogging', { login: 'ingrid', password });
    const first = who.cookies.get('kreditorflyt');
    expect(first).not.toBe('A'.repeat(43));
    const other = await signedInVisitor(app, 'ingrid');
    expect(other.cookies.get('kreditorflyt')).not.toBe(first);
  });

  test.each([
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/%0d%0aset-cookie:x',
  ])('after signing in nobody is sent on to %s', async (til) => {
    const who = visitor(app);
    await who.get('/palogging');
    const answer = await who.post('/palogging', { login: 'mats', password, til });
    expect(answer.location).toMatch(/^\/(hjem|%0d%0a)/);
  });

  test('signing out ends the session in the database too', async () => {
    const who = await signedInVisitor(app, 'mats');
    const kept = new Map(who.cookies);
    expect((await who.post('/logg-ut', {})).location).toBe('/palogging');
    for (const [name, value] of kept) who.cookies.set(name, value);
    expect((await who.get('/hjem')).status).toBe(303);
  });

  test('a form sent when the session had ended is kept and can be sent after signing in', async () => {
    const who = await signedInVisitor(app, 'mats');
    await house.db.query('delete from session where user_id = $1', [house.users.mats]);
    const ended = await who.post('/klientvalg', { klient: '41007', til: '/hjem' });
    expect(ended.status).toBe(401);
    expect(ended.text).toContain('tatt vare på');
    const kept = /name="kept" value="([^"]+)"/.exec(ended.text)![1]!.replaceAll('&quot;', '"');
    const signedIn = await who.post('/palogging', { login: 'mats', password, til: '/klientvalg', kept });
    expect(signedIn.location).toBe('/palogging/fortsett');
    const next = await who.get('/palogging/fortsett');
    expect(next.text).toContain('action="/klientvalg"');
    expect(next.text).toContain('name="klient" value="41007"');
    await who.post('/klientvalg', { klient: '41007', til: '/hjem' });
    expect((await who.get('/hjem')).text).toMatch(/Klient<\/span> <span class="num">41007/);
  });
});

test('one address that tries and tries is told to wait', async () => {
  const statuses: number[] = [];
  const who = visitor(app, '203.0.113.7');
  await who.get('/palogging');
  for (let i = 0; i <= perMinute.signIn; i++)
    statuses.push((await who.post('/palogging', { login: '', password: '', token: 'x' })).status);
  expect(statuses.slice(0, -1)).not.toContain(429);
  expect(statuses.at(-1)).toBe(429);
});

describe('forms', () => {
  test('a form without its token, or with another’s, changes nothing', async () => {
    const who = await signedInVisitor(app, 'mats');
    const other = await signedInVisitor(app, 'ingrid');
    for (const token of ['', 'x', other.token]) {
      expect((await who.post('/klientvalg', { token, klient: '41007' })).status).toBe(403);
    }
  });

  test('a form that another site sends is refused even with its token', async () => {
    const who = await signedInVisitor(app, 'mats');
    expect((await who.post('/klientvalg', { klient: 'alle' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await who.post('/klientvalg', { klient: 'alle' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await who.post('/klientvalg', { klient: 'alle' }, { origin: 'null' })).status).toBe(403);
    expect((await who.post('/klientvalg', { klient: 'alle' }, { origin: 'http://localhost:80' })).status).toBe(303);
  });
});

describe('headers', () => {
  test('every page has a policy without inline script or style and is never cached', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    for (const path of ['/palogging', '/hjem', '/send-fil', '/rapporter/forproduserte', '/finnes-ikke']) {
      const page = await who.get(path);
      const policy = String(page.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.headers['x-content-type-options']).toBe('nosniff');
      expect(page.text).not.toMatch(/\sstyle=|<script(?! type="module" src=)|\son\w+=/);
    }
  });

  test('the portal’s own files have an address of their own bytes and may be kept', async () => {
    const page = await visitor(app).get('/palogging');
    const addresses = [...page.text.matchAll(/(?:href|src)="(\/public\/[^"]+)"/g)].map((match) => match[1]!);
    expect(addresses.length).toBeGreaterThan(6);
    for (const address of addresses) {
      const file = await visitor(app).get(address);
      expect(`${address} ${file.status}`).toBe(`${address} 200`);
      expect(file.headers['cache-control']).toContain('immutable');
    }
  });

  test('nothing but the public folders is served', async () => {
    const prefix = /\/public\/\w+/.exec((await visitor(app).get('/palogging')).text)![0];
    for (const path of [
      `${prefix}/portal/../server.ts`,
      `${prefix}/portal/%2e%2e/server.ts`,
      `${prefix}/portal/..%2fserver.ts`,
    ]) {
      expect((await visitor(app).get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('send fil', () => {
  test('several files are received for the chosen client, each with its receipt', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    const answer = await who.upload('/send-fil', { for: '33220 Testkreditor AS' }, [
      { name: 'saker.csv', text: 'a;b\n1;2\n' },
      { name: 'betalinger.csv', text: 'c;d\n3;4\n' },
    ]);
    expect(answer.status).toBe(303);
    const page = await who.get(answer.location!);
    expect(page.text).toContain('2 filer er mottatt');
    expect(page.text).toContain('saker.csv');
    expect(page.text).toContain('betalinger.csv');
    const { rows } = await house.db.query('select name, door, client, user_id from drop_file order by id desc limit 2');
    expect(rows).toEqual([
      { name: 'betalinger.csv', door: 'web', client: 33220, user_id: house.users.ingrid },
      { name: 'saker.csv', door: 'web', client: 33220, user_id: house.users.ingrid },
    ]);
  });

  test('the same bytes again are a duplicate that names the first', async () => {
    const first = await sendSample(house, 33220, 'første.csv', 'samme innhold');
    const who = await signedInVisitor(app, 'ingrid');
    const answer = await who.upload('/send-fil', { for: '33220' }, [{ name: 'andre.csv', text: 'samme innhold' }]);
    const page = await who.get(answer.location!);
    expect(page.text).toContain(`andre.csv har samme innhold som første.csv, kvittering ${first.receipt}`);
  });

  test('an upload for a client that is not one’s own, or that one may only read, is refused and nothing is received', async () => {
    const before = await house.db.query('select count(*)::integer as n from drop_file');
    const ingrid = await signedInVisitor(app, 'ingrid');
    expect((await ingrid.upload('/send-fil', { for: '50310' }, [{ name: 'x.csv', text: 'stjålet' }])).status).toBe(422);
    const reader = await signedInVisitor(app, 'leser');
    const refused = await reader.upload('/send-fil', { for: '33220' }, [{ name: 'x.csv', text: 'stjålet' }]);
    expect(refused.status).toBe(422);
    const noToken = await ingrid.upload('/send-fil', { token: 'x', for: '33220' }, [
      { name: 'x.csv', text: 'stjålet' },
    ]);
    expect(noToken.status).toBe(403);
    expect((await house.db.query('select count(*)::integer as n from drop_file')).rows).toEqual(before.rows);
  });

  test('an upload without files says so beside the field', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    const answer = await who.upload('/send-fil', { for: '33220' }, [{ name: '', text: '' }]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('id="filer-error"');
  });

  test.each([
    '<script>alert(1)</script>.csv',
    '../../etc/passwd',
    'a\u202Evsc.exe',
    `${'x'.repeat(300)}.csv`,
    '"onload=alert(1).csv',
  ])('a file called %s is received and shown harmlessly', async (name) => {
    const who = await signedInVisitor(app, 'ingrid');
    const answer = await who.upload('/send-fil', { for: '33220' }, [
      { name: name.replaceAll('"', '%22'), text: `innhold ${name}` },
    ]);
    expect(answer.status).toBe(303);
    const page = await who.get('/send-fil');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script>alert');
  });
});
