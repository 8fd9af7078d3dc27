/** Problems of one value: it cannot be made what its field is. */
import type { ProblemEntry } from './entry.ts';

export const valueProblems = {
  'date-impossible': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Dato som ikke finnes', en: 'A date that does not exist' },
    sentence: {
      nb: '{place} «{value}» er ikke en dag i kalenderen.',
      en: '{place} “{value}” is no day of the calendar.',
    },
    cure: { nb: 'Rett datoen.', en: 'Correct the date.' },
  },
  'date-unreadable': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Uleselig dato', en: 'Unreadable date' },
    sentence: {
      nb: '{place} «{value}» kan ikke leses som dato ({formats}).',
      en: '{place} “{value}” cannot be read as a date ({formats}).',
    },
    cure: { nb: 'Skriv datoen som dd.mm.åååå.', en: 'Write the date as yyyy-mm-dd.' },
  },
  'amount-unreadable': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Uleselig beløp', en: 'Unreadable amount' },
    sentence: {
      nb: '{place} «{value}» kan ikke leses som beløp.',
      en: '{place} “{value}” cannot be read as an amount.',
    },
    cure: { nb: 'Skriv beløpet som 1250,50.', en: 'Write the amount as 1250.50.' },
  },
  'amount-ambiguous': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Beløp som kan leses på to måter', en: 'An amount that can be read in two ways' },
    sentence: {
      nb: '{place} «{value}» kan være tusener eller desimaler; det gjettes ikke.',
      en: '{place} “{value}” may be thousands or decimals; it is not guessed.',
    },
    cure: {
      nb: 'Skriv beløpet med to desimaler og uten tusenskille.',
      en: 'Write the amount with two decimals and without marks for thousands.',
    },
  },
  'amount-decimals': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'For mange desimaler', en: 'Too many decimals' },
    sentence: {
      nb: '{place} «{value}» har mer enn to desimaler.',
      en: '{place} “{value}” has more than two decimals.',
    },
    cure: { nb: 'Rund av til hele øre.', en: 'Round to whole øre.' },
  },
  'amount-too-large': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'For stort beløp', en: 'Amount too large' },
    sentence: {
      nb: '{place} «{value}» er større enn 100 milliarder kroner.',
      en: '{place} “{value}” is larger than 100 thousand million kroner.',
    },
    cure: { nb: 'Skriv beløpet som 1250,50.', en: 'Write the amount as 1250.50.' },
  },
  'amount-scientific': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Beløp ødelagt av regneark', en: 'Amount spoilt by a spreadsheet' },
    sentence: {
      nb: '{place} «{value}» er slik et regneark skriver lange tall; sifre er gått tapt.',
      en: '{place} “{value}” is how a spreadsheet writes long numbers; digits are lost.',
    },
    cure: {
      nb: 'Formater kolonnen som tekst i regnearket, og eksporter på nytt.',
      en: 'Format the column as text in the spreadsheet and export again.',
    },
  },
  'number-scientific': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Nummer ødelagt av regneark', en: 'Number spoilt by a spreadsheet' },
    sentence: {
      nb: '{place} «{value}» er slik et regneark skriver lange tall; sifre er gått tapt.',
      en: '{place} “{value}” is how a spreadsheet writes long numbers; digits are lost.',
    },
    cure: {
      nb: 'Formater kolonnen som tekst i regnearket, og eksporter på nytt.',
      en: 'Format the column as text in the spreadsheet and export again.',
    },
  },
  'number-unreadable': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Uleselig tall', en: 'Unreadable number' },
    sentence: { nb: '{place} «{value}» er ikke et helt tall.', en: '{place} “{value}” is not a whole number.' },
    cure: { nb: 'Skriv tallet med bare sifre.', en: 'Write the number with digits only.' },
  },
  'unknown-code': {
    tier: 'value',
    severity: 'error',
    title: { nb: 'Ukjent kode', en: 'Unknown code' },
    sentence: { nb: '{place} «{value}» er ingen av: {known}.', en: '{place} “{value}” is none of: {known}.' },
    cure: { nb: 'Bruk en av kodene.', en: 'Use one of the codes.' },
  },
  'control-character': {
    tier: 'value',
    severity: 'warning',
    title: { nb: 'Usynlige tegn', en: 'Invisible characters' },
    sentence: {
      nb: '{place} hadde usynlige styretegn, som er tatt bort: «{value}».',
      en: '{place} had invisible control characters, which are taken out: “{value}”.',
    },
    cure: { nb: 'Sjekk at verdien er riktig.', en: 'Check that the value is right.' },
  },
  'character-lost': {
    tier: 'value',
    severity: 'warning',
    title: { nb: 'Tapte tegn', en: 'Lost characters' },
    sentence: {
      nb: '{place} har tegn som gikk tapt før filen kom hit: «{value}».',
      en: '{place} has characters that were lost before the file came here: “{value}”.',
    },
    cure: {
      nb: 'Sjekk æ, ø og å i systemet som laget filen, og rett verdien.',
      en: 'Check æ, ø and å in the system that made the file and correct the value.',
    },
  },
  'encoding-mixed': {
    tier: 'value',
    severity: 'warning',
    title: { nb: 'Linje i en annen tegnkoding', en: 'Line in another encoding' },
    sentence: {
      nb: 'Linje {line} er i {encoding}, en annen tegnkoding enn resten av filen; den er lest slik.',
      en: 'Line {line} is in {encoding}, another encoding than the rest of the file; it is read as that.',
    },
    cure: {
      nb: 'Sjekk æ, ø og å i raden, og lagre hele filen i UTF-8.',
      en: 'Check æ, ø and å in the row and save the whole file in UTF-8.',
    },
  },
} satisfies Record<string, ProblemEntry>;
