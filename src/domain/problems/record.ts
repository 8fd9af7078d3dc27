/** Problems of a record against its schema: what is missing, too long, of the wrong kind or out of range. */
import type { ProblemEntry } from './entry.ts';

export const recordProblems = {
  'missing-value': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Påkrevd opplysning mangler', en: 'Required value missing' },
    sentence: { nb: '{place} er tomt, men må fylles inn.', en: '{place} is empty but must be filled in.' },
    cure: { nb: 'Fyll inn {place} og send raden på nytt.', en: 'Fill in {place} and send the row again.' },
  },
  'too-long': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'For lang tekst', en: 'Text too long' },
    sentence: {
      nb: '{place} har {length} tegn; registeret tar høyst {limit}.',
      en: '{place} has {length} characters; the register takes at most {limit}.',
    },
    cure: { nb: 'Kort ned {place} til {limit} tegn.', en: 'Shorten {place} to {limit} characters.' },
  },
  'too-short': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'For kort tekst', en: 'Text too short' },
    sentence: {
      nb: '{place} har {length} tegn; det skal være minst {limit}.',
      en: '{place} has {length} characters; there must be at least {limit}.',
    },
    cure: { nb: 'Skriv {place} fullt ut.', en: 'Write {place} in full.' },
  },
  'too-many': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'For mange i én sak', en: 'Too many in one case' },
    sentence: {
      nb: '{place} har {length} innslag; én post tar høyst {limit}.',
      en: '{place} has {length} entries; one record takes at most {limit}.',
    },
    cure: { nb: 'Del posten på flere.', en: 'Split the record into several.' },
  },
  'more-problems': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Flere feil i samme rad', en: 'More problems in the same row' },
    sentence: {
      nb: 'Raden har {count} feil til som ikke er vist hver for seg.',
      en: 'The row has {count} more problems that are not shown one by one.',
    },
    cure: {
      nb: 'Rett de viste feilene først og prøv filen igjen.',
      en: 'Cure the problems shown first and try the file again.',
    },
  },
  'not-allowed': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ukjent kode', en: 'Unknown code' },
    sentence: {
      nb: '{place} er «{value}»; det må være én av: {allowed}.',
      en: '{place} is “{value}”; it must be one of: {allowed}.',
    },
    cure: { nb: 'Bruk én av kodene: {allowed}.', en: 'Use one of the codes: {allowed}.' },
  },
  'wrong-type': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Feil slags verdi', en: 'Wrong kind of value' },
    sentence: {
      nb: '{place} er «{value}», som ikke er {expected}.',
      en: '{place} is “{value}”, which is not of type {expected}.',
    },
    cure: { nb: 'Send {place} som {expected}.', en: 'Send {place} as {expected}.' },
  },
  'unknown-field': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ukjent felt', en: 'Unknown field' },
    sentence: {
      nb: 'Feltet {place} finnes ikke i denne typen post.',
      en: 'The field {place} does not exist in this kind of record.',
    },
    cure: { nb: 'Fjern feltet, eller rett navnet på det.', en: 'Remove the field, or correct its name.' },
  },
  'not-as-agreed': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ikke etter avtalt skjema', en: 'Not as the agreed schema says' },
    sentence: {
      nb: '{place} er «{value}», og bryter regelen «{rule}» i formatets skjema.',
      en: '{place} is “{value}”, which breaks the rule “{rule}” of the format’s schema.',
    },
    cure: { nb: 'Rett {place} etter formatets beskrivelse.', en: 'Correct {place} by the format’s description.' },
  },
  'control-characters': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Styretegn i teksten', en: 'Control characters in the text' },
    sentence: {
      nb: '{place} inneholder tegn som ikke kan lagres eller skrives ut.',
      en: '{place} holds characters that can be neither stored nor printed.',
    },
    cure: { nb: 'Fjern de usynlige tegnene fra {place}.', en: 'Remove the invisible characters from {place}.' },
  },
  'amount-out-of-range': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Beløp utenfor grensene', en: 'Amount out of range' },
    sentence: {
      nb: '{place} er «{value}»; det må ligge fra {minimum} til {maximum}.',
      en: '{place} is “{value}”; it must lie from {minimum} to {maximum}.',
    },
    cure: { nb: 'Rett {place}.', en: 'Correct {place}.' },
  },
  'number-out-of-range': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Tall utenfor grensene', en: 'Number out of range' },
    sentence: {
      nb: '{place} er «{value}»; det må ligge fra {minimum} til {maximum}.',
      en: '{place} is “{value}”; it must lie from {minimum} to {maximum}.',
    },
    cure: { nb: 'Rett {place}.', en: 'Correct {place}.' },
  },
  'date-not-real': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Datoen finnes ikke', en: 'No such date' },
    sentence: {
      nb: '{place} er «{value}», som ikke er en dato i kalenderen.',
      en: '{place} is “{value}”, which is no day of the calendar.',
    },
    cure: { nb: 'Skriv datoen som ÅÅÅÅ-MM-DD.', en: 'Write the date as YYYY-MM-DD.' },
  },
  'country-unknown': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ukjent land', en: 'Unknown country' },
    sentence: {
      nb: '{place} er «{value}», som ikke er en landkode.',
      en: '{place} is “{value}”, which is no country code.',
    },
    cure: {
      nb: 'Bruk to bokstaver etter ISO 3166, for eksempel NO.',
      en: 'Use two letters by ISO 3166, for instance NO.',
    },
  },
  'language-unknown': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ukjent språk', en: 'Unknown language' },
    sentence: {
      nb: '{place} er «{value}», som ikke er en språkkode.',
      en: '{place} is “{value}”, which is no language code.',
    },
    cure: {
      nb: 'Bruk to bokstaver etter ISO 639, for eksempel nb.',
      en: 'Use two letters by ISO 639, for instance nb.',
    },
  },
  'municipality-form': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Kommunenummer har fire sifre', en: 'A municipality number has four digits' },
    sentence: {
      nb: '{place} er «{value}», som ikke er fire sifre.',
      en: '{place} is “{value}”, which is not four digits.',
    },
    cure: {
      nb: 'Skriv kommunenummeret med fire sifre, eller la det stå tomt.',
      en: 'Write the municipality number with four digits, or leave it empty.',
    },
  },
} satisfies Record<string, ProblemEntry>;
