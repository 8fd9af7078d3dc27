/** Problems of who owes: number, age, address and how to reach them. */
import type { ProblemEntry } from './entry.ts';

const retype = {
  nb: 'Sjekk nummeret mot kilden og send raden på nytt.',
  en: 'Check the number at its source and send the row again.',
};

export const debtorProblems = {
  'id-length': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Person-/org.nr. har feil lengde', en: 'Person or organisation number of wrong length' },
    sentence: {
      nb: '{place} er «{value}»; et organisasjonsnummer har 9 sifre og et fødselsnummer 11.',
      en: '{place} is “{value}”; an organisation number has 9 digits and a national id 11.',
    },
    cure: {
      nb: 'Skriv hele nummeret, bare sifre, med nuller foran.',
      en: 'Write the whole number, digits only, with leading zeros.',
    },
  },
  'organisation-number-digit': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ugyldig organisasjonsnummer', en: 'Invalid organisation number' },
    sentence: { nb: '{place} «{value}» har feil kontrollsiffer.', en: '{place} “{value}” has a wrong check digit.' },
    cure: retype,
  },
  'national-id-digit': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Ugyldig fødselsnummer', en: 'Invalid national id' },
    sentence: { nb: '{place} «{value}» har feil kontrollsifre.', en: '{place} “{value}” has wrong check digits.' },
    cure: retype,
  },
  'national-id-date': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Fødselsnummer med umulig dato', en: 'National id with an impossible date' },
    sentence: {
      nb: '{place} «{value}» begynner ikke med en mulig fødselsdato.',
      en: '{place} “{value}” does not begin with a possible day of birth.',
    },
    cure: retype,
  },
  'main-debtor-missing': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Saken har ingen skyldner', en: 'The case has no debtor' },
    sentence: {
      nb: 'Alle i saken er medskyldnere eller kausjonister; én må ha rollen skyldner.',
      en: 'All in the case are co-debtors or guarantors; one must have the role debtor.',
    },
    cure: { nb: 'Gi hovedskyldneren rollen skyldner.', en: 'Give the main debtor the role debtor.' },
  },
  'legal-type-mismatch': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Juridisk type passer ikke med nummeret', en: 'Legal type does not fit the number' },
    sentence: {
      nb: '{place} sier «{value}», men nummeret tilhører en {actual}.',
      en: '{place} says “{value}”, but the number belongs to a {actual}.',
    },
    cure: {
      nb: 'Sjekk om skyldneren er privatperson eller næring.',
      en: 'Check whether the debtor is a person or a company.',
    },
  },
  'birth-date-mismatch': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Fødselsdato passer ikke med fødselsnummeret', en: 'Date of birth does not fit the national id' },
    sentence: {
      nb: '{place} er {value}, men fødselsnummeret sier {actual}.',
      en: '{place} is {value}, but the national id says {actual}.',
    },
    cure: { nb: 'Sjekk hvem skyldneren er.', en: 'Check who the debtor is.' },
  },
  'birth-date-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Fødselsdato fram i tid', en: 'Date of birth in the future' },
    sentence: { nb: '{place} er {value}, som er etter i dag.', en: '{place} is {value}, which is after today.' },
    cure: { nb: 'Rett fødselsdatoen.', en: 'Correct the date of birth.' },
  },
  'debtor-minor': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Skyldner er mindreårig', en: 'The debtor is a minor' },
    sentence: {
      nb: 'Skyldneren fyller 18 år {adultOn}; saken merkes mindreårig, og gebyr og renter av gebyr kreves ikke.',
      en: 'The debtor turns 18 on {adultOn}; the case is marked as a minor’s, and no fees are claimed.',
    },
    cure: { nb: 'Oppgi vergen, eller trekk saken.', en: 'Name the guardian, or withdraw the case.' },
  },
  'minor-is-adult': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Merket mindreårig, men er over 18', en: 'Marked as a minor but over 18' },
    sentence: {
      nb: '{place} er satt, men skyldneren fylte 18 år {adultOn}.',
      en: '{place} is set, but the debtor turned 18 on {adultOn}.',
    },
    cure: {
      nb: 'Fjern merket hvis skyldneren er myndig; inntil da behandles saken som mindreårig.',
      en: 'Remove the mark if the debtor is of age; until then the case is handled as a minor’s.',
    },
  },
  'minor-fee': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Purregebyr krevd av mindreårig', en: 'Reminder fee claimed from a minor' },
    sentence: { nb: '{place} kan ikke kreves av en mindreårig.', en: '{place} can not be claimed from a minor.' },
    cure: { nb: 'Ta bort purregebyret.', en: 'Take away the reminder fee.' },
  },
  'postal-code-form': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Postnummer har fire sifre', en: 'A postal code has four digits' },
    sentence: {
      nb: '{place} er «{value}», som ikke er fire sifre.',
      en: '{place} is “{value}”, which is not four digits.',
    },
    cure: {
      nb: 'Skriv fire sifre med nuller foran; er adressen i utlandet, oppgi land.',
      en: 'Write four digits with leading zeros; if the address is abroad, give the country.',
    },
  },
  'email-form': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'E-postadressen ser feil ut', en: 'The e-mail address looks wrong' },
    sentence: {
      nb: '{place} er «{value}», som ikke ser ut som en e-postadresse.',
      en: '{place} is “{value}”, which does not look like an e-mail address.',
    },
    cure: { nb: 'Rett adressen, eller la feltet stå tomt.', en: 'Correct the address, or leave the field empty.' },
  },
  'phone-form': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Telefonnummeret ser feil ut', en: 'The telephone number looks wrong' },
    sentence: {
      nb: '{place} er «{value}», som ikke ser ut som et telefonnummer.',
      en: '{place} is “{value}”, which does not look like a telephone number.',
    },
    cure: {
      nb: 'Skriv åtte sifre, eller + og landkode foran.',
      en: 'Write eight digits, or + and the country code first.',
    },
  },
  'recommended-missing': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Anbefalte opplysninger mangler', en: 'Recommended values missing' },
    sentence: {
      nb: 'Skyldneren mangler {fields}, som bør fylles inn.',
      en: 'The debtor lacks {fields}, which should be filled in.',
    },
    cure: {
      nb: 'Fyll inn {fields} når dere har det; saken tas imot uten.',
      en: 'Fill in {fields} when you have it; the case is taken without.',
    },
  },
  'address-missing': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Adresse mangler', en: 'Address missing' },
    sentence: {
      nb: 'Kunden mangler {fields}; uten det kan ingen purring sendes i posten.',
      en: 'The customer lacks {fields}; without it no reminder can be posted.',
    },
    cure: { nb: 'Fyll inn {fields}.', en: 'Fill in {fields}.' },
  },
} satisfies Record<string, ProblemEntry>;
