import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from './fresh.ts';
import { migrationNames } from './migrate.ts';

const made: FreshDatabase[] = [];
afterAll(async () => {
  for (const each of made) await each.drop();
});

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a fresh database has every migration and the tables of the queue', async () => {
  const fresh = await freshDatabase();
  made.push(fresh);
  const ran = await ask(fresh.url, 'select name from schema_migration order by name');
  expect(ran.map((row) => row['name'])).toEqual(migrationNames());
  expect(await ask(fresh.url, 'select count(*)::int as n from bullmq.job')).toEqual([{ n: 0 }]);
});

test('two fresh databases know nothing of each other, and a dropped one is gone', async () => {
  const one = await freshDatabase();
  const two = await freshDatabase();
  made.push(one);
  await ask(one.url, 'create table only_here (x int)');
  await expect(ask(two.url, 'select * from only_here')).rejects.toThrow('does not exist');
  await two.drop();
  await expect(ask(two.url, 'select 1')).rejects.toThrow('does not exist');
});

test('a fresh database is there within seconds on a busy machine', async () => {
  const before = performance.now();
  made.push(await freshDatabase());
  expect(performance.now() - before).toBeLessThan(5000);
});
