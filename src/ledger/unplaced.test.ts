import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import type { PaymentRecord } from '../domain/record.ts';
import { aClient } from '../journal/journal-for-tests.ts';
import { bankPayment, collectorNumber, openCase, pay } from './case-for-tests.ts';
import { proof, walkAudit } from './proof.ts';
import { suggestPlaces } from './suggest-places.ts';
import { type Handled, holdPayment, placePayment, refundPayment, releaseOverpaid, releasePayment } from './unplaced.ts';

const day = '2026-11-24';
const by = { who: 'ingrid', today: day, at: new Date('2026-11-24T12:00:00Z'), collector: collectorNumber };
let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  await aClient(db, 1, {}, 'collector');
  await aClient(db, 33220);
  await aClient(db, 44110);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const aCase = (reference: string, remaining: number, client = 33220, name = 'Kari Prøvesen') =>
  openCase(db, { client, reference, claims: [{ remaining, interestFrom: '2026-12-31' }], debtor: { name }, on: day });

async function unplaced(amount: number, fields: Partial<PaymentRecord> = {}): Promise<number> {
  const journal = await pay(db, 1, [{ ...bankPayment('9999999999', amount, day), ...fields }], day);
  const found = await db.query<{ id: number; state: string }>('select id, state from payment where journal = $1', [
    journal,
  ]);
  expect(found.rows[0]!.state).toBe('unplaced');
  return found.rows[0]!.id;
}

const place = (payment: number, parts: { caseNumber: number; amount: bigint }[]): Promise<Handled> =>
  db.transaction((sql) => placePayment(sql, payment, parts, by));

async function left(number: number): Promise<bigint> {
  const found = await db.query<{ left: bigint }>(
    'select principal - principal_paid as left from collection_case where number = $1',
    [number],
  );
  return found.rows[0]!.left;
}

async function expectBalanced(): Promise<void> {
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
  expect((await walkAudit(db)).brokenAt).toBeNull();
}

it('suggests by KID without its zeros, invoice, name in either order and amount, the surest first', async () => {
  const named = await aCase('U-1', 111_00, 33220, 'Ola Testmann Dahl');
  const invoiced = await aCase('U-2', 222_00);
  const owing = await aCase('U-3', 333_00);
  const payment = await unplaced(333_00, { payerName: 'DAHL OLA TESTMANN', note: 'gjelder faktura U-2-1' });
  expect(await suggestPlaces(db, payment)).toMatchObject([
    { caseNumber: invoiced.number, reasons: ['invoice'] },
    { caseNumber: named.number, reasons: ['name'] },
    { caseNumber: owing.number, reasons: ['amount'] },
  ]);
  const zeros = await unplaced(1_00, { kid: owing.kid.replace(/^0+/, '') });
  expect(await suggestPlaces(db, zeros)).toMatchObject([{ caseNumber: owing.number, reasons: ['kid'] }]);
  await place(payment, [{ caseNumber: owing.number, amount: 333_00n }]);
  expect(await suggestPlaces(db, payment)).toEqual([]);
});

it('places a payment as if it had come to the case, once', async () => {
  const { number } = await aCase('U-4', 100_00);
  const payment = await unplaced(60_00);
  expect(await place(payment, [{ caseNumber: number, amount: 60_00n }])).toEqual({ payments: [payment] });
  expect(await place(payment, [{ caseNumber: number, amount: 60_00n }])).toEqual({ refused: 'not-waiting' });
  expect(await left(number)).toBe(40_00n);
  await expectBalanced();
});

it('splits a payment over cases of two creditors', async () => {
  const [one, two] = [await aCase('U-5', 100_00), await aCase('U-6', 100_00, 44110)];
  const payment = await unplaced(150_00);
  const done = await place(payment, [
    { caseNumber: one.number, amount: 90_00n },
    { caseNumber: two.number, amount: 60_00n },
  ]);
  expect('payments' in done && done.payments).toHaveLength(2);
  expect([await left(one.number), await left(two.number)]).toEqual([10_00n, 40_00n]);
  const rows = await db.query('select state, amount, client from payment where id = $1 or split_of = $1 order by id', [
    payment,
  ]);
  expect(rows.rows).toEqual([
    { state: 'split', amount: 150_00n, client: null },
    { state: 'placed', amount: 90_00n, client: 33220 },
    { state: 'placed', amount: 60_00n, client: 44110 },
  ]);
  await expectBalanced();
});

it('holds, releases and refunds, and every step is in ledger, history and audit', async () => {
  const payment = await unplaced(70_00);
  const act = (what: typeof holdPayment) => db.transaction((sql) => what(sql, payment, by));
  expect(await act(releasePayment)).toEqual({ refused: 'not-held' });
  await act(holdPayment);
  await expectBalanced();
  expect(await act(holdPayment)).toEqual({ refused: 'not-waiting' });
  await act(releasePayment);
  await act(holdPayment);
  expect(await act(refundPayment)).toEqual({ payments: [payment] });
  expect(await act(refundPayment)).toEqual({ refused: 'not-waiting' });
  await expectBalanced();
  const acts = await db.query<{ act: string }>('select act from payment_handling where payment = $1 order by id', [
    payment,
  ]);
  expect(acts.rows.map((row) => row.act)).toEqual(['held', 'released', 'held', 'refunded']);
  const audit = await db.query(`select from audit where subject = $1`, [`payment ${payment}`]);
  expect(audit.rowCount).toBe(4);
});

it('frees what was paid too much: refunded, or moved to another case', async () => {
  const [one, two] = [await aCase('U-7', 100_00), await aCase('U-8', 100_00)];
  const journal = await pay(db, 1, [bankPayment(one.kid, 130_00, day)], day);
  const found = await db.query<{ id: number }>('select id from payment where journal = $1', [journal]);
  const release = () => db.transaction((sql) => releaseOverpaid(sql, found.rows[0]!.id, by));
  const freed = await release();
  expect(await release()).toEqual({ refused: 'nothing-over' });
  expect(await left(one.number)).toBe(0n);
  await expectBalanced();
  const [part] = 'payments' in freed ? freed.payments : [];
  await place(part!, [{ caseNumber: two.number, amount: 30_00n }]);
  expect(await left(two.number)).toBe(70_00n);
  await expectBalanced();
});

it('refuses what cannot be, and then nothing has happened', async () => {
  const open = await aCase('U-9', 100_00);
  const closed = await aCase('U-10', 100_00);
  await db.query(`update collection_case set status = 'closed' where number = $1`, [closed.number]);
  const payment = await unplaced(50_00);
  const before = (await db.query('select count(*) as count from posting')).rows;
  for (const [parts, refused] of [
    [[{ caseNumber: open.number, amount: 49_99n }], 'other-sum'],
    [
      [
        { caseNumber: open.number, amount: 60_00n },
        { caseNumber: open.number, amount: -10_00n },
      ],
      'other-sum',
    ],
    [[], 'other-sum'],
    [[{ caseNumber: 5, amount: 50_00n }], 'unknown-case'],
    [[{ caseNumber: closed.number, amount: 50_00n }], 'case-closed'],
  ] as const)
    expect(await place(payment, [...parts])).toEqual({ refused });
  expect(await place(999_999, [])).toEqual({ refused: 'unknown-payment' });
  const back = await unplaced(-50_00, { type: 'bankReversal', kid: open.kid });
  expect(await place(back, [{ caseNumber: open.number, amount: -50_00n }])).toEqual({ refused: 'takes-back' });
  const direct = await pay(
    db,
    44110,
    [{ type: 'direct', invoice: 'nothing', amount: 5_00, paidOn: day, currency: 'NOK' }],
    day,
  );
  const id = (await db.query<{ id: number }>('select id from payment where journal = $1', [direct])).rows[0]!.id;
  expect(await place(id, [{ caseNumber: open.number, amount: 5_00n }])).toEqual({ refused: 'other-client' });
  expect(await db.transaction((sql) => refundPayment(sql, id, by))).toEqual({ refused: 'not-waiting' });
  const after = (
    await db.query(
      `select count(*) as count from posting where entry not in (select id from ledger_entry where source like 'journal:%')`,
    )
  ).rows;
  expect(Number(after[0]!['count'])).toBeLessThanOrEqual(Number(before[0]!['count']));
  await expectBalanced();
});
