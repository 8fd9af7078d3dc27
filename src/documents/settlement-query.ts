/** The data of a client-account settlement, read from the tables. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { currentLaw, rowOn, scaled } from '../ledger/tariffs.ts';
import { receiverOf } from './queries.ts';
import type { Language, Sender } from './report.ts';
import { shownMoney } from './shown.ts';
import type {
  SettlementData,
  SettlementLine,
  SettlementLineKind,
  VatLine,
} from './reports/client-account-settlement.ts';

interface Head {
  client: number;
  period_from: Day;
  period_to: Day;
  booked_on: Day;
  payout_on: Day | null;
  state: SettlementData['state'];
  currency: string;
  carried_in: bigint;
  carried_out: bigint;
  payable: bigint;
  payout_account: string | null;
  payout_reference: string | null;
  created_at: Date;
  replaces: number | null;
  ledger_payable: bigint;
}

interface LineRow {
  kind: SettlementLineKind;
  text: string;
  case_number: number | null;
  paid_on: Day;
  booked_on: Day;
  amount: bigint;
  /** What of it was too much, also when it has been sent back since. */
  held: bigint;
  debtor: string | null;
  reference: string | null;
  invoice: string | null;
  customer_number: string | null;
  gross: bigint;
  principal: bigint;
  interest: bigint;
  cost: bigint;
  fee: bigint;
  commission: bigint;
  vat_base: bigint;
  vat: bigint;
  net: bigint;
}

const texts = {
  nb: {
    bank: 'Klientkonto',
    bankReversal: 'Tilbakeført av bank',
    direct: (amount: string) => `Betalt direkte til dere: ${amount}`,
    creditNote: (amount: string) => `Kreditert: ${amount}`,
    withdrawal: 'Tilbakekalt',
    fee: 'Gebyr etter avtale',
    held: (amount: string) => `${amount} for mye holdes tilbake`,
    balance: (amount: string) => `Saldo etter denne avregningen: ${amount}, overføres til neste oppgjør.`,
  },
  en: {
    bank: 'Client account',
    bankReversal: 'Returned by the bank',
    direct: (amount: string) => `Paid directly to you: ${amount}`,
    creditNote: (amount: string) => `Credited: ${amount}`,
    withdrawal: 'Recalled',
    fee: 'Fee by agreement',
    held: (amount: string) => `${amount} paid too much is held back`,
    balance: (amount: string) => `Balance after this settlement: ${amount}, carried to the next.`,
  },
};

/** What the settlement's document says; throws when there is no such settlement. */
export async function settlementData(
  sql: Sql,
  number: number,
  collector: Sender,
  language: Language = 'nb',
): Promise<SettlementData> {
  const found = await sql.query<Head>(
    `select settlement.*, (select coalesce(sum(case when to_account = 'payable' then amount else -amount end), 0)::bigint
         from posting join ledger_entry on ledger_entry.id = posting.entry
         where ledger_entry.source = 'settlement:' || $1::integer and ledger_entry.reason = 'settled'
           and 'payable' in (from_account, to_account)) as ledger_payable
     from settlement where number = $1`,
    [number],
  );
  const head = found.rows[0];
  if (!head) throw new Error(`There is no settlement ${number}.`);
  const rows = await linesOf(sql, number);
  return {
    collector,
    client: await receiverOf(sql, head.client),
    number,
    name: `Klientkonto-avregning-${head.client}-${head.booked_on}`,
    periodFrom: head.period_from,
    periodTo: head.period_to,
    bookedOn: head.booked_on,
    producedAt: head.created_at.toISOString(),
    payoutOn: head.payout_on,
    payoutAccount: head.payout_account,
    payoutReference: head.payout_reference,
    currency: head.currency,
    state: head.state,
    lines: rows.map((row) => lineOf(row, language)),
    vat: vatOf(rows),
    carriedIn: head.carried_in,
    carriedOut: head.carried_out,
    payable: head.payable,
    ledgerPayable: head.ledger_payable,
    replaces: head.replaces,
    replacesDocument: null,
    notes: head.carried_out === 0n ? [] : [texts[language].balance(shownMoney(head.carried_out, language))],
  };
}

async function linesOf(sql: Sql, number: number): Promise<LineRow[]> {
  const found = await sql.query<LineRow>(
    `select settlement_line.kind, settlement_line.text, settlement_line.case_number, coalesce(payment.paid_on, settlement.booked_on) as paid_on,
       coalesce(payment.booked_on, settlement.booked_on) as booked_on, coalesce(payment.amount, 0)::bigint as amount,
       coalesce((select sum(allocation.amount) from allocation where allocation.payment = settlement_line.payment
         and part = 'overpaid' and rule <> 'released@1'), 0)::bigint as held,
       collection_case.name as debtor, collection_case.reference, first_claim.invoice, debtor.customer_number,
       gross, settlement_line.principal, settlement_line.interest, settlement_line.cost, settlement_line.fee, commission, vat_base,
       settlement_line.vat, settlement_line.net
     from settlement_line join settlement on settlement.number = settlement_line.settlement
     left join payment on payment.id = settlement_line.payment
     left join collection_case on collection_case.number = settlement_line.case_number
     left join debtor on debtor.case_number = settlement_line.case_number and debtor.n = 1
     left join lateral (
       select coalesce((select string_agg(distinct claim.invoice, ', ') from allocation join claim
             on claim.case_number = allocation.case_number and claim.n = allocation.claim where allocation.payment = settlement_line.payment),
           (select min(claim.invoice) from claim where claim.case_number = settlement_line.case_number)) as invoice
     ) as first_claim on true
     where settlement_line.settlement = $1 order by settlement_line.n`,
    [number],
  );
  return found.rows;
}

/**
 * A line as it is shown. What was paid to the creditor never was in the client account: it is told in words, and what the
 * collector takes of it stands as commission, so that every column adds up.
 */
function lineOf(row: LineRow, language: Language): SettlementLine {
  const t = texts[language];
  const through = row.kind === 'bank' || row.kind === 'bankReversal';
  const held = through ? row.held : 0n;
  const words = {
    bank: t.bank,
    bankReversal: t.bankReversal,
    direct: t.direct(shownMoney(row.amount, language)),
    creditNote: t.creditNote(shownMoney(row.amount, language)),
    withdrawal: t.withdrawal,
    fee: t.fee,
  }[row.kind];
  return {
    date: row.paid_on,
    kind: row.kind,
    caseNumber: row.case_number,
    debtor: row.debtor,
    reference: row.reference,
    invoice: row.invoice,
    customerNumber: row.customer_number,
    text: [row.text || words, ...(held === 0n ? [] : [t.held(shownMoney(held, language))])].join(', '),
    gross: row.gross,
    principal: through ? row.principal : 0n,
    interest: through ? row.interest : 0n,
    fee: through ? row.fee : 0n,
    cost: through ? row.cost : 0n,
    commission: through ? row.commission : row.commission + row.cost,
    vatBase: row.vat_base,
    vat: row.vat,
    net: row.net,
  };
}

/** VAT by the rate that the law had on the day each line was booked. */
function vatOf(rows: LineRow[]): VatLine[] {
  const found = new Map<number, VatLine>();
  for (const row of rows) {
    const rate = Number(scaled(rowOn(currentLaw, 'vat', row.booked_on)) / 100n);
    const line = found.get(rate) ?? { rate, base: 0n, vat: 0n };
    found.set(rate, { rate, base: line.base + row.vat_base, vat: line.vat + row.vat });
  }
  return [...found.values()].sort((a, b) => a.rate - b.rate);
}
