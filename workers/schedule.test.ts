import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../src/app.ts';
import { config } from '../src/config.ts';
import { type FreshDatabase, freshDatabase } from '../src/db/fresh.ts';
import { queueNames, queueRules } from '../src/queue/names.ts';
import { startWorkers } from './main.ts';
import { schedule } from './schedule.ts';

let app: App;
let fresh: FreshDatabase;
let folder: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-schedule-'));
  const settings = config({ DATABASE_URL: fresh.url, KREDITORFLYT_DATA: folder, LOG_LEVEL: 'warn' });
  app = await openApp({ settings, connections: 4 });
});
afterAll(async () => {
  await app.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

test('every queue has one worker and a file of its name, and what is scheduled is a queue', async () => {
  const worked: string[] = [];
  const queues: App['queues'] = {
    ...app.queues,
    work(name, handler, options) {
      worked.push(name);
      app.queues.work(name, handler, options);
    },
  };
  const workers = await startWorkers({ ...app, queues });
  try {
    expect(worked.toSorted()).toEqual(queueNames.toSorted());
    expect(queueNames.toSorted()).toEqual(Object.keys(queueRules).toSorted());
    const files = await readdir(import.meta.dirname);
    for (const name of queueNames) expect(files).toContain(`${name}.ts`);
    for (const { queue } of schedule) expect(queueNames).toContain(queue);
    const scheduled = await app.queues.scheduled();
    expect(scheduled.map(({ name, cron }) => ({ name, cron }))).toEqual(
      schedule
        .map(({ queue, cron }) => ({ name: queue, cron }))
        .toSorted((a, b) => queueNames.indexOf(a.name) - queueNames.indexOf(b.name)),
    );
    for (const { next } of scheduled) expect(next?.getTime()).toBeGreaterThan(app.clock.now().getTime() - 1000);
  } finally {
    await workers.close();
  }
});

test('the watchdog of nights comes in every hour of the day, so that no change of the clock can hide it', () => {
  const night = schedule.find(({ queue }) => queue === 'night');
  expect(night?.cron.split(' ').slice(-4)).toEqual(['*', '*', '*', '*']);
});
