/** Stops collection of cases: by a file of stops, or one by one. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

export type StopReason = 'stop' | 'dispute' | 'withdrawal';

/** What a case becomes: a dispute suspends fees, a withdrawal ends the engagement (closing code 912, tilbakekalt av oppdragsgiver). */
const becomes = `case reason when 'dispute' then 'disputed' when 'withdrawal' then 'closed' else 'stopped' end`;

/** Stops the cases that the accepted rows of `journal` name by number or invoice; returns how many rows took effect. */
export async function applyStops(sql: Sql, journal: number, today: Day, at: Date): Promise<number> {
  const stopped = await sql.query(
    `insert into collection_stop (case_number, client, reason, note, from_day, journal, row, asked_by, asked_at)
     select case_number, client, reason, coalesce(note, ''), coalesce("from", $2), $1::integer, row, 'journal ' || $1::integer, $3
     from (
       select distinct on (row) journal_row.row, journal_row.client, field.reason, field.note, field."from", collection_case.number as case_number
       from journal_row
       cross join lateral jsonb_to_record(record) as field ("caseNumber" integer, invoice text, reason text, "from" date, note text)
       join collection_case on collection_case.client = journal_row.client and status <> 'closed'
         and (number = field."caseNumber" or (field."caseNumber" is null and number in (
           select claim.case_number from claim where claim.client = journal_row.client and claim.invoice = field.invoice)))
       where journal_row.journal = $1::integer and journal_row.state = 'accepted'
       order by row, collection_case.number
     ) as asked`,
    [journal, today, at],
  );
  await takeEffect(sql, `collection_stop.journal = $1`, [journal], today, at);
  return stopped.rowCount ?? 0;
}

/** Withdraws the cases that a payment journal's rows of the type `withdrawal` name; returns how many. */
export async function applyWithdrawals(sql: Sql, journal: number, today: Day, at: Date): Promise<number> {
  const withdrawn = await sql.query(
    `insert into collection_stop (case_number, client, reason, note, from_day, journal, row, asked_by, asked_at)
     select distinct on (case_number) case_number, client, 'withdrawal', coalesce(note, ''), $2, $1::integer, row, 'journal ' || $1::integer, $3
     from payment where journal = $1::integer and type = 'withdrawal' and case_number is not null order by case_number, row`,
    [journal, today, at],
  );
  if (withdrawn.rowCount) await takeEffect(sql, `collection_stop.journal = $1`, [journal], today, at);
  return withdrawn.rowCount ?? 0;
}

/** Stops one case of a client, in `who`'s name. Returns the stop's number, or null when the client has no such open case. */
export async function stopCase(
  sql: Sql,
  stop: { client: number; caseNumber: number; reason: StopReason; note: string; who: string },
  today: Day,
  at: Date,
): Promise<number | null> {
  const made = await sql.query<{ id: number }>(
    `insert into collection_stop (case_number, client, reason, note, from_day, asked_by, asked_at)
     select number, client, $3, $4, $5, $6, $7 from collection_case where number = $2 and client = $1 and status <> 'closed' returning id`,
    [stop.client, stop.caseNumber, stop.reason, stop.note, today, stop.who, at],
  );
  const id = made.rows[0]?.id;
  if (id === undefined) return null;
  await takeEffect(sql, `collection_stop.id = $1`, [id], today, at);
  return id;
}

async function takeEffect(sql: Sql, which: string, values: unknown[], today: Day, at: Date): Promise<void> {
  const n = values.length;
  await sql.query(
    `update collection_case set status = ${becomes},
       closed_on = case when reason = 'withdrawal' then $${n + 1}::date end, closing_code = case when reason = 'withdrawal' then 912 end
     from collection_stop where collection_stop.case_number = collection_case.number and status <> 'closed' and ${which}`,
    [...values, today],
  );
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, data, actor)
     select case_number, client, $${n + 1}, reason, note, jsonb_build_object('stop', id), asked_by from collection_stop where ${which}`,
    [...values, at],
  );
}
