/** Problems against the books: what only the database can know. Found when a drop is recorded or posted. */
import type { ProblemEntry } from './entry.ts';

export const booksProblems = {
  'client-unknown': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Ukjent klient', en: 'Unknown client' },
    sentence: {
      nb: 'Klientnummer «{value}» finnes ikke hos oss.',
      en: 'Client number “{value}” does not exist with us.',
    },
    cure: { nb: 'Sjekk klientnummeret, eller ta kontakt med oss.', en: 'Check the client number, or contact us.' },
  },
  'client-other': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Filen er for en annen klient', en: 'The file is for another client' },
    sentence: {
      nb: 'Filen sier klient {value}, men den er levert for klient {client}.',
      en: 'The file says client {value}, but it was delivered for client {client}.',
    },
    cure: { nb: 'Lever filen i riktig mappe.', en: 'Deliver the file in the right folder.' },
  },
  'case-unknown': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Ukjent sak', en: 'Unknown case' },
    sentence: {
      nb: '{place} «{value}» finnes ikke hos denne klienten.',
      en: '{place} “{value}” does not exist with this client.',
    },
    cure: {
      nb: 'Sjekk saksnummeret, eller oppgi fakturanummeret.',
      en: 'Check the case number, or give the invoice number.',
    },
  },
  'invoice-unknown': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Fakturaen er ikke i noen sak', en: 'The invoice is in no case' },
    sentence: {
      nb: 'Faktura «{value}» finnes ikke i noen av klientens saker.',
      en: 'Invoice “{value}” is in none of the client’s cases.',
    },
    cure: {
      nb: 'Sjekk fakturanummeret, eller oppgi saksnummeret.',
      en: 'Check the invoice number, or give the case number.',
    },
  },
  'invoice-ambiguous': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Fakturaen er i flere saker', en: 'The invoice is in several cases' },
    sentence: { nb: 'Faktura «{value}» finnes i {count} saker.', en: 'Invoice “{value}” is in {count} cases.' },
    cure: { nb: 'Oppgi saksnummeret.', en: 'Give the case number.' },
  },
  'case-closed': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Saken er avsluttet', en: 'The case is closed' },
    sentence: { nb: 'Sak {case} er avsluttet {closedOn}.', en: 'Case {case} was closed on {closedOn}.' },
    cure: {
      nb: 'Ta kontakt med saksbehandler hvis saken skal åpnes igjen.',
      en: 'Contact the case handler if the case is to be reopened.',
    },
  },
  'case-other-currency': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Saken har en annen valuta', en: 'The case has another currency' },
    sentence: {
      nb: 'Raden er i {value}, men sak {case} er i {currency}.',
      en: 'The row is in {value}, but case {case} is in {currency}.',
    },
    cure: { nb: 'Send beløpet i sakens valuta.', en: 'Send the amount in the case’s currency.' },
  },
  'invoice-already-case': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Fakturaen er allerede i en sak', en: 'The invoice already is in a case' },
    sentence: {
      nb: 'Faktura «{value}» er allerede sendt til inkasso i sak {case}.',
      en: 'Invoice “{value}” already went to collection in case {case}.',
    },
    cure: { nb: 'Ta raden bort; saken er under arbeid.', en: 'Take the row away; the case is being worked on.' },
  },
  'invoice-known': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Fakturaen er registrert før', en: 'The invoice is registered already' },
    sentence: {
      nb: 'Faktura «{value}» er allerede registrert med journal {journal}.',
      en: 'Invoice “{value}” is already registered by journal {journal}.',
    },
    cure: {
      nb: 'Ta raden bort, eller send en kreditnota og en ny faktura hvis noe er endret.',
      en: 'Take the row away, or send a credit note and a new invoice if something has changed.',
    },
  },
  'sender-not-bank': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Bare banken melder innbetalinger', en: 'Only the bank reports payments received' },
    sentence: {
      nb: 'Raden sier at penger kom inn på klientkontoen, men filen er levert av klient {client}, ikke av banken.',
      en: 'The row says that money came to the client account, but the file was delivered by client {client}, not by the bank.',
    },
    cure: {
      nb: 'Meld betalinger som er gjort til dere selv som direktebetalinger.',
      en: 'Report payments made to yourselves as direct payments.',
    },
  },
  'sequence-reused': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Filens løpenummer er brukt', en: 'The file’s sequence number is used' },
    sentence: {
      nb: 'Fil nummer {sequence} er allerede mottatt som «{name}», kvittering {receipt}.',
      en: 'File number {sequence} was already received as “{name}”, receipt {receipt}.',
    },
    cure: {
      nb: 'Gi filen neste ledige nummer hvis den er ny, eller la være å sende den igjen.',
      en: 'Give the file the next free number if it is new, or do not send it again.',
    },
  },
  'sequence-gap': {
    tier: 'books',
    severity: 'warning',
    title: { nb: 'Det mangler en fil før denne', en: 'A file before this one is missing' },
    sentence: {
      nb: 'Filen har nummer {sequence}, men den siste vi har er nummer {last}.',
      en: 'The file has number {sequence}, but the last one we have is number {last}.',
    },
    cure: {
      nb: 'Sjekk om en fil ble borte på veien, og send den.',
      en: 'See whether a file was lost on its way, and send it.',
    },
  },
  'reference-already-case': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Referansen er brukt i en sak', en: 'The reference is used by a case' },
    sentence: {
      nb: 'Referansen «{value}» tilhører allerede sak {case}, som har en annen skyldner.',
      en: 'The reference “{value}” already belongs to case {case}, which has another debtor.',
    },
    cure: { nb: 'Gi den nye saken sin egen referanse.', en: 'Give the new case its own reference.' },
  },
  'payment-exceeds-remaining': {
    tier: 'books',
    severity: 'warning',
    title: { nb: 'Betalingen er større enn det som gjenstår', en: 'The payment exceeds what remains' },
    sentence: {
      nb: 'Betalt {amount}, men sak {case} har {remaining} igjen.',
      en: 'Paid {amount}, but case {case} has {remaining} left.',
    },
    cure: { nb: 'Det overskytende holdes til det er avklart.', en: 'The excess is held until it has been cleared up.' },
  },
  'already-sent': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Raden er sendt før', en: 'The row was sent before' },
    sentence: {
      nb: 'Lik rad nummer {occurrence} er allerede tatt imot i journal {journal}.',
      en: 'Equal row number {occurrence} was already taken in journal {journal}.',
    },
    cure: {
      nb: 'Ingenting må gjøres hvis filen ble sendt to ganger.',
      en: 'Nothing need be done if the file was sent twice.',
    },
  },
  'row-with-rejected': {
    tier: 'books',
    severity: 'error',
    title: { nb: 'Avvist sammen med filen', en: 'Rejected with its file' },
    sentence: {
      nb: 'Raden er i orden, men betalingsfilen tas bare imot hel, og {count} rader har feil.',
      en: 'The row is right, but the payment file is only taken whole, and {count} rows have errors.',
    },
    cure: {
      nb: 'Rett radene med feil og send hele filen på nytt.',
      en: 'Correct the rows with errors and send the whole file again.',
    },
  },
} satisfies Record<string, ProblemEntry>;

export type BooksCode = keyof typeof booksProblems;
