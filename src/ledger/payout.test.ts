import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import { decimal } from '../domain/money.ts';
import { aClient } from '../journal/journal-for-tests.ts';
import { bankPayment, openCase, pay } from './case-for-tests.ts';
import { NotAnAnswer, readPayoutAnswers } from './payout-answer.ts';
import { applyPayoutAnswers, approveSettlement, makePayoutFile } from './payout.ts';
import { type PaymentOrder, payoutXml } from './payout-xml.ts';
import { proof } from './proof.ts';
import { settleClient } from './settlement.ts';

const run = promisify(execFile);
const at = new Date('2026-11-24T09:00:00Z');
const day = '2026-11-24';
const payer = { name: 'Fjord Inkasso AS', orgNumber: '123456785', account: '15030000002' };
let fresh: FreshDatabase;
let db: Database;
let folder: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-payout-'));
  await aClient(db, 1, {}, 'collector');
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
  await rm(folder, { recursive: true });
});

async function settled(client: number, amount: number, agreement: StoredAgreement = { payoutAccount: '86011117947' }) {
  await aClient(db, client, agreement);
  const reference = `S${amount}`;
  const { kid } = await openCase(db, {
    client,
    reference,
    claims: [{ remaining: 9_000_00, interestFrom: '2026-12-31' }],
    on: day,
  });
  await pay(db, 1, [bankPayment(kid, amount, day)], day);
  const settlement = await db.transaction((sql) => settleClient(sql, client, day, agreementOf(agreement), at));
  return settlement!.number;
}

const make = (version: '03' | '09' = '03', date = '2026-11-25') =>
  db.transaction((sql) => makePayoutFile(sql, { date, version, payer, who: 'kari', at }));
const apply = (xml: string) => db.transaction((sql) => applyPayoutAnswers(sql, readPayoutAnswers(xml), day, at));

async function state(number: number) {
  const found = await db.query('select state, payout_refusal as refusal from settlement where number = $1', [number]);
  return found.rows[0];
}

async function expectValid(xml: string, version: string): Promise<void> {
  const path = join(folder, 'order.xml');
  await writeFile(path, xml);
  const schema = join(import.meta.dirname, '..', '..', 'schemas', 'iso20022', `pain.001.001.${version}.xsd`);
  await run('xmllint', ['--noout', '--nonet', '--schema', schema, path]);
}

const status = (reference: string, code: string) =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>
   <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>${reference}</OrgnlEndToEndId><TxSts>${code}</TxSts>
   <StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>Konto finnes ikke</AddtlInf></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;

const debit = (reference: string, amount: string, direction = 'DBIT') =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><Amt Ccy="NOK">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>
   <BookgDt><Dt>2026-11-25</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;

it('writes both versions valid by the published schemas, with names that XML must escape', async () => {
  const order: PaymentOrder = {
    messageId: 'KF-20261125-1',
    createdAt: '2026-11-24T09:00:00Z',
    initiator: { name: 'Fjord & Fjell <Inkasso> "AS"', orgNumber: '123456785' },
    groups: [
      {
        account: '15030000002',
        date: '2026-11-25',
        transfers: [
          {
            reference: 'KF1',
            amount: 1n,
            currency: 'NOK',
            name: 'Ærlig Øre AS',
            account: '86011117947',
            text: 'Avregning',
          },
          {
            reference: 'KF2',
            amount: 123_456_789_01n,
            currency: 'NOK',
            name: 'N'.repeat(200),
            account: 'NO9386011117947',
            text: 'a\u0000b',
          },
        ],
      },
      {
        account: 'NO9386011117947',
        date: '2026-11-26',
        transfers: [{ reference: 'KF3', amount: 5n, currency: 'NOK', name: 'X', account: '86011117947', text: 'T' }],
      },
    ],
  };
  for (const version of ['03', '09'] as const) {
    const xml = payoutXml(order, version);
    await expectValid(xml, version);
    expect(xml).toContain('<NbOfTxs>3</NbOfTxs><CtrlSum>123456789.07</CtrlSum>');
  }
  expect(() => payoutXml({ ...order, groups: [{ ...order.groups[0]!, transfers: [] }] }, '03')).toThrow('no payouts');
});

it('pays approved settlements once: file, sent, debited, paid, and out of the ledger', async () => {
  const [one, two] = [await settled(33220, 500_00), await settled(33221, 120_50)];
  const file = (await make())!;
  expect(file).toMatchObject({ made: true, count: 2, sum: 620_50n, executeOn: '2026-11-25' });
  expect(file.content).toContain(`<NbOfTxs>2</NbOfTxs><CtrlSum>${decimal(file.sum)}</CtrlSum>`);
  await expectValid(file.content, '03');
  expect(await make()).toMatchObject({ made: false, messageId: file.messageId, content: file.content });
  expect(await state(one)).toMatchObject({ state: 'sent' });
  expect(await apply(debit(`KF${one}`, '500.00'))).toEqual({ paid: [one], refused: [], unknown: [] });
  expect(await apply(debit(`KF${one}`, '500.00'))).toEqual({ paid: [], refused: [], unknown: [] });
  expect(await apply(status(`KF${two}`, 'ACSC'))).toMatchObject({ paid: [two] });
  const left = await db.query(
    `select coalesce(sum(case when to_account = 'payable' then amount else -amount end), 0)::bigint as left from posting
     where 'payable' in (from_account, to_account) and client in (33220, 33221)`,
  );
  expect(left.rows).toEqual([{ left: 0n }]);
  expect((await proof(db)).differences.filter((each) => !each.startsWith('rows received'))).toEqual([]);
});

it('puts a refused payout into the next file, with the bank’s words, and not one that was only accepted', async () => {
  const number = await settled(33222, 77_00);
  await make();
  await apply(status(`KF${number}`, 'ACCP'));
  expect(await state(number)).toMatchObject({ state: 'sent' });
  expect(await apply(status(`KF${number}`, 'RJCT'))).toMatchObject({ refused: [number] });
  expect(await state(number)).toEqual({ state: 'approved', refusal: 'AC01 Konto finnes ikke' });
  expect(await make('09')).toMatchObject({ made: true, count: 1, version: '09' });
  await expectValid((await make('09'))!.content, '09');
});

it('takes nothing for paid but a debit of that reference and amount', async () => {
  const number = await settled(33223, 88_00);
  await make();
  expect(await apply(debit(`KF${number}`, '88.01'))).toMatchObject({ paid: [], unknown: [`KF${number}`] });
  expect(await apply(debit(`KF${number}`, '88.00', 'CRDT'))).toMatchObject({ paid: [] });
  expect(await apply(debit('KF999999', '88.00'))).toMatchObject({ unknown: ['KF999999'] });
  expect(await state(number)).toMatchObject({ state: 'sent' });
  for (const bad of ['', 'hei', '<Document><X/></Document>', '<!DOCTYPE a [<!ENTITY b "c">]><Document/>'])
    expect(() => readPayoutAnswers(bad)).toThrow(NotAnAnswer);
});

it('needs two persons above the limit, and pays nothing before', async () => {
  const number = await settled(33224, 900_00, { payoutAccount: '86011117947', fourEyesAbove: 500_00 });
  const approve = (who: string) => db.transaction((sql) => approveSettlement(sql, number, who, at));
  const count = async () =>
    (await db.query(`select from settlement where number = $1 and payout_file is not null`, [number])).rowCount;
  await make();
  expect(await count()).toBe(0);
  expect(await approve('kari')).toEqual({ state: 'waitsForSecond' });
  expect(await approve('kari')).toEqual({ refused: 'samePerson' });
  await make();
  expect(await count()).toBe(0);
  expect(await approve('ola')).toEqual({ state: 'approved' });
  expect(await approve('per')).toEqual({ refused: 'notDraft' });
  expect(await db.transaction((sql) => approveSettlement(sql, 1, 'per', at))).toEqual({ refused: 'unknown' });
  await make();
  expect(await count()).toBe(1);
});

it('pays nothing without an account, nor before its day, and two at once make one file', async () => {
  const without = await settled(33225, 50_00, {});
  const early = await settled(33226, 60_00);
  expect(await make('03', '2026-11-20')).toBeUndefined();
  const files = await Promise.all([make(), make()]);
  expect(files.filter((file) => file?.made)).toHaveLength(1);
  expect(await state(without)).toMatchObject({ state: 'approved' });
  expect(await state(early)).toMatchObject({ state: 'sent' });
});

it('lets nobody change a settlement’s figures, or a file’s bytes', async () => {
  const number = await settled(33227, 70_00);
  await expect(db.query('update settlement set payable = payable + 1 where number = $1', [number])).rejects.toThrow(
    'may not change',
  );
  await expect(db.query(`update payout_file set content = ''`)).rejects.toThrow('append-only');
});
