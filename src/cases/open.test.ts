import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { aCaseRecord, aClient, aJournal } from '../journal/journal-for-tests.ts';
import { registerClaims } from '../ledger/register-claims.ts';
import { openCases } from './open.ts';

let fresh: FreshDatabase;
let db: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  await aClient(db, 33220);
  await aClient(db, 44110);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const at = new Date('2026-11-24T09:00:00Z');

async function opened(client: number, records: ReturnType<typeof aCaseRecord>[], rejected: number[] = []) {
  const journal = await aJournal(db, client, 'case', records, rejected);
  const counts = await db.transaction(async (sql) => {
    const made = await openCases(sql, journal, '2026-11-24');
    await registerClaims(sql, journal, '2026-11-24', at);
    return made;
  });
  return { journal, counts };
}

it('makes one case of all rows with the same reference, also when they do not follow each other', async () => {
  const { journal, counts } = await opened(33220, [
    aCaseRecord('A-1', { invoice: '1001', remaining: 100_00 }),
    aCaseRecord('A-2', { invoice: '1002', remaining: 50_00 }),
    aCaseRecord('A-1', { invoice: '1003', remaining: 25_50 }),
  ]);
  expect(counts).toEqual({ cases: 2, claims: 3 });
  const cases = await db.query(
    `select reference, principal, kid = case_kid(number) as kid, name, notice_on from collection_case where journal = $1 order by reference`,
    [journal],
  );
  expect(cases.rows).toEqual([
    { reference: 'A-1', principal: 125_50n, kid: true, name: 'Kari Prøvesen', notice_on: '2026-10-20' },
    { reference: 'A-2', principal: 50_00n, kid: true, name: 'Kari Prøvesen', notice_on: '2026-10-20' },
  ]);
  const claims = await db.query(
    `select reference, n, invoice from claim join collection_case on number = case_number where claim.journal = $1 order by 1, 2`,
    [journal],
  );
  expect(claims.rows.map((row) => `${row.reference} ${row.n} ${row.invoice}`)).toEqual([
    'A-1 1 1001',
    'A-1 2 1003',
    'A-2 1 1002',
  ]);
});

it('counts a claim once when the file repeats it for each debtor', async () => {
  const main = aCaseRecord('E-1', { invoice: '5001', remaining: 80_00 });
  const other = aCaseRecord('E-1', { invoice: '5001', remaining: 80_00 });
  other.debtors = [{ ...other.debtors[0]!, role: 'coDebtor', id: '41850130068', name: 'Ola Prøvesen' }];
  const { counts } = await opened(33220, [main, other, aCaseRecord('E-1', { invoice: '5002', remaining: 1_00 })]);
  expect(counts).toEqual({ cases: 1, claims: 2 });
  const found = await db.query(
    `select principal, (select count(*)::integer from debtor where case_number = number) as debtors from collection_case where reference = 'E-1'`,
  );
  expect(found.rows).toEqual([{ principal: 81_00n, debtors: 2 }]);
});

it('keeps one debtor however many rows name it, and each of several', async () => {
  const two = aCaseRecord('B-1', { invoice: '2001', remaining: 10_00 });
  two.debtors.push({ ...two.debtors[0]!, role: 'coDebtor', id: '41850130068', name: 'Ola Prøvesen' });
  await opened(33220, [two, aCaseRecord('B-1', { invoice: '2002', remaining: 10_00 })]);
  const debtors = await db.query(
    `select n, role, debtor.name from debtor join collection_case on number = case_number where reference = 'B-1' order by n`,
  );
  expect(debtors.rows).toEqual([
    { n: 1, role: 'debtor', name: 'Kari Prøvesen' },
    { n: 2, role: 'coDebtor', name: 'Ola Prøvesen' },
  ]);
});

it('leaves rejected rows alone, and lets a credit note reduce the principal', async () => {
  const { journal, counts } = await opened(
    33220,
    [
      aCaseRecord('C-1', { invoice: '3001', remaining: 100_00 }),
      aCaseRecord('C-1', { invoice: '3002', remaining: -40_00, kind: 'creditNote' }),
      aCaseRecord('C-2', { invoice: '3003', remaining: 1 }),
    ],
    [3],
  );
  expect(counts).toEqual({ cases: 1, claims: 2 });
  const sums = await db.query(
    `select principal, (select coalesce(sum(case when to_account = 'principal' then amount else -amount end), 0)::bigint
       from posting where case_number = number) as ledger from collection_case where journal = $1`,
    [journal],
  );
  expect(sums.rows).toEqual([{ principal: 60_00n, ledger: 60_00n }]);
});

it('gives two clients with the same reference two cases', async () => {
  await opened(33220, [aCaseRecord('SAME', { invoice: '1', remaining: 1_00 })]);
  await opened(44110, [aCaseRecord('SAME', { invoice: '1', remaining: 2_00 })]);
  const cases = await db.query(
    `select client, principal from collection_case where reference = 'SAME' order by client`,
  );
  expect(cases.rows).toEqual([
    { client: 33220, principal: 1_00n },
    { client: 44110, principal: 2_00n },
  ]);
});

it('adds a later claim and a new debtor to the case that the reference already is', async () => {
  const first = await opened(33220, [aCaseRecord('D-1', { invoice: '4001', remaining: 10_00 })]);
  const later = aCaseRecord('D-1', { invoice: '4002', remaining: 5_00 });
  later.debtors.push({ ...later.debtors[0]!, id: '41850130068', name: 'Ola Prøvesen', role: 'guarantor' });
  const second = await opened(33220, [later]);
  expect(second.counts).toEqual({ cases: 0, claims: 1 });
  const found = await db.query(
    `select principal, journal, (select array_agg(n || ' ' || invoice order by n) from claim where case_number = number) as claims,
       (select array_agg(n || ' ' || name order by n) from debtor where case_number = number) as debtors
     from collection_case where reference = 'D-1'`,
  );
  expect(found.rows).toEqual([
    {
      principal: 15_00n,
      journal: first.journal,
      claims: ['1 4001', '2 4002'],
      debtors: ['1 Kari Prøvesen', '2 Ola Prøvesen'],
    },
  ]);
});

it('tells the extra information in the history: once, in order, and nothing of rejected rows', async () => {
  const first = aCaseRecord('N-1', { invoice: '6001', remaining: 10_00 });
  first.notes = ['  Kunden er varslet på telefon. ', 'Nr. 2 <b>å</b>'];
  const repeated = aCaseRecord('N-1', { invoice: '6002', remaining: 10_00 });
  repeated.notes = ['Kunden er varslet på telefon.', '   ', 'Nr. 3'];
  const rejected = aCaseRecord('N-2', { invoice: '6003', remaining: 10_00 });
  rejected.notes = ['Skal ikke sees'];
  const { journal } = await opened(
    33220,
    [first, repeated, rejected, aCaseRecord('N-3', { invoice: '6004', remaining: 1_00 })],
    [3],
  );
  const told = await db.query(
    `select reference, kind, text, data->'row' as row, actor from case_event join collection_case on number = case_number
     where collection_case.journal = $1 and kind = 'note' order by case_event.id`,
    [journal],
  );
  expect(told.rows.map((row) => [row.reference, row.row, row.text])).toEqual([
    ['N-1', 1, 'Kunden er varslet på telefon.'],
    ['N-1', 1, 'Nr. 2 <b>å</b>'],
    ['N-1', 2, 'Nr. 3'],
  ]);
});

it('adds the notes of a later journal to the same case', async () => {
  const first = aCaseRecord('N-4', { invoice: '6010', remaining: 10_00 });
  first.notes = ['Den første'];
  await opened(33220, [first]);
  const later = aCaseRecord('N-4', { invoice: '6011', remaining: 10_00 });
  later.notes = ['Den andre'];
  await opened(33220, [later]);
  const told = await db.query(
    `select text from case_event join collection_case on number = case_number where reference = 'N-4' and kind = 'note' order by id`,
  );
  expect(told.rows).toEqual([{ text: 'Den første' }, { text: 'Den andre' }]);
});

it('follows an open invoice in the case that it becomes a claim of: the own one, and once', async () => {
  const journal = await aJournal(db, 33220, 'case', []);
  const invoice = async (client: number, number: string, state = 'open') =>
    db.query(
      `insert into invoice (client, kind, invoice, name, debtor, invoice_date, currency, amount, remaining, state, journal, row, registered_on)
       values ($1, 'invoice', $2, 'Kari Prøvesen', '{}', '2026-09-01', 'NOK', 100, 100, $3, $4, 1, '2026-09-01')`,
      [client, number, state, journal],
    );
  await invoice(33220, '7001');
  await invoice(44110, '7001');
  await invoice(33220, '7002', 'paid');
  await opened(33220, [
    aCaseRecord('I-1', { invoice: '7001', remaining: 1_00 }),
    aCaseRecord('I-2', { invoice: '7002', remaining: 1_00 }),
  ]);
  const found = await db.query(
    `select invoice.client, invoice, state, reference, (select array_agg(kind || ' ' || (text = case_number::text)) from invoice_event where invoice_id = invoice.id) as events
     from invoice left join collection_case on number = case_number where invoice like '700_' order by 1, 2`,
  );
  expect(found.rows).toEqual([
    { client: 33220, invoice: '7001', state: 'case', reference: 'I-1', events: ['case true'] },
    { client: 33220, invoice: '7002', state: 'paid', reference: null, events: null },
    { client: 44110, invoice: '7001', state: 'open', reference: null, events: null },
  ]);
});
