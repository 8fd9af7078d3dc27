/**
 * The canonical records, one shape per kind whatever file they came from. `schemas/<kind>.schema.json` says the same
 * as data and is what judges. Amounts are integer øre held in a `number` (|øre| ≤ 10^13, checked by the schema); days
 * are `YYYY-MM-DD`; codes are the English identifiers of the glossary.
 */
import type { Day } from './day.ts';

export type Role = 'debtor' | 'coDebtor' | 'guarantor';
export type LegalType = 'naturalPerson' | 'legalPerson';

export interface DebtorRecord {
  role: Role;
  /** National id, D-number or organisation number, digits only. */
  id?: string;
  legalType?: LegalType;
  minor?: boolean;
  protectedAddress?: boolean;
  birthDate?: Day;
  /** A company's name, or a person's whole name where the file does not split it. */
  name: string;
  firstName?: string;
  lastName?: string;
  careOf?: string;
  street?: string;
  postalCode?: string;
  postalPlace?: string;
  country?: string;
  municipality?: string;
  phoneHome?: string;
  phoneMobile?: string;
  email?: string;
  language?: string;
  customerNumber?: string;
}

export interface ClaimRecord {
  /** A credit note has negative amounts and reduces principal. */
  kind: 'invoice' | 'creditNote';
  /** “Fordringen gjelder”. */
  concerns?: string;
  /** “Faktura/ref.nummer”. */
  invoice: string;
  /** “Betalingsreferanse”: KID. */
  kid?: string;
  invoiceDate?: Day;
  dueDate?: Day;
  paymentTerms?: string;
  /** Original principal, øre; defaults to remaining. */
  original?: number;
  /** Remaining principal, øre. */
  remaining: number;
  interestFrom?: Day;
  /** Reminder fee claimed by the creditor, øre. */
  reminderFee?: number;
  reminderDate?: Day;
}

/** One case (sak) as a creditor sends it. Rows with the same reference in one journal become one case. */
export interface CaseRecord {
  /** The creditor's own reference for the case. */
  reference: string;
  service: 'debtCollection';
  currency: string;
  /** IKVAR: the day the creditor sent the inkassovarsel. */
  noticeDate: Day;
  debtors: DebtorRecord[];
  claims: ClaimRecord[];
  notes?: string[];
}

/** Money paid: to the creditor (`direct`), or to the client account (`bank`). */
export interface PaymentRecord {
  type: 'direct' | 'creditNote' | 'withdrawal' | 'bank' | 'bankReversal';
  caseNumber?: number;
  invoice?: string;
  kid?: string;
  /** The day it was paid (bank: settlement day). */
  paidOn: Day;
  /** Øre; negative for reversals. */
  amount: number;
  currency: string;
  note?: string;
  /** Bank only: the account credited, the payer's account and name, and the bank's own reference. */
  account?: string;
  payerAccount?: string;
  payerName?: string;
  bankReference?: string;
}

/** An invoice for reminders and open items. */
export interface InvoiceRecord {
  kind: 'invoice' | 'creditNote';
  invoice: string;
  customerNumber?: string;
  orderNumber?: string;
  debtor: DebtorRecord;
  concerns?: string;
  invoiceDate: Day;
  dueDate?: Day;
  kid?: string;
  currency: string;
  /** Øre, VAT included. */
  amount: number;
  remaining?: number;
  lines?: { text: string; quantity?: string; amount: number }[];
}

/** A wish to stop collection (inkassostopp, innsigelse). */
export interface StopRecord {
  caseNumber?: number;
  invoice?: string;
  reason: 'stop' | 'dispute' | 'withdrawal';
  from?: Day;
  note?: string;
}
