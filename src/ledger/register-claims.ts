/** Registers the principal of a case journal's claims: what the creditor handed over is now owed by the debtor. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { post } from './entry.ts';

/** Posts claims → principal for every claim of `journal` (a credit note the other way) and adds those that joined an older case to its sum. */
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
    `update collection_case set principal = collection_case.principal + registered.sum
     from (select case_number, sum(principal)::bigint as sum from claim where journal = $1 group by case_number) as registered
     where collection_case.number = registered.case_number and collection_case.journal <> $1`,
    [journal],
  );
}
