/** Looking cases up. */
import type { Sql } from '../db/database.ts';
import { decimal, ore, type Ore } from '../domain/money.ts';

/** One kind of money on a case: what it was, what is paid, what remains; decimals with two places. */
export interface Part {
  original: string;
  paid: string;
  remaining: string;
}

export interface CaseAnswer {
  number: number;
  client: number;
  reference: string;
  status: string;
  debtor: string;
  registeredOn: string;
  kid: string;
  currency: string;
  principal: Part;
  interest: Part;
  costs: Part;
  remaining: string;
}

interface CaseRow {
  number: number;
  client: number;
  reference: string;
  status: string;
  name: string;
  registered_on: string;
  kid: string;
  currency: string;
  principal: Ore;
  principal_paid: Ore;
  interest: Ore;
  interest_paid: Ore;
  cost: Ore;
  cost_paid: Ore;
}

function part(original: Ore, paid: Ore): Part {
  return { original: decimal(original), paid: decimal(paid), remaining: decimal(original - paid) };
}

function caseOf(row: CaseRow): CaseAnswer {
  const { number, client, reference, status, kid, currency } = row;
  return {
    number,
    client,
    reference,
    status,
    debtor: row.name,
    registeredOn: row.registered_on,
    kid,
    currency,
    principal: part(row.principal, row.principal_paid),
    interest: part(row.interest, row.interest_paid),
    costs: part(row.cost, row.cost_paid),
    remaining: decimal(
      row.principal - row.principal_paid + row.interest - row.interest_paid + row.cost - row.cost_paid,
    ),
  };
}

/** The same case with its interest as computed to a day, in øre; what is booked stands where it is undefined. */
export function withInterest(answer: CaseAnswer, interest: Ore | undefined): CaseAnswer {
  const booked = oreOf(answer.interest.original);
  if (interest === undefined || interest === booked) return answer;
  const paid = oreOf(answer.interest.paid);
  return {
    ...answer,
    interest: part(interest, paid),
    remaining: decimal(oreOf(answer.remaining) + interest - booked),
  };
}

function oreOf(text: string): Ore {
  const amount = ore(text);
  if (amount === undefined) throw new Error(`“${text}” is not an amount of a case.`);
  return amount;
}

const columns = `number, client, reference, status, name, registered_on, kid, currency, principal, principal_paid, interest, interest_paid,
  cost, cost_paid`;

/** One case, or undefined. */
export async function caseByNumber(sql: Sql, number: number): Promise<CaseAnswer | undefined> {
  const found = await sql.query<CaseRow>(`select ${columns} from collection_case where number = $1`, [number]);
  return found.rows[0] && caseOf(found.rows[0]);
}

/**
 * The newest cases, at most `limit`. `search` is a case number, a reference, an invoice number or a name; `%` stands for
 * anything in the last three.
 */
export async function cases(
  sql: Sql,
  { client, search, limit = 1000 }: { client?: number | undefined; search?: string | undefined; limit?: number },
): Promise<CaseAnswer[]> {
  const found = await sql.query<CaseRow>(
    `select ${columns} from collection_case
     where ($1::integer is null or client = $1) and ($2::text is null or number::text = $2 or kid = $2 or reference ilike $2
       or name ilike $2 or number in (select case_number from claim where invoice like $2))
     order by number desc limit $3`,
    [client ?? null, search ?? null, limit],
  );
  return found.rows.map(caseOf);
}
