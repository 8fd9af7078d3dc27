/** What a person does with money that found no case, or was too much: placed, split, held, released or sent back. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { decimal, type Ore } from '../domain/money.ts';
import { allocatePayments, applyToCases, postAllocations } from './allocate-payments.ts';
import { post } from './entry.ts';

/** Who does it, and when. `collector` is the client under whose number money without a place is held. */
export interface Handling {
  who: string;
  today: Day;
  at: Date;
  collector: number;
  note?: string;
}

/** Why nothing was done. */
export type HandlingRefusal =
  | 'unknown-payment'
  | 'not-waiting'
  | 'not-held'
  | 'takes-back'
  | 'unknown-case'
  | 'case-closed'
  | 'other-client'
  | 'other-sum'
  | 'nothing-over';

export type Handled = { payments: number[] } | { refused: HandlingRefusal };

interface Waiting {
  id: number;
  client: number | null;
  type: string;
  amount: Ore;
  currency: string;
  state: string;
}

async function lock(sql: Sql, payment: number): Promise<Waiting | undefined> {
  const found = await sql.query<Waiting>(
    'select id, client, type, amount, currency, state from payment where id = $1 for update',
    [payment],
  );
  return found.rows[0];
}

const isBank = ({ type }: Waiting): boolean => type === 'bank' || type === 'bankReversal';

/** Places a waiting payment on one case, or splits it over several; the parts must sum to it. Each is allocated as if it had come so. */
export async function placePayment(
  sql: Sql,
  payment: number,
  parts: readonly { caseNumber: number; amount: Ore }[],
  by: Handling,
): Promise<Handled> {
  const waiting = await lock(sql, payment);
  if (waiting === undefined) return { refused: 'unknown-payment' };
  if (waiting.state !== 'unplaced' && waiting.state !== 'held') return { refused: 'not-waiting' };
  if (waiting.amount < 0n) return { refused: 'takes-back' };
  if (
    parts.some(({ amount }) => amount <= 0n) ||
    parts.reduce((sum, { amount }) => sum + amount, 0n) !== waiting.amount
  )
    return { refused: 'other-sum' };
  const cases = await sql.query<{ number: number; client: number; status: string }>(
    'select number, client, status from collection_case where number = any($1) order by number for update',
    [parts.map(({ caseNumber }) => caseNumber)],
  );
  const caseOf = new Map(cases.rows.map((row) => [row.number, row]));
  for (const { caseNumber } of parts) {
    const found = caseOf.get(caseNumber);
    if (found === undefined) return { refused: 'unknown-case' };
    if (found.status === 'closed') return { refused: 'case-closed' };
    if (waiting.client !== null && found.client !== waiting.client) return { refused: 'other-client' };
  }
  if (waiting.state === 'held') await moveHeld(sql, waiting, 'held', 'unplaced', by);
  const ids =
    parts.length === 1
      ? [payment]
      : await split(
          sql,
          payment,
          parts.map(({ amount }) => amount),
        );
  for (const [index, id] of ids.entries()) {
    const { number, client } = caseOf.get(parts[index]!.caseNumber)!;
    await sql.query(
      `update payment set state = 'placed', waits_for = null, client = $2, case_number = $3, booked_on = $4 where id = $1`,
      [id, client, number, by.today],
    );
    await record(sql, id, parts.length === 1 ? 'placed' : 'split', parts[index]!.amount, { client, number }, by);
  }
  await allocatePayments(sql, 'id = any($1)', [ids], { bookedOn: by.today, source: `payment:${payment}`, at: by.at });
  await postAllocations(sql, 'allocation.payment = any($1)', [ids], `payment:${payment}`, by.today, by.at);
  return { payments: ids };
}

/** The payment as it came becomes “split”; its parts are payments of their own that wait. */
async function split(sql: Sql, payment: number, amounts: readonly Ore[]): Promise<number[]> {
  await sql.query(`update payment set state = 'split', waits_for = null where id = $1`, [payment]);
  return parts(sql, payment, amounts);
}

async function parts(sql: Sql, payment: number, amounts: readonly Ore[]): Promise<number[]> {
  const added = await sql.query<{ id: number }>(
    `insert into payment (client, journal, row, split_part, split_of, type, paid_on, booked_on, amount, currency, kid, invoice, account,
       payer_account, payer_name, bank_reference, note, state, waits_for)
     select case when type in ('bank', 'bankReversal') then null else client end, journal, row,
       (select max(split_part) from payment as there where there.journal = payment.journal and there.row = payment.row) + place, id, type,
       paid_on, booked_on, each.amount, currency, kid, invoice, account, payer_account, payer_name, bank_reference, note, 'unplaced', 'split'
     from payment, unnest($2::bigint[]) with ordinality as each (amount, place) where id = $1 order by place returning id`,
    [payment, amounts.map(String)],
  );
  return added.rows.map((row) => row.id);
}

/** Holds a waiting payment back until somebody knows more. */
export async function holdPayment(sql: Sql, payment: number, by: Handling): Promise<Handled> {
  const waiting = await lock(sql, payment);
  if (waiting === undefined) return { refused: 'unknown-payment' };
  if (waiting.state !== 'unplaced') return { refused: 'not-waiting' };
  if (waiting.amount < 0n) return { refused: 'takes-back' };
  await moveHeld(sql, waiting, 'unplaced', 'held', by);
  await sql.query(`update payment set state = 'held' where id = $1`, [payment]);
  await record(sql, payment, 'held', waiting.amount, {}, by);
  return { payments: [payment] };
}

/** Lets a held payment wait for a place again. */
export async function releasePayment(sql: Sql, payment: number, by: Handling): Promise<Handled> {
  const waiting = await lock(sql, payment);
  if (waiting === undefined) return { refused: 'unknown-payment' };
  if (waiting.state !== 'held') return { refused: 'not-held' };
  await moveHeld(sql, waiting, 'held', 'unplaced', by);
  await sql.query(`update payment set state = 'unplaced' where id = $1`, [payment]);
  await record(sql, payment, 'released', waiting.amount, {}, by);
  return { payments: [payment] };
}

async function moveHeld(sql: Sql, waiting: Waiting, from: string, to: string, by: Handling): Promise<void> {
  if (isBank(waiting)) await move(sql, waiting, from, to, from === 'held' ? 'payment-released' : 'payment-held', by);
}

async function move(sql: Sql, waiting: Waiting, from: string, to: string, reason: string, by: Handling): Promise<void> {
  await post(
    sql,
    { bookedOn: by.today, reason, source: `payment:${waiting.id}`, at: by.at },
    `select $1::integer as client, null::integer as case_number, $2::text as from_account, $3::text as to_account,
       $4::bigint as amount, $5::text as currency`,
    [by.collector, from, to, String(waiting.amount), waiting.currency],
  );
}

/** Sends a waiting or held bank payment back to its payer: it leaves the client account. */
export async function refundPayment(sql: Sql, payment: number, by: Handling): Promise<Handled> {
  const waiting = await lock(sql, payment);
  if (waiting === undefined) return { refused: 'unknown-payment' };
  if ((waiting.state !== 'unplaced' && waiting.state !== 'held') || !isBank(waiting)) return { refused: 'not-waiting' };
  if (waiting.amount < 0n) return { refused: 'takes-back' };
  await move(sql, waiting, waiting.state, 'outside', 'payment-refunded', by);
  await sql.query(`update payment set state = 'refunded', waits_for = null where id = $1`, [payment]);
  await record(sql, payment, 'refunded', waiting.amount, {}, by);
  return { payments: [payment] };
}

/**
 * Takes what a placed bank payment paid too much off its case: it becomes a payment of its own that waits, to be refunded
 * or placed on another case. Returns that payment.
 */
export async function releaseOverpaid(sql: Sql, payment: number, by: Handling): Promise<Handled> {
  const placed = await lock(sql, payment);
  if (placed === undefined) return { refused: 'unknown-payment' };
  const over = await sql.query<{ sum: Ore; case_number: number | null; n: number }>(
    `select coalesce(sum(amount), 0)::bigint as sum, min(case_number) as case_number,
       (select max(n) from allocation as every where every.payment = $1) as n
     from allocation where payment = $1 and part = 'overpaid'`,
    [payment],
  );
  const { sum, case_number: number, n } = over.rows[0]!;
  const reversed = await sql.query('select from payment where id = $1 and reversed_by is not null', [payment]);
  if (placed.state !== 'placed' || placed.type !== 'bank' || sum <= 0n || reversed.rowCount !== 0)
    return { refused: 'nothing-over' };
  const [part] = await parts(sql, payment, [sum]);
  await sql.query('update payment set amount = amount - $2 where id = $1', [payment, sum]);
  await sql.query(
    `insert into allocation (payment, n, client, case_number, part, amount, rule) values ($1, $2, $3, $4, 'overpaid', $5, 'released@1')`,
    [payment, n + 1, placed.client, number, -sum],
  );
  await applyToCases(sql, 'payment = $1 and n = $2', [payment, n + 1]);
  await postAllocations(
    sql,
    'allocation.payment = $1 and allocation.n = $2',
    [payment, n + 1],
    `payment:${payment}`,
    by.today,
    by.at,
  );
  await sql.query(`update payment set waits_for = 'overpaid' where id = $1`, [part]);
  await record(sql, part!, 'released', sum, { client: placed.client!, number: number! }, by);
  return { payments: [part!] };
}

async function record(
  sql: Sql,
  payment: number,
  act: 'placed' | 'split' | 'held' | 'released' | 'refunded',
  amount: Ore,
  place: { client?: number; number?: number },
  by: Handling,
): Promise<void> {
  const { client = null, number = null } = place;
  await sql.query(
    `insert into payment_handling (payment, client, act, amount, case_number, note, at, actor) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [payment, client, act, amount, number, by.note ?? '', by.at, by.who],
  );
  await sql.query('select record_audit($1, $2, $3, $4, $5, $6::jsonb)', [
    by.at,
    by.who,
    `payment.${act}`,
    client,
    `payment ${payment}`,
    JSON.stringify({ amount: decimal(amount), case: number }),
  ]);
}
