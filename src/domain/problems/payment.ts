/** Problems of money and where it goes: KID, accounts, currency, signs of payments. */
import type { ProblemEntry } from './entry.ts';

const retype = {
  nb: 'Sjekk nummeret mot kilden og send raden på nytt.',
  en: 'Check the number at its source and send the row again.',
};

export const paymentProblems = {
  'kid-unlikely': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'KID ser feil ut', en: 'The KID looks wrong' },
    sentence: {
      nb: '{place} «{value}» stemmer verken med MOD10 eller MOD11.',
      en: '{place} “{value}” satisfies neither MOD10 nor MOD11.',
    },
    cure: { nb: 'Sjekk KID mot fakturaen.', en: 'Check the KID on the invoice.' },
  },
  'kid-digit': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'KID har feil kontrollsiffer', en: 'The KID has a wrong check digit' },
    sentence: {
      nb: '{place} «{value}» stemmer ikke med kontoens avtale ({moduli}).',
      en: '{place} “{value}” does not satisfy the account’s agreement ({moduli}).',
    },
    cure: { nb: 'Sjekk KID mot fakturaen.', en: 'Check the KID on the invoice.' },
  },
  'kid-length': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'KID har feil lengde', en: 'The KID has a wrong length' },
    sentence: {
      nb: '{place} «{value}» har {length} tegn; kontoens avtale sier {lengths}.',
      en: '{place} “{value}” has {length} characters; the account’s agreement says {lengths}.',
    },
    cure: { nb: 'Send hele KID, med nuller foran.', en: 'Send the whole KID, with leading zeros.' },
  },
  'account-wrong': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ugyldig kontonummer', en: 'Invalid account number' },
    sentence: {
      nb: '{place} «{value}» er ikke et gyldig kontonummer eller IBAN.',
      en: '{place} “{value}” is no valid account number or IBAN.',
    },
    cure: retype,
  },
  'payer-account-wrong': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Betalers kontonummer ser feil ut', en: 'The payer’s account looks wrong' },
    sentence: {
      nb: '{place} «{value}» er ikke et gyldig kontonummer eller IBAN.',
      en: '{place} “{value}” is no valid account number or IBAN.',
    },
    cure: {
      nb: 'Ingen tilbakebetaling går til denne kontoen før den er sjekket.',
      en: 'No refund goes to this account before it has been checked.',
    },
  },
  'currency-unknown': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ukjent valuta', en: 'Unknown currency' },
    sentence: {
      nb: '{place} er «{value}», som ikke er en valutakode.',
      en: '{place} is “{value}”, which is no currency code.',
    },
    cure: {
      nb: 'Bruk tre store bokstaver etter ISO 4217, for eksempel NOK.',
      en: 'Use three capital letters by ISO 4217, for instance NOK.',
    },
  },
  'currency-not-agreed': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Valutaen er ikke avtalt', en: 'Currency not agreed' },
    sentence: {
      nb: '{place} er {value}; avtalen gjelder {currencies}.',
      en: '{place} is {value}; the agreement covers {currencies}.',
    },
    cure: {
      nb: 'Send kravet i {currencies}, eller avtal valutaen først.',
      en: 'Send the claim in {currencies}, or have the currency agreed first.',
    },
  },
  'bank-date-in-future': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Bankens dato er fram i tid', en: 'The bank’s date is in the future' },
    sentence: {
      nb: '{place} er {value}, som er etter i dag ({today}).',
      en: '{place} is {value}, which is after today ({today}).',
    },
    cure: { nb: 'Sjekk at filen er fra riktig bank og dag.', en: 'Check that the file is of the right bank and day.' },
  },
  'payment-not-positive': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Betaling må ha positivt beløp', en: 'A payment must have a positive amount' },
    sentence: {
      nb: '{place} er «{value}»; en betaling må være større enn null.',
      en: '{place} is “{value}”; a payment must be more than zero.',
    },
    cure: { nb: 'Rett beløpet, eller velg riktig type.', en: 'Correct the amount, or choose the right type.' },
  },
  'reversal-not-negative': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Tilbakeføring må ha negativt beløp', en: 'A reversal must have a negative amount' },
    sentence: {
      nb: '{place} er «{value}»; en tilbakeføring må ha negativt fortegn.',
      en: '{place} is “{value}”; a reversal must have a negative sign.',
    },
    cure: { nb: 'Sjekk formatets fortegn for tilbakeføringer.', en: 'Check the format’s sign for reversals.' },
  },
  'payment-zero': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Betaling uten beløp', en: 'Payment without an amount' },
    sentence: { nb: '{place} er null.', en: '{place} is zero.' },
    cure: { nb: 'Ta raden bort, eller rett beløpet.', en: 'Take the row away, or correct the amount.' },
  },
  'reference-missing': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ingen sak eller faktura er oppgitt', en: 'No case or invoice given' },
    sentence: {
      nb: 'Raden har verken saksnummer, fakturanummer eller KID.',
      en: 'The row has neither case number, invoice number nor KID.',
    },
    cure: { nb: 'Oppgi saksnummer eller fakturanummer.', en: 'Give the case number or the invoice number.' },
  },
} satisfies Record<string, ProblemEntry>;
