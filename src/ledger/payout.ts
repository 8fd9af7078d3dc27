/** Settlements on their way to the creditors: draft → approved → sent → paid, each step once and by whom. */
import { createHash } from 'node:crypto';
import type { Sql } from '../db/database.ts';
import { type Day, nextBankingDay } from '../domain/day.ts';
import { decimal, type Ore } from '../domain/money.ts';
import { post } from './entry.ts';
import type { PayoutAnswer } from './payout-answer.ts';
import { controlSum, type PainVersion, payoutXml, type TransferGroup } from './payout-xml.ts';

export type Approval =
  | { state: 'approved' | 'waitsForSecond' }
  /** `samePerson`: four eyes need another; `notDraft`: nothing to approve; `unknown`: no such settlement. */
  | { refused: 'samePerson' | 'notDraft' | 'unknown' };

/**
 * Approves a settlement that is above the agreement's limit: the first person's yes is kept, another's makes it approved
 * (four eyes). Written to the audit in the same transaction.
 */
export async function approveSettlement(sql: Sql, number: number, who: string, at: Date): Promise<Approval> {
  const found = await sql.query<{ client: number; state: string; approved_by: string | null; payable: Ore }>(
    'select client, state, approved_by, payable from settlement where number = $1 for update',
    [number],
  );
  const settlement = found.rows[0];
  if (settlement === undefined) return { refused: 'unknown' };
  if (settlement.state !== 'draft') return { refused: 'notDraft' };
  if (settlement.approved_by === who) return { refused: 'samePerson' };
  const second = settlement.approved_by !== null;
  await sql.query(
    second
      ? `update settlement set second_approver = $2, state = 'approved' where number = $1`
      : `update settlement set approved_by = $2, approved_at = $3 where number = $1`,
    second ? [number, who] : [number, who, at],
  );
  const state = second ? 'approved' : 'waitsForSecond';
  await audit(sql, at, who, `settlement.${second ? 'approved' : 'firstApproval'}`, settlement.client, number, {
    payable: decimal(settlement.payable),
  });
  return { state };
}

async function audit(
  sql: Sql,
  at: Date,
  who: string,
  act: string,
  client: number,
  number: number,
  detail: Record<string, unknown>,
): Promise<void> {
  await sql.query('select record_audit($1, $2, $3, $4, $5, $6::jsonb)', [
    at,
    who,
    act,
    client,
    `settlement ${number}`,
    JSON.stringify(detail),
  ]);
}

export interface PayoutOrder {
  date: Day;
  version: PainVersion;
  /** Whose client account is debited. */
  payer: { name: string; orgNumber: string; account: string };
  who: string;
  at: Date;
}

export interface PayoutFile {
  messageId: string;
  version: PainVersion;
  /** The day the bank is to pay: the date, or the next banking day. */
  executeOn: Day;
  count: number;
  sum: Ore;
  content: string;
  /** False when nothing new was approved and the date's last file is given again. */
  made: boolean;
}

interface Payable {
  number: number;
  client: number;
  name: string;
  payable: Ore;
  currency: string;
  payout_account: string;
  payout_reference: string;
}

/**
 * Makes the bank's file of every approved settlement that is to be paid out by `date` and has an account; they are then
 * sent, in the same transaction. Asked again it gives the date's last file as it was. Undefined when there is none.
 */
export async function makePayoutFile(sql: Sql, order: PayoutOrder): Promise<PayoutFile | undefined> {
  await sql.query('select pg_advisory_xact_lock(7205759406)');
  const executeOn = nextBankingDay(order.date);
  const found = await sql.query<Payable>(
    `select settlement.number, settlement.client, client.name, payable, currency, payout_account, payout_reference
     from settlement join client on client.number = settlement.client
     where state = 'approved' and payable > 0 and payout_file is null and payout_on <= $1 and payout_account is not null
     order by settlement.number for update of settlement`,
    [executeOn],
  );
  if (found.rows.length === 0) return lastFile(sql, executeOn);
  const groups: TransferGroup[] = [
    {
      account: order.payer.account,
      date: executeOn,
      transfers: found.rows.map((each) => ({
        reference: each.payout_reference,
        amount: each.payable,
        currency: each.currency,
        name: each.name,
        account: each.payout_account,
        text: `Klientkonto avregning ${each.number}`,
      })),
    },
  ];
  const before = await sql.query<{ count: number }>('select count(*)::integer as count from payout_file');
  const messageId = `KF-${executeOn.replaceAll('-', '')}-${before.rows[0]!.count + 1}`;
  const createdAt = `${order.at.toISOString().slice(0, 19)}Z`;
  const content = payoutXml({ messageId, createdAt, initiator: order.payer, groups }, order.version);
  const [count, sum] = [found.rows.length, controlSum(groups)];
  const inserted = await sql.query<{ id: number }>(
    `insert into payout_file (message_id, version, execute_on, count, sum, sha256, content, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      messageId,
      order.version,
      executeOn,
      count,
      sum,
      createHash('sha256').update(content).digest('hex'),
      content,
      order.at,
      order.who,
    ],
  );
  const numbers = found.rows.map((each) => each.number);
  const sent = await sql.query(
    `update settlement set state = 'sent', sent_at = $2, payout_file = $3, payout_refusal = null
     where number = any($1) and state = 'approved'`,
    [numbers, order.at, inserted.rows[0]!.id],
  );
  if (sent.rowCount !== count) throw new Error('A settlement changed while its payout file was made. Run it again.');
  for (const { number, client, payable } of found.rows)
    await audit(sql, order.at, order.who, 'settlement.sent', client, number, {
      file: messageId,
      amount: decimal(payable),
    });
  return { messageId, version: order.version, executeOn, count, sum, content, made: true };
}

async function lastFile(sql: Sql, executeOn: Day): Promise<PayoutFile | undefined> {
  const found = await sql.query<{
    message_id: string;
    version: PainVersion;
    count: number;
    sum: Ore;
    content: string;
  }>(
    'select message_id, version, count, sum, content from payout_file where execute_on = $1 order by id desc limit 1',
    [executeOn],
  );
  const file = found.rows[0];
  if (file === undefined) return undefined;
  const { message_id: messageId, version, count, sum, content } = file;
  return { messageId, version, executeOn, count, sum, content, made: false };
}

export interface AnswerOutcome {
  paid: number[];
  refused: number[];
  /** References that no sent settlement has, or whose amount is another. */
  unknown: string[];
}

/**
 * Applies what the bank answered: a payout that was debited is paid and leaves the ledger's payable account; one that was
 * refused is approved again, with the bank's words, and goes into the next file. Twice is once.
 */
export async function applyPayoutAnswers(
  sql: Sql,
  answers: readonly PayoutAnswer[],
  today: Day,
  at: Date,
): Promise<AnswerOutcome> {
  const outcome: AnswerOutcome = { paid: [], refused: [], unknown: [] };
  for (const answer of answers) {
    const found = await sql.query<{ number: number; client: number; state: string; payable: Ore; currency: string }>(
      `select number, settlement.client, state, payable, currency from settlement
       left join payout_file on payout_file.id = payout_file
       where payout_reference = $1 or ($1::text is null and message_id = $2) order by number for update of settlement`,
      [answer.reference, answer.messageId],
    );
    if (found.rows.length === 0) outcome.unknown.push(answer.reference ?? answer.messageId ?? '');
    for (const settlement of found.rows) {
      const { number, client, state, payable } = settlement;
      if (answer.amount !== null && answer.amount !== payable) {
        outcome.unknown.push(answer.reference ?? String(number));
      } else if (answer.status === 'paid' && state === 'sent') {
        const paidOn = answer.date ?? today;
        await sql.query(`update settlement set state = 'paid', paid_at = $2, paid_on = $3 where number = $1`, [
          number,
          at,
          paidOn,
        ]);
        await post(
          sql,
          { bookedOn: today, reason: 'payout-paid', source: `settlement:${number}`, at },
          `select $1::integer as client, null::integer as case_number, 'payable' as from_account, 'outside' as to_account,
             $2::bigint as amount, $3::text as currency`,
          [client, String(payable), settlement.currency],
        );
        await audit(sql, at, 'bank', 'settlement.paid', client, number, { paidOn });
        outcome.paid.push(number);
      } else if (answer.status === 'refused' && state === 'sent') {
        await sql.query(
          `update settlement set state = 'approved', sent_at = null, payout_file = null, payout_refusal = $2 where number = $1`,
          [number, answer.reason ?? ''],
        );
        await audit(sql, at, 'bank', 'settlement.refused', client, number, { reason: answer.reason });
        outcome.refused.push(number);
      }
    }
  }
  return outcome;
}
