/** Problems of one row taken alone: its record against the schema, and its fields against each other. */
import type { ProblemEntry } from './entry.ts';

const retype = {
  nb: 'Sjekk nummeret mot kilden og send raden på nytt.',
  en: 'Check the number at its source and send the row again.',
};

export const rowProblems = {
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
  'interest-note': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Rentenota tas ikke imot', en: 'Interest notes are not taken' },
    sentence: {
      nb: '{place} er «{value}»: en rentenota kan ikke registreres som krav.',
      en: '{place} is “{value}”: an interest note can not be registered as a claim.',
    },
    cure: { nb: 'Ta kontakt med oss om utestående rentenotaer.', en: 'Contact us about outstanding interest notes.' },
  },
  'principal-is-fee': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Gebyr sendt som hovedstol', en: 'Fee sent as principal' },
    sentence: {
      nb: '{place} er «{value}»: hovedstolen kan ikke inneholde gebyr.',
      en: '{place} is “{value}”: principal must not contain fees.',
    },
    cure: {
      nb: 'Send gebyret i feltet Purregebyr og hovedstolen uten det.',
      en: 'Send the fee in the field Reminder fee and the principal without it.',
    },
  },
  'principal-with-fee': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Purregebyr lagt til hovedstolen', en: 'Reminder fee added to the principal' },
    sentence: {
      nb: 'Gjenstående hovedstol er lik opprinnelig hovedstol pluss purregebyret ({fee}).',
      en: 'Remaining principal equals the original principal plus the reminder fee ({fee}).',
    },
    cure: { nb: 'Send gjenstående hovedstol uten gebyr.', en: 'Send the remaining principal without the fee.' },
  },
  'remaining-exceeds-original': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Gjenstående er større enn opprinnelig', en: 'Remaining exceeds original' },
    sentence: {
      nb: 'Gjenstående hovedstol {remaining} er større enn opprinnelig {original}.',
      en: 'Remaining principal {remaining} is greater than the original {original}.',
    },
    cure: {
      nb: 'Rett beløpene; renter og gebyr er ikke hovedstol.',
      en: 'Correct the amounts; interest and fees are not principal.',
    },
  },
  'invoice-not-positive': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Faktura må ha positivt beløp', en: 'An invoice must have a positive amount' },
    sentence: {
      nb: '{place} er «{value}»; en faktura må være større enn null.',
      en: '{place} is “{value}”; an invoice must be more than zero.',
    },
    cure: {
      nb: 'Er det en kreditnota, merk den som kreditnota; er fakturaen betalt, ta raden bort.',
      en: 'If it is a credit note, mark it as one; if the invoice is paid, take the row away.',
    },
  },
  'credit-note-not-negative': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Kreditnota må ha negativt beløp', en: 'A credit note must have a negative amount' },
    sentence: {
      nb: '{place} er «{value}»; en kreditnota må ha negativt fortegn.',
      en: '{place} is “{value}”; a credit note must have a negative sign.',
    },
    cure: { nb: 'Sett minus foran beløpet.', en: 'Put a minus before the amount.' },
  },
  'due-date-missing': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Forfallsdato mangler', en: 'Due date missing' },
    sentence: {
      nb: '{place} er tomt; inkassovarselet kan ikke kontrolleres, og rente regnes ikke uten en dato.',
      en: '{place} is empty; the collection notice can not be checked, and no interest is computed without a date.',
    },
    cure: { nb: 'Fyll inn forfallsdatoen.', en: 'Fill in the due date.' },
  },
  'due-before-invoice': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Forfall før fakturadato', en: 'Due before the invoice date' },
    sentence: {
      nb: '{place} er {value}, som er før fakturadatoen {invoiceDate}.',
      en: '{place} is {value}, which is before the invoice date {invoiceDate}.',
    },
    cure: { nb: 'Rett datoene.', en: 'Correct the dates.' },
  },
  'due-date-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Kravet er ikke forfalt', en: 'The claim is not yet due' },
    sentence: {
      nb: '{place} er {value}; kravet kan ikke sendes til inkasso før det er forfalt.',
      en: '{place} is {value}; the claim can not go to collection before it is due.',
    },
    cure: {
      nb: 'Vent til kravet er forfalt og varslet.',
      en: 'Wait until the claim is due and a notice has been sent.',
    },
  },
  'date-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Dato fram i tid', en: 'Date in the future' },
    sentence: {
      nb: '{place} er {value}, som er etter i dag ({today}).',
      en: '{place} is {value}, which is after today ({today}).',
    },
    cure: { nb: 'Rett datoen.', en: 'Correct the date.' },
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
  'notice-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Inkassovarsel fram i tid', en: 'Collection notice in the future' },
    sentence: {
      nb: '{place} er {value}, som er etter i dag ({today}).',
      en: '{place} is {value}, which is after today ({today}).',
    },
    cure: {
      nb: 'Send saken når varselet er sendt og fristen er ute.',
      en: 'Send the case when the notice has been sent and its deadline is past.',
    },
  },
  'notice-before-due': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Inkassovarsel sendt før forfall', en: 'Collection notice sent before the due date' },
    sentence: {
      nb: '{place} er {value}, men kravet forfalt først {dueDate}; varselet må sendes etter forfall (inkassoloven § 9).',
      en: '{place} is {value}, but the claim fell due only on {dueDate}; the notice must be sent after that (inkassoloven § 9).',
    },
    cure: {
      nb: 'Send et nytt inkassovarsel, og saken når fristen er ute.',
      en: 'Send a new collection notice, and the case when its deadline is past.',
    },
  },
  'notice-too-recent': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Fristen i inkassovarselet er ikke ute', en: 'The collection notice’s deadline has not passed' },
    sentence: {
      nb: '{place} er {value}; det må gå minst {days} dager fra varselet til saken sendes (inkassoloven § 9).',
      en: '{place} is {value}; at least {days} days must pass from the notice to the hand-over (inkassoloven § 9).',
    },
    cure: { nb: 'Send saken {earliest} eller senere.', en: 'Send the case on {earliest} or later.' },
  },
  'notice-old': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Inkassovarselet er eldre enn seks måneder', en: 'The collection notice is older than six months' },
    sentence: {
      nb: '{place} er {value}, mer enn {months} måneder før i dag.',
      en: '{place} is {value}, more than {months} months before today.',
    },
    cure: { nb: 'Vurder å sende et nytt inkassovarsel først.', en: 'Consider sending a new collection notice first.' },
  },
  'interest-before-due': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Rente fra før forfall', en: 'Interest from before the due date' },
    sentence: {
      nb: '{place} er {value}, som er før forfall {dueDate}.',
      en: '{place} is {value}, which is before the due date {dueDate}.',
    },
    cure: {
      nb: 'Forsinkelsesrente løper fra forfall; rett datoen.',
      en: 'Late-payment interest runs from the due date; correct the date.',
    },
  },
  'reminder-before-due': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Purring før forfall', en: 'Reminder before the due date' },
    sentence: {
      nb: '{place} er {value}, som er før forfall {dueDate}.',
      en: '{place} is {value}, which is before the due date {dueDate}.',
    },
    cure: { nb: 'Rett datoen, eller ta bort purringen.', en: 'Correct the date, or take the reminder away.' },
  },
  'reminder-date-filled': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Purredato uten purregebyr', en: 'Reminder date without a reminder fee' },
    sentence: {
      nb: '{place} er {value}, men det er ikke krevd purregebyr; feltet er ikke for inkassovarselets dato.',
      en: '{place} is {value}, but no reminder fee is claimed; the field is not for the collection notice’s date.',
    },
    cure: {
      nb: 'La purredato stå tom, og sett varselets dato i IKVAR.',
      en: 'Leave the reminder date empty, and put the notice’s date in IKVAR.',
    },
  },
  'claim-old': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Kravet kan være foreldet', en: 'The claim may be time-barred' },
    sentence: { nb: '{place} er {value}, mer enn tre år siden.', en: '{place} is {value}, more than three years ago.' },
    cure: {
      nb: 'Sjekk om foreldelsen er avbrutt, og legg ved grunnlaget.',
      en: 'Check whether limitation was interrupted, and attach the basis.',
    },
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

export type RowCode = keyof typeof rowProblems;
