/** One answer shape for every kind of identifier; what `check-id` and the portal show. */
import { accountFault, ibanFault } from './bank-account.ts';
import type { Day } from './day.ts';
import { kidFault } from './kid.ts';
import { readNationalId } from './national-id.ts';
import { compactOrganisationNumber, isOrganisationNumber, organisationNumberDigit } from './organisation-number.ts';

export const identifierKinds = ['orgnr', 'fnr', 'kid10', 'kid11', 'account', 'iban'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export interface IdentifierResult {
  value: string;
  valid: boolean;
  /** What it is: `orgnr`, `vat`, `fnr`, `dnr`, `hnr`, `tnr`, `dnr+tnr`, `dnr+hnr`, `fh`, `kid`, `account`, `iban`. */
  type: string | null;
  /** `empty`, `characters`, `length`, `date`, `check-digit`, `never-issued` or `account`; null when valid. */
  reason: string | null;
}

function organisationNumber(value: string): Omit<IdentifierResult, 'value'> {
  const digits = compactOrganisationNumber(value);
  const type = /MVA$/i.test(value.trim()) ? 'vat' : 'orgnr';
  if (isOrganisationNumber(digits)) return { valid: true, type, reason: null };
  if (!/^\d+$/.test(digits)) return { valid: false, type: null, reason: 'characters' };
  if (digits.length !== 9) return { valid: false, type: null, reason: 'length' };
  const issued = organisationNumberDigit(digits.slice(0, 8)) !== undefined;
  return { valid: false, type: null, reason: issued ? 'check-digit' : 'never-issued' };
}

function judged(fault: string | undefined, type: string): Omit<IdentifierResult, 'value'> {
  return fault === undefined ? { valid: true, type, reason: null } : { valid: false, type: null, reason: fault };
}

/** Judges one identifier as people write it (spaces and dots are allowed between its parts). */
export function checkIdentifier(kind: IdentifierKind, value: string, today?: Day): IdentifierResult {
  const compact = value.replace(/[\s\u00a0.]/g, '');
  if (compact === '') return { value, valid: false, type: null, reason: 'empty' };
  switch (kind) {
    case 'orgnr':
      return { value, ...organisationNumber(value) };
    case 'fnr': {
      const { valid, type, reason } = readNationalId(compact, today);
      return { value, valid, type: type ?? null, reason: reason ?? null };
    }
    case 'kid10':
    case 'kid11':
      return { value, ...judged(kidFault(compact, kind === 'kid10' ? 'mod10' : 'mod11'), 'kid') };
    case 'account':
      return { value, ...judged(accountFault(compact), 'account') };
    case 'iban':
      return { value, ...judged(ibanFault(compact.toUpperCase()), 'iban') };
    default:
      return kind satisfies never;
  }
}
