/** Books costs on cases: a row per cost, its posting, and the case's sum. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { post } from './entry.ts';

/** Reminder and notice fees and standard compensation are the creditor's when paid; the others the collector's. */
export type CostKind =
  'reminderFee' | 'noticeFee' | 'lightFee' | 'heavyFee' | 'compensation' | 'courtFee' | 'instalmentFee';

/** A cost to book, in øre; what the debtor owes is `net` + `vat`. */
export interface NewCost {
  caseNumber: number;
  kind: CostKind;
  net: Ore;
  vat: Ore;
  /** The first day it bears interest; null while nobody has demanded it (FRL § 2). */
  interestFrom: Day | null;
  /** The rows of the law, `collection-fees@2020-10-01/base-rate@2026-01-01`. */
  tariff: string;
}

/** Writes the costs in order, posts claims → cost for each, and adds them to their cases. Throws when one is not above zero. */
export async function bookCosts(
  sql: Sql,
  costs: readonly NewCost[],
  facts: { bookedOn: Day; source: string; at: Date },
): Promise<void> {
  if (costs.length === 0) return;
  const rows = costs.map(({ caseNumber, kind, net, vat, interestFrom, tariff }) => ({
    number: caseNumber,
    kind,
    net: String(net),
    vat: String(vat),
    bears: interestFrom,
    tariff,
  }));
  const values = [JSON.stringify(rows), facts.bookedOn, facts.source];
  const written = await sql.query<{ case_number: number; n: number }>(
    `insert into cost (case_number, n, client, kind, net, vat, gross, booked_on, interest_from, tariff, source)
     select collection_case.number, (select coalesce(max(n), 0) from cost where cost.case_number = collection_case.number)
         + row_number() over (partition by collection_case.number order by place),
       collection_case.client, kind, net, vat, net + vat, $2, bears, tariff, $3
     from rows from (jsonb_to_recordset($1) as (number integer, kind text, net bigint, vat bigint, bears date, tariff text))
       with ordinality as added (case_number, kind, net, vat, bears, tariff, place)
     join collection_case on collection_case.number = added.case_number
     order by place returning case_number, n`,
    values,
  );
  if (written.rowCount !== costs.length) throw new Error('A cost was to be booked on a case that does not exist.');
  const keys = [written.rows.map((row) => row.case_number), written.rows.map((row) => row.n)];
  await post(
    sql,
    { bookedOn: facts.bookedOn, reason: 'costs-booked', source: facts.source, at: facts.at },
    `select cost.client, cost.case_number, 'claims' as from_account, 'cost' as to_account, cost.gross as amount, collection_case.currency
     from unnest($1::integer[], $2::integer[]) as added (case_number, n) join cost using (case_number, n)
     join collection_case on collection_case.number = cost.case_number order by cost.case_number, cost.n`,
    keys,
  );
  await sql.query(
    `update collection_case set cost = cost + added.sum
     from (select case_number, sum(gross)::bigint as sum
       from unnest($1::integer[], $2::integer[]) as key (case_number, n) join cost using (case_number, n) group by case_number) as added
     where collection_case.number = added.case_number`,
    keys,
  );
}
