/** Which open cases a payment without a place may be meant for. Only suggestions: a person decides. */
import type { Sql } from '../db/database.ts';
import type { Ore } from '../domain/money.ts';

export type SuggestionReason = 'kid' | 'invoice' | 'name' | 'amount';

export interface Suggestion {
  caseNumber: number;
  client: number;
  name: string;
  /** What is booked and remains, øre. */
  remaining: Ore;
  reasons: SuggestionReason[];
}

/**
 * The likeliest cases first: by KID that differs in leading zeros only, by invoice number in the payment's invoice, KID or
 * note, by the payer's name in either order, by exactly what remains of a case, its principal or a claim. The amount alone
 * suggests nothing when more than `limit` cases owe it.
 */
export async function suggestPlaces(sql: Sql, payment: number, limit = 10): Promise<Suggestion[]> {
  const found = await sql.query<{
    number: number;
    client: number;
    name: string;
    remaining: Ore;
    reasons: SuggestionReason[];
  }>(
    `with sought as (
       select id, client, amount, nullif(ltrim(kid, '0'), '') as kid,
         array_remove(array[invoice, kid, nullif(trim(note), '')] || regexp_split_to_array(coalesce(note, ''), '[^[:alnum:]/-]+'), null) as words,
         lower(trim(payer_name)) as name, lower(regexp_replace(trim(payer_name), '^(\\S+)\\s+(.+)$', '\\2 \\1')) as first_last,
         lower(regexp_replace(trim(payer_name), '^(.+)\\s+(\\S+)$', '\\2 \\1')) as last_first
       from payment where id = $1 and state in ('unplaced', 'held') and amount > 0
     ), open as (
       select collection_case.*, principal + cost + interest - principal_paid - cost_paid - interest_paid as remaining
       from collection_case join sought on sought.client is null or sought.client = collection_case.client where status <> 'closed'
     ), reason as (
       select number, 'kid' as reason, 8 as weight from open join sought on ltrim(open.kid, '0') = sought.kid
       union
       select claim.case_number, 'kid', 8 from claim join sought on ltrim(claim.kid, '0') = sought.kid
       union
       select claim.case_number, 'invoice', 4 from claim join sought on claim.invoice = any(sought.words) and claim.invoice <> ''
       union
       select number, 'name', 3 from open join sought on lower(open.name) in (sought.name, sought.first_last, sought.last_first)
       union
       (select number, 'amount', 2 from open join sought on sought.amount in (open.remaining, open.principal - open.principal_paid)
       union
       select claim.case_number, 'amount', 2 from claim join sought on claim.principal - claim.paid = sought.amount)
     )
     select open.number, open.client, open.name, open.remaining, array_agg(reason order by weight desc, reason) as reasons
     from reason join open on open.number = reason.number
     group by open.number, open.client, open.name, open.remaining
     having sum(weight) > 2 or (select count(distinct number) from reason where reason = 'amount') <= $2
     order by sum(weight) desc, open.number limit $2`,
    [payment, limit],
  );
  return found.rows.map(({ number, ...rest }) => ({ caseNumber: number, ...rest }));
}
