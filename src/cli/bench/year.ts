/**
 * A year of 200 clients, 20,000 cases and 60,000 payments, day by day by an injected clock: 2024, with its leap day, rate
 * changes and both clock changes. Every night the case clock runs, clients are settled, payouts go to the bank and come
 * back paid, and the proof must balance. The same size gives the same ledger, to its last hash.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { caseClock } from '../../../workers/case-clock.ts';
import { bookJournal } from '../../../workers/post.ts';
import { collectorClient, type House, openHouse } from '../../app.ts';
import { config } from '../../config.ts';
import { copyInto } from '../../db/copy.ts';
import { agreementOf, settlesOn, type StoredAgreement } from '../../domain/agreement.ts';
import { addDays, type Day, nextBankingDay } from '../../domain/day.ts';
import type { CaseRecord, PaymentRecord } from '../../domain/record.ts';
import type { Kind } from '../../domain/row.ts';
import { encodeRows, journalRowColumns } from '../../journal/encode.ts';
import { nextJournalNumber } from '../../journal/record.ts';
import { applyPayoutAnswers, makePayoutFile } from '../../ledger/payout.ts';
import { proof } from '../../ledger/proof.ts';
import { settleClient } from '../../ledger/settlement.ts';
import { type SetClock, testClock } from '../../platform/clock.ts';
import { seeded } from '../invented.ts';
import { type Measured, measured, mostMemory } from './machine.ts';

const firstDay: Day = '2024-01-01';
const lastDay: Day = '2024-12-31';
const firstClient = 1001;

interface Year {
  house: House;
  clock: SetClock;
  random: (below: number) => number;
  agreements: Map<number, StoredAgreement>;
  /** What debtors will pay, by day. */
  coming: Map<Day, { reference: string; client: number; amount: number; direct: boolean; back: boolean }[]>;
  made: number;
}

/** Runs the year for `rows` ÷ 5 cases (100,000: the 20,000 of the name). Throws on the first night whose proof does not balance. */
export async function benchYear(rows: number): Promise<Measured[]> {
  const cases = Math.max(200, Math.round(rows / 5));
  const clients = Math.max(4, Math.round(cases / 100));
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-year-'));
  const clock = testClock(`${firstDay}T09:00:00Z`);
  const house = await openHouse({ settings: config({ KREDITORFLYT_DATA: folder, LOG_LEVEL: 'warn' }), clock });
  try {
    const year: Year = { house, clock, random: seeded(2024), agreements: new Map(), coming: new Map(), made: 0 };
    for (let index = 0; index < clients; index++) await addClient(year, firstClient + index, index);
    const { rssMiB, value } = await mostMemory(() => live(year, cases, clients));
    const name = `year: ${clients} clients, ${cases} cases, ${value.payments} payments, ledger ${value.hash}; floor the proofs alone`;
    return [measured(name, 'nights/s', value.nights / value.nightSeconds, value.nights / value.proofSeconds, rssMiB)];
  } finally {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function addClient(year: Year, number: number, index: number): Promise<void> {
  const frequency = (['daily', 'weekly', 'weekly', 'monthly', 'weekly'] as const)[index % 5]!;
  const agreement: StoredAgreement = {
    approval: 'auto',
    vatLiable: index % 4 !== 0,
    commissionPrincipal: (index % 3) * 250,
    interestShareToCollector: index % 2 === 0 ? 8000 : 0,
    payoutAccount: '86011117947',
    settlement: { frequency, day: 1 + (index % 5), minimum: index % 6 === 0 ? 500_00 : 0 },
  };
  year.agreements.set(number, agreement);
  await year.house.db.query(
    `insert into client (number, name, org_number, agreement, created_at) values ($1, $2, '123456785', $3, $4)`,
    [number, `Årsklient ${number} AS`, JSON.stringify(agreement), year.clock.now()],
  );
}

interface Lived {
  nights: number;
  payments: number;
  nightSeconds: number;
  proofSeconds: number;
  hash: string;
}

async function live(year: Year, cases: number, clients: number): Promise<Lived> {
  const lived: Lived = { nights: 0, payments: 0, nightSeconds: 0, proofSeconds: 0, hash: '' };
  const days = 366;
  let opened = 0;
  for (let day = firstDay, number = 1; day <= lastDay; day = addDays(day, 1), number++) {
    year.clock.set(new Date(`${day}T09:00:00Z`));
    // Cases come until November, so that most are lived to their end.
    const wanted = Math.min(cases, Math.ceil((cases * number) / (days - 60)));
    if (wanted - opened >= 25 || wanted === cases) {
      if (wanted > opened) await openCases(year, day, firstClient + (number % clients), wanted - opened);
      opened = wanted;
    }
    lived.payments += await takePayments(year, day);
    const start = performance.now();
    // An hour and a half past midnight UTC: night in Oslo in summer and winter, and in the hours that change.
    year.clock.set(new Date(`${addDays(day, 1)}T00:30:00Z`));
    await caseClock(year.house, day);
    await settleAll(year, day);
    await payOut(year, day);
    const proving = performance.now();
    const said = await proof(year.house.db);
    if (!said.balanced) throw new Error(`the proof of ${day} does not balance: ${said.differences.join('; ')}`);
    lived.proofSeconds += (performance.now() - proving) / 1000;
    lived.nightSeconds += (performance.now() - start) / 1000;
    lived.nights++;
  }
  const last = await year.house.db.query<{ hash: Buffer }>('select hash from ledger_entry order by id desc limit 1');
  lived.hash = last.rows[0]!.hash.toString('hex').slice(0, 16);
  return lived;
}

/** A client's file of cases, and what their debtors will do. */
async function openCases(year: Year, day: Day, client: number, count: number): Promise<void> {
  const { random } = year;
  const records: CaseRecord[] = [];
  for (let index = 0; index < count; index++) {
    const reference = `Y${++year.made}`;
    const remaining = 100_00 + random(20_000_00);
    const company = random(5) === 0;
    records.push({
      reference,
      service: 'debtCollection',
      currency: 'NOK',
      noticeDate: addDays(day, -20 - random(30)),
      debtors: [
        {
          role: 'debtor',
          id: company ? '999888777' : '01857030040',
          legalType: company ? 'legalPerson' : 'naturalPerson',
          minor: random(200) === 0,
          protectedAddress: random(100) === 0,
          name: `Prøve ${reference}`,
          postalCode: '0155',
          postalPlace: 'OSLO',
        },
      ],
      claims: [
        {
          kind: 'invoice',
          invoice: reference,
          invoiceDate: addDays(day, -100),
          dueDate: addDays(day, -70 - random(20)),
          remaining,
          ...(random(3) === 0 ? { reminderFee: 35_00 } : {}),
        },
      ],
    });
    debtorPays(year, day, client, reference, remaining);
  }
  await bookRows(year, client, 'case', records);
}

/** Three payments on average; some pay too much, some to the creditor, and some are taken back by the bank. */
function debtorPays(year: Year, day: Day, client: number, reference: string, remaining: number): void {
  const { random } = year;
  const parts = 1 + random(5);
  for (let part = 0, on = day; part < parts; part++) {
    on = addDays(on, 1 + random(40));
    const last = part === parts - 1;
    const amount = last
      ? Math.round(remaining * (0.3 + random(100) / 80))
      : Math.max(1, Math.round(remaining / (parts + 1)));
    const direct = random(12) === 0;
    const payment = { reference, client, amount, direct, back: false };
    push(year, on, payment);
    if (!direct && random(60) === 0) push(year, addDays(on, 1 + random(5)), { ...payment, back: true });
  }
}

function push(
  year: Year,
  day: Day,
  payment: { reference: string; client: number; amount: number; direct: boolean; back: boolean },
): void {
  const on = nextBankingDay(day);
  const found = year.coming.get(on);
  if (found) found.push(payment);
  else year.coming.set(on, [payment]);
}

async function takePayments(year: Year, day: Day): Promise<number> {
  const coming = year.coming.get(day) ?? [];
  if (coming.length === 0) return 0;
  const found = await year.house.db.query<{ reference: string; kid: string; number: number }>(
    'select reference, kid, number from collection_case where reference = any($1)',
    [coming.map(({ reference }) => reference)],
  );
  const caseOf = new Map(found.rows.map((row) => [row.reference, row]));
  const bank: PaymentRecord[] = [];
  const direct = new Map<number, PaymentRecord[]>();
  for (const { reference, client, amount, direct: toCreditor, back } of coming) {
    const { kid, number } = caseOf.get(reference)!;
    const base = { paidOn: day, currency: 'NOK' };
    if (toCreditor) {
      const records = direct.get(client) ?? [];
      records.push({ ...base, type: 'direct', caseNumber: number, amount });
      direct.set(client, records);
    } else if (back) bank.push({ ...base, type: 'bankReversal', kid, amount: -amount });
    else bank.push({ ...base, type: 'bank', kid: year.random(100) === 0 ? '99999' : kid, amount });
  }
  if (bank.length > 0) await bookRows(year, collectorClient, 'payment', bank);
  for (const [client, records] of direct) await bookRows(year, client, 'payment', records);
  return coming.length;
}

/** A journal as a read and approved file leaves it, booked. */
async function bookRows(
  year: Year,
  client: number,
  kind: Kind,
  records: (CaseRecord | PaymentRecord)[],
): Promise<void> {
  const at = year.clock.now();
  const journal = await year.house.db.transaction(async (sql) => {
    const number = await nextJournalNumber(sql);
    await sql.query(
      `insert into journal (number, client, kind, state, created_at, created_by, approved_at, approved_by, rows, accepted)
       overriding system value values ($1, $2, $3, 'approved', $4, 'bench', $4, 'agreement', $5, $5)`,
      [number, client, kind, at, records.length],
    );
    const rows = records.map((record, index) => ({
      row: index + 1,
      line: index + 2,
      raw: {},
      record: { ...record },
      problems: [],
    }));
    await copyInto(sql, 'journal_row', journalRowColumns, Readable.from([encodeRows(number, client, kind, rows)]));
    return number;
  });
  await bookJournal(year.house, journal);
}

async function settleAll(year: Year, day: Day): Promise<void> {
  const { db } = year.house;
  const due = await db.query<{ client: number }>(
    `select distinct client from payment where settlement is null and state = 'placed' and booked_on <= $1 order by client`,
    [day],
  );
  for (const { client } of due.rows) {
    const agreement = agreementOf(year.agreements.get(client)!);
    if (!settlesOn(agreement.settlement, day)) continue;
    await db.transaction((sql) => settleClient(sql, client, day, agreement, year.clock.now()));
  }
}

async function payOut(year: Year, day: Day): Promise<void> {
  const { db, config: settings } = year.house;
  const { name, orgNumber, clientAccount: account } = settings.collector;
  const at = year.clock.now();
  await db.transaction(async (sql) => {
    const file = await makePayoutFile(sql, {
      date: day,
      version: '03',
      payer: { name, orgNumber, account },
      who: 'bench',
      at,
    });
    if (file === undefined || !file.made) return;
    const sent = await sql.query<{ payout_reference: string; payable: bigint }>(
      `select payout_reference, payable from settlement where state = 'sent' order by number`,
    );
    const answers = sent.rows.map(({ payout_reference: reference, payable }) => ({
      reference,
      messageId: null,
      status: 'paid' as const,
      amount: payable,
      date: file.executeOn,
      reason: null,
    }));
    await applyPayoutAnswers(sql, answers, day, at);
  });
}
