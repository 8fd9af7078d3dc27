/** Numbers, money, days and times as the user reads them. Times are in Europe/Oslo. */
import { osloDay, type Day } from '../domain/day.ts';
import { readable, type NumberFormat } from '../domain/money.ts';

/** How one user reads figures. */
export interface Format {
  money(ore: bigint | number): string;
  count(number: number): string;
  percent(share: number): string;
  day(day: Day | null | undefined): string;
  /** Day and time of an instant. */
  time(at: Date): string;
  /** `i dag 09.12` where it is today, else as {@link Format.time}. */
  moment(at: Date): string;
  size(bytes: bigint | number): string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The reader's formats; `words` are “i dag” and “i går” in the user's language. */
export function formatFor(
  format: NumberFormat,
  today: Day,
  words: { today: string; yesterday: string },
  yesterday: Day,
): Format {
  const group = (text: string) => text.replace(/\B(?=(\d{3})+$)/g, format === 'nb' ? '\u00a0' : ',');
  const fraction = (text: string) => (format === 'nb' ? text.replace('.', ',') : text);
  function day(value: Day | null | undefined): string {
    if (!value) return '–';
    const [year = '', month = '', date = ''] = value.split('-');
    return format === 'nb' ? `${date}.${month}.${year}` : `${Number(date)} ${months[Number(month) - 1]} ${year}`;
  }
  function clockTime(at: Date): string {
    const text = clock.format(at);
    return format === 'nb' ? text.replace(':', '.') : text;
  }
  return {
    money: (ore) => readable(ore, format),
    count: (number) => `${number < 0 ? '−' : ''}${group(String(Math.abs(Math.trunc(number))))}`,
    percent: (share) => `${fraction((share * 100).toFixed(1))}${format === 'nb' ? '\u00a0' : ''}%`,
    day,
    time: (at) => `${day(osloDay(at))} ${clockTime(at)}`,
    moment: (at) => {
      const on = osloDay(at);
      if (on === today) return `${words.today} ${clockTime(at)}`;
      if (on === yesterday) return `${words.yesterday} ${clockTime(at)}`;
      return `${day(on)} ${clockTime(at)}`;
    },
    size: (bytes) => {
      const size = Number(bytes);
      if (size < 1000) return `${size} B`;
      if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
      if (size < 1_000_000_000) return `${fraction((size / 1_000_000).toFixed(1))} MB`;
      return `${fraction((size / 1_000_000_000).toFixed(1))} GB`;
    },
  };
}

/** A day as people write it (`24.11.2026`, `24/11/2026`, `24 Nov 2026` or `2026-11-24`); undefined when it is none. */
export function readDay(text: string): Day | undefined {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed);
  const dotted = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(trimmed);
  const named = /^(\d{1,2}) ([A-Za-z]{3}) (\d{4})$/.exec(trimmed);
  let day: string | undefined;
  if (iso) day = trimmed;
  else if (dotted) day = `${dotted[3]}-${dotted[2]!.padStart(2, '0')}-${dotted[1]!.padStart(2, '0')}`;
  else if (named) {
    const month = months.findIndex((name) => name.toLowerCase() === named[2]!.toLowerCase()) + 1;
    day = `${named[3]}-${String(month).padStart(2, '0')}-${named[1]!.padStart(2, '0')}`;
  }
  if (day === undefined) return undefined;
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? undefined : day;
}

/** An amount as people write it (`1 250,50`, `1.250,50`, `1,250.50`, `-20`, `−20`) in øre; undefined when it is none or cannot be told apart. */
export function readMoney(text: string): bigint | undefined {
  const compact = text
    .trim()
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/[−–]/g, '-')
    .replace(/^(-?)kr\.?/i, '$1')
    .replace(/(kr|,-)$/i, '');
  const match = /^(-?)(\d{1,3}(?:[.,]\d{3})+|\d{1,12})(?:([.,])(\d{1,2}))?$/.exec(compact);
  if (!match) return undefined;
  const [, sign, whole, mark, decimals] = match;
  const groups = whole!.replace(/\d/g, '');
  if (new Set(groups).size > 1 || (mark !== undefined && groups.includes(mark))) return undefined;
  // “1.250” and “1,250” alone could be either a thousand or three decimals: never guessed.
  if (groups.length === 1 && mark === undefined) return undefined;
  const ore = BigInt(whole!.replace(/\D/g, '')) * 100n + BigInt((decimals ?? '').padEnd(2, '0'));
  return sign === '-' ? -ore : ore;
}
