/**
 * National identity numbers: fødselsnummer, D-number, H-number, synthetic numbers and FH-numbers, by the 1964 rule
 * and by the rule for numbers issued from 2032 (Skatteetaten, “Nytt fødselsnummer fra 2032”), both accepted today.
 */
import type { Day } from './day.ts';

/** `fnr` birth number, `dnr` D-number, `hnr` help number, `tnr` synthetic, and their combinations; `fh` common help number. */
export type NationalIdType = 'fnr' | 'dnr' | 'hnr' | 'tnr' | 'dnr+hnr' | 'dnr+tnr' | 'fh';

export interface NationalId {
  valid: boolean;
  type?: NationalIdType;
  /** Why it is not valid. */
  reason?: 'length' | 'characters' | 'date' | 'check-digit';
  /** Valid only under the rule of 2032; then neither century nor gender can be derived. */
  only2032?: boolean;
  /** The day of birth; absent where the century cannot be known. */
  birthDate?: Day;
}

const first = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const second = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** How far the first check digit is off (0 in the scheme of 1964, 0–3 in that of 2032); -1 where the second one is wrong; NaN for other characters. */
function remainder(digits: string): number {
  let sum1 = 0;
  let sum2 = 0;
  for (let i = 0; i < 11; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    if (i < 10) sum1 += digit * first[i]!;
    sum2 += digit * second[i]!;
  }
  return sum2 % 11 === 0 ? sum1 % 11 : -1;
}

/** The century that the individual number stood for in the scheme of 1964; undefined where it was never issued. */
function century(year: number, individual: number): number | undefined {
  if (individual < 500) return 1900;
  if (individual < 750 && year >= 54) return 1800;
  if (year <= 39) return 2000;
  if (individual >= 900) return 1900;
  return undefined;
}

function typeOf(day: number, month: number): NationalIdType {
  const d = day > 40;
  if (month > 60) return d ? 'dnr+tnr' : 'tnr';
  if (month > 40) return d ? 'dnr+hnr' : 'hnr';
  return d ? 'dnr' : 'fnr';
}

/** Takes the marks off a month: +40 help number, +80 synthetic (Tenor), +65 synthetic (older test populations). */
function plainMonth(month: number): number {
  if (month > 80) return month - 80;
  if (month > 65) return month - 65;
  return month > 40 ? month - 40 : month;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : monthDays[month - 1]!);
}

function dayText(year: number, month: number, day: number): Day {
  return `${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}

const anyCentury = [1800, 1900, 2000];

/** Judges eleven digits (no spaces) as a national identity number; `today` decides whether anybody can be that old yet. */
export function readNationalId(digits: string, today?: Day): NationalId {
  if (digits.length !== 11) return { valid: false, reason: /^\d+$/.test(digits) ? 'length' : 'characters' };
  const rest = remainder(digits);
  if (Number.isNaN(rest)) return { valid: false, reason: 'characters' };
  const goodDigits = rest >= 0 && rest <= 3;
  const sentDay = Number(digits.slice(0, 2));
  if (sentDay >= 80)
    return goodDigits ? { valid: true, type: 'fh' } : { valid: false, type: 'fh', reason: 'check-digit' };
  const sentMonth = Number(digits.slice(2, 4));
  const type = typeOf(sentDay, sentMonth);
  const day = sentDay > 40 ? sentDay - 40 : sentDay;
  const month = plainMonth(sentMonth);
  const year = Number(digits.slice(4, 6));
  const only2032 = rest > 0;
  const of1964 = century(year, Number(digits.slice(6, 9)));
  // Nobody born before 1900 holds a D-number; from 2032 the individual number says nothing about it.
  if (of1964 === 1800 && !only2032 && type === 'dnr' && !(today !== undefined && today >= '2032-01-01'))
    return { valid: false, type, reason: 'date' };
  const isReal =
    only2032 || of1964 === undefined
      ? anyCentury.some((from) => isDate(from + year, month, day))
      : isDate(of1964 + year, month, day);
  if (!isReal) return { valid: false, type, reason: 'date' };
  if (!goodDigits) return { valid: false, type, reason: 'check-digit' };
  if (only2032 || of1964 === undefined) return { valid: true, type, only2032 };
  // From 2032 on the individual number no longer says which century it is.
  if (today !== undefined && today >= '2032-01-01') return { valid: true, type, only2032 };
  return { valid: true, type, only2032, birthDate: dayText(of1964 + year, month, day) };
}

/** A national id as it may be shown: the birth date's six digits, the rest hidden (privacy rule of lists, pages and letters). */
export function maskNationalId(digits: string): string {
  return `${digits.slice(0, 6)}*****`;
}

/** True for a valid national id with a birth date; account numbers too often look like help numbers, which have none. */
function isPersonal(digits: string): boolean {
  const { valid, type } = readNationalId(digits);
  return valid && type !== 'fh';
}

/** Hides the last five digits of every national id in a text, with or without a space in it; other numbers stay. */
export function maskNationalIds(text: string): string {
  return text.replace(/(?<!\d)(\d{6})[ \u00a0.-]?(\d{5})(?!\d)/g, (all, birth: string, rest: string) =>
    isPersonal(birth + rest) ? `${birth}*****` : all,
  );
}
