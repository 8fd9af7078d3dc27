/** Oppdragsbekreftelse: what was registered for one client on one day, and what was not. */
import type { Day } from '../../domain/day.ts';
import type { Block, Cell, Column, Fact, Language, Report, Sender, Table, TableRow } from '../report.ts';
import { confirmationTexts as texts } from './confirmation-texts.ts';
import { shownCount, shownDay, shownInstant, shownMoney, shownOrgNumber } from '../shown.ts';

/** A client as a letter is addressed to it. */
export interface Receiver {
  number: number;
  name: string;
  orgNumber: string | null;
  vatRegistered: boolean;
  street: string | null;
  postalCode: string | null;
  postalPlace: string | null;
}

export interface ConfirmedJournal {
  number: number;
  description: string;
  /** The file's name, or null for a journal that a person made. */
  source: string | null;
  door: string | null;
  receivedAt: string | null;
  sentBy: string | null;
  approvedBy: string | null;
  approvedAt: string | null;
}

export interface ConfirmedDebtor {
  name: string;
  role: 'debtor' | 'coDebtor' | 'guarantor';
  /** `DDMMYY *****` for a person, the whole number for a company. */
  maskedId: string | null;
  /** Null where the address is protected. */
  postalPlace: string | null;
  customerNumber: string | null;
}

/** Amounts in øre; a credit note's are negative. */
export interface ConfirmedClaim {
  kind: 'invoice' | 'creditNote';
  invoice: string;
  concerns: string | null;
  invoiceDate: Day | null;
  dueDate: Day | null;
  original: bigint;
  remaining: bigint;
  interestFrom: Day | null;
  reminderFee: bigint;
  reminderDate: Day | null;
  kid: string | null;
}

export interface ConfirmedCase {
  number: number;
  reference: string;
  service: string;
  currency: string;
  handler: string | null;
  noticeOn: Day | null;
  kid: string | null;
  interest: bigint;
  debtors: ConfirmedDebtor[];
  claims: ConfirmedClaim[];
}

/** A row that was not registered: one line per problem. Texts are in the report's language. */
export interface Rejection {
  file: string;
  line: number;
  reference: string | null;
  code: string;
  message: string;
  cure: string;
}

export interface EngagementConfirmationData {
  collector: Sender;
  client: Receiver;
  name: string;
  date: Day;
  /** The document that this one corrects. */
  replaces: string | null;
  journals: ConfirmedJournal[];
  cases: ConfirmedCase[];
  rejections: Rejection[];
  /** How many rows the rejections are of. */
  rejectedRows: number;
  withoutMobile: number;
  withoutEmail: number;
  /** Free text, a paragraph each. */
  notes: string[];
}

/** Cases that get a line, at most: some two hundred pages. The sums are of all, and every case stands in its file's result. */
export const mostCases = 5000;

/** The blocks of an engagement confirmation. Pure; cases stand in the order given, one total per currency. */
export function blocks(data: EngagementConfirmationData, language: Language): Report {
  const t = texts[language];
  const currencies = [...new Set(data.cases.map((each) => each.currency))].sort();
  const found: Block[] = [];
  const checks: bigint[] = [];
  for (const currency of currencies) {
    const table = caseTable(
      data.cases.filter((each) => each.currency === currency),
      language,
      currencies.length > 1 ? ` (${currency})` : '',
    );
    found.push({ kind: 'heading', text: table.heading }, table.table);
    checks.push(...table.totals);
    if (table.cut !== '') found.push({ kind: 'text', text: table.cut });
  }
  if (data.rejections.length > 0) found.push(...rejected(data, language));
  const notes = remarks(data, language);
  if (notes.length > 0) {
    found.push({ kind: 'heading', text: t.notes });
    for (const text of notes) found.push({ kind: 'text', text });
  }
  const day = shownDay(data.date, language);
  return {
    name: data.name,
    title: t.title,
    language,
    orientation: 'portrait',
    date: data.date,
    currency: currencies[0] ?? 'NOK',
    sender: data.collector,
    receiver: addressLines(data.client),
    facts: facts(data, language),
    lead: data.cases.length > 0 ? t.lead(day, currencies.join(', ')) : t.none(day),
    blocks: found,
    footnote: t.footnote,
    checks,
  };
}

/** A receiver's name and address, a line each. */
export function addressLines(client: Receiver): string[] {
  return [client.name, client.street, [client.postalCode, client.postalPlace].filter(Boolean).join(' ')].filter(
    (line): line is string => line !== null && line !== '',
  );
}

/** A client's number and organisation number on one line. */
export function clientLine(client: Receiver, label: string): string {
  if (client.orgNumber === null) return String(client.number);
  return `${client.number}, ${label} ${shownOrgNumber(client.orgNumber)}${client.vatRegistered ? ' MVA' : ''}`;
}

const shownJournals = 3;

function facts(data: EngagementConfirmationData, language: Language): Fact[] {
  const t = texts[language];
  const found: Fact[] = [
    { label: t.document, type: 'text', value: data.name },
    { label: t.client, type: 'text', value: clientLine(data.client, t.orgNumber) },
    ...(data.replaces === null ? [] : [{ label: t.replaces, type: 'text' as const, value: data.replaces }]),
  ];
  for (const journal of data.journals.slice(0, shownJournals)) {
    const say = (label: string, value: string | null) => {
      if (value) found.push({ label, type: 'text', value });
    };
    say(t.journal, [`${journal.number}`, journal.description].filter(Boolean).join(', '));
    say(t.source, journal.source && [journal.source, t.doors[journal.door ?? ''] ?? journal.door].join(', '));
    say(t.received, journal.receivedAt && shownInstant(journal.receivedAt, language));
    say(t.sentBy, journal.sentBy);
    say(
      t.approved,
      [
        journal.approvedBy === 'agreement' ? t.byAgreement : journal.approvedBy,
        journal.approvedAt && shownInstant(journal.approvedAt, language),
      ]
        .filter(Boolean)
        .join(', '),
    );
  }
  const more = data.journals.slice(shownJournals).map((each) => each.number);
  if (more.length > 0) {
    const named = more.slice(0, 8).join(', ');
    found.push({ label: t.journal, type: 'text', value: more.length > 8 ? `${named} … (+${more.length - 8})` : named });
  }
  return found;
}

interface CaseTable {
  heading: string;
  table: Table;
  totals: bigint[];
  /** What is said where not every case has a line; empty where each has. */
  cut: string;
}

function caseTable(cases: ConfirmedCase[], language: Language, suffix: string): CaseTable {
  const t = texts[language];
  const sum = { claims: 0, original: 0n, principal: 0n, fee: 0n, interest: 0n };
  const rows: TableRow[] = [];
  for (const [place, each] of cases.entries()) {
    // Interest is the case's; it stands on its first claim's row.
    each.claims.forEach((claim, i) => {
      const interest = i === 0 ? each.interest : 0n;
      sum.claims += 1;
      sum.original += claim.original;
      sum.principal += claim.remaining;
      sum.fee += claim.reminderFee;
      sum.interest += interest;
      if (place >= mostCases) return;
      rows.push({
        kind: i === 0 ? 'row' : 'part',
        cells: [
          ...(i === 0 ? caseCells(each, t) : [{ value: null }, { value: null }]),
          ...claimCells(claim, each, interest, t, language),
        ],
      });
    });
  }
  const title = `${shownCount(cases.length, language)} ${t.cases(cases.length)}, ${shownCount(sum.claims, language)} krav`;
  const heading = (language === 'nb' ? title : title.replace('krav', sum.claims === 1 ? 'claim' : 'claims')) + suffix;
  rows.push({
    kind: 'sum',
    cells: [
      { value: `${t.sum} ${heading}`, span: 5 },
      principalCell(sum.principal, sum.original, t, language),
      { value: sum.fee },
      { value: sum.interest },
      { value: sum.principal + sum.fee + sum.interest },
    ],
  });
  const columns: Column[] = [
    { key: 'case', title: t.columns.case, type: 'id', share: 0.8 },
    { key: 'debtor', title: t.columns.debtor, type: 'text', share: 2.4 },
    { key: 'invoice', title: t.columns.invoice, type: 'id', share: 0.8 },
    { key: 'due', title: t.columns.due, type: 'date' },
    { key: 'notice', title: t.columns.notice, type: 'date' },
    { key: 'principal', title: t.columns.principal, type: 'money' },
    { key: 'fee', title: t.columns.fee, type: 'money' },
    { key: 'interest', title: t.columns.interest, type: 'money' },
    { key: 'sum', title: t.columns.sum, type: 'money' },
  ];
  return {
    heading,
    table: { kind: 'table', name: 'cases', columns, rows },
    totals: [sum.original, sum.principal, sum.fee, sum.principal + sum.fee + sum.interest],
    cut: cases.length > mostCases ? t.cut(shownCount(mostCases, language), shownCount(cases.length, language)) : '',
  };
}

function caseCells(each: ConfirmedCase, t: (typeof texts)[Language]): Cell[] {
  const [first, ...others] = each.debtors;
  const below = first ? [first.customerNumber, first.maskedId, first.postalPlace].filter(Boolean).join(' · ') : '';
  const beside = others.map((other) => `${t.role[other.role] || t.role.coDebtor}: ${other.name}`).join(', ');
  return [
    { value: each.number, below: each.reference },
    { value: first?.name ?? '', below: [below, beside].filter(Boolean).join(' · ') },
  ];
}

/** What remains of the principal, and below it what it was where that is another amount. */
function principalCell(remaining: bigint, original: bigint, t: (typeof texts)[Language], language: Language): Cell {
  return {
    value: remaining,
    ...(original === remaining ? {} : { below: `${t.of} ${shownMoney(original, language)}` }),
  };
}

function claimCells(
  claim: ConfirmedClaim,
  of: ConfirmedCase,
  interest: bigint,
  t: (typeof texts)[Language],
  language: Language,
): Cell[] {
  const concerns = claim.kind === 'creditNote' ? t.creditNote : (claim.concerns ?? '');
  return [
    { value: claim.invoice, ...(concerns ? { below: concerns } : {}) },
    { value: claim.dueDate },
    { value: of.noticeOn },
    principalCell(claim.remaining, claim.original, t, language),
    { value: claim.reminderFee },
    { value: interest },
    { value: claim.remaining + claim.reminderFee + interest },
  ];
}

function rejected(data: EngagementConfirmationData, language: Language): Block[] {
  const t = texts[language];
  const several = new Set(data.rejections.map((each) => each.file)).size > 1;
  const columns: Column[] = [
    { key: 'line', title: t.line, type: 'count' },
    { key: 'reference', title: t.reference, type: 'id', share: 1 },
    { key: 'wrong', title: t.wrong, type: 'text', share: 3 },
    { key: 'cure', title: t.cure, type: 'text', share: 3 },
  ];
  const rows = data.rejections.map((each): TableRow => ({
    kind: 'row',
    cells: [
      { value: each.line },
      { value: each.reference, ...(several ? { below: each.file } : {}) },
      { value: each.message, below: each.code },
      { value: each.cure },
    ],
  }));
  return [
    { kind: 'heading', text: t.rejected(shownCount(data.rejectedRows, language), data.rejectedRows === 1) },
    { kind: 'table', name: 'rejections', columns, rows, warns: true },
  ];
}

function remarks(data: EngagementConfirmationData, language: Language): string[] {
  const t = texts[language];
  const handlers = [...new Set(data.cases.map((each) => each.handler).filter((name): name is string => name !== null))];
  return [
    ...(data.withoutMobile + data.withoutEmail > 0 ? [t.missing(data.withoutMobile, data.withoutEmail)] : []),
    ...(handlers.length > 0 ? [`${t.handler}: ${handlers.slice(0, 5).join(', ')}.`] : []),
    ...data.notes,
  ];
}
