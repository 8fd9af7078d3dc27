import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCases } from '../cases/open.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { booksProblems } from '../domain/problems/books.ts';
import { describe } from '../domain/problems.ts';
import type { CaseRecord, PaymentRecord } from '../domain/record.ts';
import type { Problem } from '../domain/row.ts';
import { judgeAgainstBooks, rejectWithFile } from './books.ts';
import { aCaseRecord, aClient, aJournal } from './journal-for-tests.ts';

let fresh: FreshDatabase;
let db: Database;
let known: number;
let closed: number;
const found = new Set<string>();

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  for (const client of [33220, 44110]) await aClient(db, client);
  await aClient(db, 1, {}, 'collector');
  const journal = await aJournal(db, 33220, 'case', [
    aCaseRecord('K-1', { invoice: '100', remaining: 50_00 }),
    aCaseRecord('K-2', { invoice: '200', remaining: 50_00 }),
    aCaseRecord('K-3', { invoice: '200', remaining: 50_00 }),
    aCaseRecord('K-4', { invoice: '400', remaining: 50_00 }),
  ]);
  await db.transaction((sql) => openCases(sql, journal, '2026-11-24'));
  const cases = await db.query<{ reference: string; number: number }>('select reference, number from collection_case');
  const numberOf = (reference: string) => cases.rows.find((row) => row.reference === reference)!.number;
  known = numberOf('K-1');
  closed = numberOf('K-4');
  await db.query(`update collection_case set status = 'closed', closed_on = '2026-10-01' where number = $1`, [closed]);
  await db.query(`update collection_case set principal = 5000`);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

async function judged(kind: 'case' | 'payment', records: (CaseRecord | PaymentRecord)[], client = 33220) {
  const journal = await aJournal(db, client, kind, records);
  const counts = await db.transaction((sql) => judgeAgainstBooks(sql, journal, kind));
  for (const code of Object.keys(counts)) found.add(code);
  const rows = await db.query<{ state: string; problems: Problem[] | null }>(
    'select state, problems from journal_row where journal = $1 order by row',
    [journal],
  );
  return { journal, counts, rows: rows.rows };
}

const payment = (fields: Partial<PaymentRecord>): PaymentRecord => ({
  type: 'direct',
  paidOn: '2026-11-20',
  amount: 10_00,
  currency: 'NOK',
  ...fields,
});

it('rejects an invoice that already is a case, and a reference that belongs to another debtor', async () => {
  const other = aCaseRecord('K-1', { invoice: '101', remaining: 1_00 });
  other.debtors[0]!.id = '41850130068';
  const { rows, counts } = await judged('case', [
    aCaseRecord('N-1', { invoice: '100', remaining: 50_00 }),
    other,
    aCaseRecord('N-2', { invoice: '999', remaining: 50_00 }),
    aCaseRecord('K-1', { invoice: '102', remaining: 50_00 }),
  ]);
  expect(counts).toEqual({ 'invoice-already-case': 1, 'reference-already-case': 1 });
  expect(rows.map((row) => row.state)).toEqual(['rejected', 'rejected', 'accepted', 'accepted']);
  expect(describe(rows[0]!.problems![0]!, 'nb').message).toBe(
    `Faktura «100» er allerede sendt til inkasso i sak ${known}.`,
  );
});

it('does not hold one creditor’s invoices against another', async () => {
  const { counts } = await judged('case', [aCaseRecord('K-1', { invoice: '100', remaining: 50_00 })], 44110);
  expect(counts).toEqual({});
});

it('says of each payment to the creditor what the books do not know', async () => {
  const { rows } = await judged('payment', [
    payment({ caseNumber: 999_999_999 }),
    payment({ invoice: 'nowhere' }),
    payment({ invoice: '200' }),
    payment({ caseNumber: closed }),
    payment({ caseNumber: known, currency: 'SEK' }),
    payment({ caseNumber: known, amount: 60_00 }),
    payment({ caseNumber: known }),
  ]);
  expect(rows.map((row) => `${row.state} ${row.problems?.map((problem) => problem.code).join() ?? ''}`)).toEqual([
    'rejected case-unknown',
    'rejected invoice-unknown',
    'rejected invoice-ambiguous',
    'rejected case-closed',
    'rejected case-other-currency',
    'accepted payment-exceeds-remaining',
    'accepted ',
  ]);
  expect(describe(rows[5]!.problems![0]!, 'nb').message).toBe(`Betalt 60,00, men sak ${known} har 50,00 igjen.`);
});

it('does not let a creditor pay another creditor’s case', async () => {
  const { rows } = await judged('payment', [payment({ caseNumber: known }), payment({ invoice: '100' })], 44110);
  expect(rows.map((row) => row.problems?.[0]?.code)).toEqual(['case-unknown', 'invoice-unknown']);
});

it('never rejects the bank’s payments for what the books say of cases', async () => {
  const { counts } = await judged('payment', [payment({ type: 'bank', kid: '123' })], 1);
  expect(counts).toEqual({});
});

it('does not let a creditor say that money came to the client account', async () => {
  const { rows } = await judged('payment', [
    payment({ type: 'bank', kid: '123' }),
    payment({ type: 'bankReversal', amount: -100 }),
  ]);
  expect(rows.map((row) => row.problems?.[0]?.code)).toEqual(['sender-not-bank', 'sender-not-bank']);
});

it('rejects the good rows with the bad when a file is taken only whole', async () => {
  const { journal } = await judged('payment', [
    payment({ caseNumber: known, amount: 11_00 }),
    payment({ invoice: 'nowhere' }),
  ]);
  expect(await db.transaction((sql) => rejectWithFile(sql, journal))).toBe(1);
  found.add('row-with-rejected');
  const rows = await db.query<{ state: string }>('select state from journal_row where journal = $1', [journal]);
  expect(rows.rows.map((row) => row.state)).toEqual(['rejected', 'rejected']);
});

it('knows a payment that an earlier journal had, and takes the second of two equal ones', async () => {
  const twice = [payment({ caseNumber: known, amount: 12_00 }), payment({ caseNumber: known, amount: 12_00 })];
  expect((await judged('payment', twice)).counts).toEqual({});
  const { rows } = await judged('payment', [...twice, payment({ caseNumber: known, amount: 12_00 })]);
  expect(rows.map((row) => row.problems?.[0]?.code)).toEqual(['already-sent', 'already-sent', undefined]);
});

it('finds only problems that the catalogue tells of', () => {
  for (const code of found) expect(booksProblems).toHaveProperty(code);
});
