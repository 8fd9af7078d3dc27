import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase32, hotp, stepOf } from '../access/totp.ts';
import { signedInVisitor, visitor, type Visitor } from './browse-for-tests.ts';
import { fill } from './filled-for-tests.ts';
import { changed, shownTiles } from './home-tiles.ts';
import { password, sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let mats: Visitor;

beforeAll(async () => {
  house = await sampleHouse();
  await fill(house);
  app = await openPortal(house);
  mats = await signedInVisitor(app, 'mats');
});
afterAll(async () => {
  await app.close();
  await house.close();
});

describe('profil', () => {
  test('contact, language and formats are saved and everything follows them', async () => {
    const saved = await mats.post('/profil', {
      name: 'Mats Øyhaugen',
      email: 'mats@eksempel.example',
      phone_mobile: '400 00 000',
      language: 'en',
      number_format: 'en',
      appearance: 'dark',
      notices: ['rows', 'virus'],
    });
    expect(saved.location).toBe('/profil?gjort=lagret');
    const page = await mats.get('/profil?gjort=lagret');
    expect(page.text).toContain('The settings are saved');
    expect(page.text).toContain('<html lang="en" data-color-scheme="dark"');
    expect(page.text).toContain('mats@eksempel.example');
    expect((await mats.get('/hjem')).text).toContain('4,312.55');
    await mats.post('/profil', { name: 'Mats Øyhaugen', language: 'nb', number_format: 'nb' });
    const { rows } = await house.db.query('select email, settings from app_user where id = $1', [house.users.mats]);
    expect(rows).toEqual([{ email: null, settings: { notices: [] } }]);
  });

  test.each([
    ['p-name', { name: '' }],
    ['p-name', { name: 'x'.repeat(101) }],
    ['p-email', { name: 'x', email: 'ikke en adresse' }],
    ['p-email', { name: 'x', email: 'a@b.no,c@d.no' }],
    ['p-fax', { name: 'x', fax: '1'.repeat(41) }],
  ])('the message stands beside %s and nothing is saved', async (id, form) => {
    const answer = await mats.post('/profil', form);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${id}-error"`);
    expect(
      (await house.db.query<{ name: string }>('select name from app_user where id = $1', [house.users.mats])).rows[0]!
        .name,
    ).toBe('Mats Øyhaugen');
  });

  test('role, login and password hash cannot be set through the profile (mass assignment)', async () => {
    const before = await house.db.query('select role, login, password_hash, disabled_at from app_user where id = $1', [
      house.users.mats,
    ]);
    await mats.post('/profil', {
      name: 'Mats Øyhaugen',
      role: 'administrator',
      login: 'sjef',
      password_hash: 'x',
      id: '1',
      user_id: '1',
    });
    expect(
      (
        await house.db.query('select role, login, password_hash, disabled_at from app_user where id = $1', [
          house.users.mats,
        ])
      ).rows,
    ).toEqual(before.rows);
  });

  test('a new password needs the old one, and ends the other sessions', async () => {
    const person = await signedInVisitor(app, 'fremmed');
    const other = await signedInVisitor(app, 'fremmed');
    const wrong = await person.post('/profil/passord', {
      current: 'feil',
      fresh: 'et helt nytt passord',
      again: 'et helt nytt passord',
    });
    expect(wrong.text).toContain('id="o-current-error"');
    for (const [fresh, again, id] of [
      ['kort', 'kort', 'o-fresh'],
      ['hei-fremmed-hei', 'hei-fremmed-hei', 'o-fresh'],
      ['et helt nytt passord', 'et annet', 'o-again'],
    ] as const) {
      expect((await person.post('/profil/passord', { current: password, fresh, again })).text).toContain(
        `id="${id}-error"`,
      );
    }
    expect(
      (
        await person.post('/profil/passord', {
          current: password,
          fresh: 'et helt nytt passord',
          again: 'et helt nytt passord',
        })
      ).location,
    ).toBe('/profil?gjort=passord');
    expect((await other.get('/hjem')).status).toBe(303);
    expect((await person.get('/hjem')).status).toBe(200);
    const late = visitor(app);
    await late.get('/palogging');
    expect((await late.post('/palogging', { login: 'fremmed', password })).status).toBe(401);
  });

  test('the second factor is offered, proven, owed at sign-in, and taken away with the password', async () => {
    const person = await signedInVisitor(app, 'drift');
    await person.post('/profil/totrinn', {});
    const secret = /class="mono">([A-Z2-7 ]+)</.exec((await person.get('/profil')).text)![1]!.replaceAll(' ', '');
    expect((await person.post('/profil/totrinn/bekreft', { code: '000000' })).text).toContain('id="t-code-error"');
    const code = () => hotp(fromBase32(secret), stepOf(house.clock.now()));
    expect((await person.post('/profil/totrinn/bekreft', { code: code() })).location).toBe('/profil?gjort=totrinn-pa');
    expect((await person.get('/profil')).text).not.toContain(secret);

    house.clock.advance(31_000);
    const again = visitor(app);
    await again.get('/palogging');
    const half = await again.post('/palogging', { login: 'drift', password, til: '/send-fil' });
    expect(half.location).toBe('/palogging/kode?til=%2Fsend-fil');
    for (const path of ['/hjem', '/send-fil', '/profil'])
      expect((await again.get(path)).location).toBe('/palogging/kode');
    await again.get('/palogging/kode?til=/send-fil');
    expect((await again.post('/palogging/kode', { code: '123456', til: '/send-fil' })).status).toBe(401);
    expect((await again.post('/palogging/kode', { code: code(), til: '/send-fil' })).location).toBe('/send-fil');
    expect((await again.get('/hjem')).status).toBe(200);
    expect((await again.post('/profil/totrinn/av', { password: 'feil' })).text).toContain('id="t-password-error"');
    expect((await again.post('/profil/totrinn/av', { password })).location).toBe('/profil?gjort=totrinn-av');
  });

  test('one’s other sessions are listed and ended, another’s cannot be', async () => {
    const here = await signedInVisitor(app, 'leser');
    const there = await signedInVisitor(app, 'leser');
    const listed = (await here.get('/profil')).text;
    const [session] = [...listed.matchAll(/name="session" value="([0-9a-f]{64})"/g)].map((match) => match[1]!);
    await mats.get('/profil');
    await mats.post('/profil/okt', { session: session! });
    expect((await there.get('/hjem')).status).toBe(200);
    expect((await here.post('/profil/okt', { session: session! })).location).toBe('/profil?gjort=okt');
    expect((await there.get('/hjem')).status).toBe(303);
    expect((await here.get('/hjem')).status).toBe(200);
  });

  test('an SSH key is added for a client of one’s own and revoked; nothing else is', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const line = `ssh-ed25519 ${Buffer.concat([part(Buffer.from('ssh-ed25519')), part(raw)]).toString('base64')} oss`;
    for (const change of [{ client: '50310' }, { name: '' }, { public: 'ssh-rsa AAAA' }, { public: '' }]) {
      expect(
        (await mats.post('/profil/nokkel', { client: '41007', name: 'Server', public: line, ...change })).status,
      ).toBe(422);
    }
    expect((await mats.post('/profil/nokkel', { client: '41007', name: 'Server', public: line })).location).toBe(
      '/profil?gjort=nokkel',
    );
    const id = /name="key" value="(\d+)"/.exec((await mats.get('/profil')).text)![1]!;
    const ingrid = await signedInVisitor(app, 'ingrid');
    expect((await ingrid.post('/profil/nokkel/trekk', { key: id, client: '41007' })).status).toBe(404);
    expect((await ingrid.post('/profil/nokkel/trekk', { key: id, client: '33220' })).status).toBe(404);
    expect((await mats.post('/profil/nokkel/trekk', { key: id, client: '41007' })).location).toBe(
      '/profil?gjort=nokkel-trukket',
    );
    const { rows } = await house.db.query('select client, revoked_at is not null as revoked, created_by from sftp_key');
    expect(rows).toEqual([{ client: 41007, revoked: true, created_by: house.users.mats }]);
  });
});

describe('hjem', () => {
  test('tiles are shown, hidden and moved by buttons, and dragged; what is unknown is left out', async () => {
    await mats.post('/hjem/endre', { gjor: 'show name' });
    await mats.post('/hjem/endre', { gjor: 'show perMonth' });
    await mats.post('/hjem/endre', { gjor: 'hide success' });
    const page = (await mats.get('/hjem')).text;
    expect(page).toContain('id="sok-name"');
    expect(page).toContain('Nye saker per måned');
    expect(page).not.toContain('Suksessgrad');
    await mats.post('/hjem/endre', { rekke: 'active,case,tull,active' });
    const { rows } = await house.db.query<{ home: string[] }>(
      `select settings->'home' as home from app_user where id = $1`,
      [house.users.mats],
    );
    expect(rows[0]!.home).toEqual(['active', 'case']);
    await mats.post('/hjem/endre', { rekke: 'none' });
    expect((await mats.get('/hjem')).status).toBe(200);
  });

  test('a tile moves among its own kind and stops at the ends', () => {
    expect(changed(['case', 'success', 'name'], 'up', 'name')).toEqual(['name', 'success', 'case']);
    expect(changed(['case', 'success'], 'down', 'case')).toEqual(['case', 'success']);
    expect(changed(['case'], 'up', 'name')).toEqual(['case']);
    expect(changed(['case'], 'show', 'case')).toEqual(['case']);
    expect(shownTiles(undefined)).toContain('recent');
    expect(shownTiles(['x'])).toEqual([]);
  });
});

describe('prøv en fil', () => {
  const head = 'Referanse;Person-/org.nr.;Navn;Postnummer;Sted;Fakturanummer;Gjenstående hovedstol;Forfall;IKVAR\r\n';

  test('a file is judged at once, nothing of it is kept', async () => {
    const counted = async () =>
      (
        await house.db.query(
          `select (select count(*) from drop_file)::integer as drops, (select count(*) from journal_row)::integer as rows`,
        )
      ).rows;
    const before = await counted();
    const answer = await mats.upload('/prov-fil', { for: '33220' }, [{ name: 'utkast.csv', text: `${head}1;2;3\r\n` }]);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Slik ville det gått med utkast.csv');
    expect(await counted()).toEqual(before);
  });

  test('an empty file, a wrong client and a hostile name are told about', async () => {
    expect((await mats.upload('/prov-fil', { for: '33220' }, [{ name: 'tom.csv', text: '' }])).text).toContain(
      'Filen kan ikke leses',
    );
    expect((await mats.upload('/prov-fil', { for: '50310' }, [{ name: 'x.csv', text: 'x' }])).status).toBe(422);
    const hostile = await mats.upload('/prov-fil', { for: '33220' }, [
      { name: '<img src=x onerror=alert(1)>.csv', text: '<script>alert(1)</script>;x\n1;2\n' },
    ]);
    expect(hostile.text).not.toContain('<img src=x');
    expect(hostile.text).not.toContain('<script>alert');
  });
});

describe('personvern', () => {
  test('one’s own readings are listed and downloaded; another client’s are not', async () => {
    const ingrid = await signedInVisitor(app, 'ingrid');
    const number = (
      await house.db.query<{ number: number }>(
        'select min(number)::integer as number from collection_case where client = 33220',
      )
    ).rows[0]!.number;
    await ingrid.get(`/inkasso/sak/${number}`);
    const mine = await ingrid.get('/personvern');
    expect(mine.text).toContain('Sak lest');
    expect(mine.text).toContain(String(number));
    expect((await ingrid.get('/personvern/csv')).text).toContain('ingrid;33220;Sak lest');
    expect((await mats.get('/personvern')).text).not.toContain('>ingrid<');
    expect((await mats.get('/personvern?vis=alle')).text).toContain('ingrid');
    const drift = await signedInVisitor(app, 'drift');
    expect((await drift.get('/personvern?vis=alle')).status).toBe(200);
  });
});

test('every page opens in English too, with no key or parameter left over', async () => {
  await mats.post('/profil', { name: 'Mats Øyhaugen', language: 'en', number_format: 'en' });
  for (const path of [
    '/hjem',
    '/hjem/endre',
    '/send-fil',
    '/prov-fil',
    '/journaler',
    '/inkasso/sok',
    '/inkasso/ny-sak',
    '/betalinger',
    '/rapporter/forproduserte',
    '/meldinger',
    '/profil',
    '/personvern',
    '/kundesupport',
    '/hjelp',
  ]) {
    const page = await mats.get(path);
    expect(`${path} ${page.status}`).toBe(`${path} 200`);
    expect(page.text).toContain('<html lang="en"');
    expect(page.text).not.toMatch(/\{\w+\}|undefined|\[object/);
  }
});
