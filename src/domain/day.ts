/** Calendar days in Europe/Oslo, written `YYYY-MM-DD`. Nothing here reads a clock. */

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

const msPerDay = 86_400_000;

/** Days since 1970-01-01; NaN for what is not a real calendar day. */
export function dayNumber(day: Day): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return Number.NaN;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = Date.UTC(year, month - 1, date);
  const made = new Date(time);
  if (year < 100 || made.getUTCMonth() !== month - 1 || made.getUTCDate() !== date) return Number.NaN;
  return time / msPerDay;
}

/** The day of a day number. */
export function dayOf(number: number): Day {
  return new Date(number * msPerDay).toISOString().slice(0, 10);
}

/** True for a real calendar day written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return !Number.isNaN(dayNumber(text));
}

/** The day `days` later (negative: earlier). */
export function addDays(day: Day, days: number): Day {
  return dayOf(dayNumber(day) + days);
}

/** How many days `to` is after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

const oslo = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Oslo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day in Oslo at an instant. */
export function osloDay(at: Date): Day {
  return oslo.format(at);
}

/** Easter Sunday of a Gregorian year (anonymous algorithm). */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const date = (h + l - 7 * m + 33 * month + 19) % 32;
  return Date.UTC(year, month - 1, date) / msPerDay;
}

/** True for a Norwegian public holiday that falls on any weekday (Sundays not counted). */
export function isHoliday(day: Day): boolean {
  const monthDay = day.slice(5);
  if (['01-01', '05-01', '05-17', '12-25', '12-26'].includes(monthDay)) return true;
  const offset = dayNumber(day) - easter(Number(day.slice(0, 4)));
  return [-3, -2, 0, 1, 39, 49, 50].includes(offset);
}

/** True on the days when Norwegian banks settle: Monday to Friday, no public holidays. */
export function isBankingDay(day: Day): boolean {
  const weekday = new Date(dayNumber(day) * msPerDay).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !isHoliday(day);
}

/** The day itself if banks settle then, else the next such day. */
export function nextBankingDay(day: Day): Day {
  let at = day;
  while (!isBankingDay(at)) at = addDays(at, 1);
  return at;
}
