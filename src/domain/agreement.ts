/** What the collector has agreed with one client. Stored as JSON beside the client; `schemas/agreement.schema.json` judges it. */
import type { Day } from './day.ts';
import { addDays, dayNumber } from './day.ts';
import type { KidAgreement } from './kid.ts';
import type { Kind } from './row.ts';

/** When a client is settled: every day, on an ISO weekday (1 Monday – 7 Sunday), or on a day of the month (31: the last). */
export interface SettlementTerms {
  frequency: 'daily' | 'weekly' | 'monthly';
  /** Weekday or day of the month; not used when daily. */
  day: number;
  /** Øre; a smaller balance is carried forward. */
  minimum: number;
}

/** A file that should come: an alarm is raised when none of the kind came by the time, Oslo. */
export interface ExpectedFile {
  kind: Kind;
  /** Id of a format; any when null. */
  format: string | null;
  /** ISO weekdays, 1 Monday – 7 Sunday. */
  weekdays: number[];
  /** `HH:MM` in Oslo. */
  by: string;
}

export interface Agreement {
  /** Who approves a journal: the agreement at once, or a person. */
  approval: 'auto' | 'manual';
  /** Whether a bad row stops only itself or its whole file. */
  caseRows: 'row' | 'whole';
  paymentRows: 'row' | 'whole';
  /** Øre; journals and settlements above it need two people. Null: never. */
  fourEyesAbove: number | null;
  /** A row with a warning waits for a person's yes. */
  warningsNeedYes: boolean;
  /** Currencies that cases may be in. */
  currencies: string[];
  /** The client deducts VAT: none is added to the debtor's fee, and the settlement nets it. */
  vatLiable: boolean;
  /** Basis points (1000 is 10 %) of paid principal and interest that the collector keeps. */
  commissionPrincipal: number;
  commissionInterest: number;
  /** Basis points of paid interest that belong to the collector, before commission. */
  interestShareToCollector: number;
  /** Who keeps what the debtor pays of reminder and notice fees. */
  reminderFeesTo: 'creditor' | 'collector';
  /** The creditor claims standard compensation from business debtors (FRL § 3a). */
  claimCompensation: boolean;
  interestOnFees: boolean;
  /** The first day that bears interest; the law is not clear. */
  firstInterestDay: 'dayAfterDue' | 'dueDate';
  /** When the light fee is charged. */
  lightFeeFrom: 'noticeDeadline' | 'paymentDemand';
  settlement: SettlementTerms;
  /** BBAN of eleven digits or IBAN; nothing is paid out while null. */
  payoutAccount: string | null;
  /** How documents are delivered. */
  routes: ('portal' | 'sftp' | 'mail')[];
  /** A document “nothing today” on days without news. */
  nilReport: boolean;
  /** Ids of the formats the client may send; null: all. */
  formats: string[] | null;
  expectedFiles: ExpectedFile[];
  kid: KidAgreement | null;
}

/** What holds where an agreement says nothing; the only place that says so. */
export const agreementDefaults: Agreement = {
  approval: 'manual',
  caseRows: 'row',
  paymentRows: 'whole',
  fourEyesAbove: null,
  warningsNeedYes: false,
  currencies: ['NOK'],
  vatLiable: true,
  commissionPrincipal: 0,
  commissionInterest: 0,
  interestShareToCollector: 0,
  reminderFeesTo: 'creditor',
  claimCompensation: false,
  interestOnFees: true,
  firstInterestDay: 'dayAfterDue',
  lightFeeFrom: 'noticeDeadline',
  settlement: { frequency: 'daily', day: 1, minimum: 0 },
  payoutAccount: null,
  routes: ['portal'],
  nilReport: false,
  formats: null,
  expectedFiles: [],
  kid: null,
};

/** What is stored of an agreement: only what differs from the defaults. */
export type StoredAgreement = Partial<Omit<Agreement, 'settlement'>> & { settlement?: Partial<SettlementTerms> };

/** The whole agreement of what is stored. */
export function agreementOf(stored: StoredAgreement): Agreement {
  return {
    ...agreementDefaults,
    ...stored,
    settlement: { ...agreementDefaults.settlement, ...stored.settlement },
  };
}

/** The ISO weekday of a day, 1 Monday – 7 Sunday. */
export function isoWeekday(day: Day): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** Whether a client is settled on a day. A day of the month that the month lacks is its last. */
export function settlesOn(terms: SettlementTerms, day: Day): boolean {
  if (terms.frequency === 'daily') return true;
  if (terms.frequency === 'weekly') return isoWeekday(day) === terms.day;
  const date = Number(day.slice(8));
  const isLast = addDays(day, 1).slice(8) === '01';
  return date === terms.day || (isLast && terms.day > date);
}
