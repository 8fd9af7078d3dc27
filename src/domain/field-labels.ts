/** What the fields of canonical records are called on screens, in messages and in documentation: the portal's own words. */
import type { Text } from './problems/entry.ts';

const labels: Record<string, Text> = {
  reference: { nb: 'Referanse', en: 'Reference' },
  service: { nb: 'Tjeneste', en: 'Service' },
  currency: { nb: 'Valuta', en: 'Currency' },
  noticeDate: { nb: 'Dato for inkassovarsel (IKVAR)', en: 'Collection notice date (IKVAR)' },
  debtors: { nb: 'Skyldner', en: 'Debtor' },
  claims: { nb: 'Krav', en: 'Claim' },
  notes: { nb: 'Notat', en: 'Note' },
  role: { nb: 'Rolle', en: 'Role' },
  id: { nb: 'Person-/org.nr.', en: 'Person/org. no.' },
  legalType: { nb: 'Juridisk type', en: 'Legal type' },
  minor: { nb: 'Mindreårig', en: 'Minor' },
  protectedAddress: { nb: 'Hemmelig adresse', en: 'Protected address' },
  birthDate: { nb: 'Fødselsdato', en: 'Date of birth' },
  name: { nb: 'Navn', en: 'Name' },
  firstName: { nb: 'Fornavn', en: 'First name' },
  lastName: { nb: 'Etternavn', en: 'Last name' },
  careOf: { nb: 'C/o-adresse', en: 'C/o address' },
  street: { nb: 'Gateadresse', en: 'Street' },
  postalCode: { nb: 'Postnummer', en: 'Postal code' },
  postalPlace: { nb: 'Sted', en: 'Postal place' },
  country: { nb: 'Land', en: 'Country' },
  municipality: { nb: 'Kommunenummer', en: 'Municipality number' },
  phoneHome: { nb: 'Hjemmetelefon', en: 'Home telephone' },
  phoneMobile: { nb: 'Mobiltelefon', en: 'Mobile telephone' },
  email: { nb: 'E-post', en: 'E-mail' },
  language: { nb: 'Språk', en: 'Language' },
  customerNumber: { nb: 'Kundenummer', en: 'Customer number' },
  kind: { nb: 'Type krav', en: 'Type of claim' },
  concerns: { nb: 'Fordringen gjelder', en: 'Claim concerns' },
  invoice: { nb: 'Faktura/ref.nummer', en: 'Invoice/ref. number' },
  kid: { nb: 'Betalingsreferanse (KID)', en: 'Payment reference (KID)' },
  invoiceDate: { nb: 'Faktureringsdato', en: 'Invoice date' },
  dueDate: { nb: 'Forfallsdato', en: 'Due date' },
  paymentTerms: { nb: 'Betalingsvilkår', en: 'Payment terms' },
  original: { nb: 'Opprinnelig hovedstol', en: 'Original principal' },
  remaining: { nb: 'Gjenstående hovedstol', en: 'Remaining principal' },
  interestFrom: { nb: 'Rente fra', en: 'Interest from' },
  reminderFee: { nb: 'Purregebyr', en: 'Reminder fee' },
  reminderDate: { nb: 'Purredato', en: 'Reminder date' },
  type: { nb: 'Type betaling', en: 'Type of payment' },
  caseNumber: { nb: 'Saksnummer', en: 'Case number' },
  paidOn: { nb: 'Betalingsdato', en: 'Payment date' },
  amount: { nb: 'Beløp', en: 'Amount' },
  note: { nb: 'Notering', en: 'Note' },
  account: { nb: 'Konto', en: 'Account' },
  payerAccount: { nb: 'Betalers konto', en: 'Payer’s account' },
  payerName: { nb: 'Betalers navn', en: 'Payer’s name' },
  bankReference: { nb: 'Bankens referanse', en: 'The bank’s reference' },
  orderNumber: { nb: 'Ordrenummer', en: 'Order number' },
  debtor: { nb: 'Kunde', en: 'Customer' },
  lines: { nb: 'Fakturalinjer', en: 'Invoice lines' },
  text: { nb: 'Tekst', en: 'Text' },
  quantity: { nb: 'Antall', en: 'Quantity' },
  reason: { nb: 'Årsak', en: 'Reason' },
  from: { nb: 'Gjelder fra', en: 'From' },
  bookedOn: { nb: 'Bokført dato', en: 'Booking date' },
  valueOn: { nb: 'Valuteringsdato', en: 'Value date' },
  transactions: { nb: 'Antall transaksjoner', en: 'Number of transactions' },
  code: { nb: 'Transaksjonskode', en: 'Transaction code' },
};

/** What a field is called where it stands at the top of its record and there means something else than in a claim. */
const topLabels: Record<string, Text> = {
  remaining: { nb: 'Gjenstående beløp', en: 'Remaining amount' },
  kind: { nb: 'Type', en: 'Type' },
  // Values of a whole file.
  client: { nb: 'Klientnummer', en: 'Client number' },
  sequence: { nb: 'Løpenummer', en: 'Sequence number' },
  sender: { nb: 'Avsender', en: 'Sender' },
  receiver: { nb: 'Mottaker', en: 'Receiver' },
  date: { nb: 'Dato', en: 'Date' },
  message: { nb: 'Filens id', en: 'The file’s id' },
};

/** The label of a field by its path (`claims[0].dueDate`, `claims.dueDate`); the path itself for one that is not ours. */
export function fieldLabel(path: string, language: 'nb' | 'en'): string {
  const name =
    path
      .replace(/\[\d*\]/g, '')
      .split('.')
      .at(-1) ?? path;
  return (topLabels[path] ?? labels[name])?.[language] ?? path;
}

/** True where a text is a path of a field that has a label. */
export function isFieldPath(text: string): boolean {
  return /^[a-z][A-Za-z]*(?:\[\d*\])?(?:\.[a-z][A-Za-z]*(?:\[\d*\])?)*$/.test(text) && fieldLabel(text, 'nb') !== text;
}
