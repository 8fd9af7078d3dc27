/** Registers the principal of a case journal's claims: what the creditor handed over is now owed by the debtor. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { post } from './entry.ts';

/** Posts claims → principal for every claim of `journal` (a credit note the other way) and sees to it that each case's sum is that of its claims. */
export async function registerClaims(sql: Sql, journal: number, today: Day, at: Date): Promise<void> {
  await post(
    sql,
    { bookedOn: today, reason: 'claims-registered', source: `journal:${journal}`, at },
    `select claim.client, claim.case_number,
       case when claim.principal > 0 then 'claims' else 'principal' end as from_account,
       case when claim.principal > 0 then 'principal' else 'claims' end as to_account,
       abs(claim.principal) as amount, collection_case.currency
     from claim join collection_case on collection_case.number = claim.case_number
     where claim.journal = $1 and claim.principal <> 0
     order by claim.case_number, claim.n`,
    [journal],
  );
  await sql.query(
    `update collection_case set principal = owed.sum
     from (select case_number, sum(principal)::bigint as sum from claim
       where case_number in (select case_number from claim where journal = $1) group by case_number) as owed
     where collection_case.number = owed.case_number and collection_case.principal <> owed.sum`,
    [journal],
  );
}
