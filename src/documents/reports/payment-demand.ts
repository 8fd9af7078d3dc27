/** Betalingsoppfordring: the collector's demand to a debtor, with what inkassoloven § 10 asks for, a to f. */
import { ore } from '../../domain/money.ts';
import type { DemandContent } from '../../ledger/demand-letter.ts';
import type { Block, Fact, Language, Report, Sender, TableRow } from '../report.ts';
import { shownAccount, shownDay, shownOrgNumber } from '../shown.ts';

export interface PaymentDemandData {
  collector: Sender;
  /** Where to pay. */
  clientAccount: string;
  name: string;
  content: DemandContent;
}

const texts = {
  nb: {
    title: 'Betalingsoppfordring',
    case: 'Saksnr.',
    creditor: 'Kreditor',
    orgNumber: 'org.nr.',
    reference: 'Kreditors referanse',
    date: 'Dato',
    deadline: 'Betalingsfrist',
    account: 'Betales til konto',
    kid: 'KID',
    lead: (creditor: string, deadline: string) =>
      `Vi har fått i oppdrag av ${creditor} å kreve inn beløpet nedenfor. Kravet er forfalt og ikke betalt. Betal innen ${deadline}.`,
    total: (deadline: string) => `Å betale innen ${deadline}`,
    claims: 'Hva kravet gjelder',
    columns: { claim: 'Krav', invoiceDate: 'Fakturadato', due: 'Forfall', amount: 'Beløp' },
    principal: 'Hovedstol',
    paidPrincipal: 'Betalt av hovedstol',
    interest: (from: string, to: string) => `Forsinkelsesrente ${from}–${to}`,
    interestPlain: 'Forsinkelsesrente',
    paidInterest: 'Betalt av rente',
    paidCosts: 'Betalt av kostnader',
    sum: 'Å betale',
    what: 'Kravet består av',
    kinds: {
      reminderFee: 'Purregebyr',
      noticeFee: 'Gebyr for inkassovarsel',
      lightFee: 'Inkassosalær',
      heavyFee: 'Tillegg, tungt inkassosalær',
      compensation: 'Standardkompensasjon',
      courtFee: 'Rettsgebyr',
      instalmentFee: 'Salær for avdragsordning',
    },
    rate: (rate: string, from: string) =>
      `Rente: Hovedstolen er tillagt forsinkelsesrente etter forsinkelsesrenteloven fra ${from}, for tiden ${rate} % per år. ` +
      `Renten løper til kravet er betalt.`,
    consequence: (deadline: string) =>
      `Betaler du ikke innen ${deadline}, kan saken bli sendt til rettslig inkasso (forliksrådet eller namsmannen) uten nytt varsel. ` +
      `Oversittes fristen med mer enn 28 dager, øker salæret. Da blir det dyrere for deg.`,
    objection: (contact: string) =>
      `Er du uenig i kravet, eller kan du ikke betale alt nå, så ta kontakt med oss før fristen: ${contact}. Oppgi saksnummeret.`,
    complaint:
      'Klage: Mener du at vi ikke følger god inkassoskikk, så klag først til oss. Er du ikke enig i svaret, kan du klage til Finansklagenemnda (finkn.no).',
    footnote: 'Sendt etter inkassoloven § 10',
  },
  en: {
    title: 'Payment demand',
    case: 'Case no.',
    creditor: 'Creditor',
    orgNumber: 'org. no.',
    reference: 'Creditor’s reference',
    date: 'Date',
    deadline: 'Pay by',
    account: 'Pay to account',
    kid: 'KID',
    lead: (creditor: string, deadline: string) =>
      `${creditor} has asked us to collect the amount below. The claim is overdue and unpaid. Pay by ${deadline}.`,
    total: (deadline: string) => `To be paid by ${deadline}`,
    claims: 'What the claim is for',
    columns: { claim: 'Claim', invoiceDate: 'Invoiced', due: 'Due', amount: 'Amount' },
    principal: 'Principal',
    paidPrincipal: 'Paid of the principal',
    interest: (from: string, to: string) => `Late interest ${from} to ${to}`,
    interestPlain: 'Late interest',
    paidInterest: 'Paid of the interest',
    paidCosts: 'Paid of the costs',
    sum: 'To be paid',
    what: 'The claim consists of',
    kinds: {
      reminderFee: 'Reminder fee',
      noticeFee: 'Collection notice fee',
      lightFee: 'Collection fee',
      heavyFee: 'Addition, heavy collection fee',
      compensation: 'Standard compensation',
      courtFee: 'Court fee',
      instalmentFee: 'Payment plan fee',
    },
    rate: (rate: string, from: string) =>
      `Interest: the principal bears statutory late interest (forsinkelsesrenteloven) from ${from}, at present ${rate} % a year. ` +
      `It runs until the claim is paid.`,
    consequence: (deadline: string) =>
      `If you do not pay by ${deadline}, the case may be taken to the conciliation board or the enforcement officer without further notice. ` +
      `When the deadline is passed by more than 28 days, the fee rises. It will then cost you more.`,
    objection: (contact: string) =>
      `If you disagree, or cannot pay everything now, contact us before the deadline: ${contact}. Give the case number.`,
    complaint:
      'Complaints: if you think that we do not follow good debt-collection practice, complain to us first. If you disagree with our answer, you can complain to Finansklagenemnda (finkn.no).',
    footnote: 'Sent under inkassoloven § 10',
  },
};

type Texts = (typeof texts)[Language];

/** The blocks of a payment demand. Pure; throws when its parts do not sum to its total. */
export function blocks(data: PaymentDemandData, language: Language): Report {
  const t = texts[language];
  const { content, collector } = data;
  const day = (value: string | null) => (value === null ? '' : shownDay(value, language));
  const deadline = day(content.deadline);
  const total = amount(content.total);
  const parts = partRows(content, t, day);
  const sum = parts.reduce((all, { value }) => all + value, 0n);
  if (sum !== total) throw new Error(`${data.name}: its parts come to ${sum} øre and its total to ${total}.`);
  const contact = [collector.phone, collector.email].filter(Boolean).join(', ');
  const found: Block[] = [
    { kind: 'amount', label: t.total(deadline), value: total },
    { kind: 'heading', text: t.claims },
    {
      kind: 'table',
      name: 'claims',
      columns: [
        { key: 'claim', title: t.columns.claim, type: 'text', share: 1 },
        { key: 'invoiceDate', title: t.columns.invoiceDate, type: 'date' },
        { key: 'due', title: t.columns.due, type: 'date' },
        { key: 'amount', title: t.columns.amount, type: 'money' },
      ],
      rows: content.claims.map((claim): TableRow => ({
        kind: 'row',
        cells: [
          { value: claim.invoice, ...(claim.concerns === null ? {} : { below: claim.concerns }) },
          { value: claim.invoiceDate },
          { value: claim.dueDate },
          { value: amount(claim.principal) },
        ],
      })),
    },
    { kind: 'heading', text: t.what },
    {
      kind: 'table',
      name: 'parts',
      columns: [
        { key: 'part', title: t.columns.claim, type: 'text', share: 1 },
        { key: 'amount', title: t.columns.amount, type: 'money' },
      ],
      rows: [
        ...parts.map(({ text, value }): TableRow => ({ kind: 'row', cells: [{ value: text }, { value }] })),
        { kind: 'sum', cells: [{ value: t.sum }, { value: total }] },
      ],
    },
  ];
  if (content.interestRate !== null) {
    const rate = language === 'nb' ? content.interestRate.replace('.', ',') : content.interestRate;
    found.push({ kind: 'text', text: t.rate(rate, day(content.interestFrom)) });
  }
  for (const text of [t.consequence(deadline), t.objection(contact), t.complaint]) found.push({ kind: 'text', text });
  return {
    name: data.name,
    title: t.title,
    language,
    orientation: 'portrait',
    date: content.date,
    currency: content.currency,
    sender: collector,
    receiver: addressOf(content.debtor),
    facts: facts(data, t, day),
    lead: t.lead(content.creditor.name, deadline),
    blocks: found,
    footnote: t.footnote,
    checks: [total],
  };
}

function amount(text: string): bigint {
  const value = ore(text);
  if (value === undefined) throw new Error(`“${text}” is not an amount of a letter.`);
  return value;
}

function partRows(
  content: DemandContent,
  t: Texts,
  day: (value: string | null) => string,
): { text: string; value: bigint }[] {
  const sum = (of: (claim: DemandContent['claims'][number]) => string) =>
    content.claims.reduce((all, claim) => all + amount(of(claim)), 0n);
  const interest =
    content.interestFrom === null ? t.interestPlain : t.interest(day(content.interestFrom), day(content.date));
  const kinds: Record<string, string> = t.kinds;
  return [
    { text: t.principal, value: sum((claim) => claim.principal) },
    { text: t.paidPrincipal, value: -sum((claim) => claim.paid) },
    ...content.costs.map((cost) => ({ text: kinds[cost.kind] ?? cost.kind, value: amount(cost.amount) })),
    { text: t.paidCosts, value: -amount(content.paid.costs) },
    { text: interest, value: amount(content.interest) },
    { text: t.paidInterest, value: -amount(content.paid.interest) },
  ].filter(({ value }, index) => index === 0 || value !== 0n);
}

function facts({ content, clientAccount }: PaymentDemandData, t: Texts, day: (value: string | null) => string): Fact[] {
  const { creditor } = content;
  const org = creditor.orgNumber === null ? '' : `, ${t.orgNumber} ${shownOrgNumber(creditor.orgNumber)}`;
  const found: [string, string][] = [
    [t.case, String(content.caseNumber)],
    [t.creditor, `${creditor.name}${org}`],
    [t.reference, creditor.reference],
    [t.date, day(content.date)],
    [t.deadline, day(content.deadline)],
    [t.account, shownAccount(clientAccount)],
    [t.kid, content.kid],
  ];
  return found.map(([label, value]) => ({ label, type: 'text', value }));
}

function addressOf({ name, careOf, street, postalCode, postalPlace }: DemandContent['debtor']): string[] {
  return [name, careOf === null ? null : `c/o ${careOf}`, street, `${postalCode} ${postalPlace}`].filter(
    (line): line is string => line !== null && line !== '',
  );
}
