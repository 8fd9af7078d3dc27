/** How a value of a report is written for a reader, the same on paper and on screen. */
import type { Day } from '../domain/day.ts';
import { readable } from '../domain/money.ts';
import type { Language, Value, ValueType } from './report.ts';

const time = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** A day for a reader: `24.11.2026` in bokmål, `2026-11-24` in English. */
export function shownDay(day: Day, language: Language): string {
  const [year, month, date] = day.split('-');
  return language === 'nb' ? `${date}.${month}.${year}` : day;
}

/** An instant in Oslo: `24.11.2026 kl. 09.12`, or `2026-11-24 09:12` in English. */
export function shownInstant(iso: string, language: Language): string {
  const part = Object.fromEntries(time.formatToParts(new Date(iso)).map((each) => [each.type, each.value]));
  const day = shownDay(`${part['year']}-${part['month']}-${part['day']}`, language);
  return language === 'nb'
    ? `${day} kl. ${part['hour']}.${part['minute']}`
    : `${day} ${part['hour']}:${part['minute']}`;
}

/** An organisation number in groups of three, as it is printed; anything else as it is. */
export function shownOrgNumber(number: string): string {
  return /^\d{9}$/.test(number) ? number.replace(/(\d{3})(?=\d)/g, '$1\u00a0') : number;
}

/** An account number as banks print it, `1503.40.11874`; anything else as it is. */
export function shownAccount(account: string): string {
  return /^\d{11}$/.test(account) ? `${account.slice(0, 4)}.${account.slice(4, 6)}.${account.slice(6)}` : account;
}

/** A whole count with no-break spaces (bokmål) or commas (English) between thousands. */
export function shownCount(count: number | bigint, language: Language): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, language === 'nb' ? '\u00a0' : ',');
}

/** Øre with no-break spaces between thousands and a real minus, so that an amount is never broken over lines. */
export function shownMoney(ore: bigint, language: Language): string {
  return readable(ore, language).replaceAll(' ', '\u00a0');
}

/** Any value of a report, by its type. */
export function shown(value: Value, type: ValueType, language: Language): string {
  if (value === null) return '';
  if (type === 'money') return shownMoney(BigInt(value), language);
  if (type === 'date') return shownDay(String(value), language);
  if (type === 'instant') return shownInstant(String(value), language);
  if (type === 'count') return shownCount(BigInt(value), language);
  return String(value);
}
