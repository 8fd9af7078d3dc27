import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { type House, openHouse } from '../src/app.ts';
import { config } from '../src/config.ts';
import { placeAttachment } from '../src/cases/attachments.ts';
import { freshDatabase, type FreshDatabase } from '../src/db/fresh.ts';
import { receive } from '../src/intake/receive.ts';
import { dropById } from '../src/journal/queries.ts';
import { proof } from '../src/ledger/proof.ts';
import { reconcile } from '../src/ledger/statement.ts';
import { judgeDrop } from './ingest.ts';
import { bookJournal } from './post.ts';

let fresh: FreshDatabase;
let house: House;
let folder: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-kinds-'));
  const settings = {
    KREDITORFLYT_DATA: folder,
    DATABASE_URL: fresh.url,
    LOG_LEVEL: 'error',
    KREDITORFLYT_TODAY: '2026-11-24',
  };
  house = await openHouse({ settings: config(settings) });
  await house.db.query(
    `insert into client (number, name, agreement, created_at) values (33220, 'Prøveklient AS', '{"approval":"auto"}', '2026-01-01')`,
  );
});
afterAll(async () => {
  await house.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

async function taken(name: string, bytes: Buffer, client = 33220) {
  const { receipt } = await receive(house, {
    client,
    door: 'api',
    name,
    receivedBy: 'test',
    stream: Readable.from([bytes]),
  });
  const outcome = await judgeDrop(house, receipt);
  if (outcome?.state === 'approved') await bookJournal(house, outcome.journal!);
  return { outcome, drop: (await dropById(house.db, receipt))! };
}

const fixture = (path: string) => readFile(new URL(`../fixtures/${path}`, import.meta.url));

const cases = (rows: string[]) =>
  Buffer.from(
    `referanse;personnr_orgnr;navn;postnummer;poststed;kundenummer;fordringen_gjelder;fakturanr;gjenst_hovedstol;fakturadato;forfallsdato;ikvar_dato\n${rows.join('\n')}\n`,
  );
const caseRow = (reference: string, invoice: string, customer: string) =>
  `${reference};12838510068;Åse Prøvesen;0150;Oslo;${customer};Varekjøp;${invoice};100,00;01.08.2026;15.08.2026;01.09.2026`;

async function numberOf(reference: string): Promise<number> {
  const found = await house.db.query<{ number: number }>('select number from collection_case where reference = $1', [
    reference,
  ]);
  return found.rows[0]!.number;
}

it('registers invoices once, whatever file they come in', async () => {
  const { drop } = await taken('faktura.csv', await fixture('faktura-csv/good.csv'));
  expect(drop).toMatchObject({ state: 'posted', rejected: 0 });
  const invoices = await house.db.query('select kind, invoice, amount, state from invoice order by id');
  expect(invoices.rows).toContainEqual({ kind: 'invoice', invoice: '5001', amount: 12_500_00n, state: 'open' });
  expect(invoices.rows).toContainEqual({ kind: 'creditNote', invoice: '5002', amount: -500_00n, state: 'open' });
  const again = await taken(
    'faktura igjen.csv',
    Buffer.concat([await fixture('faktura-csv/good.csv'), Buffer.from('\n')]),
  );
  expect(again.drop).toMatchObject({ accepted: 0, problems: { 'invoice-known': invoices.rowCount } });
});

it('stops a case by number, disputes one by invoice, withdraws one, and says which it does not know', async () => {
  await taken(
    'saker.csv',
    cases([caseRow('S-1', '9001', 'K1'), caseRow('S-2', '9002', 'K2'), caseRow('S-3', '9003', 'K3')]),
  );
  const [first, third] = [await numberOf('S-1'), await numberOf('S-3')];
  const stops = `saksnummer;fakturanr;årsak;fra_dato;notat\n${first};;Inkassostopp;20.11.2026;Klager\n;9002;Innsigelse;21.11.2026;\n${third};;Tilbakekall;;\n999999;;Inkassostopp;;\n`;
  const { drop } = await taken('stopp.csv', Buffer.from(stops));
  expect(drop).toMatchObject({ state: 'posted', accepted: 3, rejected: 1, problems: { 'case-unknown': 1 } });
  const status = await house.db.query(
    `select reference, status, closing_code, closed_on from collection_case where reference like 'S-%' order by reference`,
  );
  expect(status.rows).toEqual([
    { reference: 'S-1', status: 'stopped', closing_code: null, closed_on: null },
    { reference: 'S-2', status: 'disputed', closing_code: null, closed_on: null },
    { reference: 'S-3', status: 'closed', closing_code: 912, closed_on: '2026-11-24' },
  ]);
});

it('keeps a bank statement and says how far it is from the payment files', async () => {
  const { drop } = await taken('kontoutskrift.xml', await fixture('camt-053/good.xml'), 1);
  expect(drop).toMatchObject({ state: 'posted', rejected: 0 });
  const days = await reconcile(house.db, 10);
  expect(days.length).toBeGreaterThan(0);
  for (const day of days) expect(day.difference).toBe(day.statement - day.payments);
});

it('refuses a running number that is used, and warns of one left out', async () => {
  const ocr = (shipment: number) => {
    const z = (value: number | string, width: number) => String(value).padStart(width, '0');
    return Buffer.from(
      [
        `NY00001000008080${z(shipment, 7)}00012345`.padEnd(80, '0'),
        `NY090020001234567${z(shipment, 7)}12345678903`.padEnd(80, '0'),
        `NY09103000000012411260124100001${z(0, 1)}${z(100 + shipment, 17)}${'0010017'.padStart(25)}`.padEnd(80, '0'),
        `NY091031${z(1, 7)}${z(shipment, 10)}${z(0, 9)}${z(0, 7)}24112612345678903`.padEnd(80, '0'),
        `NY090088${z(1, 8)}${z(4, 8)}${z(100 + shipment, 17)}241126241126241126`.padEnd(80, '0'),
        `NY000089${z(1, 8)}${z(6, 8)}${z(100 + shipment, 17)}241126`.padEnd(80, '0'),
      ].join('\n'),
    );
  };
  expect((await taken('ocr 1', ocr(1), 1)).drop).toMatchObject({ state: 'posted', accepted: 1 });
  const changed = Buffer.from(ocr(1).toString().replaceAll('0010017', '0010025'));
  expect((await taken('ocr 1 igjen', changed, 1)).drop).toMatchObject({
    state: 'refused',
    refusal: { code: 'sequence-reused' },
  });
  expect((await taken('ocr 4', ocr(4), 1)).drop).toMatchObject({ state: 'posted', problems: { 'sequence-gap': 1 } });
});

it('rejects a payment that an earlier file had, but takes the second of two equal ones', async () => {
  await taken('saker p.csv', cases([caseRow('P-1', '9101', 'K9')]));
  const head = 'Saksnummer;Fakturanr;Betalingsdato;Betalt beløp;Valuta;Type;Notering\n';
  const row = ';9101;20.11.2026;10,00;NOK;;\n';
  expect((await taken('betalt.csv', Buffer.from(head + row + row))).drop).toMatchObject({ accepted: 2, rejected: 0 });
  const more = await taken('betalt mer.csv', Buffer.from(head + row + row + row));
  expect(more.drop).toMatchObject({ state: 'waiting', problems: { 'already-sent': 2, 'row-with-rejected': 1 } });
});

it('puts a paper with the case or invoice its name tells of, and asks when it cannot know', async () => {
  await taken('saker a.csv', cases([caseRow('A-1', '9201', 'K21'), caseRow('A-2', '9202', 'K22')]));
  const number = await numberOf('A-1');
  const pdf = (text: string) => Buffer.from(`%PDF-1.4\n% ${text}\n%%EOF\n`);
  expect((await taken(`Sak ${number}.pdf`, pdf('a'))).drop.state).toBe('attachment');
  expect((await taken('Faktura 9202 K22.pdf', pdf('b'))).drop.state).toBe('attachment');
  expect((await taken('9201 9202.pdf', pdf('c'))).drop.state).toBe('waiting');
  expect((await taken(`Sak ${number}0.pdf`, pdf('d'))).drop.state).toBe('waiting');
  const papers = await house.db.query(
    `select attachment.id, state, reference, cardinality(candidates) as candidates from attachment left join collection_case on number = case_number order by attachment.id`,
  );
  expect(papers.rows.map(({ state, reference, candidates }) => `${state} ${reference} ${candidates}`)).toEqual([
    'matched A-1 1',
    'matched A-2 1',
    'unsure null 2',
    'unmatched null 0',
  ]);
  const place = (id: number, client: number) =>
    house.db.transaction((sql) =>
      placeAttachment(sql, { id, client, caseNumber: number, who: 'test', at: house.clock.now() }),
    );
  expect(await place(papers.rows[3]!.id, 44110)).toBe(false);
  expect(await place(papers.rows[3]!.id, 33220)).toBe(true);
});

it('takes each file of a zip by itself, once', async () => {
  const zip = new ZipFile();
  zip.addBuffer(cases([caseRow('Z-1', '9301', 'K31')]), 'mappe/saker.csv');
  zip.addBuffer(Buffer.from(`%PDF-1.4\n% zip\n%%EOF\n`), 'Faktura 9301.pdf');
  zip.addBuffer(Buffer.from('Hei'), 'les meg.txt');
  zip.end();
  const parts: Buffer[] = [];
  for await (const chunk of zip.outputStream as unknown as AsyncIterable<Buffer>) parts.push(chunk);
  const { outcome, drop } = await taken('alt.zip', Buffer.concat(parts));
  expect(drop.state).toBe('posted');
  expect(outcome?.unpacked).toHaveLength(3);
  for (const inside of outcome!.unpacked!) {
    const judged = await judgeDrop(house, inside);
    if (judged?.state === 'approved') await bookJournal(house, judged.journal!);
  }
  const inside = await house.db.query(`select name, state, parent from drop_file where parent = $1 order by name`, [
    drop.id,
  ]);
  expect(inside.rows.map((row) => `${row.name} ${row.state}`)).toEqual([
    'Faktura 9301.pdf attachment',
    'les meg.txt refused',
    'saker.csv posted',
  ]);
  await house.db.query(`update drop_file set state = 'received' where id = $1`, [drop.id]);
  await judgeDrop(house, drop.id);
  const twice = await house.db.query(`select from drop_file where parent = $1`, [drop.id]);
  expect(twice.rowCount).toBe(3);
});

it('loses nothing of all this', async () => {
  const said = await proof(house.db);
  expect(said.differences).toEqual([]);
});
