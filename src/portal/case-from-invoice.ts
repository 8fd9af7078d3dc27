/** “Gjør til sak”: an invoice as the filled-in form of Ny sak. */
import type { Format } from './format.ts';
import type { InvoiceFacts } from './invoices-found.ts';

/** The form's fields from the invoice; the date of the notice is never guessed. Amounts and days as the user reads them. */
export function formOfInvoice(given: InvoiceFacts, format: Format): Record<string, string> {
  const { debtor } = given;
  const company = debtor.legalType === 'legalPerson';
  const fields: Record<string, string | null | undefined> = {
    klient: `${given.client} ${given.client_name}`,
    reference: given.invoice,
    'debtors[0].role': 'debtor',
    'debtors[0].legalType': company ? 'legalPerson' : 'naturalPerson',
    'debtors[0].id': debtor.id ?? given.national_id,
    'debtors[0].firstName': company ? given.name : (debtor.firstName ?? given.name.split(' ').slice(0, -1).join(' ')),
    'debtors[0].lastName': company ? undefined : (debtor.lastName ?? given.name.split(' ').at(-1)),
    'debtors[0].careOf': debtor.careOf,
    'debtors[0].street': debtor.street,
    'debtors[0].postalCode': debtor.postalCode,
    'debtors[0].postalPlace': debtor.postalPlace,
    'debtors[0].country': debtor.country,
    'debtors[0].phoneHome': debtor.phoneHome,
    'debtors[0].phoneMobile': debtor.phoneMobile,
    'debtors[0].email': debtor.email,
    'debtors[0].customerNumber': given.customer_number,
    'debtors[0].protectedAddress': debtor.protectedAddress ? 'ja' : undefined,
    'debtors[0].minor': debtor.minor ? 'ja' : undefined,
    'claims[0].kind': 'invoice',
    'claims[0].concerns': given.concerns,
    'claims[0].invoice': given.invoice,
    'claims[0].kid': given.kid,
    'claims[0].original': format.money(given.amount),
    'claims[0].remaining': format.money(given.remaining),
    'claims[0].invoiceDate': format.day(given.invoice_date),
    'claims[0].dueDate': given.due_date === null ? undefined : format.day(given.due_date),
    currency: given.currency,
  };
  const filled = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(filled);
}
