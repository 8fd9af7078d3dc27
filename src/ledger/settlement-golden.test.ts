import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import { aClient } from '../journal/journal-for-tests.ts';
import { bookCosts } from './book-costs.ts';
import { bankPayment, openCase, pay } from './case-for-tests.ts';
import { proof } from './proof.ts';
import { settleClient } from './settlement.ts';

const at = new Date('2026-11-24T22:00:00Z');
const day = '2026-11-24';
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

/** Principal 10 000, fee 1 300 (and VAT), and interest that comes to 100.00: 7 959 for 30 days and 2 041 for 29 at 12.25 %. */
async function worked(client: number, agreement: StoredAgreement, vat: bigint, reminderFee?: number) {
  await aClient(db, client, agreement);
  const { number, kid } = await openCase(db, {
    client,
    reference: 'W',
    claims: [
      { remaining: 7_959_00, dueDate: '2026-10-25', ...(reminderFee === undefined ? {} : { reminderFee }) },
      { remaining: 2_041_00, dueDate: '2026-10-26' },
    ],
    on: day,
  });
  await db.transaction((sql) =>
    bookCosts(
      sql,
      [{ caseNumber: number, kind: 'lightFee', net: 1_300_00n, vat, interestFrom: null, tariff: 'worked example' }],
      { bookedOn: day, source: 'test', at },
    ),
  );
  return kid;
}

async function settled(client: number, agreement: StoredAgreement) {
  const settlement = await db.transaction((sql) => settleClient(sql, client, day, agreementOf(agreement), at));
  const lines = await db.query(
    `select gross, principal, interest, cost, fee, commission, vat_base, vat, net, vat_from_debtor from settlement_line where settlement = $1 order by n`,
    [settlement!.number],
  );
  return { totals: settlement!.totals, lines: lines.rows };
}

async function balances(client: number): Promise<Record<string, bigint>> {
  const found = await db.query<{ account: string; sum: bigint }>(
    `select account, sum(amount)::bigint as sum from (
       select to_account as account, amount from posting where client = $1
       union all select from_account, -amount from posting where client = $1) as moved group by account`,
    [client],
  );
  return Object.fromEntries(found.rows.map((row) => [row.account, row.sum]));
}

async function expectBalanced(): Promise<void> {
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
}

it('pays a VAT-liable creditor 9 675 of the 11 400 that the debtor paid (§ 1.10)', async () => {
  const agreement: StoredAgreement = { interestShareToCollector: 8000, vatLiable: true };
  const kid = await worked(33220, agreement, 0n);
  await pay(db, 1, [bankPayment(kid, 11_400_00, day)], day);
  const { totals, lines } = await settled(33220, agreement);
  expect(totals).toMatchObject({ received: 11_400_00n, remuneration: 1_380_00n, vat: 345_00n, payable: 9_675_00n });
  expect(lines).toEqual([
    {
      gross: 11_400_00n,
      principal: 10_000_00n,
      interest: 100_00n,
      cost: 1_300_00n,
      fee: 0n,
      commission: 80_00n,
      vat_base: 1_380_00n,
      vat: 345_00n,
      net: 9_675_00n,
      vat_from_debtor: 0n,
    },
  ]);
  expect(await balances(33220)).toMatchObject({ client: 0n, payable: 9_675_00n, collector: 1_380_00n, vat: 345_00n });
  await expectBalanced();
});

it('pays a creditor who is not VAT-liable 10 000 of the 11 725 that the debtor paid (§ 1.10)', async () => {
  const agreement: StoredAgreement = { interestShareToCollector: 8000, vatLiable: false };
  const kid = await worked(33221, agreement, 325_00n);
  await pay(db, 1, [bankPayment(kid, 11_725_00, day)], day);
  const { totals, lines } = await settled(33221, agreement);
  expect(totals).toMatchObject({ received: 11_725_00n, vatFromDebtors: 325_00n, vat: 20_00n, payable: 10_000_00n });
  expect(lines).toMatchObject([
    { cost: 1_625_00n, commission: 80_00n, vat: 20_00n, vat_from_debtor: 325_00n, net: 10_000_00n },
  ]);
  expect(await balances(33221)).toMatchObject({ client: 0n, payable: 10_000_00n, collector: 1_380_00n, vat: 345_00n });
  await expectBalanced();
});

it('comes to the same when the debtor pays in many small parts: the VAT of the parts is the VAT of the whole', async () => {
  const agreement: StoredAgreement = { interestShareToCollector: 0, vatLiable: false };
  const kid = await worked(33222, agreement, 325_00n);
  const parts = [1_03, 377_77, 333_33, 700_01, 212_86, 100_00, 9_999_99, 1];
  for (const part of parts) await pay(db, 1, [bankPayment(kid, part, day)], day);
  const { totals } = await settled(33222, agreement);
  expect(totals).toMatchObject({ received: 11_725_00n, vatFromDebtors: 325_00n, payable: 10_100_00n });
  expect(await balances(33222)).toMatchObject({
    client: 0n,
    collector: 1_300_00n,
    vat: 325_00n,
    cost: 0n,
    interest: 0n,
  });
  await expectBalanced();
});

it('gives the creditor its reminder fee, unless the agreement gives it to the collector', async () => {
  const ours: StoredAgreement = { reminderFeesTo: 'collector' };
  for (const [client, agreement, payable] of [
    [33223, {}, 35_00n],
    [33224, ours, -8_75n],
  ] as const) {
    const kid = await worked(client, agreement, 0n, 35_00);
    await pay(db, 1, [bankPayment(kid, 35_00, day)], day);
    const { totals, lines } = await settled(client, agreement);
    expect(lines).toMatchObject([{ fee: 35_00n, cost: 0n }]);
    expect(totals.payable + totals.carriedOut).toBe(payable);
  }
  await expectBalanced();
});

it('takes the collector’s fee, its VAT and an outlay of what was paid to the creditor itself', async () => {
  const agreement: StoredAgreement = { vatLiable: false };
  const kid = await worked(33225, agreement, 325_00n);
  const found = await db.query<{ number: number }>('select number from collection_case where kid = $1', [kid]);
  const { number } = found.rows[0]!;
  await db.transaction((sql) =>
    bookCosts(
      sql,
      [
        {
          caseNumber: number,
          kind: 'courtFee',
          net: 1_345_00n,
          vat: 0n,
          interestFrom: null,
          tariff: 'court-fee@2026-01-01',
        },
      ],
      { bookedOn: day, source: 'test', at },
    ),
  );
  await pay(db, 33225, [{ type: 'direct', caseNumber: number, amount: 3_000_00, paidOn: day, currency: 'NOK' }], day);
  const { totals } = await settled(33225, agreement);
  expect(totals).toMatchObject({ received: 0n, outcome: 'negative', carriedOut: -(1_625_00n + 1_345_00n) });
  expect(await balances(33225)).toMatchObject({ client: -2_970_00n, collector: 2_645_00n, vat: 325_00n });
  await expectBalanced();
});
