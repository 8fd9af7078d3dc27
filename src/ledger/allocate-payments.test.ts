import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import type { PaymentRecord } from '../domain/record.ts';
import { aClient } from '../journal/journal-for-tests.ts';
import { allocate, allocationRule, applyLines, type Owed } from './allocation.ts';
import { bookCosts } from './book-costs.ts';
import { bankPayment, openCase, pay } from './case-for-tests.ts';
import { interestOf } from './interest-of.ts';
import { proof } from './proof.ts';

const client = 33220;
const day = '2026-11-24';
let fresh: FreshDatabase;
let db: Database;
let made = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  await aClient(db, 1, {}, 'collector');
  await aClient(db, client);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

interface Line {
  part: string;
  claim: number | null;
  cost: number | null;
  amount: bigint;
  rule: string;
}

async function linesOf(journal: number): Promise<Line[]> {
  const found = await db.query<Line>(
    `select part, claim, cost, allocation.amount, rule from allocation join payment on payment.id = payment
     where payment.journal = $1 order by payment.row, n`,
    [journal],
  );
  return found.rows;
}

const amounts = fc.integer({ min: 1, max: 2_000_00 });
const claims = fc.array(
  fc.record({
    remaining: fc.integer({ min: -500_00, max: 3_000_00 }).filter((amount) => amount !== 0),
    month: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const sent = fc.array(fc.record({ amount: amounts, credit: fc.boolean() }), { minLength: 1, maxLength: 4 });

it('allocates in the database exactly as the pure law does, line by line and rule by rule', async () => {
  await fc.assert(
    fc.asyncProperty(claims, fc.array(amounts, { maxLength: 3 }), sent, async (owing, costs, payments) => {
      const reference = `A${++made}`;
      const { number, kid } = await openCase(db, {
        client,
        reference,
        claims: owing.map(({ remaining, month }) => ({ remaining, dueDate: `2026-0${month}-15` })),
        on: day,
      });
      await db.transaction((sql) =>
        bookCosts(
          sql,
          costs.map((net) => ({
            caseNumber: number,
            kind: 'lightFee',
            net: BigInt(net),
            vat: 0n,
            interestFrom: null,
            tariff: 'test',
          })),
          { bookedOn: day, source: 'test', at: new Date(`${day}T10:00:00Z`) },
        ),
      );
      // What is owed, kept by the pure law beside the database; claim 1000 + n stands for cost n.
      let owed: Owed[] = [
        ...owing.map(({ remaining, month }, index): Owed => ({
          part: 'principal',
          claim: index + 1,
          due: `2026-0${month}-15`,
          amount: BigInt(remaining),
        })),
        ...costs.map((net, index): Owed => ({ part: 'cost', claim: 1001 + index, due: day, amount: BigInt(net) })),
        { part: 'interest', claim: null, amount: 0n },
      ];
      let interest = 0n;
      for (const { amount, credit } of payments) {
        const record: PaymentRecord = credit
          ? { type: 'creditNote', caseNumber: number, amount, paidOn: day, currency: 'NOK' }
          : bankPayment(kid, amount, day);
        const due = (await interestOf(db, number, day))!.interest;
        owed = owed.map((each) =>
          each.part === 'interest' ? { ...each, amount: each.amount + due - interest } : each,
        );
        interest = due;
        const expected = allocate(BigInt(amount), owed, allocationRule(credit ? 'credit' : 'payment', day));
        const lines = await linesOf(await pay(db, credit ? client : 1, [record], day));
        const said = lines
          .filter((line) => line.part !== 'overpaid')
          .map((line) => ({
            part: line.part,
            claim: line.cost === null ? line.claim : 1000 + line.cost,
            amount: line.amount,
            rule: line.rule,
          }));
        expect(said).toEqual(expected.lines);
        const over = lines.filter((line) => line.part === 'overpaid').reduce((sum, line) => sum + line.amount, 0n);
        expect(over).toBe(expected.rest);
        owed = applyLines(owed, expected.lines);
      }
    }),
    { numRuns: 12 },
  );
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
}, 120_000);

it('meets interest as it stands on the day of each payment, though all come in one file', async () => {
  const { number, kid } = await openCase(db, {
    client,
    reference: 'I-1',
    claims: [{ remaining: 10_000_00, dueDate: '2026-08-31' }],
    on: '2026-10-01',
  });
  // 30 days of 12.25 % on 10 000 are 100.68; then 30 days on 6 000.68 are 60.42
  const journal = await pay(
    db,
    1,
    [bankPayment(kid, 7_000_00, '2026-10-30'), bankPayment(kid, 4_100_00, '2026-09-30')],
    '2026-10-30',
  );
  expect(await linesOf(journal)).toMatchObject([
    { part: 'interest', amount: 60_42n },
    { part: 'principal', amount: 6_000_68n },
    { part: 'overpaid', amount: 938_90n },
    { part: 'interest', amount: 100_68n },
    { part: 'principal', amount: 3_999_32n },
  ]);
  expect(await interestOf(db, number, '2026-11-24')).toMatchObject({
    interest: 161_10n,
    remaining: 0n,
    original: 102_70n,
  });
});

it('takes unpaid interest back when a payment turns out to have come earlier', async () => {
  const { number, kid } = await openCase(db, {
    client,
    reference: 'I-2',
    claims: [{ remaining: 10_000_00, dueDate: '2026-08-31' }],
    on: '2026-10-01',
  });
  await pay(db, 1, [bankPayment(kid, 50_00, '2026-10-30')], '2026-10-30');
  await pay(
    db,
    client,
    [{ type: 'direct', caseNumber: number, amount: 9_000_00, paidOn: '2026-09-05', currency: 'NOK' }],
    '2026-11-02',
  );
  await pay(db, 1, [bankPayment(kid, 1_00, '2026-10-30')], '2026-11-03');
  const booked = await db.query<{ interest: bigint }>('select interest from collection_case where number = $1', [
    number,
  ]);
  const computed = await interestOf(db, number, '2026-10-30');
  expect(booked.rows[0]!.interest).toBe(computed!.interest);
  // 5 days on 10 000 and 55 on 1 000 are 35.24; the 50.00 that were paid before anyone told stay paid
  expect(computed).toMatchObject({ interest: 50_00n, remaining: 0n });
  const principal = await db.query(
    `select sum(amount)::bigint as paid from allocation where case_number = $1 and part = 'principal'`,
    [number],
  );
  expect(principal.rows).toEqual([{ paid: 9_001_00n }]);
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
});

it('books no interest where the rate is not known, says so on the case once, and lets the other payments through', async () => {
  const old = await openCase(db, {
    client,
    reference: 'I-3',
    claims: [{ remaining: 500_00, dueDate: '1990-01-15' }],
    on: day,
  });
  const good = await openCase(db, {
    client,
    reference: 'I-4',
    claims: [{ remaining: 500_00, dueDate: '2026-08-31' }],
    on: day,
  });
  for (const amount of [100_00, 50_00]) {
    const lines = await linesOf(
      await pay(db, 1, [bankPayment(old.kid, amount, day), bankPayment(good.kid, amount, day)], day),
    );
    expect(lines[0]).toMatchObject({ part: 'principal', amount: BigInt(amount) });
  }
  const told = await db.query(`select kind, data->>'tariff' as tariff from case_event where case_number = $1`, [
    old.number,
  ]);
  expect(told.rows).toEqual([{ kind: 'tariffMissing', tariff: 'late-interest' }]);
});

it('charges a minor neither interest nor the creditor’s reminder fee', async () => {
  const { number, kid } = await openCase(db, {
    client,
    reference: 'I-5',
    claims: [{ remaining: 500_00, dueDate: '2026-08-31', reminderFee: 38_00 }],
    debtor: { minor: true },
    on: day,
  });
  expect(await linesOf(await pay(db, 1, [bankPayment(kid, 500_00, day)], day))).toMatchObject([
    { part: 'principal', amount: 500_00n },
  ]);
  const found = await db.query(
    'select cost, interest, principal - principal_paid as left from collection_case where number = $1',
    [number],
  );
  expect(found.rows).toEqual([{ cost: 0n, interest: 0n, left: 0n }]);
});

it('lets nobody rewrite a line, a cost or what a person did', async () => {
  for (const change of [
    'update allocation set amount = amount + 1',
    'delete from allocation',
    'truncate payment_handling',
    'delete from settlement_line',
    'update cost set gross = gross + 1, net = net + 1',
    'delete from cost',
  ])
    await expect(db.query(change)).rejects.toThrow(/append-only|may not be changed/);
});
