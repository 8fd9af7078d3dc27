/** One large file through a real process: every row is accounted for, and the process stays small whatever the size. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { caseHeader, caseLine, type Flaw, seeded } from '../src/cli/invented.ts';
import { type Database, openDatabase } from '../src/db/database.ts';
import { type FreshDatabase, freshDatabase } from '../src/db/fresh.ts';
import { resultLimits } from '../src/journal/result.ts';
import { proof } from '../src/ledger/proof.ts';
import { type Running, startProcess } from './house-run-for-tests.ts';
import { scenarioDay, seedClients } from './scenario-for-tests.ts';

const soak = process.env['SOAK'] === '1';
const rows = soak ? Number(process.env['SOAK_ROWS'] ?? 1_000_000) : 30_000;
const mostMiB = 300;
const client = 44110;

let fresh: FreshDatabase;
let db: Database;
let dataFolder: string;
let running: Running;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url, 2);
  await seedClients(db);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'kreditorflyt-large-'));
  running = startProcess({ dataFolder, databaseUrl: fresh.url }, scenarioDay);
  await running.opened;
});
afterEach(async () => {
  running.child.kill('SIGKILL');
  if (running.child.exitCode === null && running.child.signalCode === null) await once(running.child, 'exit');
  await rm(dataFolder, { recursive: true, force: true });
});

/** Writes a file of cases into the inbox, never more than a line of it in memory; returns the øre of its rows. */
async function send(name: string, count: number, flawOf: (index: number) => Flaw): Promise<bigint> {
  const away = join(dataFolder, name);
  const file = createWriteStream(away);
  const random = seeded(count);
  let total = 0n;
  file.write(caseHeader);
  for (let index = 1; index <= count; index++) {
    const flaw = flawOf(index);
    const line = caseLine(name.replace('.csv', ''), index, scenarioDay, random, flaw);
    if (flaw === 'none') total += BigInt(line.split(';')[13]!.replace(/\D/g, ''));
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const inbox = join(dataFolder, 'homes', String(client), 'inbox');
  await mkdir(inbox, { recursive: true });
  await rename(away, join(inbox, name));
  return total;
}

interface Told {
  rows: number;
  accepted: number;
  rejected: number;
  problemCounts: Record<string, number>;
  problems: unknown[];
  cases: unknown[];
  truncated: boolean;
}

/** Waits until the sender is told the outcome of a file, and returns what is told. */
async function outcome(name: string): Promise<Told> {
  for (;;) {
    const { rows: found } = await db.query<{ state: string; told: boolean }>(
      `select state, result_at is not null as told from drop_file where name = $1 and state <> 'received' and state <> 'reading'`,
      [name],
    );
    if (found[0]?.state === 'stuck' || running.child.exitCode !== null)
      throw new Error(`${name} is not taken: ${running.said()}`);
    if (found[0]?.told) break;
    await sleep(200);
  }
  const told: Told = JSON.parse(
    await readFile(join(dataFolder, 'homes', String(client), 'outbox', `${name}.result.json`), 'utf8'),
  );
  return told;
}

/** The most memory the process has had resident, in MiB. */
async function peakMiB(): Promise<number> {
  const status = await readFile(`/proc/${running.child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
}

/** What lies in the database of a file: rows by state, cases, and their øre. */
async function booked(
  name: string,
): Promise<{ accepted: number; rejected: number; cases: number; claims: number; ore: bigint }> {
  const { rows: found } = await db.query<{
    accepted: number;
    rejected: number;
    cases: number;
    claims: number;
    ore: bigint;
  }>(
    `with own as (select journal from drop_file where name = $1)
     select (select count(*)::integer from journal_row join own using (journal) where state = 'accepted') as accepted,
       (select count(*)::integer from journal_row join own using (journal) where state = 'rejected') as rejected,
       (select count(*)::integer from collection_case join own using (journal)) as cases,
       (select count(*)::integer from claim join own using (journal)) as claims,
       (select coalesce(sum(principal), 0)::bigint from collection_case join own using (journal)) as ore`,
    [name],
  );
  return found[0]!;
}

async function report(what: string, small: number, started: number): Promise<number> {
  const peak = await peakMiB();
  const seconds = (performance.now() - started) / 1000;
  if (soak)
    process.stdout.write(
      `${what}: ${rows} rows in ${seconds.toFixed(0)} s, ${small.toFixed(0)} MiB with a small file, ${peak.toFixed(0)} MiB at most\n`,
    );
  return peak;
}

test(`${rows} rows, one in a thousand bad: under ${mostMiB} MiB, and every row and øre in its place`, async () => {
  const flawOf = (index: number): Flaw => (index % 1000 === 0 ? 'impossible-date' : 'none');
  await send('liten.csv', 100, () => 'none');
  await outcome('liten.csv');
  const small = await peakMiB();
  const ore = await send('stor.csv', rows, flawOf);
  const started = performance.now();
  const told = await outcome('stor.csv');
  const peak = await report('good rows', small, started);
  const bad = Math.floor(rows / 1000);
  expect({ rows: told.rows, accepted: told.accepted, rejected: told.rejected }).toEqual({
    rows,
    accepted: rows - bad,
    rejected: bad,
  });
  expect(told.problems.length).toBe(bad);
  expect(await booked('stor.csv')).toEqual({
    accepted: rows - bad,
    rejected: bad,
    cases: rows - bad,
    claims: rows - bad,
    ore,
  });
  expect((await proof(db)).differences).toEqual([]);
  expect(peak).toBeLessThan(mostMiB);
});

test(`${rows} rows, all bad: under ${mostMiB} MiB, nothing is opened, the counts are exact, and the answer says how much of it is listed`, async () => {
  await send('liten gal.csv', 100, () => 'wrong-id');
  await outcome('liten gal.csv');
  const small = await peakMiB();
  await send('gal.csv', rows, () => 'wrong-id');
  const started = performance.now();
  const told = await outcome('gal.csv');
  const peak = await report('bad rows', small, started);
  expect({ rows: told.rows, accepted: told.accepted, rejected: told.rejected }).toEqual({
    rows,
    accepted: 0,
    rejected: rows,
  });
  expect(Object.values(told.problemCounts)).toContain(rows);
  expect(told.problems.length).toBe(Math.min(rows, resultLimits.problems));
  expect(told.truncated).toBe(rows > resultLimits.problems);
  expect(await booked('gal.csv')).toEqual({ accepted: 0, rejected: rows, cases: 0, claims: 0, ore: 0n });
  expect((await proof(db)).differences).toEqual([]);
  expect(peak).toBeLessThan(mostMiB);
});
