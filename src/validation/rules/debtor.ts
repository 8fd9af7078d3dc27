/** A debtor's musts and shoulds (the manual's “Ny sak”). */
import { listOf, textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';
import { judgePerson } from './person.ts';

/** “Må” of a case's debtor beside what the schema says; the address not where it is protected. */
export const caseMusts = ['id', 'postalCode', 'postalPlace'] as const;

/** “Bør”: warned about together, once per row. */
export const recommended = ['phoneMobile', 'email', 'customerNumber'] as const;

const emailForm = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/u;
const phoneForm = /^(?:\+|00)?[\d ()-]{5,25}$/;
const postalCodeForm = /^\d{4}$/;

/** Postal code and place are musts, of Norwegian form in Norway; where the address is protected it need not be told. */
function judgeAddress(subject: Subject, debtor: Candidate, at: string, must: boolean): void {
  const code = textOf(debtor['postalCode']);
  const place = textOf(debtor['postalPlace']);
  const country = textOf(debtor['country']) ?? 'NO';
  if (code !== undefined && country === 'NO' && !postalCodeForm.test(code))
    find(subject, 'postal-code-form', `${at}.postalCode`, code);
  if (debtor['protectedAddress'] === true || (code !== undefined && place !== undefined)) return;
  if (must) {
    // Not every country has postal codes.
    if (code === undefined && country === 'NO') find(subject, 'missing-value', `${at}.postalCode`);
    if (place === undefined) find(subject, 'missing-value', `${at}.postalPlace`);
    return;
  }
  const missing = [code === undefined ? 'postalCode' : '', place === undefined ? 'postalPlace' : ''].filter(Boolean);
  find(subject, 'address-missing', at, undefined, { fields: missing.join(',') });
}

function judgeContact(subject: Subject, debtor: Candidate, at: string): void {
  const email = textOf(debtor['email']);
  if (email !== undefined && !emailForm.test(email)) find(subject, 'email-form', `${at}.email`, email);
  for (const name of ['phoneMobile', 'phoneHome']) {
    const phone = textOf(debtor[name]);
    if (phone !== undefined && !phoneForm.test(phone)) find(subject, 'phone-form', `${at}.${name}`, phone);
  }
}

/** Judges the debtors of a case; answers whether every one of them is a minor, so that no fee may be claimed. */
export function judgeDebtors(subject: Subject, record: Candidate): boolean {
  const debtors = listOf(record['debtors']);
  let minors = 0;
  let missing: Set<string> | undefined;
  let first = '';
  for (let i = 0; i < debtors.length; i++) {
    const debtor = debtors[i]!;
    const at = `debtors[${i}]`;
    if (textOf(debtor['id']) === undefined) find(subject, 'missing-value', `${at}.id`);
    if (judgePerson(subject, debtor, at)) minors++;
    judgeAddress(subject, debtor, at, true);
    judgeContact(subject, debtor, at);
    for (const name of recommended) {
      if (debtor[name] !== undefined) continue;
      missing ??= new Set();
      if (missing.size === 0) first = at;
      missing.add(name);
    }
  }
  if (missing !== undefined) find(subject, 'recommended-missing', first, undefined, { fields: [...missing].join(',') });
  if (debtors.length > 1 && !debtors.some((debtor) => (debtor['role'] ?? 'debtor') === 'debtor'))
    find(subject, 'main-debtor-missing', 'debtors');
  return debtors.length > 0 && minors === debtors.length;
}

/** Judges the customer of an invoice: a number, if any, must be right; an address is only needed for letters. */
export function judgeCustomer(subject: Subject, debtor: Candidate): void {
  judgePerson(subject, debtor, 'debtor');
  judgeAddress(subject, debtor, 'debtor', false);
  judgeContact(subject, debtor, 'debtor');
}
