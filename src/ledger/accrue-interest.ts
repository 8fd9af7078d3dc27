/** Books the interest that has run on cases, so that a payment meets costs, interest and principal as they stand on its day. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { type CaseMoney, caseHistories, interestDue } from './case-history.ts';
import { post } from './entry.ts';
import { MissingTariff } from './tariffs.ts';

/** Cases that are in memory at once. */
const chunk = 5_000;

export interface AccrualFacts {
  bookedOn: Day;
  source: string;
  at: Date;
}

/**
 * Books interest through a day on every case that `select` yields (columns case_number, day; each case once): what it comes
 * to from the beginning, rounded once, less what is booked. For a payment that is told of late that is less than nothing, and
 * what is unpaid is taken back, so that the payment meets the case as it stood; the next booking counts on. Where the law's figure is not known nothing is booked and the case's history says so.
 */
export async function accrueInterest(sql: Sql, select: string, values: unknown[], facts: AccrualFacts): Promise<void> {
  await sql.query('drop table if exists accruing');
  await sql.query(
    `create temporary table accruing on commit drop as
     select case_number, day, 0::bigint as amount from (${select}) as each`,
    values,
  );
  await sql.query('create unique index on accruing (case_number)');
  // Each case is read through its own indexes, whatever the set-based statements around it have asked of the planner.
  const planner = await sql.query<{ enable_nestloop: string }>('show enable_nestloop');
  await sql.query('set local enable_nestloop = on');
  let last = 0;
  let changed = 0;
  for (;;) {
    const found = await sql.query<{ case_number: number; day: Day }>(
      'select case_number, day from accruing where case_number > $1 order by case_number limit $2',
      [last, chunk],
    );
    if (found.rows.length === 0) break;
    last = found.rows.at(-1)!.case_number;
    const days = new Map(found.rows.map((row) => [row.case_number, row.day]));
    changed += await accrueChunk(sql, await caseHistories(sql, [...days.keys()]), days, facts);
  }
  await sql.query(`set local enable_nestloop = ${planner.rows[0]!.enable_nestloop === 'off' ? 'off' : 'on'}`);
  if (changed === 0) return;
  await post(
    sql,
    { bookedOn: facts.bookedOn, reason: 'interest-booked', source: facts.source, at: facts.at },
    `select client, case_number, case when amount > 0 then 'claims' else 'interest' end as from_account,
       case when amount > 0 then 'interest' else 'claims' end as to_account, abs(amount) as amount, currency
     from accruing join collection_case on number = case_number where amount <> 0 order by case_number`,
    [],
  );
}

async function accrueChunk(sql: Sql, cases: CaseMoney[], days: Map<number, Day>, facts: AccrualFacts): Promise<number> {
  const booked: { number: number; amount: Ore; to: Day }[] = [];
  const missing: { number: number; client: number; error: MissingTariff }[] = [];
  for (const money of cases) {
    const to = days.get(money.number)!;
    try {
      const amount = owedBeside(interestDue(money, to), money);
      if (amount !== 0n) booked.push({ number: money.number, amount, to });
    } catch (error) {
      if (!(error instanceof MissingTariff)) throw error;
      missing.push({ number: money.number, client: money.client, error });
    }
  }
  await recordMissing(sql, missing, facts.at);
  if (booked.length === 0) return 0;
  await sql.query(
    `with added as (
       select * from unnest($1::integer[], $2::bigint[], $3::date[]) as each (number, amount, day)
     ), marked as (
       update accruing set amount = added.amount from added where case_number = added.number
     )
     update collection_case set interest = interest + added.amount, interest_to = added.day from added
     where collection_case.number = added.number`,
    [booked.map((each) => each.number), booked.map((each) => String(each.amount)), booked.map((each) => each.to)],
  );
  return booked.length;
}

/** What is to be booked beside what is; never taking back what is paid. */
function owedBeside(interest: Ore, { interest: booked, interestPaid }: CaseMoney): Ore {
  const more = interest - booked;
  const unpaid = booked > interestPaid ? booked - interestPaid : 0n;
  return more < -unpaid ? -unpaid : more;
}

/** Says on the case, once per missing figure, that interest waits for the law's data. */
export async function recordMissing(
  sql: Sql,
  missing: readonly { number: number; client: number; error: MissingTariff }[],
  at: Date,
): Promise<void> {
  if (missing.length === 0) return;
  const events = missing.map(({ number, client, error }) => ({
    number,
    client,
    text: error.texts.nb.message,
    data: { tariff: error.tariff, period: error.period },
  }));
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, data, actor)
     select number, client, $2, 'tariffMissing', text, data, 'system'
     from jsonb_to_recordset($1) as each (number integer, client integer, text text, data jsonb)
     where not exists (select from case_event as told where told.case_number = each.number and told.kind = 'tariffMissing'
       and told.data = each.data)`,
    [JSON.stringify(events), at],
  );
}
