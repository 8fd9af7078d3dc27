/** Moves every open case on to a date: actions, fees, payment demands, closing. Twice is once; missed nights are caught up. */
import type { App } from '../src/app.ts';
import type { Day } from '../src/domain/day.ts';
import { recordMissing } from '../src/ledger/accrue-interest.ts';
import { clockCases } from '../src/ledger/clock-cases.ts';
import { decide, type Decision } from '../src/ledger/clock-decide.ts';
import { type ClockFigures, freezeInterest, writeDecisions } from '../src/ledger/clock-write.ts';
import { MissingTariff } from '../src/ledger/tariffs.ts';

/** Cases of one transaction. */
const chunk = 2_000;

/**
 * Runs the clock to `date` for one client or all, a transaction per chunk of cases; one at a time. Null when a later date
 * has been run: the clock does not go back. A case whose law is not known is told of in its history and left as it is.
 */
export async function caseClock(
  app: Pick<App, 'db' | 'clock'>,
  date: Day,
  client: number | null = null,
): Promise<ClockFigures | null> {
  const later = await app.db.query('select from clock_run where date > $1 limit 1', [date]);
  if (later.rowCount !== 0) return null;
  const today = app.clock.today();
  const sendOn = today > date ? today : date;
  const figures: ClockFigures = { cases: 0, actions: 0, costs: 0, letters: 0, closed: 0 };
  for (let after = 0; ;) {
    const at = app.clock.now();
    const last = await app.db.transaction(async (sql) => {
      await sql.query('select pg_advisory_xact_lock(7205759405)');
      const cases = await clockCases(sql, date, client, after, chunk);
      if (cases.length === 0) return null;
      await freezeInterest(
        sql,
        cases.filter((each) => !each.hasOriginalInterest).map(({ number }) => number),
        at,
      );
      const decisions: Decision[] = [];
      const missing: Parameters<typeof recordMissing>[1][number][] = [];
      for (const each of cases) {
        try {
          decisions.push(decide(each, date, sendOn));
        } catch (error) {
          if (!(error instanceof MissingTariff)) throw error;
          missing.push({ number: each.number, client: each.client, error });
        }
      }
      await recordMissing(sql, missing, at);
      const done = await writeDecisions(sql, decisions, date, at);
      figures.cases += cases.length;
      for (const key of ['actions', 'costs', 'letters', 'closed'] as const) figures[key] += done[key];
      return cases.at(-1)!.number;
    });
    if (last === null) break;
    after = last;
  }
  if (client === null)
    await app.db.query(
      `insert into clock_run (date, cases, actions, costs, letters, closed, finished_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (date) do update set cases = excluded.cases, actions = clock_run.actions + excluded.actions,
         costs = clock_run.costs + excluded.costs, letters = clock_run.letters + excluded.letters,
         closed = clock_run.closed + excluded.closed, finished_at = excluded.finished_at`,
      [date, figures.cases, figures.actions, figures.costs, figures.letters, figures.closed, app.clock.now()],
    );
  return figures;
}
