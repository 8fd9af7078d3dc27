import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCases } from '../cases/open.ts';
import { registerClaims } from '../ledger/register-claims.ts';
import { signedInVisitor, type Visitor } from './browse-for-tests.ts';
import { judgeCaseForm, without } from './case-form.ts';
import { fill, type Filled } from './filled-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let filled: Filled;
let ingrid: Visitor;
let mats: Visitor;

beforeAll(async () => {
  house = await sampleHouse();
  filled = await fill(house);
  app = await openPortal(house);
  ingrid = await signedInVisitor(app, 'ingrid');
  mats = await signedInVisitor(app, 'mats');
});
afterAll(async () => {
  await app.close();
  await house.close();
});
beforeEach(async () => {
  await house.db.query(
    `update journal set state = 'deleted' where drop_id is null and state in ('open', 'awaitingApproval')`,
  );
  await house.db.query('delete from draft');
});

/** A right form; each test changes what it is about. */
function goodCase(reference: string): Record<string, string> {
  return {
    klient: '33220 Testkreditor AS',
    journal: '',
    reference,
    debtors: '1',
    claims: '1',
    'debtors[0].role': 'debtor',
    'debtors[0].legalType': 'naturalPerson',
    'debtors[0].id': '018570 30040',
    'debtors[0].firstName': 'Dolly',
    'debtors[0].lastName': 'Duck',
    'debtors[0].street': 'Andebygata 1',
    'debtors[0].postalCode': '7014',
    'debtors[0].postalPlace': 'Trondheim',
    'debtors[0].phoneMobile': '40000000',
    'debtors[0].email': 'dolly@eksempel.example',
    'debtors[0].customerNumber': '91207',
    'claims[0].kind': 'invoice',
    'claims[0].invoice': `34500-${reference}`,
    'claims[0].concerns': 'Leie',
    'claims[0].remaining': '1 200,00',
    'claims[0].invoiceDate': '01.09.2026',
    'claims[0].dueDate': '15.09.2026',
    noticeDate: '20.10.2026',
    gjor: 'legg-til',
  };
}

const field = (text: string, id: string) => text.includes(`id="${id}-error"`);
const versionOf = (text: string) => /name="versjon" value="(\d+)"/.exec(text)![1]!;

describe('ny sak', () => {
  test('a right case goes into a new journal, and when approved it becomes a case with its claim', async () => {
    const added = await ingrid.post('/inkasso/ny-sak', goodCase('NY-1'));
    expect(added.status).toBe(303);
    const number = Number(/journaler\/(\d+)/.exec(added.location!)![1]);
    const page = await ingrid.get(added.location!);
    for (const shown of [
      'NY-1',
      'Dolly Duck',
      '34500-NY-1',
      '1\u00a0200,00',
      'Godkjenn journal',
      'Slett journal',
      'Legg til sak',
    ])
      expect(page.text).toContain(shown);
    const approved = await ingrid.post(`/journaler/${number}/godkjenn`, { versjon: versionOf(page.text) });
    const receipt = await ingrid.get(approved.location!);
    expect(receipt.text).toContain(`Journal ${number} er godkjent`);
    expect(receipt.text).not.toContain('Ingen journaler');
    expect(receipt.text).not.toContain('Godkjenn journal<');
    await house.db.transaction(async (sql) => {
      await openCases(sql, number, '2026-11-24');
      await registerClaims(sql, number, '2026-11-24', house.clock.now());
    });
    const { rows } = await house.db.query(
      `select c.name, c.client, c.principal, debtor.national_id, claim.invoice, claim.due_date from collection_case c join debtor on debtor.case_number = c.number join claim on claim.case_number = c.number where c.reference = 'NY-1'`,
    );
    expect(rows).toEqual([
      {
        name: 'Dolly Duck',
        client: 33220,
        principal: 120000n,
        national_id: '01857030040',
        invoice: '34500-NY-1',
        due_date: '2026-09-15',
      },
    ]);
  });

  test.each([
    ['debtors[0].postalCode', { 'debtors[0].postalCode': '' }],
    ['debtors[0].postalCode', { 'debtors[0].postalCode': '70' }],
    ['debtors[0].id', { 'debtors[0].id': '018570 30041' }],
    ['debtors[0].firstName', { 'debtors[0].firstName': '', 'debtors[0].lastName': '' }],
    ['claims[0].invoice', { 'claims[0].invoice': '' }],
    ['claims[0].remaining', { 'claims[0].remaining': '' }],
    ['claims[0].remaining', { 'claims[0].remaining': 'tusen' }],
    ['claims[0].remaining', { 'claims[0].remaining': '1.250' }],
    ['claims[0].remaining', { 'claims[0].kind': 'creditNote', 'claims[0].dueDate': '' }],
    ['claims[0].dueDate', { 'claims[0].dueDate': '31.02.2026' }],
    ['noticeDate', { noticeDate: '' }],
    ['noticeDate', { noticeDate: '25.11.2026' }],
    ['noticeDate', { noticeDate: '20.11.2026' }],
    ['reference', { reference: '' }],
    ['klient', { klient: '50310' }],
    ['klient', { klient: '' }],
  ])('the message stands beside %s and leads there, and nothing is kept: %o', async (id, change) => {
    const answer = await ingrid.post('/inkasso/ny-sak', { ...goodCase('NY-FEIL'), ...change });
    expect(answer.status).toBe(422);
    expect({ id, beside: field(answer.text, id), inSummary: answer.text.includes(`href="#${id}"`) }).toEqual({
      id,
      beside: true,
      inSummary: true,
    });
    expect(answer.text).toContain('Leie');
    expect((await house.db.query(`select from journal_row where reference = 'NY-FEIL'`)).rowCount).toBe(0);
  });

  test('more debtors, claims and credit notes come and go with what was typed in them kept', async () => {
    const more = await ingrid.post('/inkasso/ny-sak', { ...goodCase('NY-2'), gjor: 'ny-skyldner' });
    expect(more.text).toContain('Skyldner 2');
    const credit = await ingrid.post('/inkasso/ny-sak', { ...goodCase('NY-2'), gjor: 'kreditfaktura' });
    expect(credit.text).toContain('Kreditnota skrives med minus');
    const removed = await ingrid.post('/inkasso/ny-sak', {
      ...goodCase('NY-2'),
      debtors: '2',
      'debtors[1].firstName': 'Andre',
      gjor: 'fjern debtors[0]',
    });
    expect(removed.text).toContain('value="Andre"');
    expect(removed.text).not.toContain('value="Dolly"');
    expect(
      without(
        { claims: '3', 'claims[0].a': '0', 'claims[1].a': '1', 'claims[2].a': '2', 'debtors[1].a': 'x' },
        'claims',
        1,
      ),
    ).toEqual({ claims: '2', 'claims[0].a': '0', 'claims[1].a': '2', 'debtors[1].a': 'x' });
  });

  test('several cases go into one journal; one is edited, one is removed', async () => {
    const first = await ingrid.post('/inkasso/ny-sak', { ...goodCase('NY-3'), gjor: 'legg-til-ny' });
    const number = /journal=(\d+)/.exec(first.location!)![1]!;
    await ingrid.post('/inkasso/ny-sak', { ...goodCase('NY-4'), journal: number });
    const page = await ingrid.get(`/journaler/${number}`);
    expect(page.text).toContain('NY-3');
    expect(page.text).toContain('NY-4');
    const edit = await ingrid.get(`/inkasso/ny-sak?journal=${number}&rad=1`);
    expect(edit.text).toContain('value="Dolly"');
    const edited = await ingrid.post('/inkasso/ny-sak', {
      ...goodCase('NY-3'),
      journal: number,
      rad: '1',
      versjon: versionOf(edit.text),
      'claims[0].remaining': '999,50',
    });
    expect(edited.location).toBe(`/journaler/${number}`);
    expect((await ingrid.get(`/journaler/${number}`)).text).toContain('999,50');
    const version = versionOf((await ingrid.get(`/journaler/${number}`)).text);
    await ingrid.post(`/journaler/${number}/ta-bort`, { rad: '2', versjon: version });
    const { rows } = await house.db.query('select rows, accepted, sum from journal where number = $1', [number]);
    expect(rows).toEqual([{ rows: 2, accepted: 1, sum: 99950n }]);
  });

  test('an invoice that already is a case is said in the journal and is not booked', async () => {
    const added = await ingrid.post('/inkasso/ny-sak', { ...goodCase('NY-5'), 'claims[0].invoice': 'F-33220-1' });
    const page = await ingrid.get(added.location!);
    expect(page.text).not.toContain('Godkjenn journal');
    expect(page.text).toContain('says bad');
  });

  test('the form is kept as one types and comes back; a draft is one’s own; it can be discarded', async () => {
    await ingrid.post('/inkasso/ny-sak', { ...goodCase('UTKAST'), gjor: 'kladd' });
    expect((await ingrid.get('/inkasso/ny-sak')).text).toContain('value="UTKAST"');
    expect((await mats.get('/inkasso/ny-sak')).text).not.toContain('UTKAST');
    await ingrid.post('/inkasso/ny-sak', { gjor: 'forkast' });
    expect((await ingrid.get('/inkasso/ny-sak')).text).not.toContain('UTKAST');
  });

  test('fields that are not of the form change nothing (mass assignment)', async () => {
    const added = await ingrid.post('/inkasso/ny-sak', {
      ...goodCase('NY-6'),
      client: '50310',
      state: 'approved',
      'claims[0].paid': '1',
      'debtors[0].__proto__': 'x',
      __proto__: 'y',
    });
    expect(added.status).toBe(303);
    const { rows } = await house.db.query(`select client, record::text from journal_row where reference = 'NY-6'`);
    expect(rows[0]!['client']).toBe(33220);
    expect(String(rows[0]!['record'])).not.toMatch(/paid|proto|approved/);
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; drop table journal; --",
    '{{7*7}}',
    '\u202Etxt.exe',
    '𝒯𝑒𝓈𝓉 👍🏽',
    '../../etc/passwd',
  ])('the text %s is kept as it is and shown harmlessly', async (naughty) => {
    const form = { ...goodCase(`N${naughty.length}`), 'claims[0].concerns': naughty, 'debtors[0].firstName': naughty };
    const row = judgeCaseForm(form, { today: '2026-11-24', currencies: ['NOK'] });
    const added = await ingrid.post('/inkasso/ny-sak', form);
    expect(added.status).toBe(row.problems.some((problem) => problem.severity === 'error') ? 422 : 303);
    const text = added.status === 303 ? (await ingrid.get(added.location!)).text : added.text;
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img src=x');
  });
});

describe('journaler', () => {
  test('two people on one journal: the second is told that it changed, and nothing is overwritten', async () => {
    const added = await ingrid.post('/inkasso/ny-sak', goodCase('TO-1'));
    const seen = versionOf((await mats.get(added.location!)).text);
    const number = /(\d+)$/.exec(added.location!)![1]!;
    await ingrid.post('/inkasso/ny-sak', { ...goodCase('TO-2'), journal: number });
    for (const act of ['godkjenn', 'slett', 'ta-bort']) {
      const answer = await mats.post(`/journaler/${number}/${act}`, { versjon: seen, rad: '1' });
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('endret av en annen');
    }
    const version = versionOf((await mats.get(`/journaler/${number}`)).text);
    const both = await Promise.all([
      mats.post(`/journaler/${number}/godkjenn`, { versjon: version }),
      ingrid.post(`/journaler/${number}/godkjenn`, { versjon: version }),
    ]);
    expect(both.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([303, 409]);
    const { rows } = await house.db.query(
      `select count(*)::integer as n from audit where act = 'journal-approved' and subject = $1`,
      [`journal:${number}`],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('above the agreement’s limit two different people must approve', async () => {
    await house.db.query(`update client set agreement = '{"fourEyesAbove": 100000}' where number = 33220`);
    const added = await ingrid.post('/inkasso/ny-sak', goodCase('FIRE-1'));
    const number = /(\d+)$/.exec(added.location!)![1]!;
    const approve = async (who: Visitor) =>
      who.post(`/journaler/${number}/godkjenn`, {
        versjon: String(
          (await house.db.query<{ version: number }>('select version from journal where number = $1', [number]))
            .rows[0]!.version,
        ),
      });
    const state = async () =>
      (await house.db.query<{ state: string }>('select state from journal where number = $1', [number])).rows[0]!.state;
    await approve(ingrid);
    expect(await state()).toBe('awaitingApproval');
    expect((await ingrid.get(`/journaler/${number}`)).text).toContain('fire øyne');
    await approve(ingrid);
    expect(await state()).toBe('awaitingApproval');
    expect((await approve(mats)).location).toContain('kvittering=godkjent');
    expect(await state()).toBe('approved');
    await house.db.query(`update client set agreement = '{}' where number = 33220`);
  });

  test('a journal is deleted after being asked, and a deleted or approved one never changes', async () => {
    const added = await ingrid.post('/inkasso/ny-sak', goodCase('SLETT-1'));
    const number = /(\d+)$/.exec(added.location!)![1]!;
    const asked = await ingrid.get(`/journaler/${number}/slett`);
    const deleted = await ingrid.post(`/journaler/${number}/slett`, { versjon: versionOf(asked.text) });
    expect((await ingrid.get(deleted.location!)).text).toContain(`Journal ${number} er slettet`);
    expect((await ingrid.post(`/journaler/${number}/godkjenn`, { versjon: '3' })).status).toBe(409);
    expect((await ingrid.post('/inkasso/ny-sak', { ...goodCase('SLETT-2'), journal: number })).status).toBe(422);
  });

  test('a file’s journal is approved here too', async () => {
    const number = filled.journals[33220]![1]!;
    const page = await ingrid.get(`/journaler/${number}`);
    const approved = await ingrid.post(`/journaler/${number}/godkjenn`, { versjon: versionOf(page.text) });
    expect(approved.location).toContain('kvittering=godkjent');
  });

  test('a reader, and a stranger, can do none of it', async () => {
    const number = filled.journals[41007]![1]!;
    const reader = await signedInVisitor(app, 'leser');
    await reader.get('/send-fil');
    await reader.get('/palogging/kode');
    const { rows } = await house.db.query<{ version: number; state: string }>(
      'select version, state from journal where number = $1',
      [number],
    );
    for (const act of ['godkjenn', 'slett', 'ta-bort'])
      expect(
        (await ingrid.post(`/journaler/${number}/${act}`, { versjon: String(rows[0]!.version), rad: '1' })).status,
      ).toBe(404);
    const own = await mats.post('/inkasso/ny-sak', goodCase('LESER-1'));
    const ownNumber = /(\d+)$/.exec(own.location!)![1]!;
    expect((await reader.get(`/journaler/${ownNumber}`)).text).not.toContain('Godkjenn journal');
    expect((await reader.post(`/journaler/${ownNumber}/godkjenn`, { versjon: '2' })).status).toBe(403);
    expect((await house.db.query('select version, state from journal where number = $1', [number])).rows).toEqual(rows);
  });
});

describe('registrere betalinger', () => {
  const payment = (change: Record<string, string> = {}) => ({
    klient: '33220',
    begrep: 'sak',
    verdi: String(filled.cases[33220]![0]),
    dato: '23.11.2026',
    belop: '250,00',
    note: 'Direktebetaling',
    ...change,
  });

  test('payments gather in a batch with their sum, and approving it gives a numbered receipt', async () => {
    await ingrid.post('/betalinger', payment());
    await ingrid.post('/betalinger', payment({ begrep: 'faktura', verdi: 'F-33220-1', belop: '100,50' }));
    const page = await ingrid.get('/betalinger');
    expect(page.text).toContain('350,50');
    expect(page.text).toContain('Godkjenn bunt');
    const number = /journaler\/(\d+)\/godkjenn/.exec(page.text)![1]!;
    const approved = await ingrid.post(`/journaler/${number}/godkjenn`, { versjon: versionOf(page.text) });
    const receipt = await ingrid.get(approved.location!);
    expect(receipt.text).toContain(`Journal ${number} er godkjent`);
    expect(receipt.text).toContain('Betalingene bokføres nå');
    expect((await ingrid.get('/betalinger')).text).toContain('Ingen betalinger i bunten');
    const { rows } = await house.db.query('select kind, state, accepted, sum from journal where number = $1', [number]);
    expect(rows).toEqual([{ kind: 'payment', state: 'approved', accepted: 2, sum: 35050n }]);
  });

  test('more than what remains is said before approval, but may be sent', async () => {
    await ingrid.post('/betalinger', payment({ belop: '99 999,00' }));
    const page = await ingrid.get('/betalinger');
    expect(page.text).toContain('says warn');
    expect(page.text).toContain('Godkjenn bunt');
  });

  test.each([
    ['b-verdi', { verdi: '99' }],
    ['b-verdi', { verdi: '' }],
    ['b-verdi', { begrep: 'faktura', verdi: 'finnes ikke' }],
    ['b-belop', { belop: '0' }],
    ['b-belop', { belop: '-5' }],
    ['b-belop', { belop: 'mye' }],
    ['b-dato', { dato: '25.11.2026' }],
    ['b-dato', { dato: 'i går' }],
    ['b-klient', { klient: '50310' }],
  ])('the message stands beside %s: %o', async (id, change) => {
    const answer = await ingrid.post('/betalinger', payment(change));
    expect(answer.status).toBe(422);
    expect({ id, beside: field(answer.text, id) }).toEqual({ id, beside: true });
  });

  test('a closed case takes no payment, and another client’s case is not found', async () => {
    const [, , , , , closed] = filled.cases[33220]!;
    await house.db.query(`update collection_case set status = 'closed', closed_on = '2026-11-01' where number = $1`, [
      closed,
    ]);
    expect((await ingrid.post('/betalinger', payment({ verdi: String(closed) }))).text).toContain(
      'er avsluttet 01.11.2026',
    );
    expect((await ingrid.post('/betalinger', payment({ verdi: String(filled.cases[50310]![0]) }))).text).toContain(
      'Fant ingen sak',
    );
  });
});
