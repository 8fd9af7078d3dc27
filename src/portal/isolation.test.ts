import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedInVisitor, visitor } from './browse-for-tests.ts';
import { fill, type Filled } from './filled-for-tests.ts';
import { loadRoutes } from './registry.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let filled: Filled;
let tables: string[];

beforeAll(async () => {
  house = await sampleHouse();
  filled = await fill(house);
  app = await openPortal(house);
  const { rows } = await house.db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'client' and not a.attisdropped order by 1`,
  );
  tables = rows.map((row) => row.name);
});
afterAll(async () => {
  await app.close();
  await house.close();
});

/** Those tables that the role may select from at all. */
async function readable(role: string): Promise<string[]> {
  const { rows } = await house.db.query<{ name: string }>(
    `select name from unnest($2::text[]) name where has_any_column_privilege($1, name, 'select')`,
    [role, tables],
  );
  return rows.map((row) => row.name);
}

const asIngrid = () => ({ userId: house.users.ingrid, operator: false });

describe('a connection that acts for a user', () => {
  test('every table with a client’s data is under row-level security, also for new ones', async () => {
    expect(tables.length).toBeGreaterThan(20);
    const { rows } = await house.db.query<{ relname: string }>(
      `select relname from pg_class where relname = any($1) and relnamespace = 'public'::regnamespace and not relrowsecurity`,
      [[...tables, 'client', 'app_user', 'session']],
    );
    expect(rows).toEqual([]);
  });

  test('reads no row of another client from any table', async () => {
    for (const table of await readable('kreditorflyt_user')) {
      const own = await house.db.actingFor(asIngrid(), (sql) =>
        sql.query<{ others: number; own: number }>(
          `select count(*) filter (where client is distinct from 33220)::integer as others, count(*) filter (where client = 33220)::integer as own from ${table}`,
        ),
      );
      expect({ table, others: own.rows[0]!.others }).toEqual({ table, others: 0 });
    }
    const seen = await house.db.actingFor(asIngrid(), (sql) => sql.query('select number from client'));
    expect(seen.rows).toEqual([{ number: 33220 }]);
    const users = await house.db.actingFor(asIngrid(), (sql) => sql.query('select login from app_user'));
    expect(users.rows).toEqual([{ login: 'ingrid' }]);
  });

  test('sees its own client’s rows, so that the emptiness above means something', async () => {
    for (const table of [
      'drop_file',
      'journal',
      'journal_row',
      'collection_case',
      'debtor',
      'claim',
      'case_action',
      'case_event',
      'document',
      'document_opening',
    ]) {
      const { rows } = await house.db.actingFor(asIngrid(), (sql) =>
        sql.query<{ n: number }>(`select count(*)::integer as n from ${table}`),
      );
      expect({ table, seen: rows[0]!.n > 0 }).toEqual({ table, seen: true });
    }
  });

  test('changes and deletes no row of another client in any table', async () => {
    for (const table of tables) {
      for (const statement of [
        `update ${table} set client = client where client <> 33220`,
        `delete from ${table} where client <> 33220`,
      ]) {
        const outcome = await house.db
          .actingFor(asIngrid(), async (sql) => (await sql.query(statement)).rowCount)
          .catch((error: { code?: string }) => error.code);
        // 0 rows, or permission denied.
        expect({ statement, outcome: outcome === 0 || outcome === '42501' || outcome === '23001' }).toEqual({
          statement,
          outcome: true,
        });
      }
    }
  });

  test('writes no row for another client into any table, nor moves its own there', async () => {
    for (const table of tables) {
      const { rows } = await house.db.query<{ column_name: string }>(
        `select column_name from information_schema.columns where table_name = $1 and is_identity = 'NO' and is_generated = 'NEVER' order by ordinal_position`,
        [table],
      );
      const columns = rows.map((row) => row.column_name);
      const values = columns.map((column) => (column === 'client' ? '50310' : `t.${column}`));
      const insert = `insert into ${table} (${columns.join(', ')}) select ${values.join(', ')} from (select * from ${table} where client = 33220 limit 1) t`;
      for (const statement of [insert, `update ${table} set client = 50310 where client = 33220`]) {
        const outcome = await house.db
          .actingFor(asIngrid(), async (sql) => (await sql.query(statement)).rowCount)
          .catch((error: { code?: string }) => error.code);
        expect({ statement, outcome: outcome === 0 || outcome === '42501' || outcome === '23001' }).toEqual({
          statement,
          outcome: true,
        });
      }
    }
  });

  test('a creditor who is taken for an operator sees nothing at all', async () => {
    const pretended = await house.db.actingFor({ userId: house.users.ingrid, operator: true }, (sql) =>
      sql.query<{ n: number }>('select count(*)::integer as n from drop_file'),
    );
    expect(pretended.rows[0]!.n).toBe(0);
  });

  test('an access that has run out, or has not begun, shows nothing', async () => {
    await house.db.query(`update membership set valid_to = current_date - 1 where user_id = $1`, [house.users.leser]);
    const acting = { userId: house.users.leser, operator: false };
    expect((await house.db.actingFor(acting, (sql) => sql.query('select id from drop_file'))).rows).toEqual([]);
    await house.db.query(`update membership set valid_to = null, valid_from = current_date + 1 where user_id = $1`, [
      house.users.leser,
    ]);
    expect((await house.db.actingFor(acting, (sql) => sql.query('select id from drop_file'))).rows).toEqual([]);
    await house.db.query(`update membership set valid_from = null where user_id = $1`, [house.users.leser]);
    expect((await house.db.actingFor(acting, (sql) => sql.query('select id from drop_file'))).rows).not.toEqual([]);
  });

  test('reads no password, second-factor secret or SFTP password, not even its own', async () => {
    for (const question of [
      'select password_hash from app_user',
      'select totp_secret from app_user',
      'select totp_pending from app_user',
      'select sftp_password_hash from client',
      'select * from password_reset',
    ]) {
      await expect(house.db.actingFor(asIngrid(), (sql) => sql.query(question))).rejects.toThrow(/permission denied/);
    }
  });
});

describe('forced browsing', () => {
  /** Every address of the portal with each number of another client put in. */
  async function foreignAddresses(): Promise<string[]> {
    const ids = [
      ...filled.drops[50310]!,
      ...filled.documents[50310]!,
      ...filled.cases[50310]!,
      ...filled.journals[50310]!,
    ];
    // A page that is open to all shows nobody's numbers.
    const routes = (await loadRoutes()).filter((route) => route.get && !route.open && route.path.includes(':'));
    return routes.flatMap((route) => ids.map((id) => route.path.replace(/:\w+\??/g, String(id))));
  }

  test('with another client’s numbers no address shows anything of theirs', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    const own = new Set([...filled.drops[33220]!, ...filled.documents[33220]!].map(String));
    for (const address of await foreignAddresses()) {
      if (own.has(address.split('/').at(-1)!)) continue;
      const page = await who.get(address);
      expect({
        address,
        status: page.status === 404 || (page.status === 403 && address.startsWith('/drift')) || page.status === 303,
      }).toEqual({ address, status: true });
      expect(page.text).not.toContain('50310');
      expect(page.text).not.toContain('Havnegløtt');
    }
  });

  test('no list shows another client’s rows, whatever its query asks', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    for (const address of [
      '/hjem',
      '/send-fil',
      '/send-fil?navn=',
      `/send-fil?kvittering=${filled.drops[50310]!.join(',')}`,
      '/rapporter/forproduserte',
      '/rapporter/forproduserte?klient=50310',
      '/rapporter/forproduserte?besk=50310',
    ]) {
      const page = await who.get(address);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('Havnegløtt');
      expect(page.text).not.toMatch(/-50310-|50310<\/span>|(?:fil|kvittering|resultat)\/(?:11|12|13|14|15)(?!\d)/);
    }
  });

  test('choosing another’s client changes nothing', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    await who.post('/klientvalg', { klient: '50310', til: '/hjem' });
    expect((await who.get('/hjem')).text).toContain('33220');
    const zip = await who.post('/rapporter/forproduserte/zip', { dok: filled.documents[50310]!.map(String) });
    expect(zip.status).toBe(404);
    const { rows } = await house.db.query(
      'select count(*)::integer as n from document_opening where client = 50310 and user_id = $1 and at = $2',
      [house.users.ingrid, house.clock.now()],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('a visitor who has not signed in gets nothing but the sign-in page', async () => {
    const routes = await loadRoutes();
    const who = visitor(app);
    for (const route of routes) {
      if (route.open) continue;
      const address = route.path.replace(/:\w+\??/g, '1');
      const page = await who.get(address);
      const sent = await who.post(address, {});
      const outcome = {
        address,
        get: route.get ? page.location?.startsWith('/palogging') : true,
        post: route.post ? sent.status : 401,
      };
      expect(outcome).toEqual({ address, get: true, post: 401 });
    }
  });

  test('an odd number or text in an address is simply not found', async () => {
    const who = await signedInVisitor(app, 'ingrid');
    const routes = (await loadRoutes()).filter((route) => route.get && route.path.includes(':') && !route.open);
    for (const route of routes) {
      for (const odd of [
        '0',
        '-1',
        '999999999999999999999',
        '1e9',
        "1'--",
        '%00',
        '..%2f..%2fetc%2fpasswd',
        'null',
        '2147483648',
      ]) {
        const address = route.path.replace(/:\w+\??/g, odd);
        const page = await who.get(address);
        expect({ address, status: page.status < 500 && page.status !== 200 }).toEqual({ address, status: true });
      }
    }
  });
});
