import { afterAll, beforeAll, expect, it } from 'vitest';
import { liftStop } from '../src/cases/lift-stop.ts';
import { stopCase } from '../src/cases/stops.ts';
import { type Database, openDatabase } from '../src/db/database.ts';
import { freshDatabase, type FreshDatabase } from '../src/db/fresh.ts';
import { addDays, type Day } from '../src/domain/day.ts';
import { aClient } from '../src/journal/journal-for-tests.ts';
import { bankPayment, openCase, pay } from '../src/ledger/case-for-tests.ts';
import { interestOf } from '../src/ledger/interest-of.ts';
import { proof } from '../src/ledger/proof.ts';
import { clockOn } from '../src/platform/clock.ts';
import { caseClock } from './case-clock.ts';

let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  await aClient(db, 1, {}, 'collector');
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

/** The clock of one client's cases on a date; other tests' cases stand still. */
const night = (client: number, date: Day, today = date) => caseClock({ db, clock: clockOn(today) }, date, client);

async function costsOf(number: number) {
  const found = await db.query(
    `select kind, net, vat, booked_on as on, interest_from as bears from cost where case_number = $1 order by n`,
    [number],
  );
  return found.rows;
}

async function actionsOf(number: number): Promise<Record<string, string>> {
  const found = await db.query<{ action_group: string; due_on: Day; done_on: Day | null }>(
    'select action_group, due_on, done_on from case_action where case_number = $1',
    [number],
  );
  return Object.fromEntries(found.rows.map((row) => [row.action_group, row.done_on ?? `planned ${row.due_on}`]));
}

async function eventsOf(number: number): Promise<string[]> {
  const found = await db.query<{ kind: string }>('select kind from case_event where case_number = $1 order by id', [
    number,
  ]);
  return found.rows.map((row) => row.kind);
}

async function everything(client: number) {
  const parts = ['cost', 'case_action', 'case_event', 'letter', 'collection_case', 'posting'].map(
    async (table) => (await db.query(`select * from ${table} where client = $1 order by 1, 2`, [client])).rows,
  );
  return Promise.all(parts);
}

async function expectBalanced(): Promise<void> {
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
}

const company = { legalType: 'legalPerson' as const, id: '999888777', name: 'Tester AS' };

it('moves the manual’s case 1639804 from Inkasso to Tung inkasso with its costs and its interest to the øre', async () => {
  await aClient(db, 101);
  const { number } = await openCase(db, {
    client: 101,
    reference: '1639804',
    claims: [{ remaining: 500_00, dueDate: '2019-01-18', interestFrom: '2019-01-20' }],
    debtor: company,
    noticeDate: '2019-02-27',
    on: '2019-03-23',
  });
  for (let date = '2019-03-23'; date <= '2019-05-10'; date = addDays(date, 1)) await night(101, date);
  expect(await actionsOf(number)).toEqual({
    notice: '2019-02-27',
    debtCollection: '2019-03-23',
    paymentDemand: '2019-03-25',
    heavyCollection: '2019-05-07',
  });
  expect(await costsOf(number)).toEqual([
    { kind: 'lightFee', net: 525_00n, vat: 0n, on: '2019-03-23', bears: '2019-04-25' },
    { kind: 'heavyFee', net: 525_00n, vat: 0n, on: '2019-05-07', bears: '2019-05-08' },
  ]);
  const found = await db.query('select cost, interest_original from collection_case where number = $1', [number]);
  expect(found.rows).toEqual([{ cost: 1_050_00n, interest_original: 7_55n }]);
  expect(await interestOf(db, number, '2019-09-30')).toMatchObject({ interest: 70_78n, original: 7_55n });
  await expectBalanced();
});

it('twice is once, and the clock does not go back', async () => {
  await aClient(db, 102);
  await openCase(db, {
    client: 102,
    reference: 'T',
    claims: [{ remaining: 900_00, dueDate: '2026-08-01' }],
    noticeDate: '2026-09-01',
    on: '2026-10-01',
  });
  await night(102, '2026-10-04');
  const before = await everything(102);
  expect(await night(102, '2026-10-04')).toMatchObject({ cases: 1, actions: 0, costs: 0, letters: 0, closed: 0 });
  expect(await everything(102)).toEqual(before);
  await db.query(`insert into clock_run values ('2026-10-06', 0, 0, 0, 0, 0, now())`);
  expect(await night(102, '2026-10-05')).toBeNull();
  await db.query('delete from clock_run');
  expect(await everything(102)).toEqual(before);
});

it('catches up missed nights: steps keep their days, the letter goes the day it really can, and 14 days count from then', async () => {
  await aClient(db, 103);
  const { number } = await openCase(db, {
    client: 103,
    reference: 'M',
    claims: [{ remaining: 900_00, dueDate: '2026-08-01' }],
    noticeDate: '2026-09-01',
    on: '2026-09-10',
  });
  await night(103, '2026-10-10', '2026-10-11');
  expect(await actionsOf(number)).toMatchObject({
    debtCollection: '2026-09-16',
    paymentDemand: '2026-10-11',
    heavyCollection: 'planned 2026-11-23',
  });
  const letters = await db.query('select date, deadline from letter where case_number = $1', [number]);
  expect(letters.rows).toEqual([{ date: '2026-10-11', deadline: '2026-10-25' }]);
  await night(103, '2026-11-22');
  expect((await costsOf(number)).map((cost) => cost.kind)).toEqual(['lightFee']);
  await night(103, '2026-11-23');
  expect((await costsOf(number)).map((cost) => [cost.kind, cost.net])).toEqual([
    ['lightFee', 262_50n],
    ['heavyFee', 262_50n],
  ]);
});

it.each([
  ['a stop', `update collection_case set status = 'stopped' where number = $1`],
  ['a dispute', `update collection_case set status = 'disputed' where number = $1`],
  ['a minor', `update debtor set minor = true where case_number = $1`],
  ['a closing', `update collection_case set status = 'closed', closed_on = '2026-09-02' where number = $1`],
  ['no notice', `update collection_case set notice_on = null where number = $1`],
  [
    'a payment plan',
    `insert into payment_plan (case_number, n, client, agreed_on, instalments, created_at, actor)
     select number, 1, client, '2026-09-02', '[]', now(), 'test' from collection_case where number = $1`,
  ],
])('is stopped by %s: no action, no fee, no letter', async (what, change) => {
  const client = 110 + what.length;
  await aClient(db, client);
  const { number } = await openCase(db, {
    client,
    reference: what,
    claims: [{ remaining: 900_00, dueDate: '2026-08-01' }],
    noticeDate: '2026-08-15',
    on: '2026-09-01',
  });
  await db.query(change, [number]);
  await night(client, '2026-11-23');
  expect(await costsOf(number)).toEqual([]);
  expect(Object.values(await actionsOf(number)).filter((day) => !day.startsWith('planned'))).toEqual(['2026-08-15']);
  expect((await db.query('select from letter where case_number = $1', [number])).rowCount).toBe(0);
});

it('goes on after a stop, and the days of the stop do not count towards the heavy fee', async () => {
  await aClient(db, 104);
  const { number } = await openCase(db, {
    client: 104,
    reference: 'S',
    claims: [{ remaining: 900_00, dueDate: '2026-07-01' }],
    noticeDate: '2026-08-01',
    on: '2026-08-20',
  });
  await night(104, '2026-08-22');
  const note = { client: 104, caseNumber: number, reason: 'stop' as const, note: '', who: 'test' };
  const [from, to] = ['2026-08-30', '2026-09-08'];
  await db.transaction((sql) => stopCase(sql, note, from, new Date(`${from}T10:00:00Z`)));
  await night(104, '2026-09-02');
  expect(await db.transaction((sql) => liftStop(sql, number, 'test', '', new Date(`${to}T10:00:00Z`)))).toBe(true);
  expect(await db.transaction((sql) => liftStop(sql, number, 'test', '', new Date(`${to}T10:00:00Z`)))).toBe(false);
  // demand 22.08, 43 days are 04.10, ten days of stop 30.08–08.09: 14.10
  await night(104, '2026-10-13');
  expect((await costsOf(number)).map((cost) => cost.kind)).toEqual(['lightFee']);
  await night(104, '2026-10-14');
  expect((await costsOf(number)).map((cost) => cost.kind)).toEqual(['lightFee', 'heavyFee']);
});

it('adds VAT only where the creditor cannot deduct it, and charges one fee on the sum of the case’s claims', async () => {
  await aClient(db, 105, { vatLiable: false });
  const { number } = await openCase(db, {
    client: 105,
    reference: 'V',
    claims: [
      { remaining: 900_00, dueDate: '2026-08-01' },
      { remaining: 200_00, dueDate: '2026-08-05' },
    ],
    noticeDate: '2026-08-20',
    on: '2026-09-10',
  });
  await night(105, '2026-09-10');
  // 1 100 lies in the band to 2 500: 0.4 R of 750 is 300, and 25 % of it
  expect(await costsOf(number)).toMatchObject([{ kind: 'lightFee', net: 300_00n, vat: 75_00n }]);
});

it('takes the larger of standard compensation and fee, never both, and gives the creditor its own', async () => {
  await aClient(db, 106, { claimCompensation: true });
  const { number } = await openCase(db, {
    client: 106,
    reference: 'K',
    claims: [{ remaining: 900_00, dueDate: '2026-08-01' }],
    debtor: company,
    noticeDate: '2026-08-20',
    on: '2026-08-25',
  });
  await night(106, '2026-08-25');
  expect(await costsOf(number)).toMatchObject([{ kind: 'compensation', net: 430_00n }]);
  // light for a company is 393.75, less; heavy is 787.50, and 357.50 of it is left to charge
  await night(106, '2026-09-10');
  await night(106, '2026-11-20');
  expect(await costsOf(number)).toMatchObject([
    { kind: 'compensation', net: 430_00n },
    { kind: 'heavyFee', net: 357_50n },
  ]);
  await expectBalanced();
});

it('books the difference when R rises at new year and the case is unpaid', async () => {
  await aClient(db, 107);
  const { number } = await openCase(db, {
    client: 107,
    reference: 'R',
    claims: [{ remaining: 900_00, dueDate: '2025-10-01' }],
    noticeDate: '2025-11-01',
    on: '2025-12-20',
  });
  await night(107, '2025-12-31');
  await night(107, '2026-01-01');
  expect((await costsOf(number)).map((cost) => [cost.kind, cost.net])).toEqual([
    ['lightFee', 245_00n],
    ['lightFee', 17_50n],
  ]);
});

it('closes a case that is paid, says why, and opens it again when the bank takes the money back', async () => {
  await aClient(db, 108);
  const paid = await openCase(db, {
    client: 108,
    reference: 'C',
    claims: [{ remaining: 900_00, dueDate: '2026-10-01' }],
    on: '2026-10-02',
  });
  const direct = await openCase(db, {
    client: 108,
    reference: 'D',
    claims: [{ remaining: 900_00, dueDate: '2026-10-01' }],
    on: '2026-10-02',
  });
  await pay(db, 1, [bankPayment(paid.kid, 950_00, '2026-10-05')], '2026-10-05');
  await pay(
    db,
    108,
    [{ type: 'direct', caseNumber: direct.number, amount: 950_00, paidOn: '2026-10-05', currency: 'NOK' }],
    '2026-10-05',
  );
  expect(await night(108, '2026-10-05')).toMatchObject({ closed: 2 });
  const status = async () =>
    (await db.query('select status, closed_on, closing_code from collection_case where client = 108 order by number'))
      .rows;
  expect(await status()).toEqual([
    { status: 'closed', closed_on: '2026-10-05', closing_code: 901 },
    { status: 'closed', closed_on: '2026-10-05', closing_code: 902 },
  ]);
  await pay(db, 1, [bankPayment(paid.kid, -950_00, '2026-10-07')], '2026-10-07');
  expect((await status())[0]).toEqual({ status: 'active', closed_on: null, closing_code: null });
  expect(await eventsOf(paid.number)).toEqual(['closed', 'reopened']);
  await expectBalanced();
});

it('never writes to a protected address: the letter waits for a person, told once', async () => {
  await aClient(db, 109);
  const { number } = await openCase(db, {
    client: 109,
    reference: 'P',
    claims: [{ remaining: 900_00, dueDate: '2026-08-01' }],
    debtor: { protectedAddress: true },
    noticeDate: '2026-09-01',
    on: '2026-10-01',
  });
  await night(109, '2026-10-03');
  await night(109, '2026-10-04');
  expect((await db.query('select from letter where case_number = $1', [number])).rowCount).toBe(0);
  expect(await eventsOf(number)).toEqual(['action', 'needsPerson', 'costBooked']);
  await night(109, '2026-12-31');
  expect((await costsOf(number)).map((cost) => cost.kind)).toEqual(['lightFee']);
});

it('leaves a case whose law is not known, says so once, and goes on with the others', async () => {
  await aClient(db, 149);
  const old = await openCase(db, {
    client: 149,
    reference: 'O',
    claims: [{ remaining: 900_00, dueDate: '1990-08-01' }],
    noticeDate: '1990-09-01',
    on: '2026-10-01',
  });
  const good = await openCase(db, {
    client: 149,
    reference: 'G',
    claims: [{ remaining: 900_00, dueDate: '2026-08-01' }],
    noticeDate: '2026-09-01',
    on: '2026-10-01',
  });
  await night(149, '2026-10-03');
  await night(149, '2026-10-04');
  expect(await costsOf(good.number)).toHaveLength(1);
  expect(await costsOf(old.number)).toEqual([]);
  expect(new Set(await eventsOf(old.number))).toEqual(new Set(['tariffMissing']));
});
