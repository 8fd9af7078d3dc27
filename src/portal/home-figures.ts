/** What Hjem shows: what waits for a person, and the figures of the manual's tiles. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

export interface Waiting {
  journals: number;
  journals_since: Date | null;
  rows: number;
  rows_file: string | null;
  rows_at: Date | null;
  files: number;
}

/** Journals to approve, rows to correct, files under way: how many, and since when or in which file. */
export async function whatWaits(sql: Sql, clients: number[]): Promise<Waiting> {
  const { rows } = await sql.query<Waiting>(
    `select
       (select count(*)::integer from journal where client = any($1) and state = 'awaitingApproval') as journals,
       (select min(created_at) from journal where client = any($1) and state = 'awaitingApproval') as journals_since,
       (select coalesce(sum(rejected), 0)::integer from drop_file where client = any($1) and state = 'posted' and rejected > 0) as rows,
       latest.name as rows_file, latest.received_at as rows_at,
       (select count(*)::integer from drop_file where client = any($1) and state in ('received', 'reading', 'journaled', 'stuck')) as files
     from (select 1) one left join lateral (select name, received_at from drop_file
       where client = any($1) and state = 'posted' and rejected > 0 order by received_at desc limit 1) latest on true`,
    [clients],
  );
  return rows[0]!;
}

export interface CaseFigures {
  fresh: number;
  active: number;
  outstanding: bigint;
  registered: bigint;
  paid: bigint;
}

/** New cases this year; active cases and what is outstanding; registered and paid principal of the last twelve months' cases, in øre. */
export async function caseFigures(sql: Sql, clients: number[], today: Day): Promise<CaseFigures> {
  const { rows } = await sql.query<CaseFigures>(
    `select
       count(*) filter (where registered_on >= date_trunc('year', $2::date))::integer as fresh,
       count(*) filter (where status <> 'closed')::integer as active,
       coalesce(sum(principal - principal_paid + cost - cost_paid + interest - interest_paid) filter (where status <> 'closed'), 0)::bigint as outstanding,
       coalesce(sum(principal) filter (where registered_on > $2::date - interval '12 months'), 0)::bigint as registered,
       coalesce(sum(principal_paid) filter (where registered_on > $2::date - interval '12 months'), 0)::bigint as paid
     from collection_case where client = any($1)`,
    [clients, today],
  );
  return rows[0]!;
}

export interface RecentCase {
  number: number;
  client: number;
  registered_on: Day;
  name: string;
  status: 'active' | 'stopped' | 'disputed' | 'closed';
  principal_left: bigint;
  total_left: bigint;
}

/** The latest active cases, newest first. */
export async function recentCases(sql: Sql, clients: number[], most: number): Promise<RecentCase[]> {
  const { rows } = await sql.query<RecentCase>(
    `select number, client, registered_on, name, status, principal - principal_paid as principal_left,
       principal - principal_paid + cost - cost_paid + interest - interest_paid as total_left
     from collection_case where client = any($1) and status <> 'closed' order by number desc limit $2`,
    [clients, most],
  );
  return rows;
}

/** Cases registered in each month of the year so far, January first. */
export async function casesPerMonth(sql: Sql, clients: number[], today: Day): Promise<number[]> {
  const { rows } = await sql.query<{ month: number; count: number }>(
    `select extract(month from registered_on)::integer as month, count(*)::integer as count from collection_case
     where client = any($1) and registered_on >= date_trunc('year', $2::date) and registered_on <= $2 group by 1`,
    [clients, today],
  );
  return Array.from(
    { length: Number(today.slice(5, 7)) },
    (_, at) => rows.find((row) => row.month === at + 1)?.count ?? 0,
  );
}
