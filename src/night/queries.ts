/** What a night did, per client. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

export interface NightAnswer {
  date: Day;
  state: 'planned' | 'running' | 'done' | 'partly' | 'none';
  documents: number;
  deliveries: number;
  clients: { client: number; confirmations: number; settlements: number; state: string; error: string | null }[];
  proof: unknown;
}

/** The dates of the newest nights. */
export async function nightDates(sql: Sql, limit: number): Promise<Day[]> {
  const found = await sql.query<{ date: Day }>('select date from night order by date desc limit $1', [limit]);
  return found.rows.map((row) => row.date);
}

/** One night: counts, and a line per client. A date without a night has the state `none`. */
export async function nightAnswer(sql: Sql, date: Day): Promise<NightAnswer> {
  const night = await sql.query<{ state: NightAnswer['state']; proof: unknown }>(
    'select state, proof from night where date = $1',
    [date],
  );
  const clients = await sql.query<NightAnswer['clients'][number]>(
    `select client, count(document) filter (where kind = 'confirmation')::integer as confirmations,
       count(document) filter (where kind = 'settlement')::integer as settlements,
       case when bool_or(state = 'failed') then 'failed' when bool_or(state in ('planned', 'running')) then 'planned' else 'done' end as state,
       string_agg(error, '; ') as error
     from night_step where date = $1 group by client order by client`,
    [date],
  );
  const deliveries = await sql.query<{ count: number }>(
    `select count(*)::integer as count from delivery where delivered_at is not null
       and document in (select document from night_step where date = $1)`,
    [date],
  );
  return {
    date,
    state: night.rows[0]?.state ?? 'none',
    documents: clients.rows.reduce((sum, row) => sum + row.confirmations + row.settlements, 0),
    deliveries: deliveries.rows[0]!.count,
    clients: clients.rows,
    proof: night.rows[0]?.proof ?? null,
  };
}
