/** Which nights are due: planned and not ended, or missed. The clock decides here, never in a scheduler. */
import type { Sql } from '../db/database.ts';
import { addDays, type Day, osloDay } from '../domain/day.ts';

/** The hour in Oslo from which the night of the day before may run. */
export const nightHour = 1;

/** How many days back the watchdog looks for nights that were missed. */
export const backStopDays = 14;

const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Oslo', hour: '2-digit', hourCycle: 'h23' });

/**
 * The dates whose night is due at an instant and not done, oldest first: yesterday's from one o'clock in Oslo, and those
 * of the last two weeks that were missed, have unended steps, or were run before their day was over. A date on which
 * nothing happened needs no night but the newest, which is made all the same, so that its proof exists.
 */
export async function dueNights(sql: Sql, at: Date): Promise<Day[]> {
  const today = osloDay(at);
  const newest = Number(hour.format(at)) >= nightHour ? addDays(today, -1) : addDays(today, -2);
  const found = await sql.query<{ date: Day }>(
    `select day::date as date from generate_series($1::date, $2::date, '1 day') as day
     left join night on night.date = day::date
     where case
       when night.date is not null then night.state <> 'done'
         or night.finished_at < ((day::date + 1)::timestamp at time zone 'Europe/Oslo')
         or exists (select from night_step where night_step.date = night.date and state in ('planned', 'running', 'failed'))
       else day::date = $2::date or exists (select from collection_case where registered_on = day::date)
         or exists (select from journal join drop_file on drop_file.journal = journal.number where journal.rejected > 0
           and journal.kind = 'case' and (received_at at time zone 'Europe/Oslo')::date = day::date)
     end
     order by date`,
    [addDays(newest, -backStopDays), newest],
  );
  return found.rows.map((row) => row.date);
}
