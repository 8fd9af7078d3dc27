/** The whole walk: files over SFTP → journal → cases and ledger → the night → PDFs in the outbox, whose figures are the ledger's. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import SftpClient from 'ssh2-sftp-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../src/app.ts';
import { type Accounts, seedAccounts } from '../src/cli/demo/accounts.ts';
import { caseFiles, type DemoFile, type PayableCase, paymentFiles } from '../src/cli/demo/files.ts';
import { config } from '../src/config.ts';
import { type FreshDatabase, freshDatabase } from '../src/db/fresh.ts';
import { readPdf } from '../src/documents/read-pdf.ts';
import { openPdfWorkers, type PdfWorkers } from '../src/documents/render/pdf.ts';
import { shownMoney } from '../src/documents/shown.ts';
import { approveJournal } from '../src/journal/approve.ts';
import { proof, walkAudit } from '../src/ledger/proof.ts';
import { startWorkers, type Workers } from './main.ts';
import { runNight } from './night.ts';
import { scenarioDay } from './scenario-for-tests.ts';
import { type Doors, openDoors } from './watch.ts';

let fresh: FreshDatabase;
let folder: string;
let app: App;
let workers: Workers;
let doors: Doors;
let pdf: PdfWorkers;
let accounts: Accounts;
let sent: DemoFile[];
let failedSteps: number;
const lines = new Map<number, SftpClient>();

beforeAll(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-walk-'));
  const settings = config({
    DATABASE_URL: fresh.url,
    KREDITORFLYT_DATA: folder,
    KREDITORFLYT_TODAY: scenarioDay,
    SFTP_PORT: '0',
    LOG_LEVEL: 'error',
  });
  app = await openApp({ settings, connections: 8 });
  accounts = await seedAccounts(app);
  workers = await startWorkers(app);
  doors = await openDoors(app, { stillMs: 100, rescanMs: 200 });
  pdf = openPdfWorkers(2);
  const opening = await caseFiles(1, scenarioDay, 120);
  await upload(opening);
  const waiting = await app.db.query<{ number: number }>(`select number from journal where state = 'awaitingApproval'`);
  for (const { number } of waiting.rows) {
    await app.db.transaction((sql) => approveJournal(sql, number, 'byra', app.clock.now()));
    await app.queues.add('post', { journal: number });
  }
  await untilTold(opening.length);
  const cases = await app.db.query<PayableCase>(
    `select number, client, kid, (select invoice from claim where case_number = number and n = 1) as invoice, principal as remaining
     from collection_case where principal > 60000 order by number`,
  );
  const paying = paymentFiles(1, scenarioDay, cases.rows, app.config.collector.clientAccount);
  await upload(paying, opening.length);
  sent = [...opening, ...paying];
  failedSteps = await runNight(app, pdf, scenarioDay);
}, 120_000);

afterAll(async () => {
  for (const sftp of lines.values()) await sftp.end();
  await doors.close();
  await workers.close();
  await pdf.close();
  await app.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Works over the client's own line to the drop server, which stays open. */
async function asClient<T>(client: number, work: (sftp: SftpClient) => Promise<T>): Promise<T> {
  let sftp = lines.get(client);
  if (!sftp) {
    sftp = new SftpClient();
    await sftp.connect({
      host: '127.0.0.1',
      port: doors.sftpPort,
      username: String(client),
      privateKey: accounts.keys[client]!,
    });
    lines.set(client, sftp);
  }
  return work(sftp);
}

async function upload(files: DemoFile[], before = 0): Promise<void> {
  let taken = before;
  for (const file of files) {
    await asClient(file.client, (sftp) => sftp.put(file.bytes, `inbox/${file.name}`));
    taken++;
    // In order, so that of a file and its copy the copy is the second.
    await until(`${file.name} is taken`, async () => {
      await doors.scan();
      const { rows } = await app.db.query<{ there: number }>('select count(*)::integer as there from drop_file');
      return rows[0]!.there === taken;
    });
  }
  await untilTold(taken);
}

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await done()); tries++) {
    if (tries > 400) throw new Error(`Waited in vain until ${what}`);
    await sleep(100);
  }
}

async function untilTold(drops: number): Promise<void> {
  await until(`${drops} files are settled and their senders told`, async () => {
    const { rows } = await app.db.query<{ told: number }>(
      `select count(*)::integer as told from drop_file where state in ('posted', 'waiting', 'refused', 'duplicate') and result_at >= state_since
         and not exists (select from journal where state = 'approved')`,
    );
    return rows[0]!.told === drops;
  });
}

async function readJson(sftp: SftpClient, path: string): Promise<unknown> {
  const bytes = await sftp.get(path);
  if (!Buffer.isBuffer(bytes)) throw new Error(`${path} came as something else than bytes`);
  return JSON.parse(bytes.toString()) as unknown;
}

/** The text of a PDF as another program reads it, every kind of space a plain one. */
async function textOf(bytes: Buffer): Promise<string> {
  const path = join(folder, 'read.pdf');
  await writeFile(path, bytes);
  const { stdout } = await promisify(execFile)('pdftotext', ['-layout', path, '-']);
  return plain(stdout);
}

const plain = (text: string) => text.replaceAll(/[\u00A0\u202F\s]+/g, ' ').replaceAll('\u2212', '-');

interface Fetched {
  id: number;
  client: number;
  name: string;
  type: string;
  pages: number;
  sha256: string;
  settlement: number | null;
  bytes: Buffer;
}

/** Every document, fetched by its client from its outbox over SFTP. */
async function fetched(): Promise<Fetched[]> {
  const { rows } = await app.db.query<Omit<Fetched, 'bytes'>>(
    'select id, client, name, type, pages, sha256, settlement from document order by id',
  );
  const documents: Fetched[] = [];
  for (const row of rows) {
    const bytes = await asClient(row.client, (sftp) => sftp.get(`outbox/${row.name}.pdf`));
    if (!Buffer.isBuffer(bytes)) throw new Error(`${row.name} came as something else than bytes`);
    documents.push({ ...row, bytes });
  }
  return documents;
}

test('every client finds its documents in its outbox, whole, and readable again', async () => {
  expect(failedSteps).toBe(0);
  const documents = await fetched();
  expect(documents.map(({ client, type }) => `${client} ${type}`).toSorted()).toEqual([
    '33220 clientAccountSettlement',
    '33220 engagementConfirmation',
    '44110 clientAccountSettlement',
    '44110 engagementConfirmation',
    '55990 engagementConfirmation',
  ]);
  for (const { bytes, sha256, pages, name } of documents) {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(readPdf(bytes).pages.length).toBe(pages);
    expect(await textOf(bytes)).toContain(name);
  }
});

test('what a confirmation says in sum is the principal of the day’s cases, and every case is in it', async () => {
  for (const { client, bytes } of (await fetched()).filter((each) => each.type === 'engagementConfirmation')) {
    const { rows } = await app.db.query<{ sum: bigint; ledger: bigint; references: string[] }>(
      `select sum(principal)::bigint as sum, array_agg(reference) as references,
         (select sum(case when to_account = 'principal' then amount else -amount end)::bigint
          from posting join ledger_entry on ledger_entry.id = entry where client = $1 and reason = 'claims-registered') as ledger
       from collection_case where client = $1`,
      [client],
    );
    const text = await textOf(bytes);
    const { sum, ledger, references } = rows[0]!;
    expect(ledger).toBe(sum);
    expect(text).toContain(plain(shownMoney(ledger, 'nb')));
    for (const reference of references) expect(text).toContain(reference);
  }
});

test('what a settlement pays out is the ledger’s balance of that client, to the øre', async () => {
  const settlements = (await fetched()).filter((each) => each.type === 'clientAccountSettlement');
  for (const { client, bytes, settlement } of settlements) {
    const { rows } = await app.db.query<{ payable: bigint; ledger: bigint; gross: bigint; lines: string[] }>(
      `select payable, received as gross,
         (select sum(case when to_account = 'payable' then amount else -amount end)::bigint from posting
          where client = $1 and 'payable' in (from_account, to_account)) as ledger,
         (select array_agg(gross::text) from settlement_line where settlement = number and gross > 0) as lines
       from settlement where number = $2`,
      [client, settlement],
    );
    const { payable, ledger, lines } = rows[0]!;
    const text = await textOf(bytes);
    expect(ledger).toBe(payable);
    expect(payable).toBeGreaterThan(0n);
    expect(text).toContain(plain(shownMoney(payable, 'nb')));
    for (const gross of lines) expect(text).toContain(plain(shownMoney(BigInt(gross), 'nb')));
  }
});

test('receipts and results in the outboxes say what the database says', async () => {
  const { rows } = await app.db.query<{
    id: number;
    client: number;
    name: string;
    state: string;
    rows: number;
    accepted: number;
    rejected: number;
    sha256: string;
    problemCounts: Record<string, number>;
    cases: number[];
  }>(
    `select id, client, name, state, rows, accepted, rejected, sha256, problem_counts as "problemCounts",
       (select coalesce(array_agg(number order by number), '{}') from collection_case where collection_case.journal = drop_file.journal) as cases
     from drop_file order by id`,
  );
  expect(rows.length).toBe(sent.length);
  for (const { cases, ...row } of rows) {
    const [receipt, result] = await asClient(row.client, async (sftp) => [
      await readJson(sftp, `outbox/${row.name}.receipt.json`),
      await readJson(sftp, `outbox/${row.name}.result.json`),
    ]);
    expect(receipt).toMatchObject({ receipt: row.id, client: row.client, name: row.name, sha256: row.sha256 });
    expect(result).toMatchObject({ receipt: row.id, ...row });
    expect(result).toHaveProperty(
      'cases',
      cases.map((number) => expect.objectContaining({ case: number })),
    );
  }
});

test('the same night again, and a third time, makes and sends nothing', async () => {
  const everything = async () => {
    const { rows } = await app.db.query(
      `select (select count(*) from document) as documents, (select count(*) from delivery_attempt) as tries, (select count(*) from settlement) as settlements,
         (select count(*) from posting) as postings, (select count(*) from ledger_entry) as entries`,
    );
    return {
      ...rows[0],
      outbox: (await asClient(33220, (sftp) => sftp.list('outbox'))).map(({ name, size, modifyTime }) => ({
        name,
        size,
        modifyTime,
      })),
    };
  };
  const before = await everything();
  expect(await runNight(app, pdf, scenarioDay)).toBe(0);
  expect(await runNight(app, pdf, scenarioDay)).toBe(0);
  expect(await everything()).toEqual(before);
});

test('that a client fetched its document is remembered', async () => {
  await fetched();
  await until('every opening is recorded', async () => {
    const { rows } = await app.db.query<{ unopened: number }>(
      `select count(*)::integer as unopened from document where not exists (select from document_opening where document = document.id and door = 'sftp')`,
    );
    return rows[0]!.unopened === 0;
  });
  const { rows } = await app.db.query('select distinct who from document_opening order by who');
  expect(rows).toEqual([{ who: 'sftp 33220' }, { who: 'sftp 44110' }, { who: 'sftp 55990' }]);
});

test('the proof balances, and ledger and audit are whole chains', async () => {
  expect((await proof(app.db)).differences).toEqual([]);
  expect((await walkAudit(app.db)).brokenAt).toBeNull();
});
