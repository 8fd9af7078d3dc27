/** Problems between the rows of one file. */
import type { ProblemEntry } from './entry.ts';

export const betweenProblems = {
  'invoice-twice': {
    tier: 'between',
    severity: 'error',
    title: { nb: 'Samme faktura to ganger i filen', en: 'The same invoice twice in the file' },
    sentence: {
      nb: 'Faktura «{value}» står også i linje {firstLine}.',
      en: 'Invoice “{value}” also stands in line {firstLine}.',
    },
    cure: { nb: 'Send hver faktura én gang.', en: 'Send each invoice once.' },
  },
  'equal-payment': {
    tier: 'between',
    severity: 'warning',
    title: { nb: 'Lik betaling flere ganger i filen', en: 'Equal payment several times in the file' },
    sentence: {
      nb: 'Betalingen er lik den i linje {firstLine}; dette er nummer {occurrence}.',
      en: 'The payment equals the one in line {firstLine}; this is number {occurrence}.',
    },
    cure: {
      nb: 'Alle regnes med; ta bort dem som er sendt to ganger ved en feil.',
      en: 'All are counted; take away those sent twice by mistake.',
    },
  },
  'stop-twice': {
    tier: 'between',
    severity: 'warning',
    title: { nb: 'Samme stopp to ganger i filen', en: 'The same stop twice in the file' },
    sentence: { nb: 'Stoppen står også i linje {firstLine}.', en: 'The stop also stands in line {firstLine}.' },
    cure: { nb: 'Ingenting må gjøres; saken stoppes én gang.', en: 'Nothing need be done; the case is stopped once.' },
  },
  'reference-other-debtor': {
    tier: 'between',
    severity: 'error',
    title: { nb: 'Samme referanse, annen skyldner', en: 'Same reference, another debtor' },
    sentence: {
      nb: 'Referansen «{value}» står i linje {firstLine} med en annen skyldner.',
      en: 'The reference “{value}” stands in line {firstLine} with another debtor.',
    },
    cure: {
      nb: 'Gi hver sak sin egen referanse, eller samme skyldner på alle linjene.',
      en: 'Give each case its own reference, or the same debtor on all its lines.',
    },
  },
  'further-debtor-claim': {
    tier: 'between',
    severity: 'error',
    title: { nb: 'Medskyldners linje uten skyldnerens', en: 'A co-debtor’s line without the debtor’s' },
    sentence: {
      nb: 'Ingen godtatt linje før denne har faktura «{value}» med samme beløp på sak «{reference}» og rollen skyldner.',
      en: 'No accepted line before this one has invoice “{value}” with the same amount on case “{reference}” and the role debtor.',
    },
    cure: {
      nb: 'Sett skyldnerens linje først, og gjenta fakturaen og beløpet på linjene for medskyldner og kausjonist.',
      en: 'Put the debtor’s line first, and repeat the invoice and its amount on the lines of co-debtors and guarantors.',
    },
  },
  'reference-other-currency': {
    tier: 'between',
    severity: 'error',
    title: { nb: 'Samme referanse, annen valuta', en: 'Same reference, another currency' },
    sentence: {
      nb: 'Referansen «{value}» står i linje {firstLine} med en annen valuta.',
      en: 'The reference “{value}” stands in line {firstLine} with another currency.',
    },
    cure: {
      nb: 'En sak har én valuta; gi kravet sin egen referanse.',
      en: 'A case has one currency; give the claim its own reference.',
    },
  },
  'reference-other-notice': {
    tier: 'between',
    severity: 'warning',
    title: { nb: 'Samme referanse, annen varseldato', en: 'Same reference, another notice date' },
    sentence: {
      nb: 'Referansen «{value}» står i linje {firstLine} med en annen dato for inkassovarselet; den første gjelder.',
      en: 'The reference “{value}” stands in line {firstLine} with another notice date; the first one counts.',
    },
    cure: {
      nb: 'Bruk samme IKVAR-dato på alle linjene i saken.',
      en: 'Use the same IKVAR date on all lines of the case.',
    },
  },
  'between-unchecked': {
    tier: 'between',
    severity: 'warning',
    title: { nb: 'Likheter ikke sjekket i hele filen', en: 'Equality not checked through the whole file' },
    sentence: {
      nb: 'Filen har mer enn {limit} ulike nøkler; fra linje {line} er radene ikke sammenlignet med hverandre her.',
      en: 'The file has more than {limit} distinct keys; from line {line} rows were not compared with each other here.',
    },
    cure: {
      nb: 'Ingenting må gjøres: registeret sammenligner alle når de bokføres. Del gjerne filen.',
      en: 'Nothing need be done: the register compares all when they are booked. Splitting the file helps.',
    },
  },
} satisfies Record<string, ProblemEntry>;

export type BetweenCode = keyof typeof betweenProblems;
