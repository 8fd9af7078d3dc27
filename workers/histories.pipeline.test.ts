/**
 * Random histories of cases: payments, reversals, credits, direct payments, stops, nights, settlements, payouts, re-runs, in
 * any order. After every step every øre is accounted for. `SOAK=1` runs a hundred thousand of them, or
 * `SOAK_HISTORIES`.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { liftStop } from '../src/cases/lift-stop.ts';
import { stopCase } from '../src/cases/stops.ts';
import { type Database, openDatabase } from '../src/db/database.ts';
import { freshDatabase } from '../src/db/fresh.ts';
import { agreementOf, type StoredAgreement } from '../src/domain/agreement.ts';
import { addDays, type Day } from '../src/domain/day.ts';
import type { CaseRecord, PaymentRecord } from '../src/domain/record.ts';
import { aCaseRecord, aClient, aJournal } from '../src/journal/journal-for-tests.ts';
import { applyPayoutAnswers, approveSettlement, makePayoutFile } from '../src/ledger/payout.ts';
import { proof } from '../src/ledger/proof.ts';
import { settleClient } from '../src/ledger/settlement.ts';
import { holdPayment, placePayment, refundPayment, releaseOverpaid } from '../src/ledger/unplaced.ts';
import { clockOn } from '../src/platform/clock.ts';
import { caseClock } from './case-clock.ts';
import { bookJournal } from './post.ts';

const soaking = process.env['SOAK'] === '1';
const together = soaking ? 250 : 30;
const runs = soaking ? Math.ceil(Number(process.env['SOAK_HISTORIES'] ?? 100_000) / together) : 2;

const agreements: StoredAgreement[] = [
  { commissionPrincipal: 1000, payoutAccount: '86011117947' },
  {
    vatLiable: false,
    interestShareToCollector: 8000,
    commissionInterest: 500,
    payoutAccount: '86011117947',
    settlement: { minimum: 50_00 },
  },
  {
    fourEyesAbove: 400_00,
    claimCompensation: true,
    reminderFeesTo: 'collector',
    payoutAccount: '86011117947',
    settlement: { frequency: 'weekly', day: 3 },
  },
  { interestOnFees: false, firstInterestDay: 'dueDate', lightFeeFrom: 'paymentDemand' },
];

type Act =
  | { what: 'bank' | 'direct' | 'credit'; amount: number; late: number }
  | { what: 'reverse' | 'stop' | 'dispute' | 'lift' | 'lost' | 'nothing' };

const amount = fc.oneof(fc.integer({ min: 1, max: 3_000_00 }), fc.constantFrom(1, 99, 100_00, 1_000_00));
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom('bank' as const, 'direct' as const, 'credit' as const),
      amount,
      late: fc.integer({ min: 0, max: 20 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom(
        'reverse' as const,
        'stop' as const,
        'dispute' as const,
        'lift' as const,
        'lost' as const,
        'nothing' as const,
      ),
    }),
  },
);

const history = fc.record({
  client: fc.nat({ max: agreements.length - 1 }),
  claims: fc.array(
    fc.record({
      remaining: fc.integer({ min: -300_00, max: 4_000_00 }).filter((each) => each !== 0),
      due: fc.integer({ min: 20, max: 400 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  reminderFee: fc.boolean(),
  company: fc.boolean(),
  minor: fc.integer({ min: 0, max: 9 }).map((each) => each === 0),
  acts: fc.array(act, { minLength: 6, maxLength: 6 }),
});

const jobs = ['payments', 'stops', 'clock', 'settle', 'payout', 'people', 'again'] as const;
const steps = fc.array(
  fc.record({ days: fc.integer({ min: 1, max: 25 }), order: fc.shuffledSubarray([...jobs], { minLength: 5 }) }),
  { minLength: 6, maxLength: 6 },
);

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

interface World {
  db: Database;
  histories: History[];
  cases: { number: number; kid: string; paid: number[] }[];
  journals: number[];
}

const clientOf = ({ client }: History): number => 101 + client;

async function open(world: World, on: Day): Promise<void> {
  for (let client = 0; client < agreements.length; client++) {
    const records: CaseRecord[] = world.histories.flatMap((each, index) => {
      if (each.client !== client) return [];
      const record = aCaseRecord(`H${index}`, { invoice: 'x', remaining: 1 });
      record.noticeDate = addDays(on, -10);
      record.claims = each.claims.map(({ remaining, due }, n) => ({
        ...record.claims[0]!,
        kind: remaining < 0 ? ('creditNote' as const) : ('invoice' as const),
        invoice: `H${index}-${n}`,
        remaining,
        dueDate: addDays(on, -due),
        ...(each.reminderFee && remaining > 0 ? { reminderFee: 35_00 } : {}),
      }));
      record.debtors[0]!.minor = each.minor;
      if (each.company) record.debtors[0]!.legalType = 'legalPerson';
      return [record];
    });
    if (records.length > 0) await book(world, await aJournal(world.db, 101 + client, 'case', records), on);
  }
  const found = await world.db.query<{ number: number; kid: string; reference: string }>(
    'select number, kid, reference from collection_case',
  );
  const byReference = new Map(found.rows.map((row) => [row.reference, row]));
  world.cases = world.histories.map((_, index) => ({ ...byReference.get(`H${index}`)!, paid: [] }));
}

async function book(world: World, journal: number, on: Day): Promise<void> {
  await bookJournal({ db: world.db, clock: clockOn(on) }, journal);
  world.journals.push(journal);
}

async function payments(world: World, step: number, on: Day): Promise<void> {
  const bank: PaymentRecord[] = [];
  const direct = agreements.map((): PaymentRecord[] => []);
  for (const [index, each] of world.histories.entries()) {
    const found = world.cases[index]!;
    const todo = each.acts[step]!;
    const base = { paidOn: on, currency: 'NOK' };
    if (todo.what === 'bank') {
      bank.push({ ...base, paidOn: addDays(on, -todo.late), type: 'bank', kid: found.kid, amount: todo.amount });
      found.paid.push(todo.amount);
    } else if (todo.what === 'direct')
      direct[each.client]!.push({
        ...base,
        paidOn: addDays(on, -todo.late),
        type: 'direct',
        caseNumber: found.number,
        amount: todo.amount,
      });
    else if (todo.what === 'credit')
      direct[each.client]!.push({ ...base, type: 'creditNote', caseNumber: found.number, amount: todo.amount });
    else if (todo.what === 'reverse' && found.paid.length > 0)
      bank.push({ ...base, type: 'bankReversal', kid: found.kid, amount: -found.paid.pop()! });
    else if (todo.what === 'lost') bank.push({ ...base, type: 'bank', kid: '9999999999', amount: 77_00 });
  }
  if (bank.length > 0) await book(world, await aJournal(world.db, 1, 'payment', bank), on);
  for (const [client, records] of direct.entries())
    if (records.length > 0) await book(world, await aJournal(world.db, 101 + client, 'payment', records), on);
}

async function stops(world: World, step: number, on: Day): Promise<void> {
  const at = clockOn(on).now();
  for (const [index, each] of world.histories.entries()) {
    const { what } = each.acts[step]!;
    const { number } = world.cases[index]!;
    if (what === 'stop' || what === 'dispute')
      await world.db.transaction((sql) =>
        stopCase(sql, { client: clientOf(each), caseNumber: number, reason: what, note: '', who: 'test' }, on, at),
      );
    else if (what === 'lift') await world.db.transaction((sql) => liftStop(sql, number, 'test', '', at));
  }
}

async function settle(world: World, on: Day): Promise<void> {
  const at = clockOn(on).now();
  for (const [index, agreement] of agreements.entries())
    for (const date of [on, on])
      await world.db.transaction((sql) => settleClient(sql, 101 + index, date, agreementOf(agreement), at));
}

/** Approves, sends, and lets the bank pay every second payout and refuse every seventh. */
async function payout(world: World, on: Day): Promise<void> {
  const at = clockOn(on).now();
  const draft = await world.db.query<{ number: number }>(`select number from settlement where state = 'draft'`);
  for (const { number } of draft.rows)
    for (const who of ['kari', 'kari', 'ola'])
      await world.db.transaction((sql) => approveSettlement(sql, number, who, at));
  const payer = { name: 'Fjord Inkasso AS', orgNumber: '123456785', account: '15030000002' };
  for (const version of ['03', '09'] as const)
    await world.db.transaction((sql) => makePayoutFile(sql, { date: addDays(on, 3), version, payer, who: 'kari', at }));
  const sent = await world.db.query<{ number: number; payout_reference: string; payable: bigint }>(
    `select number, payout_reference, payable from settlement where state = 'sent' order by number`,
  );
  const answers = sent.rows.flatMap(({ number, payout_reference: reference, payable }) =>
    number % 2 === 0 || number % 7 === 0
      ? [
          {
            reference,
            messageId: null,
            status: number % 2 === 0 ? ('paid' as const) : ('refused' as const),
            amount: payable,
            date: on,
            reason: 'AC01',
          },
        ]
      : [],
  );
  for (const _ of [1, 2]) await world.db.transaction((sql) => applyPayoutAnswers(sql, answers, on, at));
}

/** What people do with money that waits: placed whole or in two, held, sent back; and what was paid too much is freed. */
async function people(world: World, on: Day): Promise<void> {
  const by = { who: 'ingrid', today: on, at: clockOn(on).now(), collector: 1 };
  const waiting = await world.db.query<{ id: number; amount: bigint; client: number | null }>(
    `select id, amount, client from payment where state in ('unplaced', 'held') order by id limit 12`,
  );
  for (const { id, amount: whole } of waiting.rows) {
    const [one, two] = [world.cases[id % world.cases.length]!, world.cases[(id * 7) % world.cases.length]!];
    const half = whole / 2n;
    const split = [
      { caseNumber: one.number, amount: half },
      { caseNumber: two.number, amount: whole - half },
    ];
    await world.db.transaction(async (sql) => {
      if (id % 4 === 0) await holdPayment(sql, id, by);
      else if (id % 4 === 1) await refundPayment(sql, id, by);
      else await placePayment(sql, id, id % 4 === 2 ? split : [{ caseNumber: one.number, amount: whole }], by);
    });
  }
  const over = await world.db.query<{ payment: number }>(
    `select payment from allocation where part = 'overpaid' group by payment having sum(amount) > 0 order by payment limit 3`,
  );
  for (const { payment } of over.rows) await world.db.transaction((sql) => releaseOverpaid(sql, payment, by));
}

async function again(world: World, on: Day): Promise<void> {
  for (const journal of world.journals.slice(-3)) await bookJournal({ db: world.db, clock: clockOn(on) }, journal);
}

/** What must hold of every case and client, beside the proof. */
async function expectWhole(world: World): Promise<void> {
  const said = await proof(world.db);
  expect(said.differences).toEqual([]);
  const wrong = await world.db.query(
    `with line as (
       select case_number, sum(amount) filter (where part in ('principal', 'overpaid')) as principal, sum(amount) filter (where part = 'cost') as cost,
         sum(amount) filter (where part = 'interest') as interest from allocation group by case_number
     ), held as (
       select client, sum(case when to_account = 'client' then amount else -amount end) as sum from posting
       where 'client' in (from_account, to_account) group by client
     ), carried as (
       select distinct on (client) client, carried_out from settlement order by client, number desc
     ), unsettled as (
       select payment.client, sum(allocation.amount) as sum from payment join allocation on allocation.payment = payment.id
       left join cost on cost.case_number = allocation.case_number and cost.n = allocation.cost
       where type in ('bank', 'bankReversal') and settlement is null and allocation.part <> 'overpaid' and coalesce(owed_to, 'creditor') = 'creditor'
       group by payment.client
     )
     select 'case paid is not its lines' as what, number from collection_case left join line on line.case_number = number
       where principal_paid <> coalesce(line.principal, 0) or cost_paid <> coalesce(line.cost, 0) or interest_paid <> coalesce(line.interest, 0)
     union all select 'interest paid beyond what is booked', number from collection_case where interest_paid > interest or interest_paid < 0
     union all select 'case cost is not its costs', number from collection_case
       where cost <> (select coalesce(sum(gross), 0) from cost where cost.case_number = number)
     union all select 'cost paid beyond itself', case_number from cost where paid < 0 or paid > gross
     union all select 'claim paid beyond itself', case_number from claim where paid < 0 or (principal > 0 and paid > principal) or (principal < 0 and paid <> 0)
     union all select 'a minor was charged', cost.case_number from cost join debtor on debtor.case_number = cost.case_number where minor
     union all select 'owed to the client is not carried and unsettled', client.number from client
       left join held on held.client = number left join carried on carried.client = number left join unsettled on unsettled.client = number
       where kind = 'creditor' and coalesce(held.sum, 0) <> coalesce(carried_out, 0) + coalesce(unsettled.sum, 0)`,
  );
  expect(wrong.rows).toEqual([]);
}

it(
  'keeps every øre in its place whatever happens to the cases, in any order and however often',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(history, { minLength: together, maxLength: together }),
        steps,
        async (histories, moves) => {
          const fresh = await freshDatabase();
          const db = openDatabase(fresh.url, 3);
          try {
            const world: World = { db, histories, cases: [], journals: [] };
            await aClient(db, 1, {}, 'collector');
            for (const [index, agreement] of agreements.entries()) await aClient(db, 101 + index, { ...agreement });
            let on: Day = '2025-12-10';
            await open(world, on);
            for (const [step, { days, order }] of moves.entries()) {
              on = addDays(on, days);
              for (const job of order) {
                if (job === 'payments') await payments(world, step, on);
                else if (job === 'stops') await stops(world, step, on);
                else if (job === 'clock') await caseClock({ db, clock: clockOn(on) }, on);
                else if (job === 'settle') await settle(world, on);
                else if (job === 'payout') await payout(world, on);
                else if (job === 'people') await people(world, on);
                else await again(world, on);
              }
              await expectWhole(world);
            }
          } finally {
            await db.close();
            await fresh.drop();
          }
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
    expect.hasAssertions();
  },
  soaking ? 6 * 3_600_000 : 180_000,
);
