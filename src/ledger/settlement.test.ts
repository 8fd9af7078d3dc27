import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCases } from '../cases/open.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import type { PaymentRecord } from '../domain/record.ts';
import { aCaseRecord, aClient, aJournal } from '../journal/journal-for-tests.ts';
import { placePayments } from './place-payments.ts';
import { proof } from './proof.ts';
import { registerClaims } from './register-claims.ts';
import { settleClient } from './settlement.ts';

const at = new Date('2026-11-24T22:00:00Z');
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

async function paidClient(client: number, payments: (Partial<PaymentRecord> & { amount: number })[]): Promise<void> {
  await aClient(db, client);
  const cases = await aJournal(db, client, 'case', [
    aCaseRecord('S', { invoice: '1', remaining: 1_000_00, interestFrom: '2026-12-31' }),
  ]);
  await db.transaction(async (sql) => {
    await openCases(sql, cases, '2026-11-24');
    await registerClaims(sql, cases, '2026-11-24', at);
    await sql.query(`update journal set state = 'posted' where number = $1`, [cases]);
  });
  await pay(client, payments);
}

async function pay(client: number, payments: (Partial<PaymentRecord> & { amount: number })[]): Promise<void> {
  const found = await db.query<{ kid: string; number: number }>(
    `select kid, number from collection_case where client = $1`,
    [client],
  );
  const { kid, number } = found.rows[0]!;
  for (const direct of [false, true]) {
    const records = payments
      .filter(
        (payment) =>
          (payment.type !== undefined && payment.type !== 'bank' && payment.type !== 'bankReversal') === direct,
      )
      .map((payment): PaymentRecord => ({
        type: 'bank',
        paidOn: '2026-11-24',
        currency: 'NOK',
        ...(direct ? { caseNumber: number } : { kid }),
        ...payment,
      }));
    if (records.length === 0) continue;
    const journal = await aJournal(db, direct ? client : 1, 'payment', records);
    await db.transaction(async (sql) => {
      await placePayments(sql, journal, 1, '2026-11-24', at);
      await sql.query(`update journal set state = 'posted' where number = $1`, [journal]);
    });
  }
}

async function settled(client: number, agreement: StoredAgreement = {}, date = '2026-11-24') {
  return db.transaction((sql) => settleClient(sql, client, date, agreementOf(agreement), at));
}

async function balance(client: number, account: string): Promise<bigint> {
  const found = await db.query<{ balance: bigint }>(
    `select coalesce(sum(case when to_account = $2 then amount when from_account = $2 then -amount end), 0)::bigint as balance
     from posting where client = $1`,
    [client, account],
  );
  return found.rows[0]!.balance;
}

async function differences(): Promise<string[]> {
  return (await proof(db)).differences.filter((each) => !each.startsWith('rows received'));
}

it('pays out what came in when the agreement takes nothing, once', async () => {
  await paidClient(33220, [{ amount: 400_00 }, { amount: 100_00 }]);
  const settlement = await settled(33220);
  expect(settlement?.totals).toMatchObject({ received: 500_00n, payable: 500_00n, outcome: 'payout' });
  expect(await settled(33220)).toBeNull();
  expect(await balance(33220, 'client')).toBe(0n);
  expect(await balance(33220, 'payable')).toBe(500_00n);
  expect(await differences()).toEqual([]);
});

it('settles a payment once though two nights run at the same moment', async () => {
  await paidClient(33230, [{ amount: 300_00 }]);
  const both = await Promise.all([settled(33230), settled(33230, {}, '2026-11-25')]);
  expect(both.filter((each) => each !== null)).toHaveLength(1);
  expect(await balance(33230, 'payable')).toBe(300_00n);
  const line = await db.query(`select payment, settlement from settlement_line where client = 33230`);
  await expect(
    db.query(
      `insert into settlement_line (settlement, n, client, payment, kind, net) values ($1, 99, 33230, $2, 'bank', 0)`,
      [line.rows[0]!.settlement, line.rows[0]!.payment],
    ),
  ).rejects.toThrow('settlement_line_once');
});

it('keeps commission and its VAT, and nets it against a payment made to the creditor', async () => {
  await paidClient(33221, [{ amount: 100_00 }, { type: 'direct', amount: 400_00 }]);
  const settlement = await settled(33221, { commissionPrincipal: 1000 });
  // 10 % of 500.00 and 25 % VAT on it: 62.50 of the 100.00 that came through the client account
  expect(settlement?.totals).toMatchObject({ received: 100_00n, remuneration: 50_00n, vat: 12_50n, payable: 37_50n });
  expect(await balance(33221, 'collector')).toBe(50_00n);
  expect(await balance(33221, 'vat')).toBe(12_50n);
  expect(await differences()).toEqual([]);
});

it('carries a negative balance into the next settlement', async () => {
  await paidClient(33222, [{ type: 'direct', amount: 400_00 }]);
  const first = await settled(33222, { commissionPrincipal: 1000 });
  expect(first?.totals).toMatchObject({ outcome: 'negative', payable: 0n, carriedOut: -50_00n });
  await pay(33222, [{ amount: 200_00 }]);
  const second = await settled(33222, { commissionPrincipal: 1000 });
  expect(second?.totals).toMatchObject({ carriedIn: -50_00n, payable: 125_00n, outcome: 'payout' });
  expect(await balance(33222, 'client')).toBe(0n);
  expect(await differences()).toEqual([]);
});

it('holds back what is below the minimum, and does not settle on other days than agreed', async () => {
  await paidClient(33223, [{ amount: 40_00 }]);
  const weekly: StoredAgreement = { settlement: { frequency: 'weekly', day: 3, minimum: 100_00 } };
  expect(await settled(33223, weekly)).toBeNull();
  const settlement = await settled(33223, weekly, '2026-11-25');
  expect(settlement?.totals).toMatchObject({ outcome: 'belowMinimum', payable: 0n, carriedOut: 40_00n });
  expect(await balance(33223, 'client')).toBe(40_00n);
  expect(await differences()).toEqual([]);
});

it('takes a reversed payment back in the next settlement', async () => {
  await paidClient(33224, [{ amount: 300_00 }]);
  await settled(33224);
  await pay(33224, [{ type: 'bankReversal', amount: -300_00 }]);
  const second = await settled(33224);
  expect(second?.totals).toMatchObject({ received: -300_00n, outcome: 'negative', carriedOut: -300_00n });
  expect(await differences()).toEqual([]);
});

it('waits for a second person above the limit', async () => {
  await paidClient(33225, [{ amount: 900_00 }]);
  const settlement = await settled(33225, { fourEyesAbove: 500_00 });
  const state = await db.query(`select state, approved_by from settlement where number = $1`, [settlement!.number]);
  expect(state.rows).toEqual([{ state: 'draft', approved_by: null }]);
});
