/** What the case clock decides from, read for a chunk of open cases. */
import type { Sql } from '../db/database.ts';
import { type Agreement, agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import type { Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import type { Hold, HoldReason, PlanAction } from './action-plan.ts';
import type { FeeAmount } from './fees.ts';

export interface ClockCase {
  number: number;
  client: number;
  agreement: Agreement;
  status: 'active' | 'stopped' | 'disputed';
  registeredOn: Day;
  noticeOn: Day | null;
  /** Principal that remains, and all that is booked and remains. */
  principal: Ore;
  remaining: Ore;
  /** Something has been paid or credited. */
  touched: boolean;
  claims: { principal: Ore; due: Day }[];
  company: boolean;
  minor: boolean;
  /** Somebody to write to, or why not. */
  address: 'known' | 'protected' | 'incomplete';
  done: { action: PlanAction; on: Day }[];
  /** The days that case_action names for what is not done. */
  planned: Partial<Record<PlanAction, Day>>;
  holds: Hold[];
  /** Collection fees and standard compensation that are booked. */
  booked: FeeAmount;
  hasOriginalInterest: boolean;
}

interface Row {
  number: number;
  client: number;
  agreement: StoredAgreement;
  status: ClockCase['status'];
  registered_on: Day;
  notice_on: Day | null;
  principal: Ore;
  remaining: Ore;
  touched: boolean;
  has_original: boolean;
  company: boolean | null;
  minor: boolean;
  address: ClockCase['address'] | null;
  claims: [string, Day][] | null;
  actions: [string, Day, Day | null][] | null;
  holds: [string, string | null, Day][] | null;
  stops: [string, Day, Day | null][] | null;
  plans: [Day, Day | null][] | null;
  booked: [string, string, string];
}

const actionOf: Record<string, PlanAction> = {
  notice: 'collectionNotice',
  debtCollection: 'debtCollection',
  paymentDemand: 'paymentDemand',
  heavyCollection: 'heavyCollection',
};

/** The table's name of an action. */
export const groupOf: Record<PlanAction, string> = {
  collectionNotice: 'notice',
  debtCollection: 'debtCollection',
  paymentDemand: 'paymentDemand',
  heavyCollection: 'heavyCollection',
};

/** Up to `limit` open cases numbered above `after` that were registered on or before `date`, in order of number. */
export async function clockCases(
  sql: Sql,
  date: Day,
  client: number | null,
  after: number,
  limit: number,
): Promise<ClockCase[]> {
  const found = await sql.query<Row>(
    `select number, collection_case.client, status, registered_on, notice_on, principal - principal_paid as principal,
       principal + cost + interest - principal_paid - cost_paid - interest_paid as remaining,
       principal_paid <> 0 or cost_paid <> 0 or interest_paid <> 0 as touched, interest_original is not null as has_original,
       (select agreement from client where client.number = collection_case.client) as agreement,
       main.company, main.address, exists (select from debtor where debtor.case_number = collection_case.number and minor) as minor,
       (select json_agg(json_build_array(claim.principal::text, coalesce(due_date, invoice_date, registered_on)) order by n)
         from claim where claim.case_number = collection_case.number) as claims,
       (select json_agg(json_build_array(action_group, due_on, done_on)) from case_action
         where case_action.case_number = collection_case.number) as actions,
       (select json_agg(json_build_array(kind, data->>'reason', (at at time zone 'Europe/Oslo')::date) order by id) from case_event
         where case_event.case_number = collection_case.number and kind in ('stopped', 'resumed')) as holds,
       (select json_agg(json_build_array(reason, least(from_day, (asked_at at time zone 'Europe/Oslo')::date),
           (lifted_at at time zone 'Europe/Oslo')::date) order by id) from collection_stop
         where collection_stop.case_number = collection_case.number) as stops,
       (select json_agg(json_build_array(agreed_on, ended_on) order by n) from payment_plan
         where payment_plan.case_number = collection_case.number) as plans,
       (select json_build_array(coalesce(sum(net), 0)::text, coalesce(sum(vat), 0)::text, coalesce(sum(gross), 0)::text) from cost
         where cost.case_number = collection_case.number and kind in ('lightFee', 'heavyFee', 'compensation')) as booked
     from collection_case
     left join lateral (
       select legal_type = 'legalPerson' as company,
         case when protected_address then 'protected' when postal_code is null or postal_place is null then 'incomplete' else 'known' end as address
       from debtor where debtor.case_number = collection_case.number and role = 'debtor' order by n limit 1
     ) as main on true
     where status <> 'closed' and number > $1 and registered_on <= $2 and ($3::integer is null or collection_case.client = $3)
     order by number limit $4`,
    [after, date, client, limit],
  );
  return found.rows.map(clockCaseOf);
}

function clockCaseOf(row: Row): ClockCase {
  const actions = row.actions ?? [];
  const done: ClockCase['done'] = [];
  const planned: ClockCase['planned'] = {};
  for (const [group, dueOn, doneOn] of actions) {
    const action = actionOf[group]!;
    if (doneOn === null) planned[action] = dueOn;
    else if (action !== 'collectionNotice') done.push({ action, on: doneOn });
  }
  const [net, vat, gross] = row.booked;
  return {
    number: row.number,
    client: row.client,
    agreement: agreementOf(row.agreement),
    status: row.status,
    registeredOn: row.registered_on,
    noticeOn: row.notice_on,
    principal: row.principal,
    remaining: row.remaining,
    touched: row.touched,
    claims: (row.claims ?? []).map(([principal, due]) => ({ principal: BigInt(principal), due })),
    company: row.company ?? false,
    minor: row.minor,
    address: row.address ?? 'incomplete',
    done,
    planned,
    holds: holdsOf(row),
    booked: { net: BigInt(net), vat: BigInt(vat), gross: BigInt(gross) },
    hasOriginalInterest: row.has_original,
  };
}

/** Stops and disputes, from their table and from the case's history, and payment plans. A status without its event holds from the registration. */
function holdsOf(row: Row): Hold[] {
  const holds: Hold[] = (row.plans ?? []).map(([from, to]) => ({
    reason: 'plan',
    from,
    ...(to === null ? {} : { to }),
  }));
  for (const [reason, from, to] of row.stops ?? [])
    holds.push({ reason: reason === 'dispute' ? 'dispute' : 'stop', from, ...(to === null ? {} : { to }) });
  let open: { reason: HoldReason; from: Day } | undefined;
  for (const [kind, reason, day] of row.holds ?? []) {
    if (kind === 'stopped') open ??= { reason: reason === 'dispute' ? 'dispute' : 'stop', from: day };
    else if (open !== undefined) {
      holds.push({ ...open, to: day });
      open = undefined;
    }
  }
  if (open !== undefined) holds.push(open);
  else if (row.status !== 'active' && holds.every(({ to }) => to !== undefined))
    holds.push({ reason: row.status === 'disputed' ? 'dispute' : 'stop', from: row.registered_on });
  return holds;
}
