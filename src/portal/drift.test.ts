import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUser } from '../access/users.ts';
import { encodeRows, journalRowColumns } from '../journal/encode.ts';
import { copyInto } from '../db/copy.ts';
import { read } from '../readers/read.ts';
import { columnFinder } from '../readers/column-of.ts';
import { judgeContext } from '../validation/context.ts';
import { startJudging } from '../validation/judging.ts';
import { reviewRow } from '../journal/review/row.ts';
import { proof } from '../ledger/proof.ts';
import { signedInVisitor, type Visitor } from './browse-for-tests.ts';
import { operatorMenu } from './operator-menu.ts';
import { password, sampleHouse, sendSample, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let drift: Visitor;
let ingrid: Visitor;
let admin: Visitor;
const queued: { name: string; payload: unknown }[] = [];

beforeAll(async () => {
  house = await sampleHouse();
  house.queues = {
    add: async (name, payload) => {
      queued.push({ name, payload });
      await Promise.resolve();
    },
  };
  const at = house.clock.now();
  await house.db.query(
    `insert into client (number, kind, name, created_at) values (1, 'collector', 'Eksempel Inkasso AS', $1)`,
    [at],
  );
  await house.db.query(`update client set agreement = '{"approval":"auto"}' where number = 33220`);
  await createUser(house.db, at, 'test', { login: 'sjef', name: 'Astrid Sjef', role: 'administrator', password });
  app = await openPortal(house);
  drift = await signedInVisitor(app, 'drift');
  ingrid = await signedInVisitor(app, 'ingrid');
  admin = await signedInVisitor(app, 'sjef');
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const head =
  'referanse;personnr_orgnr;navn;postnummer;poststed;kundenummer;fordringen_gjelder;fakturanr;gjenst_hovedstol;fakturadato;forfallsdato;ikvar_dato';
let invoice = 5000;
const line = (reference: string, due: string) =>
  `${reference};12838510068;Åse Prøvesen;0150;Oslo;K1;Varekjøp;${++invoice};100,00;01.08.2026;${due};01.09.2026`;

/** A file as intake, reading and judging leave it, posted; its drop and journal. */
async function received(name: string, rows: string[], client = 33220): Promise<{ drop: number; journal: number }> {
  const text = `${head}\n${rows.join('\n')}\n`;
  const { receipt } = await sendSample(house, client, name, text);
  const file = await read(Readable.from([Buffer.from(text)]), name, house.formats);
  const judging = startJudging(
    'case',
    judgeContext({ today: '2026-11-24', columnOf: columnFinder(file.format, () => file.columns()) }),
  );
  const made = await house.db.query<{ number: number }>(
    `insert into journal (client, kind, drop_id, state, created_at, created_by) values ($1, 'case', $2, 'posted', $3, 'sftp') returning number`,
    [client, receipt, house.clock.now()],
  );
  const journal = made.rows[0]!.number;
  let text2 = '';
  for await (const chunk of file) {
    judging.judge(chunk);
    text2 += encodeRows(journal, client, 'case', chunk);
  }
  await house.db.transaction((sql) => copyInto(sql, 'journal_row', journalRowColumns, Readable.from([text2])));
  const { rows: all, accepted, rejected, problemCounts } = judging.summary();
  await house.db.query(
    `update drop_file set state = 'posted', journal = $2, format = 'kreditorfil-csv@1', kind = 'case', rows = $3, accepted = $4, rejected = $5, problem_counts = $6 where id = $1`,
    [receipt, journal, all, accepted, rejected, JSON.stringify(problemCounts)],
  );
  return { drop: receipt, journal };
}

const state = async (journal: number, row: number) => (await reviewRow(house.db, journal, row))!.state;
const version = async (journal: number, row: number) => (await reviewRow(house.db, journal, row))!.version;
/** The name of the form's field for a column, as the page has it. */
const fieldOf = (text: string, label: string) =>
  new RegExp(`name="(v-\\d+)"[^>]*aria-label="${label}"`).exec(text)![1]!;

describe('the operator’s pages', () => {
  test('each of the menu opens in both languages, under the slate band', async () => {
    await received('aapne.csv', [line('M-1', '31.02.2026')]);
    for (const [address] of operatorMenu) {
      const page = await drift.get(address);
      expect({ address, status: page.status }).toEqual({ address, status: 200 });
      expect(page.text).toContain('class="operator"');
    }
    await house.db.query(`update app_user set language = 'en' where login = 'drift'`);
    for (const [address] of operatorMenu) expect((await drift.get(address)).status).toBe(200);
    expect((await drift.get('/drift')).text).toContain('Operations today');
    await house.db.query(`update app_user set language = 'nb' where login = 'drift'`);
  });

  test.each([
    '/drift',
    '/drift/filer',
    '/drift/rader',
    '/drift/plassering',
    '/drift/leveranser',
    '/drift/netter',
    '/drift/klienter',
    '/drift/klienter/33220',
  ])('a creditor gets a clear no at %s, and the audit a line', async (address) => {
    const page = await ingrid.get(address);
    expect(page.status).toBe(403);
    expect(page.text).toContain('Ingen tilgang');
    const { rows } = await house.db.query<{ subject: string }>(
      `select subject from audit where act = 'access.refused' order by id desc limit 1`,
    );
    expect(rows[0]!.subject).toMatch(/^GET \/drift/);
  });

  test.each([
    '/drift/rader/en',
    '/drift/rader/mange',
    '/drift/rader/valgte',
    '/drift/rader/godkjenn',
    '/drift/filer/1/igjen',
    '/drift/plassering/1',
    '/drift/leveranser/1',
    '/drift/netter/kjor',
    '/drift/klienter/33220/avtale',
  ])('a creditor’s act at %s is refused', async (address) => {
    await ingrid.get('/hjem');
    expect((await ingrid.post(address, { rad: '1-1-0', gjor: 'undo' })).status).toBe(403);
  });
});

describe('Rader', () => {
  test('a value is corrected in the list, approved by the operator, and undone no more', async () => {
    const { journal } = await received('liste.csv', [line('L-1', '31.02.2026')]);
    const list = await drift.get(`/drift/rader?journal=${journal}`);
    expect(list.text).toContain('31.02.2026');
    const done = await drift.post('/drift/rader/en', {
      rad: `${journal}-1-0`,
      i: 'columns',
      sted: 'forfallsdato',
      ny: '15.08.2026',
      til: '/drift/rader',
    });
    expect(done.location).toBe('/drift/rader?rettet=1-0-0');
    expect(await state(journal, 1)).toBe('corrected');
    const { movedTo } = (await reviewRow(house.db, journal, 1))!;
    const page = await drift.get('/drift/rader');
    expect(page.text).toContain(`Godkjenn journal ${movedTo}`);
    const seen = await house.db.query<{ version: number }>('select version from journal where number = $1', [movedTo]);
    const approved = await drift.post('/drift/rader/godkjenn', {
      journal: String(movedTo),
      versjon: String(seen.rows[0]!.version),
    });
    expect(approved.location).toBe(`/drift/rader?godkjent=${movedTo}`);
    expect(queued).toContainEqual({ name: 'post', payload: { journal: movedTo } });
    await drift.post('/drift/rader/valgte', { rad: `${journal}-1-${await version(journal, 1)}`, gjor: 'undo' });
    expect(await state(journal, 1)).toBe('corrected');
    expect((await proof(house.db)).rows.received).toBe(
      (await proof(house.db)).rows.booked +
        (await proof(house.db)).rows.rejected +
        (await proof(house.db)).rows.waiting,
    );
  });

  test('a rule mends many after a preview that keeps nothing', async () => {
    const { journal } = await received('mange.csv', [
      line('N-1', '08.13.2026'),
      line('N-2', '08.14.2026'),
      line('N-3', '31.02.2026'),
    ]);
    const form = {
      haug: 'open',
      klient: '33220',
      kode: 'date-impossible',
      kolonne: 'forfallsdato',
      format: 'kreditorfil-csv@1',
      journal: String(journal),
      regel: 'swap',
      verdi: '',
      hvorfor: 'kreditor skriver måneden først',
    };
    const none = await drift.post('/drift/rader/mange', { ...form, hvorfor: '', gjor: 'rett' });
    expect(none.status).toBe(409);
    const look = await drift.post('/drift/rader/mange', { ...form, gjor: 'se' });
    expect(look.text).toContain('Ingenting er lagret ennå');
    expect(await state(journal, 1)).toBe('rejected');
    const done = await drift.post('/drift/rader/mange', { ...form, gjor: 'rett' });
    expect(done.location).toMatch(/rettet=2-1-0$/);
    expect(await state(journal, 1)).toBe('corrected');
  });

  test('one row: corrected wrong and right, then parked and taken back; its history tells by name', async () => {
    const { journal } = await received('rad.csv', [line('R-1', '31.02.2026'), line('R-2', '31.02.2026')]);
    const here = `/drift/rader/rad/${journal}/1`;
    const first = await drift.get(here);
    expect(first.text).not.toContain('12838510068');
    const name = fieldOf(first.text, 'forfallsdato');
    const wrong = await drift.post(here, { gjor: 'rett', versjon: '0', [name]: '31.04.2026' });
    expect(wrong.status).toBe(409);
    expect(wrong.text).toContain('Raden har fortsatt feil');
    const right = await drift.post(here, { gjor: 'rett', versjon: '1', [name]: '15.08.2026' });
    expect(right.location).toBe(here);
    const history = (await drift.get(here)).text;
    expect(history).toContain('forfallsdato: 31.02.2026');
    expect(history).toContain('forfallsdato: 15.08.2026');
    const second = `/drift/rader/rad/${journal}/2`;
    await drift.get(second);
    expect((await drift.post(second, { gjor: 'park', versjon: '0', grunn: 'kommer', dato: '01.01.2020' })).status).toBe(
      409,
    );
    expect(
      (await drift.post(second, { gjor: 'park', versjon: '0', grunn: 'kommer', dato: '01.12.2026' })).location,
    ).toBe(`${second}?ferdig=avgjort`);
    expect(await state(journal, 2)).toBe('parked');
    expect((await drift.post(second, { gjor: 'undo', versjon: '1' })).location).toBe(`${second}?ferdig=angret`);
    expect(await state(journal, 2)).toBe('rejected');
  });

  test('the creditor meets the operator at the same row: one has it, the other sees who', async () => {
    const { drop, journal } = await received('begge.csv', [line('B-1', '31.02.2026')]);
    await drift.get(`/drift/rader/rad/${journal}/1`);
    const own = await ingrid.get(`/send-fil/fil/${drop}`);
    expect(own.text).toContain(`/send-fil/rad/${journal}/1`);
    const held = await ingrid.get(`/send-fil/rad/${journal}/1`);
    expect(held.text).toContain('Jonas Fjære retter denne');
    const refused = await ingrid.post(`/send-fil/rad/${journal}/1`, { gjor: 'rett', versjon: '0', 'v-0': 'X' });
    expect(refused.text).toContain('Jonas Fjære har raden');
    await ingrid.post(`/send-fil/rad/${journal}/1`, { gjor: 'overta' });
    const page = await ingrid.get(`/send-fil/rad/${journal}/1`);
    const done = await ingrid.post(`/send-fil/rad/${journal}/1`, {
      gjor: 'rett',
      versjon: '0',
      [fieldOf(page.text, 'forfallsdato')]: '15.08.2026',
    });
    expect(done.status).toBe(303);
    expect(await state(journal, 1)).toBe('corrected');
  });

  test('a reader may look and not act, and another creditor finds nothing', async () => {
    const { journal } = await received('leser.csv', [line('P-1', '31.02.2026')]);
    const leser = await signedInVisitor(app, 'leser');
    expect((await leser.get(`/send-fil/rad/${journal}/1`)).text).not.toContain('name="v-0"');
    await leser.get('/hjem');
    expect((await leser.post(`/send-fil/rad/${journal}/1`, { gjor: 'rett', versjon: '0', 'v-0': 'X' })).status).toBe(
      403,
    );
    const fremmed = await signedInVisitor(app, 'fremmed');
    expect((await fremmed.get(`/send-fil/rad/${journal}/1`)).status).toBe(404);
    expect(await state(journal, 1)).toBe('rejected');
  });
});

describe('Filer, leveranser, netter, betalinger og klienter', () => {
  test('a file shows its problems and gives its bytes; a stuck one is tried again', async () => {
    const { drop, journal } = await received('fil.csv', [line('F-1', '31.02.2026')]);
    const page = await drift.get(`/drift/filer/${drop}`);
    expect(page.text).toContain('date-impossible');
    expect(page.text).toContain(`/drift/rader/rad/${journal}/1`);
    expect((await drift.get(`/drift/filer/${drop}/original`)).text).toContain('F-1;');
    expect((await drift.post(`/drift/filer/${drop}/igjen`, {})).status).toBe(409);
    const { receipt } = await sendSample(house, 33220, 'star.csv', 'står');
    await house.db.query(`update drop_file set state = 'stuck', error = 'disken var full' where id = $1`, [receipt]);
    expect((await drift.get(`/drift/filer/${receipt}`)).text).toContain('disken var full');
    expect((await drift.post(`/drift/filer/${receipt}/igjen`, {})).location).toBe(`/drift/filer/${receipt}?igjen=1`);
    expect(queued).toContainEqual({ name: 'ingest', payload: { drop: receipt } });
  });

  test('a delivery is sent again, and one client’s night', async () => {
    const at = house.clock.now();
    const made = await house.db.query<{ id: number }>(
      `insert into delivery (client, route, target, file_name, created_at, next_try_at, given_up_at) values (33220, 'sftp', 'ut', 'Avregning.pdf', $1, $1, $1) returning id`,
      [at],
    );
    expect((await drift.get('/drift/leveranser?tilstand=givenUp')).text).toContain('Avregning.pdf');
    expect((await drift.post(`/drift/leveranser/${made.rows[0]!.id}`, {})).location).toBe('/drift/leveranser?igjen=1');
    expect(queued).toContainEqual({ name: 'deliver', payload: { delivery: made.rows[0]!.id } });
    await house.db.query(
      `insert into night (date, state, planned_at, started_at, finished_at, proof) values ('2026-11-23', 'done', $1, $1, $1, $2)`,
      [at, JSON.stringify(await proof(house.db))],
    );
    await house.db.query(
      `insert into night_step (date, client, kind, state) values ('2026-11-23', 33220, 'confirmation', 'done')`,
    );
    const night = await drift.get('/drift/netter/2026-11-23');
    expect(night.text).toContain('mottatt');
    expect((await drift.post('/drift/netter/2026-11-23/igjen', { klient: '33220' })).status).toBe(303);
    expect(queued).toContainEqual({
      name: 'document',
      payload: { date: '2026-11-23', client: 33220, kind: 'confirmation' },
    });
    expect((await drift.post('/drift/netter/kjor', {})).location).toBe('/drift/netter?kjort=1');
    expect(queued).toContainEqual({ name: 'night', payload: {} });
  });

  test('a payment without a place is held and released; a case that is not there is refused', async () => {
    const { journal } = await received('bank.csv', [line('Q-1', '15.08.2026')]);
    const made = await house.db.query<{ id: number }>(
      `insert into payment (journal, row, type, paid_on, booked_on, amount, state, waits_for) values ($1, 1, 'direct', '2026-11-20', '2026-11-20', 10000, 'unplaced', 'kid-unknown') returning id`,
      [journal],
    );
    const { id } = made.rows[0]!;
    expect((await drift.get('/drift/plassering')).text).toContain('kid-unknown');
    expect((await drift.post(`/drift/plassering/${id}`, { gjor: 'place', sak: '999' })).text).toContain(
      'saken finnes ikke',
    );
    expect((await drift.post(`/drift/plassering/${id}`, { gjor: 'hold' })).location).toBe(
      `/drift/plassering?ferdig=${id}`,
    );
    expect((await drift.post(`/drift/plassering/${id}`, { gjor: 'hold' })).status).toBe(409);
    expect((await drift.post(`/drift/plassering/${id}`, { gjor: 'release' })).status).toBe(303);
    const acts = await house.db.query('select act, actor from payment_handling where payment = $1 order by id', [id]);
    expect(acts.rows).toEqual([
      { act: 'held', actor: 'drift' },
      { act: 'released', actor: 'drift' },
    ]);
  });

  test('an administrator changes an agreement that is judged first; an operator may only look', async () => {
    const here = '/drift/klienter/41007';
    expect((await drift.get(here)).text).toContain('Avtaler, tilganger og nøkler endres av en administrator');
    expect((await drift.post(`${here}/avtale`, { avtale: '{}', lest: '{}' })).status).toBe(403);
    await admin.get(here);
    expect((await admin.post(`${here}/avtale`, { avtale: '{', lest: '{}' })).status).toBe(422);
    expect((await admin.post(`${here}/avtale`, { avtale: '{"approval":"kanskje"}', lest: '{}' })).text).toContain(
      'must be one of',
    );
    expect((await admin.post(`${here}/avtale`, { avtale: '{"approval":"auto"}', lest: '{}' })).location).toBe(
      `${here}?ferdig=avtale`,
    );
    expect((await admin.post(`${here}/avtale`, { avtale: '{}', lest: '{}' })).text).toContain('Ingenting er lagret');
    expect((await admin.post(`${here}/tilgang`, { bruker: 'ingen', rolle: 'reader', gjor: 'gi' })).status).toBe(422);
    expect((await admin.post(`${here}/tilgang`, { bruker: 'leser', rolle: 'reader', gjor: 'gi' })).status).toBe(303);
    expect((await admin.get(here)).text).toContain('Lise Lesvik');
    const { rows } = await house.db.query<{ act: string }>(
      'select act from audit where client = 41007 order by id desc limit 2',
    );
    expect(rows.map(({ act }) => act)).toEqual(['membership.granted', 'agreement.changed']);
  });
});
