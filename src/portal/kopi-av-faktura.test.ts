import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInVisitor, type Visitor } from './browse-for-tests.ts';
import { fill, type Filled } from './filled-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let filled: Filled;
let ingrid: Visitor;

beforeAll(async () => {
  house = await sampleHouse();
  filled = await fill(house);
  app = await openPortal(house);
  ingrid = await signedInVisitor(app, 'ingrid');
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const at = '/kopi-av-faktura';
const pdf = (name: string, text = name) => ({ name, text: `%PDF-1.7 ${text}` });
const papers = async (where = 'true') =>
  (
    await house.db.query<{ id: number; name: string; state: string; case_number: number | null }>(
      `select id, name, state, case_number from attachment where ${where} order by id`,
    )
  ).rows;

test('several PDFs are matched at once by case and invoice number; what is unsure waits', async () => {
  const [one, two] = filled.cases[33220]!;
  await ingrid.get(at);
  const sent = await ingrid.upload(at, { for: '33220' }, [
    pdf(`Sak ${one}.pdf`),
    pdf('Faktura F-33220-1.pdf'),
    pdf(`${one} ${two}.pdf`),
    pdf('<img src=x onerror=alert(1)>.pdf'),
  ]);
  expect(sent.status).toBe(303);
  expect((await papers()).map(({ name, state, case_number }) => [name, state, case_number])).toEqual([
    [`Sak ${one}.pdf`, 'matched', one],
    ['Faktura F-33220-1.pdf', 'matched', two],
    [`${one} ${two}.pdf`, 'unsure', null],
    ['<img src=x onerror=alert(1)>.pdf', 'unmatched', null],
  ]);
  const page = await ingrid.get(sent.location!);
  expect(page.text).toContain(`href="/inkasso/sak/${one}"`);
  expect(page.text).toContain('Flere saker passer');
  expect(page.text).toContain('Ingen sak passer med navnet');
  expect(page.text).not.toContain('<img src=x');
  expect((await ingrid.get(`/inkasso/sak/${one}/historikk`)).text).toContain(`Sak ${one}.pdf`);
});

test('a waiting paper is put on a case of the same client only, once', async () => {
  const [unsure] = await papers(`state = 'unsure'`);
  const [own] = filled.cases[33220]!;
  const [other] = filled.cases[41007]!;
  const mats = await signedInVisitor(app, 'mats');
  await mats.get(at);
  for (const sak of ['', 'x', '0', String(other), '9999999'])
    expect((await mats.post(`${at}/${unsure!.id}/plasser`, { sak })).status).toBe(422);
  expect((await mats.post(`${at}/${unsure!.id}/plasser`, { valg: String(own), sak: '' })).status).toBe(303);
  expect((await mats.post(`${at}/${unsure!.id}/plasser`, { valg: String(own) })).status).toBe(422);
  expect(await papers(`id = ${unsure!.id}`)).toMatchObject([{ state: 'matched', case_number: own }]);
  const [unmatched] = await papers(`state = 'unmatched'`);
  expect((await mats.post(`${at}/${unmatched!.id}/fjern`, {})).status).toBe(303);
  expect((await mats.get(at)).text).toContain('Ingen papirer venter');
});

test('a paper is attached from the case, listed there and downloaded with a trace', async () => {
  const [, , third] = filled.cases[33220]!;
  await ingrid.get(`/inkasso/sak/${third}`);
  const sent = await ingrid.upload(at, { sak: String(third) }, [pdf('kontrakt.pdf')]);
  expect(sent).toMatchObject({ status: 303, location: `/inkasso/sak/${third}#vedlegg` });
  // The very same paper again: on this case it is there already, on another it is one more.
  await ingrid.upload(at, { sak: String(third) }, [pdf('kontrakt.pdf')]);
  const fourth = filled.cases[33220]![3]!;
  await ingrid.upload(at, { sak: String(fourth) }, [pdf('kontrakt.pdf')]);
  const found = await papers(`name = 'kontrakt.pdf'`);
  expect(found.map((paper) => paper.case_number)).toEqual([third, fourth]);
  expect((await ingrid.get(`/inkasso/sak/${third}`)).text).toContain(`${at}/${found[0]!.id}/fil`);
  const got = await ingrid.get(`${at}/${found[0]!.id}/fil`);
  expect(got.text).toBe('%PDF-1.7 kontrakt.pdf');
  expect(got.headers['content-disposition']).toContain('attachment; filename="kontrakt.pdf"');
  const { rows } = await house.db.query(
    `select actor, client, case_number from access_log where what = 'attachment.opened'`,
  );
  expect(rows).toEqual([{ actor: 'ingrid', client: 33220, case_number: third }]);
});

test('what is no PDF is not taken, whatever its name; nor is nothing, nor a client that is not one’s own', async () => {
  await ingrid.get(at);
  const before = (await papers()).length;
  const mixed = await ingrid.upload(at, { for: '33220' }, [
    { name: 'ondsinnet.pdf', text: '<html><script>alert(1)</script>' },
    { name: 'kort.pdf', text: '%PD' },
    { name: 'tom.pdf', text: '' },
  ]);
  expect(mixed.status).toBe(422);
  expect(mixed.text).toContain('ondsinnet.pdf, kort.pdf, tom.pdf');
  expect((await ingrid.upload(at, { for: '33220' }, [])).status).toBe(422);
  expect((await ingrid.upload(at, { for: '50310' }, [pdf('a.pdf')])).status).toBe(422);
  expect((await ingrid.upload(at, { sak: String(filled.cases[50310]![0]) }, [pdf('a.pdf')])).status).toBe(404);
  expect((await papers()).length).toBe(before);
});

test('a reader sends and decides nothing, a stranger sees nothing', async () => {
  const [paper] = await papers(`state = 'matched'`);
  await house.db.query(
    `insert into attachment (client, name, media_type, size, sha256, archive_path, state, created_at, created_by)
     values (33220, 'venter.pdf', 'application/pdf', 1, 'x', 'x', 'unmatched', '2026-11-24', 'test')`,
  );
  const [waiting] = await papers(`name = 'venter.pdf'`);
  const own = filled.cases[33220]![0]!;
  const leser = await signedInVisitor(app, 'leser');
  await leser.get(at);
  expect((await leser.upload(at, { for: '33220' }, [pdf('b.pdf')])).status).toBe(422);
  expect((await leser.upload(at, { sak: String(own) }, [pdf('b.pdf')])).status).toBe(404);
  expect((await leser.post(`${at}/${waiting!.id}/plasser`, { sak: String(own) })).status).toBe(404);
  expect((await leser.get(`${at}/${paper!.id}/fil`)).status).toBe(200);
  const fremmed = await signedInVisitor(app, 'fremmed');
  expect((await fremmed.get(at)).text).not.toContain('venter.pdf');
  expect((await fremmed.get(`${at}/${paper!.id}/fil`)).status).toBe(404);
  expect((await fremmed.post(`${at}/${waiting!.id}/plasser`, { sak: String(own) })).status).toBe(404);
  expect((await fremmed.post(`${at}/${waiting!.id}/fjern`, {})).status).toBe(404);
  expect(await papers(`id = ${waiting!.id}`)).toMatchObject([{ state: 'unmatched' }]);
});
