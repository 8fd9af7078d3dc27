/** Klientkonto avregning (inkassooppgjør, remitteringsbilag): what was received for a client, what is kept, what is paid out. */
import type { Day } from '../../domain/day.ts';
import type { Block, Column, Fact, Language, Report, Sender, TableRow } from '../report.ts';
import { shownAccount, shownDay, shownInstant } from '../shown.ts';
import { addressLines, clientLine } from './engagement-confirmation.ts';
import type { Receiver } from './engagement-confirmation.ts';

/** What a line is about: money through the client account, money paid to the creditor, or a fee alone. */
export type SettlementLineKind = 'bank' | 'bankReversal' | 'direct' | 'creditNote' | 'withdrawal' | 'fee';

/**
 * One payment or fee, in øre. `gross` = `principal` + `interest` + `fee` + `cost` where money came through the client
 * account, else 0. `fee` is the creditor's (purregebyr), `cost` the collector's (salær), `commission` what the collector
 * takes besides. `net` = `gross` − `cost` − `commission` − `vat`.
 */
export interface SettlementLine {
  date: Day;
  kind: SettlementLineKind;
  caseNumber: number | null;
  debtor: string | null;
  reference: string | null;
  invoice: string | null;
  customerNumber: string | null;
  text: string;
  gross: bigint;
  principal: bigint;
  interest: bigint;
  fee: bigint;
  cost: bigint;
  commission: bigint;
  vatBase: bigint;
  vat: bigint;
  net: bigint;
}

export interface VatLine {
  /** Per cent times 100: 2500 is 25 %. */
  rate: number;
  base: bigint;
  vat: bigint;
}

/** One sum that must equal another, shown as an equation. */
export interface Control {
  text: string;
  left: bigint;
  right: bigint;
}

export interface SettlementData {
  collector: Sender;
  client: Receiver;
  number: number;
  name: string;
  periodFrom: Day;
  periodTo: Day;
  bookedOn: Day;
  producedAt: string;
  payoutOn: Day | null;
  payoutAccount: string | null;
  payoutReference: string | null;
  currency: string;
  state: 'draft' | 'approved' | 'sent' | 'paid' | 'zero' | 'carried';
  lines: SettlementLine[];
  vat: VatLine[];
  /** The balance of the settlement before, negative or zero. */
  carriedIn: bigint;
  carriedOut: bigint;
  payable: bigint;
  /** What the ledger moved for this settlement to the account that is paid out. */
  ledgerPayable: bigint;
  /** The settlement that this one corrects. */
  replaces: number | null;
  /** The document that this one corrects. */
  replacesDocument: string | null;
  notes: string[];
}

const texts = {
  nb: {
    title: 'Klientkonto avregning',
    number: 'Avregning nr.',
    client: 'Klient',
    orgNumber: 'org.nr.',
    period: 'Periode',
    booked: 'Bokføringsdato',
    produced: 'Produsert',
    paidOut: 'Utbetales',
    to: 'til',
    reference: 'Betalingsreferanse',
    currency: 'Valuta',
    replaces: 'Erstatter avregning',
    replacesDocument: 'Erstatter',
    lead: (from: string, to: string) =>
      `Inkassooppgjør (remitteringsbilag) for innbetalinger ${from}–${to}. Innbetalt = hovedstol + rente + gebyr + salær. ` +
      `Til dere = hovedstol + rente + gebyr − provisjon − mva.`,
    payOn: (day: string) => `Til utbetaling ${day}`,
    pay: 'Til utbetaling',
    carry: 'Overføres til neste oppgjør',
    carried: 'Overført fra forrige avregning',
    zero: 'Avregningen går i null',
    lines: 'Innbetalinger og gebyrer',
    columns: {
      date: 'Dato',
      case: 'Sak, skyldner',
      gross: 'Innbetalt',
      principal: 'Hovedstol',
      interest: 'Rente',
      fee: 'Gebyr',
      cost: 'Salær',
      commission: 'Provisjon',
      vat: 'Mva',
      net: 'Til dere',
    },
    kinds: {
      bank: 'Klientkonto',
      bankReversal: 'Tilbakeført av bank',
      direct: 'Betalt direkte til dere',
      creditNote: 'Kreditert',
      withdrawal: 'Tilbakekalt',
      fee: 'Gebyr',
    },
    sum: 'Sum perioden',
    vat: 'Merverdiavgift',
    vatRate: 'Sats',
    vatBase: 'Grunnlag',
    vatAmount: 'Mva',
    total: 'Sum',
    kept: 'Salær, provisjon og gebyr til inkassator',
    control: 'Kontroll',
    amount: 'Beløp',
    against: 'Mot',
    agrees: 'stemmer',
    differs: 'avvik',
    sumOfLines: 'Sum linjer + overført = til utbetaling + overføres',
    parts: 'Innbetalt = delene',
    ledger: 'Posteringer i hovedboken',
    nothing: 'Ingen innbetalinger i perioden.',
    notes: 'Merknader',
    footnote: 'Midler på klientkonto holdes adskilt etter inkassoloven § 16',
  },
  en: {
    title: 'Client account settlement',
    number: 'Settlement no.',
    client: 'Client',
    orgNumber: 'org. no.',
    period: 'Period',
    booked: 'Booking date',
    produced: 'Produced',
    paidOut: 'Paid out',
    to: 'to',
    reference: 'Payment reference',
    currency: 'Currency',
    replaces: 'Replaces settlement',
    replacesDocument: 'Replaces',
    lead: (from: string, to: string) =>
      `Collection settlement for payments ${from} to ${to}. Received = principal + interest + fee + costs. ` +
      `To you = principal + interest + fee − commission − VAT.`,
    payOn: (day: string) => `To be paid out ${day}`,
    pay: 'To be paid out',
    carry: 'Carried to the next settlement',
    carried: 'Carried from the previous settlement',
    zero: 'The settlement comes to zero',
    lines: 'Payments and fees',
    columns: {
      date: 'Date',
      case: 'Case, debtor',
      gross: 'Received',
      principal: 'Principal',
      interest: 'Interest',
      fee: 'Fee',
      cost: 'Costs',
      commission: 'Commission',
      vat: 'VAT',
      net: 'To you',
    },
    kinds: {
      bank: 'Client account',
      bankReversal: 'Returned by the bank',
      direct: 'Paid directly to you',
      creditNote: 'Credited',
      withdrawal: 'Recalled',
      fee: 'Fee',
    },
    sum: 'Total of the period',
    vat: 'VAT',
    vatRate: 'Rate',
    vatBase: 'Base',
    vatAmount: 'VAT',
    total: 'Total',
    kept: 'Costs, commission and fees to the collector',
    control: 'Control',
    amount: 'Amount',
    against: 'Against',
    agrees: 'agrees',
    differs: 'differs',
    sumOfLines: 'Lines + carried in = paid out + carried on',
    parts: 'Received = its parts',
    ledger: 'Postings in the ledger',
    nothing: 'No payments in the period.',
    notes: 'Notes',
    footnote: 'Client funds are kept apart (inkassoloven § 16)',
  },
};

type Texts = (typeof texts)[Language];

const amounts = ['gross', 'principal', 'interest', 'fee', 'cost', 'commission', 'vat', 'net'] as const;

/** Sums of all amount columns. */
export function settlementTotals(lines: SettlementLine[]): Record<(typeof amounts)[number], bigint> {
  const sums = { gross: 0n, principal: 0n, interest: 0n, fee: 0n, cost: 0n, commission: 0n, vat: 0n, net: 0n };
  for (const line of lines) for (const key of amounts) sums[key] += line[key];
  return sums;
}

/** What must hold of a settlement: its lines against its result, its parts against what came in, and the ledger. */
export function settlementControls(data: SettlementData, language: Language): Control[] {
  const t = texts[language];
  const sums = settlementTotals(data.lines);
  return [
    { text: t.sumOfLines, left: sums.net + data.carriedIn, right: data.payable + data.carriedOut },
    { text: t.parts, left: sums.gross, right: sums.principal + sums.interest + sums.fee + sums.cost },
    { text: t.ledger, left: data.payable, right: data.ledgerPayable },
  ];
}

/** The blocks of a client-account settlement. Pure; lines stand in the order given. */
export function blocks(data: SettlementData, language: Language): Report {
  const t = texts[language];
  const sums = settlementTotals(data.lines);
  const found: Block[] = [outcome(data, t, language)];
  found.push({ kind: 'heading', text: t.lines });
  if (data.lines.length === 0) found.push({ kind: 'text', text: t.nothing });
  found.push({ kind: 'table', name: 'lines', columns: columns(t), rows: rows(data, sums, t) });
  found.push({ kind: 'beside', left: vatBlocks(data, t), right: controlBlocks(data, t, language) });
  if (data.notes.length > 0) {
    found.push({ kind: 'heading', text: t.notes });
    for (const text of data.notes) found.push({ kind: 'text', text });
  }
  return {
    name: data.name,
    title: t.title,
    language,
    orientation: 'portrait',
    date: data.bookedOn,
    currency: data.currency,
    sender: data.collector,
    receiver: addressLines(data.client),
    facts: facts(data, t, language),
    lead: t.lead(shownDay(data.periodFrom, language), shownDay(data.periodTo, language)),
    blocks: found,
    footnote: t.footnote,
    checks: [sums.gross, sums.net, data.payable],
  };
}

function facts(data: SettlementData, t: Texts, language: Language): Fact[] {
  const payout = data.payoutOn
    ? shownDay(data.payoutOn, language) + (data.payoutAccount ? ` ${t.to} ${shownAccount(data.payoutAccount)}` : '')
    : null;
  const found: [string, string | null][] = [
    [t.number, String(data.number)],
    [t.client, clientLine(data.client, t.orgNumber)],
    [t.period, `${shownDay(data.periodFrom, language)}–${shownDay(data.periodTo, language)}`],
    [t.booked, shownDay(data.bookedOn, language)],
    [t.produced, shownInstant(data.producedAt, language)],
    [t.paidOut, data.payable > 0n ? payout : null],
    [t.reference, data.payable > 0n ? data.payoutReference : null],
    [t.currency, data.currency],
    [t.replaces, data.replaces === null ? null : String(data.replaces)],
    [t.replacesDocument, data.replacesDocument],
  ];
  return found.flatMap(([label, value]): Fact[] => (value ? [{ label, type: 'text', value }] : []));
}

function outcome(data: SettlementData, t: Texts, language: Language): Block {
  if (data.payable > 0n) {
    const label = data.payoutOn ? t.payOn(shownDay(data.payoutOn, language)) : t.pay;
    return { kind: 'amount', label, value: data.payable };
  }
  if (data.carriedOut !== 0n) return { kind: 'amount', label: t.carry, value: data.carriedOut };
  return { kind: 'amount', label: t.zero, value: 0n };
}

function columns(t: Texts): Column[] {
  return [
    { key: 'date', title: t.columns.date, type: 'date' },
    { key: 'case', title: t.columns.case, type: 'text', share: 1 },
    ...amounts.map((key): Column => ({ key, title: t.columns[key], type: 'money' })),
  ];
}

function rows(data: SettlementData, sums: ReturnType<typeof settlementTotals>, t: Texts): TableRow[] {
  const found = data.lines.map((line): TableRow => {
    const about = [line.caseNumber, line.debtor].filter((part) => part !== null && part !== '').join(' ');
    const kind = line.text || t.kinds[line.kind];
    const below = [kind, line.invoice, line.reference, line.customerNumber].filter(Boolean).join(' · ');
    return {
      kind: 'row',
      cells: [{ value: line.date }, { value: about || kind, below }, ...amounts.map((key) => ({ value: line[key] }))],
    };
  });
  found.push({
    kind: 'sum',
    cells: [{ value: t.sum, type: 'text', span: 2 }, ...amounts.map((key) => ({ value: sums[key] }))],
  });
  const line = (kind: 'carried' | 'sum', text: string, value: bigint) =>
    found.push({ kind, cells: [{ value: text, type: 'text', span: 9 }, { value }] });
  if (data.carriedIn !== 0n) line('carried', t.carried, data.carriedIn);
  if (data.carriedOut !== 0n) line('carried', t.carry, -data.carriedOut);
  line('sum', t.pay, data.payable);
  return found;
}

function vatBlocks(data: SettlementData, t: Texts): Block[] {
  const columns: Column[] = [
    { key: 'rate', title: t.vatRate, type: 'text', share: 1 },
    { key: 'base', title: t.vatBase, type: 'money' },
    { key: 'vat', title: t.vatAmount, type: 'money' },
  ];
  const lines = data.vat.map((each): TableRow => ({
    kind: 'row',
    cells: [{ value: `${each.rate / 100} %`.replace('.', ',') }, { value: each.base }, { value: each.vat }],
  }));
  const sum = (key: 'base' | 'vat') => data.vat.reduce((total, each) => total + each[key], 0n);
  lines.push({ kind: 'sum', cells: [{ value: t.total }, { value: sum('base') }, { value: sum('vat') }] });
  return [
    { kind: 'heading', text: t.vat },
    { kind: 'table', name: 'vat', columns, rows: lines },
    { kind: 'text', text: `${t.vatBase}: ${t.kept.toLowerCase()}.` },
  ];
}

function controlBlocks(data: SettlementData, t: Texts, language: Language): Block[] {
  const columns: Column[] = [
    { key: 'control', title: t.control, type: 'text', share: 1 },
    { key: 'left', title: t.amount, type: 'money' },
    { key: 'right', title: t.against, type: 'money' },
    { key: 'verdict', title: '', type: 'id' },
  ];
  const lines = settlementControls(data, language).map((each): TableRow => ({
    kind: 'row',
    cells: [
      { value: each.text },
      { value: each.left },
      { value: each.right },
      { value: each.left === each.right ? t.agrees : t.differs },
    ],
  }));
  return [
    { kind: 'heading', text: t.control },
    { kind: 'table', name: 'control', columns, rows: lines },
  ];
}
