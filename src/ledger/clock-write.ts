/** Writes what the case clock decided for a chunk of cases: actions, history, costs, letters, closing. Set-based. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { recordMissing } from './accrue-interest.ts';
import { bookCosts } from './book-costs.ts';
import { caseHistories, interestThrough } from './case-history.ts';
import { groupOf } from './clock-cases.ts';
import type { Decision } from './clock-decide.ts';
import { planDemandLetters } from './demand-letter.ts';
import { MissingTariff } from './tariffs.ts';

export interface ClockFigures {
  cases: number;
  actions: number;
  costs: number;
  letters: number;
  closed: number;
}

/** Freezes “Opprinnelig rente” of cases that have none yet: interest through the day they were registered. */
export async function freezeInterest(sql: Sql, numbers: readonly number[], at: Date): Promise<void> {
  if (numbers.length === 0) return;
  const frozen: { number: number; amount: string }[] = [];
  const missing: { number: number; client: number; error: MissingTariff }[] = [];
  for (const money of await caseHistories(sql, numbers)) {
    try {
      const { original = 0n } = interestThrough(money, money.registeredOn);
      frozen.push({ number: money.number, amount: String(original) });
    } catch (error) {
      if (!(error instanceof MissingTariff)) throw error;
      missing.push({ number: money.number, client: money.client, error });
    }
  }
  await recordMissing(sql, missing, at);
  await sql.query(
    `update collection_case set interest_original = frozen.amount
     from unnest($1::integer[], $2::bigint[]) as frozen (number, amount)
     where collection_case.number = frozen.number and interest_original is null`,
    [frozen.map((each) => each.number), frozen.map((each) => each.amount)],
  );
}

/** Writes the decisions of one chunk in the caller's transaction; returns what was done. */
export async function writeDecisions(
  sql: Sql,
  decisions: readonly Decision[],
  date: Day,
  at: Date,
): Promise<Omit<ClockFigures, 'cases'>> {
  const facts = { bookedOn: date, source: `clock:${date}`, at };
  const costs = decisions.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const actions = await writeActions(sql, decisions, at);
  await bookCosts(sql, costs, facts);
  const demanded = decisions.flatMap(({ number, letter }) => (letter === null ? [] : [{ number, ...letter }]));
  await bearFromDemand(sql, demanded);
  const letters = await planDemandLetters(sql, demanded, at);
  await writeEvents(sql, decisions, at);
  const closed = await closePaid(
    sql,
    decisions.filter(({ close }) => close).map(({ number }) => number),
    date,
    at,
  );
  return { actions, costs: costs.length, letters, closed };
}

async function writeActions(sql: Sql, decisions: readonly Decision[], at: Date): Promise<number> {
  const rows = decisions.flatMap(({ number, client, actions }) =>
    actions.map(({ action, dueOn, doneOn }) => ({ number, client, group: groupOf[action], dueOn, doneOn })),
  );
  if (rows.length === 0) return 0;
  await sql.query(
    `insert into case_action (case_number, client, action_group, due_on, done_on, done_at)
     select number, client, "group", "dueOn", "doneOn", case when "doneOn" is not null then $2::timestamptz end
     from jsonb_to_recordset($1) as each (number integer, client integer, "group" text, "dueOn" date, "doneOn" date)
     on conflict (case_number, action_group) do update set due_on = excluded.due_on, done_on = excluded.done_on, done_at = excluded.done_at
       where case_action.done_on is null`,
    [JSON.stringify(rows), at],
  );
  return rows.filter(({ doneOn }) => doneOn !== null).length;
}

async function writeEvents(sql: Sql, decisions: readonly Decision[], at: Date): Promise<void> {
  const rows = decisions.flatMap(({ number, client, events }) => events.map((event) => ({ number, client, ...event })));
  if (rows.length === 0) return;
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, data, actor)
     select number, client, $2, kind, text, data, 'clock'
     from rows from (jsonb_to_recordset($1) as (number integer, client integer, kind text, text text, data jsonb))
       with ordinality as each (number, client, kind, text, data, place)
     where kind <> 'needsPerson' or not exists (select from case_event as told
       where told.case_number = each.number and told.kind = each.kind and told.data = each.data)
     order by place`,
    [JSON.stringify(rows), at],
  );
}

/** A light fee that the demand now demands bears interest from 30 days after it (FRL § 2). */
async function bearFromDemand(sql: Sql, demanded: readonly { number: number; feesBearFrom: Day }[]): Promise<void> {
  if (demanded.length === 0) return;
  await sql.query(
    `update cost set interest_from = demanded.day
     from unnest($1::integer[], $2::date[]) as demanded (number, day)
     where cost.case_number = demanded.number and cost.kind in ('lightFee', 'compensation') and interest_from is null`,
    [demanded.map((each) => each.number), demanded.map((each) => each.feesBearFrom)],
  );
}

/** Closes cases that owe nothing more: 901 paid, 902 paid to the creditor itself, 914 credited. */
async function closePaid(sql: Sql, numbers: readonly number[], date: Day, at: Date): Promise<number> {
  if (numbers.length === 0) return 0;
  const closed = await sql.query(
    `with closed as (
       update collection_case set status = 'closed', closed_on = $2, closing_code = paid.code
       from (
         select allocation.case_number, case when coalesce(sum(allocation.amount) filter (where type in ('bank', 'bankReversal')), 0) > 0 then 901
           when coalesce(sum(allocation.amount) filter (where type = 'direct'), 0) > 0 then 902 else 914 end as code
         from allocation join payment on payment.id = allocation.payment where allocation.case_number = any($1) group by allocation.case_number
       ) as paid (case_number, code)
       where number = paid.case_number and status <> 'closed'
         and principal + cost + interest <= principal_paid + cost_paid + interest_paid
       returning number, client, closing_code
     )
     insert into case_event (case_number, client, at, kind, text, data, actor)
     select number, client, $3, 'closed', case closing_code when 901 then 'Avsluttet: betalt (901)'
         when 902 then 'Avsluttet: betalt direkte til kreditor (902)' else 'Avsluttet: kreditert (914)' end,
       jsonb_build_object('code', closing_code), 'clock' from closed`,
    [numbers, date, at],
  );
  return closed.rowCount ?? 0;
}
