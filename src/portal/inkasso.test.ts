import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedInVisitor, type Visitor } from './browse-for-tests.ts';
import { guessTerm } from './cases-found.ts';
import { fill, type Filled } from './filled-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';
import { harmless } from './table-file.ts';

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

const numbersIn = (text: string) =>
  [...text.matchAll(/href="\/inkasso\/sak\/(\d+)"/g)].map((match) => Number(match[1]));

describe('search', () => {
  test.each([
    ['begrep=case&q=CASE', 1],
    ['begrep=case&q=1000%25', 6],
    ['begrep=invoice&q=F-33220-2', 1],
    ['begrep=invoice&q=F-33220-%25', 6],
    ['begrep=invoice&q=F-33220', 0],
    ['begrep=name&q=Oda Fagerlid', 1],
    ['begrep=name&q=oda%25', 1],
    ['begrep=name&q=%25lid', 1],
    ['begrep=name&q=Oda', 0],
    ['begrep=customer&q=KUNDE-4', 1],
    ['begrep=customer&q=KUNDE-_', 0],
    ['begrep=id&q=018380 12345', 6],
    ['begrep=id&q=01838%25', 0],
    ['begrep=reference&q=K-3', 1],
    ['begrep=invoiceDate&q=31.07.2026', 6],
    ['begrep=invoiceDate&q=01.08.2026', 0],
    ['q=fagerlid', 1],
    ['q=F-33220-2', 1],
    ['q=ørnes %26 sønn <as>', 1],
    ['status=stopped', 1],
    ['fra=25.11.2026', 0],
    ['', 6],
    ["q=' or 1=1 --", 0],
    ['q=%25%25%25', 6],
    ['begrep=name&q=\\', 0],
  ])('“%s” finds %i', async (query, count) => {
    const who = ingrid;
    const page = await who.get(`/inkasso/sok?${query.replace('CASE', String(filled.cases[33220]![1]))}`);
    expect(page.status).toBe(200);
    expect(numbersIn(page.text)).toHaveLength(count);
  });

  test('what the one box thinks was typed', () => {
    for (const [value, term] of [
      ['1000001', 'case'],
      ['974 760 673', 'id'],
      ['01838012345', 'id'],
      ['31.07.2026', 'invoiceDate'],
      ['Oda Fagerlid', 'name'],
      ['%myr%', 'name'],
      ['%123%', 'invoice'],
      ['F-33220-1', 'invoice'],
      ['12345', 'invoice'],
    ] as const)
      expect({ value, term: guessTerm(value) }).toEqual({ value, term });
  });

  test('one hit from the box in the band goes straight to the case; sorting and pages hold', async () => {
    const who = ingrid;
    const number = filled.cases[33220]![0]!;
    expect((await who.get(`/inkasso/sok?direkte=1&q=${number}`)).location).toBe(`/inkasso/sak/${number}`);
    const up = numbersIn((await who.get('/inkasso/sok?sorter=sak&retning=opp')).text);
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(numbersIn((await who.get('/inkasso/sok?side=2')).text)).toEqual([]);
    expect((await who.get('/inkasso/sok?sorter=drop+table&side=-1')).status).toBe(200);
  });

  test('an order number says what to do instead, and a date that is none says how', async () => {
    const who = ingrid;
    expect((await who.get('/inkasso/sok?begrep=order&q=1')).text).toContain('Søk på fakturanummer i stedet');
    expect((await who.get('/inkasso/sok?begrep=invoiceDate&q=31.02.2026')).text).toContain('Skriv en dato');
  });

  test('exports hold the hits, ids masked, formulas harmless, and are written to the access log', async () => {
    const who = ingrid;
    await house.db.query(`update collection_case set name = '=cmd|calc' where number = $1`, [filled.cases[33220]![0]]);
    const csv = await who.get('/inkasso/sok/csv?begrep=name&q=%25');
    expect(csv.text.split('\r\n')).toHaveLength(8);
    expect(csv.text).toContain("'=cmd|calc");
    expect(csv.text).toContain('018380*****');
    expect(csv.text).not.toContain('01838012345');
    expect(csv.text).toContain(';4312,50;');
    const xlsx = await who.get('/inkasso/sok/xlsx');
    const { default: Excel } = await import('exceljs');
    const book = new Excel.Workbook();
    await book.xlsx.read(Readable.from([xlsx.bytes]));
    const sheet = book.worksheets[0]!;
    expect(sheet.rowCount).toBe(7);
    expect(sheet.getRow(2).getCell(2).value).toBe(String(filled.cases[33220]![5]));
    expect(sheet.getRow(2).getCell(7).value).toBe(4312.55);
    const { rows } = await house.db.query(
      `select client, count(*)::integer as n from access_log where what = 'cases.exported' group by 1`,
    );
    expect(rows).toEqual([{ client: 33220, n: 2 }]);
  });

  test.each(['=1', '+1', '-1', '@x', '\tx'])('the text “%s” is no formula', (text) => {
    expect(harmless(text)).toBe(`'${text}`);
  });
});

describe('the case', () => {
  test('all eight tabs open and are written to the access log', async () => {
    const who = ingrid;
    const number = filled.cases[33220]![1]!;
    for (const tab of [
      '',
      '/debitorer',
      '/krav',
      '/kostnader',
      '/sikkerhet',
      '/betalinger',
      '/historikk',
      '/meldinger',
    ]) {
      const page = await who.get(`/inkasso/sak/${number}${tab}`);
      expect(`${tab} ${page.status}`).toBe(`${tab} 200`);
      expect(page.text).toContain(`Inkassosak ${number}`);
    }
    const { rows } = await house.db.query<{ n: number }>(
      `select count(*)::integer as n from access_log where case_number = $1 and what = 'case.read' and user_id = $2`,
      [number, house.users.ingrid],
    );
    expect(rows[0]!.n).toBe(8);
  });

  test('the national id is masked until it is shown, and the showing is logged', async () => {
    const who = ingrid;
    const number = filled.cases[33220]![0]!;
    const page = await who.get(`/inkasso/sak/${number}`);
    expect(page.text).toContain('018380*****');
    expect(page.text).not.toContain('01838012345');
    expect((await who.post(`/inkasso/sak/${number}/vis-id`, { n: '1' })).text).toContain('01838012345');
    const { rows } = await house.db.query(`select actor, case_number from access_log where what = 'nationalId.shown'`);
    expect(rows).toEqual([{ actor: 'ingrid', case_number: number }]);
  });

  test('a protected address is on no page', async () => {
    const who = ingrid;
    const number = filled.cases[33220]![4]!;
    for (const tab of ['', '/debitorer']) {
      const page = await who.get(`/inkasso/sak/${number}${tab}`);
      expect(page.text).toContain('Hemmelig adresse');
      for (const secret of ['Vestre Myrvei', 'Jakobsli', '7058', '40000000', 'x@eksempel'])
        expect(page.text).not.toContain(secret);
    }
  });

  test('stopping needs a reason, ends in a receipt, and twice is once', async () => {
    const who = ingrid;
    const number = filled.cases[33220]![1]!;
    expect((await who.get(`/inkasso/sak/${number}`)).text).toContain('Stopp inkasso');
    const missing = await who.post(`/inkasso/sak/${number}/stopp`, { grunn: 'noe annet' });
    expect(missing.status).toBe(422);
    expect(missing.text).toContain('href="#grunn"');
    const stopped = await who.post(`/inkasso/sak/${number}/stopp`, { grunn: 'paid', notat: 'Betalt 20.11.' });
    const page = await who.get(stopped.location!);
    expect(page.text).toContain(`Inkasso er stoppet på sak ${number}`);
    expect(page.text).toContain('Stoppet');
    expect((await who.post(`/inkasso/sak/${number}/stopp`, { grunn: 'paid' })).text).toContain('allerede stoppet');
    const { rows } = await house.db.query(
      `select status, (select count(*)::integer from message_thread where case_number = number) as threads from collection_case where number = $1`,
      [number],
    );
    expect(rows).toEqual([{ status: 'stopped', threads: 1 }]);
    const audited = await house.db.query(`select actor, client from audit where act = 'case.stopped'`);
    expect(audited.rows).toEqual([{ actor: 'ingrid', client: 33220 }]);
  });

  test('the message of the manual, “Sak 1007 - InkassoStopp”, stops too; any other only tells', async () => {
    const who = ingrid;
    const number = filled.cases[33220]![2]!;
    await who.post(`/inkasso/sak/${number}/meldinger`, { emne: 'Spørsmål', tekst: 'Hei <b>dere</b>' });
    const status = async () =>
      (await house.db.query<{ status: string }>('select status from collection_case where number = $1', [number]))
        .rows[0]!.status;
    expect(await status()).toBe('active');
    const sent = await who.post(`/inkasso/sak/${number}/meldinger`, {
      emne: `Sak ${number} - InkassoStopp`,
      tekst: 'Feilsendt',
    });
    expect((await who.get(sent.location!)).text).toContain('Inkasso er stoppet');
    expect(await status()).toBe('stopped');
    expect((await who.get(`/inkasso/sak/${number}/meldinger`)).text).toContain('Hei &lt;b&gt;dere&lt;/b&gt;');
  });

  test('one who may only read can neither stop nor write', async () => {
    const who = await signedInVisitor(app, 'leser');
    const number = filled.cases[33220]![5]!;
    await who.get('/send-fil');
    expect((await who.get(`/inkasso/sak/${number}`)).text).not.toContain('Stopp inkasso');
    await who.post(`/inkasso/sak/${number}/stopp`, { grunn: 'paid' });
    expect((await who.post(`/inkasso/sak/${number}/meldinger`, { emne: 'InkassoStopp', tekst: 'x' })).status).toBe(404);
    const { rows } = await house.db.query('select status from collection_case where number = $1', [number]);
    expect(rows).toEqual([{ status: 'active' }]);
  });

  test('another client’s case can be neither stopped, written to nor unmasked', async () => {
    const who = ingrid;
    const number = filled.cases[50310]![0]!;
    expect((await who.post(`/inkasso/sak/${number}/stopp`, { grunn: 'paid' })).status).toBe(404);
    expect((await who.post(`/inkasso/sak/${number}/meldinger`, { emne: 'x', tekst: 'y' })).status).toBe(404);
    expect((await who.post(`/inkasso/sak/${number}/vis-id`, { n: '1' })).status).toBe(404);
    const { rows } = await house.db.query('select status from collection_case where number = $1', [number]);
    expect(rows).toEqual([{ status: 'active' }]);
  });
});

describe('messages', () => {
  test('a conversation is begun, answered by the collector, counted at the bell until answered, and ended', async () => {
    const who = ingrid;
    const begun = await who.post('/meldinger', {
      klient: '33220',
      sak: '',
      emne: 'Rentenota',
      tekst: 'Kan dere følge opp denne?',
    });
    const page = await who.get(begun.location!);
    expect(page.text).toContain('Meldingen er sendt');
    const id = /meldinger\/(\d+)/.exec(begun.location!)![1]!;
    await house.db.query(`update message_thread set waits_for = 'client' where id = $1`, [id]);
    await house.db.query(
      `insert into message (thread, n, client, at, author, from_collector, body) values ($1, 2, 33220, now(), 'jonas', true, 'Ja')`,
      [id],
    );
    expect((await who.get('/meldinger')).text).toContain('Meldinger, 1 venter på svar');
    await who.post(`/meldinger/${id}/svar`, { tekst: 'Takk' });
    expect((await who.get('/meldinger')).text).toContain('Meldinger, 0 venter på svar');
    await who.post(`/meldinger/${id}/avslutt`, {});
    const ended = await who.get(`/meldinger/${id}`);
    expect(ended.text).toContain('Avsluttet');
    expect(ended.text).not.toContain(`/meldinger/${id}/svar`);
    await who.post(`/meldinger/${id}/svar`, { tekst: 'for sent' });
    expect((await who.get(`/meldinger/${id}`)).text).not.toContain('for sent');
  });

  test.each([
    [{ klient: '50310', emne: 'x', tekst: 'y' }, 'm-klient'],
    [{ klient: '33220', emne: '', tekst: 'y' }, 'm-emne'],
    [{ klient: '33220', emne: 'x', tekst: ' ' }, 'm-tekst'],
    [{ klient: '33220', emne: 'x', tekst: 'y', sak: '99' }, 'm-sak'],
    [{ klient: '33220', emne: 'x'.repeat(201), tekst: 'y' }, 'm-emne'],
  ])('%o is refused beside the field', async (form, id) => {
    const who = ingrid;
    const answer = await who.post('/meldinger', form);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${id}-error"`);
  });

  test('another client’s conversation is neither read, answered nor ended', async () => {
    const other = await signedInVisitor(app, 'fremmed');
    const begun = await other.post('/meldinger', { klient: '50310', emne: 'Hemmelig', tekst: 'Vår' });
    const id = /meldinger\/(\d+)/.exec(begun.location!)![1]!;
    const who = ingrid;
    expect((await who.get(`/meldinger/${id}`)).status).toBe(404);
    expect((await who.post(`/meldinger/${id}/svar`, { tekst: 'x' })).status).toBe(404);
    expect((await who.post(`/meldinger/${id}/avslutt`, {})).status).toBe(404);
    expect((await other.get(`/meldinger/${id}`)).text).not.toContain('Avsluttet');
  });
});
