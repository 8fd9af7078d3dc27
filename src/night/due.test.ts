import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { type FreshDatabase, freshDatabase } from '../db/fresh.ts';
import type { Day } from '../domain/day.ts';
import { testClock } from '../platform/clock.ts';
import { backStopDays, dueNights } from './due.ts';
import { planNight } from './plan.ts';
import { closeNight, endStep, failStep, takeStep } from './step.ts';

let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url, 2);
  await db.query(`insert into client (number, name, created_at) values (33220, 'Testkreditor AS', '2026-01-01')`);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});
beforeEach(async () => {
  await db.query(
    "begin; set local session_replication_role = 'replica'; truncate night_step, night, collection_case, drop_file, journal cascade; commit",
  );
});

/** What is due at an instant in ISO 8601, as a clock that stands there says it. */
const dueAt = (at: string) => dueNights(db, testClock(at).now());

async function openCase(day: Day): Promise<void> {
  await db.query(
    `insert into collection_case (client, reference, registered_on, name) values (33220, 'S-' || $1::text, $1::text::date, 'Liv Prøvesen')`,
    [day],
  );
}

/** Runs the night of a date at an instant, without documents. */
async function runNight(date: Day, at: string): Promise<void> {
  const now = testClock(at).now();
  for (const step of await planNight(db, date, now)) {
    await db.transaction(async (sql) => {
      if (await takeStep(sql, step)) await endStep(sql, step, 'nothing', null, now, now);
    });
  }
  expect(await closeNight(db, date, {}, now)).toBe('done');
}

describe('the newest night', () => {
  test('is yesterday’s from one o’clock in Oslo, in winter and in summer', async () => {
    expect(await dueAt('2026-01-15T00:59:59+01:00')).toEqual(['2026-01-13']);
    expect(await dueAt('2026-01-15T01:00:00+01:00')).toEqual(['2026-01-14']);
    expect(await dueAt('2026-07-15T00:59:59+02:00')).toEqual(['2026-07-13']);
    expect(await dueAt('2026-07-15T01:00:00+02:00')).toEqual(['2026-07-14']);
  });

  test('is not due again when it is done', async () => {
    await runNight('2026-01-14', '2026-01-15T01:00:03+01:00');
    expect(await dueAt('2026-01-15T01:10:00+01:00')).toEqual([]);
    expect(await dueAt('2026-01-16T00:59:59+01:00')).toEqual([]);
    expect(await dueAt('2026-01-16T01:00:00+01:00')).toEqual(['2026-01-15']);
  });

  test('of a day after New Year is last year’s', async () => {
    expect(await dueAt('2027-01-01T01:00:00+01:00')).toEqual(['2026-12-31']);
  });

  test('follows the leap day and is the leap day’s', async () => {
    expect(await dueAt('2028-02-29T01:00:00+01:00')).toEqual(['2028-02-28']);
    expect(await dueAt('2028-03-01T01:00:00+01:00')).toEqual(['2028-02-29']);
    expect(await dueAt('2026-03-01T01:00:00+01:00')).toEqual(['2026-02-28']);
  });
});

describe('when the clock is changed', () => {
  test('forward on 29 March 2026, the night before and the night after are each due once', async () => {
    expect(await dueAt('2026-03-29T00:59:59+01:00')).toEqual(['2026-03-27']);
    expect(await dueAt('2026-03-29T01:00:00+01:00')).toEqual(['2026-03-28']);
    await runNight('2026-03-28', '2026-03-29T01:59:59+01:00');
    expect(await dueAt('2026-03-29T03:00:00+02:00')).toEqual([]);
    expect(await dueAt('2026-03-30T00:59:59+02:00')).toEqual([]);
    expect(await dueAt('2026-03-30T01:00:00+02:00')).toEqual(['2026-03-29']);
  });

  test('back on 25 October 2026, the hour that comes twice makes nothing twice', async () => {
    expect(await dueAt('2026-10-25T00:59:59+02:00')).toEqual(['2026-10-23']);
    expect(await dueAt('2026-10-25T01:00:00+02:00')).toEqual(['2026-10-24']);
    await runNight('2026-10-24', '2026-10-25T02:30:00+02:00');
    expect(await dueAt('2026-10-25T02:30:00+01:00')).toEqual([]);
    expect(await dueAt('2026-10-25T23:59:59+01:00')).toEqual([]);
    expect(await dueAt('2026-10-26T01:00:00+01:00')).toEqual(['2026-10-25']);
  });

  test('what was run on the evening of the day with 25 hours is run again when that is over', async () => {
    await openCase('2026-10-25');
    await runNight('2026-10-25', '2026-10-25T23:59:59+01:00');
    expect(await dueAt('2026-10-26T01:00:00+01:00')).toEqual(['2026-10-25']);
    await runNight('2026-10-25', '2026-10-26T01:00:01+01:00');
    expect(await dueAt('2026-10-26T01:10:00+01:00')).toEqual([]);
  });
});

describe('missed nights', () => {
  test('come in order, oldest first, and only those on which something happened', async () => {
    for (const day of ['2026-11-20', '2026-11-18', '2026-11-13']) await openCase(day);
    expect(await dueAt('2026-11-24T06:00:00+01:00')).toEqual(['2026-11-13', '2026-11-18', '2026-11-20', '2026-11-23']);
  });

  test('over a change of the clock come once each', async () => {
    for (const day of ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30']) await openCase(day);
    expect(await dueAt('2026-03-31T12:00:00+02:00')).toEqual(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30']);
    for (const day of await dueAt('2026-03-31T12:00:00+02:00')) await runNight(day, '2026-03-31T12:00:00+02:00');
    expect(await dueAt('2026-03-31T12:10:00+02:00')).toEqual([]);
  });

  test('with nothing but a file whose rows were all rejected are made: its sender is to be told', async () => {
    await db.query(`with journal as (
        insert into journal (client, kind, state, created_at, created_by, rows, rejected)
        values (33220, 'case', 'open', '2026-11-19T22:30Z', 'sftp', 2, 2) returning number)
      insert into drop_file (client, door, name, size, sha256, archive_path, received_at, received_by, state, state_since, journal)
      select 33220, 'sftp', 'feil.csv', 1, 'x', 'x', '2026-11-19T22:30Z', 'sftp', 'waiting', '2026-11-19T22:30Z', number from journal`);
    expect(await dueAt('2026-11-24T06:00:00+01:00')).toEqual(['2026-11-19', '2026-11-23']);
    await db.query(`update drop_file set received_at = '2026-11-19T23:30Z'`);
    expect(await dueAt('2026-11-24T06:00:00+01:00')).toEqual(['2026-11-20', '2026-11-23']);
  });

  test(`are looked for ${backStopDays} days back`, async () => {
    await openCase('2026-11-09');
    expect(await dueAt('2026-11-24T06:00:00+01:00')).toEqual(['2026-11-09', '2026-11-23']);
    expect(await dueAt('2026-11-25T06:00:00+01:00')).toEqual(['2026-11-24']);
  });
});

describe('a night that has been begun', () => {
  const now = '2026-11-24T06:00:00+01:00';

  test('is due until every step has ended', async () => {
    await openCase('2026-11-23');
    const steps = await planNight(db, '2026-11-23', testClock(now).now());
    expect(steps).toEqual([{ date: '2026-11-23', client: 33220, kind: 'confirmation' }]);
    expect(await closeNight(db, '2026-11-23', {}, testClock(now).now())).toBeNull();
    expect(await dueAt(now)).toEqual(['2026-11-23']);
    await runNight('2026-11-23', now);
    expect(await dueAt(now)).toEqual([]);
  });

  test('is due again when a step has failed, also after it was closed in part', async () => {
    await openCase('2026-11-23');
    const at = testClock(now).now();
    const [step] = await planNight(db, '2026-11-23', at);
    await failStep(db, step!, 'the printer is out of paper', at);
    expect(await closeNight(db, '2026-11-23', {}, at)).toBe('partly');
    expect(await dueAt(now)).toEqual(['2026-11-23']);
  });

  test('before its day is over is due when it is over, so that what came in the evening is told as well', async () => {
    await openCase('2026-11-23');
    await runNight('2026-11-23', '2026-11-23T12:00:00+01:00');
    expect(await dueAt('2026-11-23T13:00:00+01:00')).toEqual(['2026-11-22']);
    expect(await dueAt(now)).toEqual(['2026-11-23']);
    await runNight('2026-11-23', now);
    expect(await dueAt(now)).toEqual([]);
  });
});
