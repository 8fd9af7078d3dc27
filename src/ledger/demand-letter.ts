/** Plans payment demands (betalingsoppfordring): what each letter says is fixed with the decision to send it. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { decimal, type Ore } from '../domain/money.ts';
import { type CaseMoney, caseHistories, interestThrough } from './case-history.ts';
import { MissingTariff } from './tariffs.ts';

/** What a payment demand says (INKL § 10). Amounts are decimals in the case's currency, days `YYYY-MM-DD`. */
export interface DemandContent {
  caseNumber: number;
  date: Day;
  deadline: Day;
  kid: string;
  currency: string;
  debtor: {
    name: string;
    careOf: string | null;
    street: string | null;
    postalCode: string;
    postalPlace: string;
    language: string | null;
  };
  /** a) the creditor, b) what the claims are for, c) principal and additions apart. */
  creditor: { name: string; orgNumber: string | null; reference: string };
  claims: {
    invoice: string;
    concerns: string | null;
    invoiceDate: Day | null;
    dueDate: Day | null;
    principal: string;
    paid: string;
  }[];
  costs: { kind: string; amount: string }[];
  interest: string;
  paid: { costs: string; interest: string };
  /** d) the rate in percent per year on the day of the letter, and the first day of interest; null for who owes none. */
  interestRate: string | null;
  interestFrom: Day | null;
  total: string;
}

interface Wanted {
  number: number;
  on: Day;
  deadline: Day;
}

interface Row {
  number: number;
  client: number;
  reference: string;
  kid: string;
  currency: string;
  creditor: string;
  org_number: string | null;
  left: Ore;
  cost_paid: Ore;
  interest_paid: Ore;
  claims: DemandContent['claims'];
  costs: { kind: string; amount: string }[] | null;
  debtors: (DemandContent['debtor'] & { n: number })[];
}

/**
 * Plans one letter for every adult debtor and co-debtor with a known address that is not protected, of each case. A
 * co-debtor who gets none is told of in the case's history. Twice is once. Returns how many letters are new.
 */
export async function planDemandLetters(sql: Sql, wanted: readonly Wanted[], at: Date): Promise<number> {
  if (wanted.length === 0) return 0;
  const numbers = wanted.map(({ number }) => number);
  const found = await sql.query<Row>(
    `select collection_case.number, collection_case.client, reference, collection_case.kid, currency, client.name as creditor, client.org_number,
       principal - principal_paid + cost - cost_paid as left, cost_paid, interest_paid,
       (select json_agg(json_build_object('invoice', invoice, 'concerns', concerns, 'invoiceDate', invoice_date, 'dueDate', due_date,
           'principal', claim.principal::text, 'paid', paid::text) order by due_date nulls last, n)
         from claim where claim.case_number = collection_case.number) as claims,
       (select json_agg(json_build_object('kind', kind, 'amount', sum::text) order by kind) from (
           select kind, sum(gross) as sum from cost where cost.case_number = collection_case.number group by kind) as kinds) as costs,
       coalesce((select json_agg(json_build_object('n', n, 'name', debtor.name, 'careOf', care_of, 'street', debtor.street, 'postalCode', debtor.postal_code,
           'postalPlace', debtor.postal_place, 'language', language) order by n)
         from debtor where debtor.case_number = collection_case.number and role in ('debtor', 'coDebtor') and not minor
           and not protected_address and debtor.postal_code is not null and debtor.postal_place is not null), '[]') as debtors
     from collection_case join client on client.number = collection_case.client where collection_case.number = any($1)`,
    [numbers],
  );
  const wantedOf = new Map(wanted.map((each) => [each.number, each]));
  const histories = new Map((await caseHistories(sql, numbers)).map((each) => [each.number, each]));
  const letters = found.rows.flatMap((row) => {
    const { on, deadline } = wantedOf.get(row.number)!;
    const { interest, rate, from } = interestFor(histories.get(row.number)!, on);
    return row.debtors.map(({ n, ...debtor }) => {
      const content: DemandContent = {
        caseNumber: row.number,
        date: on,
        deadline,
        kid: row.kid,
        currency: row.currency,
        debtor,
        creditor: { name: row.creditor, orgNumber: row.org_number, reference: row.reference },
        claims: row.claims.map((claim) => ({
          ...claim,
          principal: decimal(BigInt(claim.principal)),
          paid: decimal(BigInt(claim.paid)),
        })),
        costs: (row.costs ?? []).map(({ kind, amount }) => ({ kind, amount: decimal(BigInt(amount)) })),
        interest: decimal(interest),
        paid: { costs: decimal(row.cost_paid), interest: decimal(row.interest_paid) },
        interestRate: rate,
        interestFrom: from,
        total: decimal(row.left + interest - row.interest_paid),
      };
      return {
        number: row.number,
        client: row.client,
        debtor: n,
        name: `Betalingsoppfordring-${row.number}-${n}-${on}`,
        date: on,
        deadline,
        content,
      };
    });
  });
  const written = await sql.query(
    `insert into letter (case_number, client, debtor, type, name, date, deadline, content, created_at)
     select number, client, debtor, 'paymentDemand', name, date, deadline, content, $2
     from jsonb_to_recordset($1) as each (number integer, client integer, debtor integer, name text, date date, deadline date, content jsonb)
     order by number, debtor on conflict do nothing`,
    [JSON.stringify(letters), at],
  );
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, data, actor)
     select case_number, client, $2, 'needsPerson', 'En medskyldner har hemmelig eller ufullstendig adresse og har ikke fått betalingsoppfordringen.',
       jsonb_build_object('action', 'paymentDemand', 'debtor', n), 'clock'
     from debtor where case_number = any($1) and role = 'coDebtor' and not minor
       and (protected_address or postal_code is null or postal_place is null)`,
    [numbers, at],
  );
  return written.rowCount ?? 0;
}

/** Interest to the day of the letter with the rate that runs; only what is booked where the law's rate is not known. */
function interestFor(money: CaseMoney, on: Day): { interest: Ore; rate: string | null; from: Day | null } {
  try {
    const { interest, segments } = interestThrough(money, on);
    return {
      interest: interest > money.interestPaid ? interest : money.interestPaid,
      rate: segments.at(-1)?.rate ?? null,
      from: segments[0]?.from ?? null,
    };
  } catch (error) {
    if (!(error instanceof MissingTariff)) throw error;
    return { interest: money.interest, rate: null, from: null };
  }
}
