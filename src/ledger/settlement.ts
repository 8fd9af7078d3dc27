/** Settles a client: what its placed payments leave it after the collector's share, carried in and out, posted and kept line by line. */
import { type Agreement, settlesOn } from '../domain/agreement.ts';
import { type Day, nextBankingDay, addDays } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import type { Sql } from '../db/database.ts';
import { post } from './entry.ts';
import { settle, settleLine, type SettlementLine, type SettlementTotals } from './settlement-lines.ts';

interface PaymentToSettle {
  id: number;
  type: 'direct' | 'creditNote' | 'withdrawal' | 'bank' | 'bankReversal';
  case_number: number;
  paid_on: Day;
  booked_on: Day;
  principal: Ore;
  interest: Ore;
  /** Costs that are the creditor's; the collector's fees without VAT, and the VAT on them; outlays paid back. */
  creditor_fee: Ore;
  collection_fee: Ore;
  collection_fee_vat: Ore;
  outlay_refund: Ore;
}

export interface Settlement {
  number: number;
  totals: SettlementTotals;
}

/**
 * Settles what `client` has been paid up to and including `date` and not been settled for, when its agreement settles that
 * day. Null when it does not or there is nothing. The caller's transaction also makes the document. A balance that is
 * negative or below the minimum is carried to the next settlement.
 */
export async function settleClient(
  sql: Sql,
  client: number,
  date: Day,
  agreement: Agreement,
  at: Date,
): Promise<Settlement | null> {
  if (!settlesOn(agreement.settlement, date)) return null;
  // Two nights at once would both find the same payments; the second waits here and finds them settled.
  await sql.query('select from client where number = $1 for no key update', [client]);
  const found = await sql.query<PaymentToSettle>(
    `select payment.id, payment.type, payment.case_number, payment.paid_on, payment.booked_on,
       coalesce(sum(allocation.amount) filter (where part = 'principal'), 0)::bigint as principal,
       coalesce(sum(allocation.amount) filter (where part = 'interest'), 0)::bigint as interest,
       coalesce(sum(allocation.amount) filter (where owed_to = 'creditor'), 0)::bigint as creditor_fee,
       coalesce(sum(allocation.amount - allocation.vat) filter (where owed_to = 'collector' and cost.kind <> 'courtFee'), 0)::bigint as collection_fee,
       coalesce(sum(allocation.vat) filter (where owed_to = 'collector'), 0)::bigint as collection_fee_vat,
       coalesce(sum(allocation.amount) filter (where cost.kind = 'courtFee'), 0)::bigint as outlay_refund
     from payment left join allocation on allocation.payment = payment.id
     left join cost on cost.case_number = allocation.case_number and cost.n = allocation.cost
     where payment.client = $1 and payment.settlement is null and payment.state = 'placed' and payment.booked_on <= $2
     group by payment.id order by payment.paid_on, payment.id`,
    [client, date],
  );
  const payments = found.rows;
  if (payments.length === 0) return null;
  const carriedIn = await carriedInto(sql, client);
  const lines = payments.map((payment) => lineOf(payment, agreement));
  const totals = settle(lines, { carriedIn, minimum: BigInt(agreement.settlement.minimum) });
  const number = await record(sql, client, date, agreement, payments, totals, at);
  await postSettlement(sql, client, number, totals, date, at);
  return { number, totals };
}

function lineOf(payment: PaymentToSettle, agreement: Agreement): SettlementLine {
  const kind = payment.type === 'bank' || payment.type === 'bankReversal' ? 'payment' : 'direct';
  // A credit or a withdrawal is no payment: nothing was received anywhere that a commission could be taken of.
  const money = payment.type === 'creditNote' || payment.type === 'withdrawal';
  return settleLine(
    {
      kind,
      day: payment.booked_on,
      principal: money ? 0n : payment.principal,
      interest: money ? 0n : payment.interest,
      creditorFee: money ? 0n : payment.creditor_fee,
      collectionFee: money ? 0n : payment.collection_fee,
      collectionFeeVat: money ? 0n : payment.collection_fee_vat,
      outlayRefund: money ? 0n : payment.outlay_refund,
    },
    agreement,
  );
}

async function carriedInto(sql: Sql, client: number): Promise<Ore> {
  const last = await sql.query<{ carried_out: Ore }>(
    `select carried_out from settlement where client = $1 order by number desc limit 1`,
    [client],
  );
  return last.rows[0]?.carried_out ?? 0n;
}

async function record(
  sql: Sql,
  client: number,
  date: Day,
  agreement: Agreement,
  payments: PaymentToSettle[],
  totals: SettlementTotals,
  at: Date,
): Promise<number> {
  const state =
    totals.outcome === 'payout'
      ? agreement.fourEyesAbove !== null && totals.payable > BigInt(agreement.fourEyesAbove)
        ? 'draft'
        : 'approved'
      : totals.outcome === 'zero'
        ? 'zero'
        : 'carried';
  const from = payments.reduce((first, payment) => (payment.paid_on < first ? payment.paid_on : first), date);
  const inserted = await sql.query<{ number: number }>(
    `insert into settlement (client, period_from, period_to, booked_on, payout_on, state, carried_in, received, remuneration, vat, net,
       carried_out, payable, payout_account, created_at, approved_by, approved_at)
     values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning number`,
    [
      client,
      from,
      date,
      totals.payable > 0n ? nextBankingDay(addDays(date, 1)) : null,
      state,
      totals.carriedIn,
      totals.received,
      totals.remuneration,
      totals.vat,
      totals.net,
      totals.carriedOut,
      totals.payable,
      agreement.payoutAccount,
      at,
      state === 'approved' ? 'agreement' : null,
      state === 'approved' ? at : null,
    ],
  );
  const number = inserted.rows[0]!.number;
  await sql.query(`update settlement set payout_reference = 'KF' || number where number = $1 and payable > 0`, [
    number,
  ]);
  const lines = payments.map((payment, index) => {
    const line = totals.lines[index]!;
    const amounts = [
      line.received,
      line.principal,
      line.interest,
      // What the debtor paid that is not the client's: fees with their VAT, and outlays.
      line.collectionFee + line.vatFromDebtor + line.outlayRefund,
      line.creditorFee,
      line.remuneration - line.collectionFee + line.outlay,
      line.vatBase,
      line.vat,
      line.net,
      line.vatFromDebtor,
    ];
    return [index + 1, payment.id, payment.case_number, payment.type, ...amounts.map(String)];
  });
  await sql.query(
    `insert into settlement_line (settlement, n, client, payment, case_number, kind, gross, principal, interest, cost, fee, commission,
       vat_base, vat, net, vat_from_debtor)
     select $1, (l->>0)::integer, $2, (l->>1)::integer, (l->>2)::integer, l->>3, (l->>4)::bigint, (l->>5)::bigint, (l->>6)::bigint,
       (l->>7)::bigint, (l->>8)::bigint, (l->>9)::bigint, (l->>10)::bigint, (l->>11)::bigint, (l->>12)::bigint, (l->>13)::bigint
     from jsonb_array_elements($3::jsonb) as l`,
    [number, client, JSON.stringify(lines)],
  );
  await sql.query(
    `update payment set settlement = $1 where id in (select payment from settlement_line where settlement = $1)`,
    [number],
  );
  return number;
}

/** Moves the collector's share, the VAT and what is paid out away from what is owed to the client; what is carried stays there. */
async function postSettlement(
  sql: Sql,
  client: number,
  number: number,
  totals: SettlementTotals,
  date: Day,
  at: Date,
): Promise<void> {
  // Costs that came through the client account went to the collector when they were allocated; those paid to the creditor did not.
  const ofDebtor = (line: SettlementLine): Ore => line.collectionFee + line.vatFromDebtor + line.outlayRefund;
  const allocated = totals.lines.reduce((sum, line) => (line.kind === 'payment' ? sum + ofDebtor(line) : sum), 0n);
  const owed = totals.lines.reduce(
    (sum, line) => sum + line.remuneration - line.collectionFee + ofDebtor(line) + line.outlay,
    0n,
  );
  const moves: [string, string, Ore][] = [
    ['client', 'collector', owed - allocated],
    ['client', 'vat', totals.vat],
    ['collector', 'vat', totals.vatFromDebtors],
    ['client', 'payable', totals.payable],
  ];
  const values = moves
    .filter(([, , amount]) => amount !== 0n)
    .map(([from, to, amount]) => (amount > 0n ? [from, to, String(amount)] : [to, from, String(-amount)]));
  await post(
    sql,
    { bookedOn: date, reason: 'settled', source: `settlement:${number}`, at },
    `select $1::integer as client, null::integer as case_number, move->>0 as from_account, move->>1 as to_account,
       (move->>2)::bigint as amount, 'NOK' as currency
     from jsonb_array_elements($2::jsonb) with ordinality as each (move, place) order by place`,
    [client, JSON.stringify(values)],
  );
}
