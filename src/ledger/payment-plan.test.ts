import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { aClient } from '../journal/journal-for-tests.ts';
import { openCase } from './case-for-tests.ts';
import { agreePlan, endPlan } from './payment-plan.ts';
import { proof } from './proof.ts';

const day = '2026-11-24';
const at = new Date(`${day}T10:00:00Z`);
let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  await aClient(db, 33220);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const aCase = (reference: string, debtor = {}) =>
  openCase(db, {
    client: 33220,
    reference,
    claims: [{ remaining: 1_000_00, interestFrom: '2026-12-01' }],
    debtor,
    on: day,
  });
const agree = (caseNumber: number, count: number) =>
  db.transaction((sql) => agreePlan(sql, { caseNumber, count, firstDue: '2027-01-15' }, 'ingrid', day, at));
const end = (number: number) => db.transaction((sql) => endPlan(sql, number, 'broken', 'ingrid', day, at));

it('splits what is owed with the fee of a long plan, and charges that once', async () => {
  const { number } = await aCase('P-1');
  // 1.5 R of 750
  const plan = await agree(number, 6);
  expect(plan).toMatchObject({ fee: 1_125_00n });
  expect('instalments' in plan && plan.instalments.reduce((sum, { amount }) => sum + amount, 0n)).toBe(2_125_00n);
  expect(await agree(number, 6)).toEqual({ refused: 'has-plan' });
  expect(await end(number)).toBe(true);
  expect(await end(number)).toBe(false);
  expect(await agree(number, 6)).toMatchObject({ fee: 0n });
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
});

it('charges nothing for four instalments, nor a minor', async () => {
  expect(await agree((await aCase('P-2')).number, 4)).toMatchObject({ fee: 0n });
  expect(await agree((await aCase('P-3', { minor: true })).number, 12)).toMatchObject({ fee: 0n });
});

it('refuses a case that is stopped, unknown or owes nothing', async () => {
  const { number } = await aCase('P-4');
  await db.query(`update collection_case set status = 'stopped' where number = $1`, [number]);
  expect(await agree(number, 6)).toEqual({ refused: 'not-active' });
  expect(await agree(5, 6)).toEqual({ refused: 'unknown-case' });
  await db.query(`update collection_case set status = 'active', principal_paid = principal where number = $1`, [
    number,
  ]);
  expect(await agree(number, 6)).toEqual({ refused: 'nothing-owed' });
});
