import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import type { QueuePlace } from './backend.ts';
import { openQueues, type Queues } from './queues.ts';
import { type RedisForTests, startRedis } from './redis-for-tests.ts';

const patience = { lockMs: 1000, stalledMs: 500, firstRetryMs: 50 };
const soon = { timeout: 25_000, interval: 20 };

/** The contract of the queues, the same for both stores, each a real server. */
describe.each(['postgresql', 'redis'] as const)('queues on %s', (kind) => {
  let database: FreshDatabase;
  let redis: RedisForTests | undefined;
  let place: QueuePlace;
  let opened: Queues[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    if (kind === 'redis') redis = await startRedis();
  });
  afterAll(async () => {
    await redis?.remove();
  });
  beforeEach(async () => {
    database = await freshDatabase();
    place = {
      databaseUrl: database.url,
      redisUrl: redis && `${redis.url}/${freshRedisDatabase()}`,
      onError: (error) => errors.push(error.message),
    };
  });
  afterEach(async () => {
    await Promise.all(opened.map((queues) => queues.close(0)));
    opened = [];
    await database.drop();
  });

  async function open(): Promise<Queues> {
    const queues = await openQueues(place, patience);
    opened.push(queues);
    return queues;
  }

  test('a job is worked on once, with the payload it was given', async () => {
    const queues = await open();
    expect(queues.kind).toBe(kind);
    const seen: unknown[] = [];
    queues.work('ingest', async (payload, run) => void seen.push([payload, run.attempt, run.last]));
    await queues.add('ingest', { drop: 7 });
    await vi.waitFor(() => expect(seen).toEqual([[{ drop: 7 }, 1, false]]), soon);
    await vi.waitFor(
      async () => expect(await queues.depth('ingest')).toMatchObject({ completed: 1, waiting: 0, active: 0 }),
      soon,
    );
  });

  test('the same work is taken in once while it waits and while it runs', async () => {
    const queues = await open();
    await queues.add('ingest', { drop: 1 });
    await queues.add('ingest', { drop: 1 });
    await queues.add('ingest', { drop: 2 });
    expect(await queues.depth('ingest')).toMatchObject({ waiting: 2 });
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    queues.work('ingest', async ({ drop }) => {
      seen.push(drop);
      await gate.promise;
    });
    await vi.waitFor(() => expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2]), soon);
    await queues.add('ingest', { drop: 1 });
    gate.resolve();
    await vi.waitFor(
      async () => expect(await queues.depth('ingest')).toMatchObject({ completed: 2, waiting: 0, active: 0 }),
      soon,
    );
    await sleep(100);
    expect(seen).toHaveLength(2);
  });

  test('work that is done can be queued again, though its job is still kept', async () => {
    const queues = await open();
    let runs = 0;
    queues.work('ingest', async () => void (runs += 1));
    for (const wanted of [1, 2, 3]) {
      await queues.add('ingest', { drop: 1 });
      await vi.waitFor(async () => expect(await queues.depth('ingest')).toMatchObject({ completed: wanted }), soon);
    }
    expect(runs).toBe(3);
  });

  test('a failing job is tried again with growing waits, and its last failure is told and shown', async () => {
    const queues = await open();
    const at: number[] = [];
    const exhausted: unknown[] = [];
    queues.work(
      'document',
      async (_payload, run) => {
        at.push(performance.now());
        throw new Error(`attempt ${run.attempt}${run.last ? ', the last' : ''}`);
      },
      { exhausted: async (payload, error) => void exhausted.push([payload, error.message]) },
    );
    await queues.add('document', { date: '2026-11-24', client: 5, kind: 'settlement' });
    await vi.waitFor(async () => expect(await queues.depth('document')).toMatchObject({ failed: 1 }), soon);
    expect(at).toHaveLength(4);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(waits[0]).toBeGreaterThan(35);
    expect(waits[2]).toBeGreaterThan(150);
    expect(exhausted).toEqual([[{ date: '2026-11-24', client: 5, kind: 'settlement' }, 'attempt 4, the last']]);
    expect(await queues.failed('document')).toMatchObject([
      { payload: { date: '2026-11-24', client: 5, kind: 'settlement' }, reason: 'attempt 4, the last', attempts: 4 },
    ]);
    expect(errors).toContain('attempt 1');
  });

  test('work that failed for good can be queued again and then succeeds', async () => {
    const queues = await open();
    let broken = true;
    const seen: string[] = [];
    queues.work('document', async () => {
      seen.push(broken ? 'failed' : 'done');
      if (broken) throw new Error('not yet');
    });
    await queues.add('document', { date: '2026-11-24', client: 6, kind: 'settlement' });
    await vi.waitFor(async () => expect(await queues.depth('document')).toMatchObject({ failed: 1 }), soon);
    broken = false;
    await queues.add('document', { date: '2026-11-24', client: 6, kind: 'settlement' });
    await vi.waitFor(async () => expect(await queues.depth('document')).toMatchObject({ completed: 1 }), soon);
    expect(seen).toEqual(['failed', 'failed', 'failed', 'failed', 'done']);
  });

  test('no more jobs than allowed run at once', async () => {
    const queues = await open();
    let now = 0;
    let most = 0;
    queues.work(
      'deliver',
      async () => {
        now += 1;
        most = Math.max(most, now);
        await sleep(30);
        now -= 1;
      },
      { concurrency: 3 },
    );
    for (let delivery = 1; delivery <= 12; delivery += 1) await queues.add('deliver', { delivery });
    await vi.waitFor(async () => expect(await queues.depth('deliver')).toMatchObject({ completed: 12 }), soon);
    expect(most).toBe(3);
  });

  test('two processes share a queue and no job is done twice', async () => {
    const [one, two] = [await open(), await open()];
    const seen: string[] = [];
    for (const [who, queues] of [['one', one] as const, ['two', two] as const]) {
      queues.work('deliver', async ({ delivery }) => {
        seen.push(`${delivery} ${who}`);
        await sleep(20);
      });
    }
    for (let delivery = 1; delivery <= 30; delivery += 1) await one.add('deliver', { delivery });
    await vi.waitFor(async () => expect(await one.depth('deliver')).toMatchObject({ completed: 30 }), soon);
    expect(new Set(seen.map((each) => each.split(' ')[0])).size).toBe(30);
    expect(seen).toHaveLength(30);
    expect(new Set(seen.map((each) => each.split(' ')[1])).size).toBe(2);
  });

  test('a delayed job waits its time', async () => {
    const queues = await open();
    const before = performance.now();
    let after = 0;
    queues.work('post', async () => void (after = performance.now()));
    await queues.add('post', { journal: 100001 }, { delayMs: 400 });
    expect(await queues.depth('post')).toMatchObject({ delayed: 1 });
    await vi.waitFor(() => expect(after).toBeGreaterThan(0), soon);
    expect(after - before).toBeGreaterThan(390);
    expect(after - before).toBeLessThan(10_000);
  });

  test('the job of a killed process is taken over by another', async () => {
    const queues = await open();
    await queues.add('ingest', { drop: 9 });
    const file = new URL('worker-for-tests.ts', import.meta.url).pathname;
    const victim = spawn(process.execPath, [file, place.databaseUrl, place.redisUrl ?? '-'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(victim.stdout, 'data');
    const ended = once(victim, 'exit');
    victim.kill('SIGKILL');
    await ended;
    expect(await queues.depth('ingest')).toMatchObject({ active: 1 });
    await queues.add('ingest', { drop: 9 });
    const seen: number[] = [];
    queues.work('ingest', async ({ drop }) => void seen.push(drop));
    await vi.waitFor(
      async () => expect(await queues.depth('ingest')).toMatchObject({ completed: 1, active: 0, waiting: 0 }),
      soon,
    );
    expect(seen).toEqual([9]);
  });

  test('a job that takes its process down with it ends as failed, and its work can be queued again', async () => {
    const queues = await openQueues(place, { ...patience, stalls: 0 });
    opened.push(queues);
    await queues.add('ingest', { drop: 9 });
    const file = new URL('worker-for-tests.ts', import.meta.url).pathname;
    const victim = spawn(process.execPath, [file, place.databaseUrl, place.redisUrl ?? '-'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(victim.stdout, 'data');
    const ended = once(victim, 'exit');
    victim.kill('SIGKILL');
    await ended;
    const seen: number[] = [];
    queues.work('ingest', async ({ drop }) => void seen.push(drop));
    await vi.waitFor(async () => expect(await queues.depth('ingest')).toMatchObject({ failed: 1, active: 0 }), soon);
    expect((await queues.failed('ingest'))[0]?.reason).toContain('stalled');
    expect(seen).toEqual([]);
    await queues.add('ingest', { drop: 9 });
    await vi.waitFor(() => expect(seen).toEqual([9]), soon);
  });

  test('a schedule comes round, twice set is once, and a new time takes the place of the old', async () => {
    const queues = await open();
    let runs = 0;
    queues.work('sweep', async () => void (runs += 1));
    await queues.schedule('sweep', '0 3 * * *', {});
    await queues.schedule('sweep', '* * * * * *', {});
    await queues.schedule('sweep', '* * * * * *', {});
    const scheduled = await queues.scheduled();
    expect(scheduled).toMatchObject([{ name: 'sweep', cron: '* * * * * *' }]);
    expect(scheduled[0]?.next).toBeInstanceOf(Date);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(3), soon);
    expect((await queues.depth('sweep')).delayed).toBeLessThanOrEqual(1);
  });

  test('closing lets a running job end', async () => {
    const queues = await openQueues(place, patience);
    const started = Promise.withResolvers<void>();
    let ended = false;
    queues.work('ingest', async () => {
      started.resolve();
      await sleep(300);
      ended = true;
    });
    await queues.add('ingest', { drop: 3 });
    await started.promise;
    await queues.close();
    expect(ended).toBe(true);
    expect(await (await open()).depth('ingest')).toMatchObject({ completed: 1, active: 0, waiting: 0 });
  });

  test('closing hands a long job back, without counting it as an attempt', async () => {
    const queues = await openQueues(place, patience);
    const started = Promise.withResolvers<void>();
    queues.work('ingest', async (_payload, { signal }) => {
      started.resolve();
      await sleep(60_000, undefined, { signal });
    });
    await queues.add('ingest', { drop: 4 });
    await started.promise;
    const before = performance.now();
    await queues.close(100);
    expect(performance.now() - before).toBeLessThan(10_000);
    const next = await open();
    expect(await next.depth('ingest')).toMatchObject({ waiting: 1, active: 0, failed: 0 });
    const attempts: number[] = [];
    next.work('ingest', async (_payload, { attempt }) => void attempts.push(attempt));
    await vi.waitFor(() => expect(attempts).toEqual([1]), soon);
  });

  test('closing does not wait for a job that does not listen, and another process takes it over', async () => {
    const queues = await openQueues(place, { ...patience, handBackMs: 300 });
    const started = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    queues.work('ingest', async () => {
      started.resolve();
      await never.promise;
    });
    await queues.add('ingest', { drop: 5 });
    await started.promise;
    const before = performance.now();
    await queues.close(100);
    expect(performance.now() - before).toBeLessThan(10_000);
    const seen: number[] = [];
    (await open()).work('ingest', async ({ drop }) => void seen.push(drop));
    await vi.waitFor(() => expect(seen).toEqual([5]), soon);
  });

  test('a payload that cannot make a key is refused', async () => {
    const queues = await open();
    await expect(queues.add('document', { date: '2026:11:24', client: 5, kind: 'settlement' })).rejects.toThrow(
      'cannot be a job',
    );
    expect(await queues.depth('document')).toMatchObject({ waiting: 0 });
  });

  test('work goes on when every connection was cut', async () => {
    const queues = await open();
    const seen: number[] = [];
    queues.work('deliver', async ({ delivery }) => void seen.push(delivery));
    await queues.add('deliver', { delivery: 1 });
    await vi.waitFor(() => expect(seen).toEqual([1]), soon);
    await sleep(200);
    await cutConnections(place);
    await vi.waitFor(async () => await queues.add('deliver', { delivery: 2 }), soon);
    await vi.waitFor(() => expect(seen).toEqual([1, 2]), soon);
  });
});

async function cutConnections({ databaseUrl, redisUrl }: QueuePlace): Promise<void> {
  if (redisUrl !== undefined) {
    const client = new Redis(redisUrl);
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    client.disconnect();
    return;
  }
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const cut = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  expect(cut.rowCount).toBeGreaterThan(0);
  await client.end();
}

test('adding fails at once while Redis is stopped, and nothing is lost or doubled when it comes back', async () => {
  const redis = await startRedis();
  const queues = await openQueues(
    { databaseUrl: 'postgresql://unused', redisUrl: redis.url, onError: () => undefined },
    patience,
  );
  const seen: number[] = [];
  queues.work('deliver', async ({ delivery }) => {
    await sleep(20);
    seen.push(delivery);
  });
  const lost: number[] = [];
  const addAll = async (from: number, to: number) => {
    for (let delivery = from; delivery <= to; delivery += 1) await queues.add('deliver', { delivery });
  };
  await addAll(1, 40);
  await redis.stop();
  const before = performance.now();
  for (let delivery = 41; delivery <= 60; delivery += 1) {
    await queues.add('deliver', { delivery }).catch(() => lost.push(delivery));
  }
  expect(lost).toHaveLength(20);
  expect(performance.now() - before).toBeLessThan(10_000);
  await sleep(3000);
  await redis.start();
  await vi.waitFor(async () => await queues.add('deliver', { delivery: 41 }), soon);
  for (const delivery of lost) await queues.add('deliver', { delivery });
  await vi.waitFor(
    async () => expect(await queues.depth('deliver')).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
    soon,
  );
  expect(new Set(seen).size).toBe(60);
  await queues.close();
  await redis.remove();
});

test('with Redis away from the start the queues open, adding fails at once, and all works when it comes', async () => {
  const redis = await startRedis();
  await redis.stop();
  const queues = await openQueues(
    { databaseUrl: 'postgresql://unused', redisUrl: redis.url, onError: () => undefined },
    patience,
  );
  const before = performance.now();
  await expect(queues.add('ingest', { drop: 1 })).rejects.toThrow('is away; ingest-1 is not queued');
  expect(performance.now() - before).toBeLessThan(2500);
  let runs = 0;
  queues.work('ingest', async () => void (runs += 1));
  await redis.start();
  await vi.waitFor(async () => await queues.add('ingest', { drop: 1 }), soon);
  await vi.waitFor(() => expect(runs).toBe(1), soon);
  await queues.close();
  await redis.remove();
});

let redisDatabase = 0;

function freshRedisDatabase(): number {
  redisDatabase += 1;
  return redisDatabase - 1;
}
