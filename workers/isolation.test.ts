/** The ways around row-level security: functions that run with the owner's rights. Tables are tried in `src/portal/isolation.test.ts`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUser, grantMembership } from '../src/access/users.ts';
import { type Database, openDatabase } from '../src/db/database.ts';
import { type FreshDatabase, freshDatabase } from '../src/db/fresh.ts';

let fresh: FreshDatabase;
let db: Database;
let userId: number;
const at = new Date('2026-11-24T09:00:00Z');

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url, 2);
  await db.query(
    `insert into client (number, name, created_at) select n, 'Kreditor ' || n, $1 from unnest(array[33220, 44110]) as n`,
    [at],
  );
  userId = await createUser(db, at, 'test', {
    login: 'hege',
    name: 'Hege Prøvesen',
    role: 'creditor',
    password: 'ni-lange-orrfugler-over-myra',
  });
  await grantMembership(db, at, 'test', { userId, client: 33220, role: 'approver' });
  await db.query(
    `insert into collection_case (number, client, reference, registered_on, name) values (1, 33220, 'A-1', $1, 'Liv Prøvesen'), (2, 44110, 'B-1', $1, 'Eirik Dummestad')`,
    ['2026-11-24'],
  );
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const asHege = async (statement: string, values: unknown[] = []): Promise<unknown> =>
  db
    .actingFor({ userId, operator: false }, async (sql) => (await sql.query(statement, values)).rows[0])
    .catch((error: { code?: string }) => error.code);

test('every function that runs with the owner’s rights is one that is tried here or tells only of oneself', async () => {
  const { rows } = await db.query<{ proname: string }>(
    `select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
       and has_function_privilege('kreditorflyt_user', oid, 'execute') order by 1`,
  );
  const known = [
    'colleague_name',
    'is_operator',
    'may_act_for',
    'my_clients',
    'record_audit',
    'recount_drop',
    'stop_case',
    // filters on my_clients() itself; tried in src/portal/search-cases.test.ts
    'search_cases',
  ];
  expect(rows.map((row) => row.proname).filter((name) => !known.includes(name))).toEqual([]);
});

test('nobody writes in the audit of another’s client, and everybody in their own', async () => {
  const write = `select record_audit($1, 'hege', 'test', $2, 'x', '{}') is not null as written`;
  expect(await asHege(write, [at, 44110])).toBe('42501');
  expect(await asHege(write, [at, 33220])).toEqual({ written: true });
  const { rows } = await db.query(`select client from audit where act = 'test'`);
  expect(rows).toEqual([{ client: 33220 }]);
});

test('nobody stops a case of another’s client, nor hears whether there is one', async () => {
  const stop = `select stop_case($1, 'dispute', 'Stans', 'Vi stanser', $2, 'hege') is not null as stopped`;
  expect(await asHege(stop, [2, at])).toEqual({ stopped: false });
  expect(await asHege(stop, [999, at])).toEqual({ stopped: false });
  expect(await asHege(stop, [1, at])).toEqual({ stopped: true });
  const { rows } = await db.query('select number, status from collection_case order by number');
  expect(rows).toEqual([
    { number: 1, status: 'disputed' },
    { number: 2, status: 'active' },
  ]);
});

test('who has no membership of a client may not act for it', async () => {
  expect(await asHege('select may_act_for(44110) as may, may_act_for(33220) as own, my_clients() as clients')).toEqual({
    may: false,
    own: true,
    clients: [33220],
  });
});
