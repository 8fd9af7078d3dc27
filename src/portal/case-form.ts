/** The form of Ny sak: from fields to the canonical record and back; judged by the same rules as files. */
import type { Problem, Row } from '../domain/row.ts';
import { judge } from '../validation/judge.ts';
import { judgeContext } from '../validation/context.ts';
import { readDay, readMoney, type Format } from './format.ts';

/** The most debtors and claims in one form. */
export const most = { debtors: 20, claims: 50 };

export const debtorTexts = [
  'id',
  'careOf',
  'street',
  'postalCode',
  'postalPlace',
  'country',
  'phoneHome',
  'phoneMobile',
  'email',
  'language',
  'customerNumber',
  'municipality',
] as const;
export const claimTexts = ['concerns', 'invoice', 'kid', 'paymentTerms'] as const;
const claimDays = ['invoiceDate', 'dueDate', 'interestFrom'] as const;
const claimMoney = ['original', 'remaining', 'reminderFee'] as const;

/** How many of each the form has; at least one. */
export function counts(form: Record<string, string>): { debtors: number; claims: number } {
  const count = (name: string, limit: number) =>
    Math.min(Math.max(1, Number.parseInt(form[name] ?? '1', 10) || 1), limit);
  return { debtors: count('debtors', most.debtors), claims: count('claims', most.claims) };
}

/** The form without its nth debtor or claim; those after it move up. */
export function without(form: Record<string, string>, list: 'debtors' | 'claims', at: number): Record<string, string> {
  const next: Record<string, string> = {};
  for (const [name, value] of Object.entries(form)) {
    const match = /^(debtors|claims)\[(\d+)\]\.(\w+)$/.exec(name);
    if (!match || match[1] !== list) next[name] = value;
    else if (Number(match[2]) < at) next[name] = value;
    else if (Number(match[2]) > at) next[`${list}[${Number(match[2]) - 1}].${match[3]}`] = value;
  }
  next[list] = String(Math.max(1, counts(form)[list] - 1));
  return next;
}

function text(form: Record<string, string>, name: string): string | undefined {
  const value = (form[name] ?? '').trim();
  return value === '' ? undefined : value;
}

/** The form as a judged row: its record, and every finding with the field it belongs to. */
export function judgeCaseForm(
  form: Record<string, string>,
  given: { today: string; currencies: readonly string[] },
): Row {
  const problems: Problem[] = [];
  const raw: Record<string, string> = {};
  for (const [name, value] of Object.entries(form))
    if (value !== '' && name !== 'token') raw[name] = value.slice(0, 2000);
  const unreadable = (code: string, field: string, value: string) =>
    problems.push({ code, tier: 'value', severity: 'error', line: 1, field, column: field, value });
  const day = (field: string) => {
    const value = text(form, field);
    const read = value === undefined ? undefined : readDay(value);
    if (value !== undefined && read === undefined) unreadable('date-unreadable', field, value);
    return read;
  };
  const money = (field: string) => {
    const value = text(form, field);
    const read = value === undefined ? undefined : readMoney(value);
    if (value !== undefined && read === undefined) unreadable('amount-unreadable', field, value);
    return read === undefined ? undefined : Number(read);
  };
  const defined = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const count = counts(form);
  const debtors = Array.from({ length: count.debtors }, (_, n) => {
    const at = `debtors[${n}]`;
    const legalType = form[`${at}.legalType`] === 'legalPerson' ? 'legalPerson' : 'naturalPerson';
    const [first, last] = [text(form, `${at}.firstName`), text(form, `${at}.lastName`)];
    const person = legalType === 'naturalPerson';
    const name = person ? [first, last].filter((part) => part !== undefined).join(' ') : first;
    const texts = Object.fromEntries(debtorTexts.map((field) => [field, text(form, `${at}.${field}`)]));
    return defined({
      ...texts,
      role: form[`${at}.role`] ?? (n === 0 ? 'debtor' : 'coDebtor'),
      id: texts['id']?.replace(/[\s.]/g, ''),
      country: texts['country']?.toUpperCase(),
      legalType,
      name: name === '' ? undefined : name,
      firstName: person ? first : undefined,
      lastName: person ? last : undefined,
      minor: form[`${at}.minor`] === 'ja' ? true : undefined,
      protectedAddress: form[`${at}.protectedAddress`] === 'ja' ? true : undefined,
    });
  });
  const claims = Array.from({ length: count.claims }, (_, n) => {
    const at = `claims[${n}]`;
    return defined({
      ...Object.fromEntries(claimTexts.map((field) => [field, text(form, `${at}.${field}`)])),
      ...Object.fromEntries(claimDays.map((field) => [field, day(`${at}.${field}`)])),
      ...Object.fromEntries(claimMoney.map((field) => [field, money(`${at}.${field}`)])),
      kind: form[`${at}.kind`] === 'creditNote' ? 'creditNote' : 'invoice',
    });
  });
  const note = text(form, 'notes[0]');
  const record = defined({
    reference: text(form, 'reference'),
    service: 'debtCollection',
    currency: text(form, 'currency') ?? 'NOK',
    noticeDate: day('noticeDate'),
    debtors,
    claims,
    notes: note === undefined ? undefined : [note],
  });
  const row: Row = { row: 1, line: 1, raw, record, problems };
  // Every field of the form is its own column, so that what it says counts as said.
  judge('case', row, judgeContext({ today: given.today, currencies: given.currencies, columnOf: (field) => field }));
  return row;
}

/** The form's field that a finding belongs to, so that its message stands beside it. */
export function fieldOf(problem: Problem): string {
  const field = problem.field ?? '';
  if (/^debtors\[\d+\]\.name$/.test(field)) return field.replace(/name$/, 'firstName');
  if (field === 'notes' || field === 'notes[0]') return 'notes[0]';
  if (/^debtors\[\d+\]$/.test(field)) return `${field}.id`;
  if (/^claims\[\d+\]$/.test(field)) return `${field}.invoice`;
  if (field === 'debtors' || field === 'claims') return `${field}[0].${field === 'debtors' ? 'id' : 'invoice'}`;
  return field === '' ? 'reference' : field;
}

/** A written row's fields again, to be edited; amounts and days in the user's format. */
export function formOf(raw: Record<string, string>, format: Format): Record<string, string> {
  const form = { ...raw };
  for (const [name, value] of Object.entries(form)) {
    if (/\.(original|remaining|reminderFee)$/.test(name)) {
      const read = readMoney(value);
      if (read !== undefined) form[name] = format.money(read);
    }
  }
  return form;
}
