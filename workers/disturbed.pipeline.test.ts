/** The same twenty files and night, undisturbed and disturbed in every way that happens: the end is the same, row by row and øre by øre. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../src/cli/invented.ts';
import { type FreshDatabase, freshDatabase } from '../src/db/fresh.ts';
import { openDatabase } from '../src/db/database.ts';
import { migrationNames } from '../src/db/migrate.ts';
import { startRedis } from '../src/queue/redis-for-tests.ts';
import { type Disturbance, type EndState, type HousePlace, playScenario, type Run } from './house-run-for-tests.ts';
import { type SentFile } from './scenario-for-tests.ts';

const soak = process.env['SOAK'] === '1';
const kills = soak ? 25 : 5;
const awayMs = soak ? 20_000 : 3000;
const large = soak ? 2000 : 120;

let expected: EndState;
const folders: string[] = [];
const databases: FreshDatabase[] = [];

async function newPlace(): Promise<HousePlace & { databaseUrl: string }> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'kreditorflyt-house-'));
  folders.push(dataFolder);
  const database = await freshDatabase();
  databases.push(database);
  return { dataFolder, databaseUrl: database.url };
}

/** Twelve of 25 kills while cases come in, eight among the payments, five in the night; in the same parts of any number. */
function killings(seed: number, more?: (run: Run, kill: number) => Promise<void>): Disturbance {
  const random = seeded(seed);
  let killed = 0;
  async function killAndRestart(run: Run): Promise<void> {
    await sleep(random(1800));
    await run.kill();
    await more?.(run, killed);
    killed++;
    // One in four dies on its way up as well.
    if (random(4) === 0) {
      void run.start().catch(() => undefined);
      await sleep(random(1500));
      await run.kill();
    }
    await run.start();
  }
  const rounds = (share: number) => Math.max(1, Math.round(kills * share));
  const files = async (run: Run, all: SentFile[], times: number) => {
    for (let round = 0; round < times; round++) {
      const from = Math.ceil((all.length * round) / times);
      await run.put(all.slice(from, Math.ceil((all.length * (round + 1)) / times)));
      await killAndRestart(run);
    }
  };
  return {
    cases: (run, all) => files(run, all, rounds(0.48)),
    payments: (run, all) => files(run, all, rounds(0.32)),
    async night(run) {
      for (let round = 0; round < rounds(0.2); round++) await killAndRestart(run);
    },
  };
}

beforeAll(async () => {
  expected = await playScenario(await newPlace(), large);
}, 240_000);

afterAll(async () => {
  for (const database of databases) await database.drop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('undisturbed', () => {
  test('twenty files become what they should: posted, waiting, refused, duplicate', () => {
    const states = expected.state['drops']!.map((line) => /"state":"(\w+)"/.exec(line)![1]!);
    const count: Record<string, number> = {};
    for (const state of states) count[state] = (count[state] ?? 0) + 1;
    expect(count).toEqual({ posted: 13, waiting: 4, refused: 2, duplicate: 1 });
    expect(expected.proof.balanced).toBe(true);
    expect(expected.leftOver).toEqual([]);
    expect(expected.auditBrokenAt).toBeNull();
  });

  test('there are cases, payments by both ways, documents and deliveries to compare', () => {
    expect(expected.state['cases']!.length).toBeGreaterThan(large);
    expect(expected.state['payments']!.length).toBeGreaterThan(100);
    expect(expected.state['documents']!.length).toBeGreaterThanOrEqual(5);
    expect(expected.state['deliveries']!.every((line) => line.includes('"delivered":true'))).toBe(true);
    expect(expected.outboxes.filter((path) => path.endsWith('.pdf')).length).toBe(expected.state['documents']!.length);
  });
});

test(`killed with -9 at ${kills} random moments and started again, the house comes to the same end`, async () => {
  expect(await playScenario(await newPlace(), large, killings(20261124))).toEqual(expected);
});

test('with a PostgreSQL of its own that dies with it, and is killed with -9 itself every second time, too', async () => {
  const { dataFolder } = await newPlace();
  const postgresToo = async (run: Run, kill: number) => {
    if (kill % 2 === 0) await run.killPostgres();
  };
  expect(await playScenario({ dataFolder }, large, killings(7, postgresToo))).toEqual(expected);
});

test(`Redis away for ${awayMs / 1000} s while files come in: nothing is lost, nothing doubled`, async () => {
  const redis = await startRedis();
  try {
    const away = async (run: Run, files: SentFile[]) => {
      await run.put(files.slice(0, 4));
      await sleep(700);
      await redis.stop();
      await run.put(files.slice(4, 8));
      await sleep(awayMs);
      await redis.start();
      await run.put(files.slice(8));
    };
    const place = await newPlace();
    expect(await playScenario({ ...place, redisUrl: redis.url }, large, { cases: away, payments: away })).toEqual(
      expected,
    );
  } finally {
    await redis.remove();
  }
});

test('four processes started at once on one empty database: migrated once, each file taken once, each document made once', async () => {
  const place = await newPlace();
  const empty = new URL(place.databaseUrl);
  empty.pathname += '_empty';
  const name = empty.pathname.slice(1);
  const server = new Client({ connectionString: place.databaseUrl });
  await server.connect();
  try {
    await server.query(`create database ${name}`);
    expect(await playScenario({ ...place, databaseUrl: empty.href, processes: 4 }, large)).toEqual(expected);
    const db = openDatabase(empty.href, 1);
    const migrated = await db.query<{ name: string }>('select name from schema_migration order by id');
    const nights = await db.query(
      'select client, type, date from document where type <> $1 group by 1, 2, 3 having count(*) <> 1',
      ['paymentDemand'],
    );
    const tries = await db.query('select delivery from delivery_attempt group by delivery having count(*) <> 1');
    const files = await db.query('select name from drop_file group by client, name having count(*) <> 1');
    await db.close();
    expect(migrated.rows.map((row) => row.name)).toEqual(migrationNames());
    expect({ nights: nights.rows, tries: tries.rows, files: files.rows }).toEqual({ nights: [], tries: [], files: [] });
  } finally {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  }
});
