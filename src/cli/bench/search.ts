/** The portal's search beside bare SQL, at many cases: through row-level security as a user, and as the owner of the tables. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser, grantMembership } from '../../access/users.ts';
import { type House, openHouse } from '../../app.ts';
import { config } from '../../config.ts';
import { findCases, type SearchTerm } from '../../portal/cases-found.ts';
import { type Measured, measured, timed } from './machine.ts';

const clients = 20;
const firstClient = 90_001;

/** What is searched for, and the same as one would write it in SQL; every one of the bare queries reads what the page shows. */
const searches: { name: string; term: SearchTerm; value: string; bare: string }[] = [
  { name: 'case number', term: 'case', value: '1000500', bare: `number = 1000500` },
  {
    name: 'invoice',
    term: 'invoice',
    value: 'F-500',
    bare: `number in (select case_number from claim where client = any ($1) and invoice = 'F-500')`,
  },
  {
    name: 'invoice, its beginning',
    term: 'invoice',
    value: 'F-5000%',
    bare: `number in (select case_number from claim where client = any ($1) and invoice like 'F-5000%')`,
  },
  {
    name: 'whole name',
    term: 'name',
    value: 'Kari Nummer777',
    bare: `number in (select case_number from debtor where client = any ($1) and lower(name) = 'kari nummer777')`,
  },
  {
    name: 'part of a name, few hits',
    term: 'name',
    value: '%nummer777%',
    bare: `number in (select case_number from debtor where client = any ($1) and lower(name) like '%nummer777%')`,
  },
  {
    name: 'part of a name, a hundredth of all',
    term: 'name',
    value: '%bakkeli%',
    bare: `number in (select case_number from debtor where client = any ($1) and lower(name) like '%bakkeli%')`,
  },
];

/** Invents `rows` cases, each with a debtor and a claim, spread over the clients. */
async function invent(house: House, rows: number): Promise<void> {
  const { db } = house;
  await db.query(
    `insert into client (number, name, created_at) select $1 + n, 'Benk AS', $2 from generate_series(0, $3::integer - 1) n`,
    [firstClient, house.clock.now(), clients],
  );
  await db.query(
    `insert into journal (number, client, kind, state, created_at, created_by) overriding system value values (1, $1, 'case', 'posted', $2, 'bench')`,
    [firstClient, house.clock.now()],
  );
  await db.transaction(async (sql) => {
    await sql.query(
      `insert into collection_case (number, client, reference, journal, registered_on, name, principal)
       select 1000000 + n, $1 + n % $2::integer, 'R-' || n, 1, '2026-01-01', 'x', 100000 from generate_series(1, $3::integer) n`,
      [firstClient, clients, rows],
    );
    await sql.query(
      `insert into debtor (case_number, n, client, role, national_id, legal_type, name, customer_number)
       select 1000000 + n, 1, $1 + n % $2::integer, 'debtor', null, 'naturalPerson',
         case when n % 100 < 50 then 'Ola' else 'Kari' end || case when n % 100 = 7 then ' Bakkeli' else ' Nummer' || n % 50000 end, 'K-' || n
       from generate_series(1, $3::integer) n`,
      [firstClient, clients, rows],
    );
    await sql.query(
      `insert into claim (case_number, n, client, kind, invoice, original, principal, journal, row)
       select 1000000 + n, 1, $1 + n % $2::integer, 'invoice', 'F-' || n, 100000, 100000, 1, n from generate_series(1, $3::integer) n`,
      [firstClient, clients, rows],
    );
  });
  await db.query('analyze collection_case, debtor, claim');
}

/** Measures each search as an agency that may see every client; medians of seven, ours and the bare query in turn. */
export async function benchSearch(rows: number): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-bench-'));
  const house = await openHouse({ settings: config({ KREDITORFLYT_DATA: folder, LOG_LEVEL: 'warn' }) });
  try {
    await invent(house, rows);
    const at = house.clock.now();
    const userId = await createUser(house.db, at, 'bench', { login: 'benk', name: 'Benk', role: 'agency' });
    const mine = Array.from({ length: clients }, (_, n) => firstClient + n);
    for (const client of mine) await grantMembership(house.db, at, 'bench', { userId, client, role: 'reader' });
    const results: Measured[] = [];
    for (const { name, term, value, bare } of searches) {
      const [ours, floor]: [number[], number[]] = [[], []];
      let found = 0;
      for (let round = 0; round < 8; round += 1) {
        const searched = await timed(() =>
          house.db.actingFor({ userId, operator: false }, (sql) =>
            findCases(sql, { clients: mine, term, value }, { sort: 'sak', descending: true, limit: 50, offset: 0 }),
          ),
        );
        if ('total' in searched.value) found = searched.value.total;
        const plain = await timed(async () => {
          await house.db.query(
            `select c.*, debtor.national_id from (select * from collection_case where client = any ($1) and ${bare} order by number desc limit 50) c
             left join debtor on debtor.case_number = c.number and debtor.n = 1 order by c.number desc`,
            [mine],
          );
          await house.db.query(
            `select count(*) from (select from collection_case where client = any ($1) and ${bare} limit 10001) found`,
            [mine],
          );
        });
        // The first of each warms what is read.
        if (round > 0) {
          ours.push(searched.seconds);
          floor.push(plain.seconds);
        }
      }
      const label = `search among ${rows} cases: ${name}, ${found} found in ${(median(ours) * 1000).toFixed(1)} ms; floor bare SQL`;
      const rss = Math.round(process.memoryUsage.rss() / 2 ** 20);
      results.push(measured(label, 'searches/s', 1 / median(ours), 1 / median(floor), rss));
    }
    return results;
  } finally {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
