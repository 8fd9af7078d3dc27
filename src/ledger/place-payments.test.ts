import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCases } from '../cases/open.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import type { PaymentRecord } from '../domain/record.ts';
import { aCaseRecord, aClient, aJournal } from '../journal/journal-for-tests.ts';
import { bookCosts } from './book-costs.ts';
import { placePayments } from './place-payments.ts';
import { proof } from './proof.ts';
import { registerClaims } from './register-claims.ts';

const collector = 1;
const at = new Date('2026-11-24T09:00:00Z');
let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  await aClient(db, collector, {}, 'collector');
  await aClient(db, 33220);
  await aClient(db, 44110);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

/** Opens a case with these claims (øre, due in this order) and costs; returns its number and KID. */
async function aCase(
  reference: string,
  remaining: number[],
  cost = 0,
  client = 33220,
): Promise<{ number: number; kid: string }> {
  const records = remaining.map((amount, index) =>
    aCaseRecord(reference, {
      invoice: `${reference}-${index + 1}`,
      remaining: amount,
      dueDate: `2026-0${index + 1}-15`,
      interestFrom: '2026-12-31',
      kind: amount < 0 ? 'creditNote' : 'invoice',
    }),
  );
  const journal = await aJournal(db, client, 'case', records);
  await db.transaction(async (sql) => {
    await openCases(sql, journal, '2026-11-24');
    await registerClaims(sql, journal, '2026-11-24', at);
    await sql.query(`update journal set state = 'posted' where number = $1`, [journal]);
    if (cost > 0) {
      const opened = await sql.query<{ number: number }>(
        'select number from collection_case where client = $1 and reference = $2',
        [client, reference],
      );
      const caseNumber = opened.rows[0]!.number;
      await bookCosts(
        sql,
        [{ caseNumber, kind: 'lightFee', net: BigInt(cost), vat: 0n, interestFrom: null, tariff: 'test' }],
        { bookedOn: '2026-11-24', source: 'test', at },
      );
    }
  });
  const found = await db.query<{ number: number; kid: string }>(
    `select number, kid from collection_case where client = $1 and reference = $2`,
    [client, reference],
  );
  return found.rows[0]!;
}

async function paid(records: PaymentRecord[], client = collector): Promise<number> {
  const journal = await aJournal(db, client, 'payment', records);
  await db.transaction(async (sql) => {
    await placePayments(sql, journal, collector, '2026-11-24', at);
    await sql.query(`update journal set state = 'posted' where number = $1`, [journal]);
  });
  return journal;
}

const bank = (kid: string | undefined, amount: number): PaymentRecord => ({
  type: amount < 0 ? 'bankReversal' : 'bank',
  ...(kid !== undefined && { kid }),
  paidOn: '2026-11-23',
  amount,
  currency: 'NOK',
});

async function linesOf(journal: number): Promise<string[]> {
  const lines = await db.query(
    `select payment.row, part, claim, allocation.amount from allocation join payment on payment.id = payment where payment.journal = $1
     order by payment.row, n`,
    [journal],
  );
  return lines.rows.map(
    (line) => `${line.row}: ${line.part}${line.claim === null ? '' : ` ${line.claim}`} ${line.amount}`,
  );
}

async function expectBalanced(): Promise<void> {
  const said = await proof(db);
  expect(said.differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
}

it('covers costs first, then the oldest claim, and splits payments over the parts they reach', async () => {
  const { kid } = await aCase('P-1', [100_00, 50_00], 35_00);
  const journal = await paid([bank(kid, 40_00), bank(kid, 100_00)]);
  expect(await linesOf(journal)).toEqual([
    '1: cost 3500',
    '1: principal 1 500',
    '2: principal 1 9500',
    '2: principal 2 500',
  ]);
  await expectBalanced();
});

it('finds the case by a claim’s own KID too, but not when two cases carry it', async () => {
  await aCase('P-2', [10_00]);
  await db.query(`update claim set kid = '0010017' where invoice = 'P-2-1'`);
  const one = await paid([bank('0010017', 10_00)]);
  expect(await linesOf(one)).toEqual(['1: principal 1 1000']);
  await aCase('P-3', [10_00]);
  await db.query(`update claim set kid = '0010017' where invoice = 'P-3-1'`);
  const two = await paid([bank('0010017', 5_00)]);
  const waiting = await db.query(`select state, waits_for, client from payment where journal = $1`, [two]);
  expect(waiting.rows).toEqual([{ state: 'unplaced', waits_for: 'several-cases', client: null }]);
  await expectBalanced();
});

it('lets what finds no case wait with its reason, and counts it', async () => {
  const { number, kid } = await aCase('P-4', [10_00]);
  await db.query(`update collection_case set status = 'closed', closed_on = '2026-11-01' where number = $1`, [number]);
  const journal = await paid([bank('999999999', 7_00), bank(undefined, 8_00), bank(kid, 9_00)]);
  const waiting = await db.query(`select row, waits_for from payment where journal = $1 order by row`, [journal]);
  expect(waiting.rows).toEqual([
    { row: 1, waits_for: 'kid-unknown' },
    { row: 2, waits_for: 'kid-missing' },
    { row: 3, waits_for: 'case-closed' },
  ]);
  await expectBalanced();
});

it('holds what was paid too much and shows the case as negative', async () => {
  const { number, kid } = await aCase('P-5', [10_00]);
  const journal = await paid([bank(kid, 25_00), bank(kid, 1_00)]);
  expect(await linesOf(journal)).toEqual(['1: principal 1 1000', '1: overpaid 1500', '2: overpaid 100']);
  const balance = await db.query(
    `select principal - principal_paid as remaining from collection_case where number = $1`,
    [number],
  );
  expect(balance.rows).toEqual([{ remaining: -16_00n }]);
  await expectBalanced();
});

it('undoes exactly what a reversal takes back, once', async () => {
  const { number, kid } = await aCase('P-6', [100_00], 20_00);
  await paid([bank(kid, 70_00)]);
  const journal = await paid([bank(kid, -70_00), bank(kid, -70_00)]);
  expect(await linesOf(journal)).toEqual(['1: cost -2000', '1: principal 1 -5000']);
  const after = await db.query(`select principal_paid, cost_paid from collection_case where number = $1`, [number]);
  expect(after.rows).toEqual([{ principal_paid: 0n, cost_paid: 0n }]);
  const second = await db.query(`select state, waits_for from payment where journal = $1 and row = 2`, [journal]);
  expect(second.rows).toEqual([{ state: 'unplaced', waits_for: 'nothing-to-reverse' }]);
  await expectBalanced();
});

it('takes a creditor’s direct payments by case number or invoice, and never another creditor’s case', async () => {
  const { number } = await aCase('P-7', [30_00]);
  const foreign = await aCase('P-8', [30_00], 0, 44110);
  const direct = (fields: Partial<PaymentRecord>): PaymentRecord => ({
    type: 'direct',
    paidOn: '2026-11-20',
    amount: 5_00,
    currency: 'NOK',
    ...fields,
  });
  const journal = await paid(
    [
      direct({ caseNumber: number }),
      direct({ invoice: 'P-7-1' }),
      direct({ caseNumber: foreign.number }),
      direct({ invoice: 'P-8-1' }),
    ],
    33220,
  );
  const found = await db.query(`select row, case_number, state, client from payment where journal = $1 order by row`, [
    journal,
  ]);
  expect(found.rows).toEqual([
    { row: 1, case_number: number, state: 'placed', client: 33220 },
    { row: 2, case_number: number, state: 'placed', client: 33220 },
    { row: 3, case_number: null, state: 'unplaced', client: 33220 },
    { row: 4, case_number: null, state: 'unplaced', client: 33220 },
  ]);
  await expectBalanced();
});

it('lets a credit note reduce principal before costs', async () => {
  const { number } = await aCase('P-9', [30_00], 20_00);
  const journal = await paid(
    [{ type: 'creditNote', caseNumber: number, paidOn: '2026-11-20', amount: 40_00, currency: 'NOK' }],
    33220,
  );
  expect(await linesOf(journal)).toEqual(['1: principal 1 3000', '1: cost 1000']);
  await expectBalanced();
});

it('refuses to change or add to what is sealed', async () => {
  await expect(db.query(`update posting set amount = 1`)).rejects.toThrow('append-only');
  await expect(db.query(`delete from ledger_entry`)).rejects.toThrow('append-only');
  await expect(
    db.query(`insert into posting values (1, 9999, 1, null, 'outside', 'client', 1, 'NOK')`),
  ).rejects.toThrow('sealed');
  await expect(
    db.query(`insert into posting values (99999999, 1, 1, null, 'outside', 'client', 1, 'NOK')`),
  ).rejects.toThrow('foreign key');
});

it('notices a ledger that someone with all rights has edited', async () => {
  let said: Awaited<ReturnType<typeof proof>> | undefined;
  const edited = db.transaction(async (sql) => {
    await sql.query('alter table posting disable trigger all');
    await sql.query('update posting set amount = amount + 1 where (entry, n) = (select entry, n from posting limit 1)');
    said = await proof(sql);
    throw new Error('undo');
  });
  await expect(edited).rejects.toThrow('undo');
  expect(said?.balanced).toBe(false);
  expect(said?.ledger).toMatchObject({ chain: 'broken', brokenAt: 1 });
});
