import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedInVisitor, type Visitor } from './browse-for-tests.ts';
import { guessInvoiceTerm } from './invoices-found.ts';
import { sampleInvoices } from './invoices-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let ingrid: Visitor;
let invoices: Record<string, number>;
let foreign: Record<string, number>;

beforeAll(async () => {
  house = await sampleHouse();
  invoices = await sampleInvoices(house, 33220);
  foreign = await sampleInvoices(house, 50310);
  app = await openPortal(house);
  ingrid = await signedInVisitor(app, 'ingrid');
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const found = (text: string) =>
  [...text.matchAll(/href="\/faktura\/vis\/(\d+)"/g)].map((match) => Number(match[1])).sort((a, b) => a - b);

describe('search', () => {
  test.each([
    ['begrep=invoice&q=33220-1', ['1']],
    ['begrep=invoice&q=33220-%25', ['1', '2', '3', '4', '5']],
    ['begrep=invoice&q=33220', []],
    ['begrep=name&q=oda fagerlid', ['1', '4']],
    ['begrep=name&q=%25bakke%25', ['2', '5']],
    ['begrep=name&q=oda', []],
    ['q=oda', ['1', '4']],
    ['begrep=customer&q=KUNDE-3', ['3']],
    ['begrep=order&q=O-2', ['2']],
    ['begrep=order&q=O_2', []],
    ['begrep=id&q=018570 30040', ['1', '4']],
    ['begrep=id&q=01838%25', []],
    ['begrep=invoiceDate&q=01.11.2026', ['1']],
    ['begrep=invoiceDate&q=i dag', []],
    ['status=paid', ['3']],
    ['status=forfalt', ['4']],
    ['begrep=name&q=\\', []],
    ["q=' or 1=1 --", []],
  ])('“%s” finds %j', async (query, wanted) => {
    const page = await ingrid.get(`/faktura/sok?${query}`);
    expect(page.status).toBe(200);
    expect(found(page.text)).toEqual(wanted.map((number) => invoices[number]));
  });

  test('what the one box thinks was typed', () => {
    for (const [value, term] of [
      ['5001', 'invoice'],
      ['F-1%', 'invoice'],
      ['01838012345', 'id'],
      ['24.11.2026', 'invoiceDate'],
      ['Oda Fagerlid', 'name'],
    ] as const)
      expect([value, guessInvoiceTerm(value)]).toEqual([value, term]);
  });

  test('one hit of a search from Hjem opens the invoice, and all hits can be downloaded', async () => {
    const page = await ingrid.get('/faktura/sok?begrep=invoice&q=33220-2&direkte=1');
    expect(page).toMatchObject({ status: 303, location: `/faktura/vis/${invoices['2']}` });
    const csv = await ingrid.get('/faktura/sok/csv?begrep=name&q=%25bakke%25');
    expect(csv.text.trim().split('\n')).toHaveLength(3);
    const logged = await house.db.query(`select what, client from access_log where what = 'invoices.exported'`);
    expect(logged.rows).toEqual([{ what: 'invoices.exported', client: 33220 }]);
  });
});

describe('one invoice', () => {
  test('each tab shows its own, masked, and the reading is logged', async () => {
    const about = await ingrid.get(`/faktura/vis/${invoices['1']}`);
    expect(about.text).toContain('018570*****');
    expect(about.text).not.toContain('01857030040');
    expect(about.text).toContain('Vestre Myrvei 8');
    expect((await ingrid.get(`/faktura/vis/${invoices['1']}/rader`)).text).toContain(
      'Snømåking &lt;b&gt;uke 44&lt;/b&gt;',
    );
    expect((await ingrid.get(`/faktura/vis/${invoices['2']}/rader`)).text).toContain('Fakturaen har ingen rader');
    expect((await ingrid.get(`/faktura/vis/${invoices['1']}/historikk`)).text).toContain('Faktura registrert');
    const logged = await house.db.query(
      `select count(*)::integer as n from access_log where what = 'invoice.read' and invoice_id = $1`,
      [invoices['1']],
    );
    expect(logged.rows).toEqual([{ n: 3 }]);
    expect((await ingrid.get('/personvern')).text).toContain('33220-1');
  });

  test('a protected address is never shown', async () => {
    const page = await ingrid.get(`/faktura/vis/${invoices['5']}`);
    expect(page.text).toContain('Hemmelig adresse – vises aldri');
    expect(page.text).not.toContain('Vestre Myrvei 8');
    expect(page.text).not.toContain('40000000');
  });

  test('a note and a message end up where they say', async () => {
    const at = `/faktura/vis/${invoices['2']}`;
    await ingrid.get(`${at}/noteringer`);
    expect((await ingrid.post(`${at}/noteringer`, { tekst: '  ' })).status).toBe(422);
    expect((await ingrid.post(`${at}/noteringer`, { tekst: '<script>alert(1)</script>' })).status).toBe(303);
    expect((await ingrid.get(`${at}/noteringer`)).text).toContain('&lt;script&gt;alert(1)');
    expect((await ingrid.post(`${at}/meldinger`, { emne: '', tekst: 'Hei' })).status).toBe(422);
    const sent = await ingrid.post(`${at}/meldinger`, { emne: 'Faktura 33220-2 - feil beløp', tekst: 'Hei' });
    expect(sent.status).toBe(303);
    expect((await ingrid.get(sent.location!)).text).toContain('feil beløp');
    expect((await ingrid.get('/meldinger')).text).toContain(`/faktura/vis/${invoices['2']}/meldinger`);
  });

  test('one who only reads cannot write, and a stranger gets nothing', async () => {
    const leser = await signedInVisitor(app, 'leser');
    const at = `/faktura/vis/${invoices['1']}`;
    expect((await leser.get(at)).text).not.toContain('Gjør til sak');
    for (const tab of ['noteringer', 'meldinger'])
      expect((await leser.post(`${at}/${tab}`, { emne: 'a', tekst: 'b' })).status).toBe(404);
    const fremmed = await signedInVisitor(app, 'fremmed');
    for (const tab of ['', '/rader', '/noteringer', '/historikk', '/meldinger'])
      expect((await fremmed.get(at + tab)).status).toBe(404);
    expect((await fremmed.post(`${at}/noteringer`, { tekst: 'b' })).status).toBe(404);
    expect((await fremmed.get(`/inkasso/ny-sak?faktura=${invoices['1']}`)).status).toBe(404);
    expect(found((await fremmed.get('/faktura/sok')).text)).toEqual(Object.values(foreign).sort((a, b) => a - b));
    for (const id of ['0', 'x', '99999999999', '-1']) expect((await ingrid.get(`/faktura/vis/${id}`)).status).toBe(404);
  });
});

test('“Gjør til sak” fills in Ny sak, which is then put in a journal as it stands with the date of the notice', async () => {
  const page = await ingrid.get(`/inkasso/ny-sak?faktura=${invoices['4']}`);
  const value = (name: string) =>
    new RegExp(`<(?:input|select)[^>]*name="${name.replace(/[[\]]/g, '\\$&')}"[^>]*value="([^"]*)"`).exec(
      page.text,
    )?.[1] ?? '';
  expect(value('claims[0].invoice')).toBe('33220-4');
  expect(value('debtors[0].lastName')).toBe('Fagerlid');
  const names = [...page.text.matchAll(/<(?:input|select)[^>]*name="([^"]+)"/g)].map((match) => match[1]!);
  const form = Object.fromEntries(names.filter((name) => name !== 'token').map((name) => [name, value(name)]));
  for (const name of Object.keys(form)) if (/protectedAddress|minor/.test(name)) delete form[name];
  const made = await ingrid.post('/inkasso/ny-sak', {
    ...form,
    'debtors[0].legalType': 'naturalPerson',
    noticeDate: '01.11.2026',
    gjor: 'legg-til',
  });
  expect(made.text).not.toContain('ting må rettes');
  expect(made.status).toBe(303);
  const { rows } = await house.db.query(
    `select record->'claims'->0->>'remaining' as remaining, record->'debtors'->0->>'name' as name, record->>'currency' as currency from journal_row order by journal desc limit 1`,
  );
  expect(rows).toEqual([{ remaining: '125050', name: 'Oda Fagerlid', currency: 'NOK' }]);
  for (const paid of ['3']) expect((await ingrid.get(`/inkasso/ny-sak?faktura=${invoices[paid]}`)).status).toBe(404);
});

test('Hjem shows the tiles of invoices', async () => {
  await ingrid.get('/hjem/endre');
  for (const tile of [
    'unpaid',
    'invoicesMonth',
    'invoicesWeek',
    'invoiceAges',
    'invoicesPerMonth',
    'recentInvoices',
    'invoiceNumber',
    'order',
  ])
    await ingrid.post('/hjem/endre', { gjor: `show ${tile}` });
  const { text } = await ingrid.get('/hjem');
  expect(text).toMatch(/Antall ubetalte fakturaer<\/dt>\s*<dd><a href="\/faktura\/sok\?status=open">4<\/a>/);
  expect(text).toMatch(/denne måneden<\/dt>\s*<dd>3</);
  expect(text).toMatch(/denne uken<\/dt>\s*<dd>2</);
  expect(text.replace(/\u00a0/g, ' ')).toContain('31–60 dager: 1 (1 250,50)');
  expect(text.replace(/\u00a0/g, ' ')).toContain('Ikke forfalt: 3 (3 751,50)');
  expect(text).toContain('Fakturaer per måned 2026: jan 0, ');
  expect(text).toContain('action="/faktura/sok"');
});
