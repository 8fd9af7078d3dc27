/** Payment plans with debtors (avdragsordning): agreed, its fee booked, ended; the case clock rests meanwhile. */
import type { Sql } from '../db/database.ts';
import { type Agreement, agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import type { Day } from '../domain/day.ts';
import { decimal, type Ore } from '../domain/money.ts';
import { bookCosts } from './book-costs.ts';
import { caseHistories, interestThrough } from './case-history.ts';
import { type Instalment, instalmentFee, instalmentPlan } from './instalment.ts';

export interface PlanWanted {
  caseNumber: number;
  count: number;
  firstDue: Day;
  everyMonths?: number;
}

export type PlanAnswer =
  { instalments: Instalment[]; fee: Ore } | { refused: 'unknown-case' | 'not-active' | 'has-plan' | 'nothing-owed' };

/**
 * Agrees on a plan of what the case owes today, interest to date and the plan's own fee among it. The fee is for plans of
 * more than four instalments, once per case, and never a minor's (INKF § 2-3).
 */
export async function agreePlan(sql: Sql, wanted: PlanWanted, who: string, today: Day, at: Date): Promise<PlanAnswer> {
  const found = await sql.query<{
    client: number;
    status: string;
    left: Ore;
    agreement: StoredAgreement;
    minor: boolean;
    planned: boolean;
    charged: boolean;
    plans: number;
  }>(
    `select collection_case.client, status, principal + cost - principal_paid - cost_paid as left, agreement,
       exists (select from debtor where case_number = collection_case.number and minor) as minor,
       exists (select from payment_plan where case_number = collection_case.number and ended_on is null) as planned,
       exists (select from cost where case_number = collection_case.number and kind = 'instalmentFee') as charged,
       (select count(*)::integer from payment_plan where case_number = collection_case.number) as plans
     from collection_case join client on client.number = collection_case.client where collection_case.number = $1
     for update of collection_case`,
    [wanted.caseNumber],
  );
  const row = found.rows[0];
  if (row === undefined) return { refused: 'unknown-case' };
  if (row.status !== 'active') return { refused: 'not-active' };
  if (row.planned) return { refused: 'has-plan' };
  const agreement: Agreement = agreementOf(row.agreement);
  const [money] = await caseHistories(sql, [wanted.caseNumber]);
  const interest = interestThrough(money!, today).interest - money!.interestPaid;
  const owed = row.left + (interest > 0n ? interest : 0n);
  const { count, firstDue, everyMonths } = wanted;
  if (owed < BigInt(count)) return { refused: 'nothing-owed' };
  const { fee, sources } = row.minor
    ? { fee: { net: 0n, vat: 0n, gross: 0n }, sources: [] }
    : instalmentFee({
        count,
        agreedOn: today,
        legalSteps: false,
        chargedBefore: row.charged,
        vat: !agreement.vatLiable,
      });
  const instalments = instalmentPlan({
    amount: owed + fee.gross,
    count,
    firstDue,
    ...(everyMonths === undefined ? {} : { everyMonths }),
  });
  const tariff = sources.map((each) => `${each.tariff}@${each.validFrom}`).join('/');
  const { net, vat } = fee;
  if (fee.gross > 0n)
    await bookCosts(
      sql,
      [{ caseNumber: wanted.caseNumber, kind: 'instalmentFee', net, vat, interestFrom: null, tariff }],
      {
        bookedOn: today,
        source: `plan:${wanted.caseNumber}-${row.plans + 1}`,
        at,
      },
    );
  await sql.query(
    `insert into payment_plan (case_number, n, client, agreed_on, instalments, created_at, actor) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      wanted.caseNumber,
      row.plans + 1,
      row.client,
      today,
      JSON.stringify(instalments.map((each) => ({ ...each, amount: decimal(each.amount) }))),
      at,
      who,
    ],
  );
  await tell(
    sql,
    wanted.caseNumber,
    row.client,
    'planAgreed',
    `Avdragsordning: ${count} avdrag fra ${firstDue}`,
    who,
    at,
  );
  return { instalments, fee: fee.gross };
}

/** Ends the plan that runs: kept, broken or withdrawn; the clock goes on the day after. False when none runs. */
export async function endPlan(
  sql: Sql,
  caseNumber: number,
  why: 'kept' | 'broken' | 'withdrawn',
  who: string,
  today: Day,
  at: Date,
): Promise<boolean> {
  const ended = await sql.query<{ client: number }>(
    `update payment_plan set ended_on = $2, ended_why = $3 where case_number = $1 and ended_on is null returning client`,
    [caseNumber, today, why],
  );
  const row = ended.rows[0];
  if (row === undefined) return false;
  const words = { kept: 'holdt', broken: 'misligholdt', withdrawn: 'trukket' };
  await tell(sql, caseNumber, row.client, 'planEnded', `Avdragsordningen er avsluttet: ${words[why]}`, who, at);
  return true;
}

async function tell(
  sql: Sql,
  number: number,
  client: number,
  kind: string,
  text: string,
  who: string,
  at: Date,
): Promise<void> {
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, actor) values ($1, $2, $3, $4, $5, $6)`,
    [number, client, at, kind, text, who],
  );
}
