/** Written days to `YYYY-MM-DD`. */
import { dayOf, isDay, type Day } from '../domain/day.ts';

/** A day, or the code of what is wrong. */
export type DateReading = { day: Day } | { code: 'date-impossible' | 'date-unreadable' };

/** The layouts a format may name, with the order of what the pattern finds. */
const layouts: Record<string, { pattern: RegExp; order: 'dmy' | 'ymd' | 'mdy' }> = {
  'dd.mm.yyyy': { pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, order: 'dmy' },
  'dd.mm.yy': { pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{2})$/, order: 'dmy' },
  'dd/mm/yyyy': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: 'dmy' },
  'dd-mm-yyyy': { pattern: /^(\d{1,2})-(\d{1,2})-(\d{4})$/, order: 'dmy' },
  'mm/dd/yyyy': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: 'mdy' },
  'yyyy-mm-dd': { pattern: /^(\d{4})-(\d{1,2})-(\d{1,2})$/, order: 'ymd' },
  'yyyy/mm/dd': { pattern: /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/, order: 'ymd' },
  'yyyy.mm.dd': { pattern: /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/, order: 'ymd' },
  ddmmyyyy: { pattern: /^(\d{2})(\d{2})(\d{4})$/, order: 'dmy' },
  yyyymmdd: { pattern: /^(\d{4})(\d{2})(\d{2})$/, order: 'ymd' },
  ddmmyy: { pattern: /^(\d{2})(\d{2})(\d{2})$/, order: 'dmy' },
  yymmdd: { pattern: /^(\d{2})(\d{2})(\d{2})$/, order: 'ymd' },
};

/** Every name that `date` in a format may use; `excel` is a spreadsheet's serial number of a day. */
export const dateLayouts: readonly string[] = [...Object.keys(layouts), 'excel'];

const timeOfDay = /(?:T| )\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/** Makes a reader for the layouts of one field; days between 1900 and 2099 only, two-digit years from 1970 to 2069. */
export function dateReader(names: readonly string[]): (text: string) => DateReading {
  const known = new Map<string, DateReading>();
  return (text) => {
    let reading = known.get(text);
    if (reading === undefined) {
      reading = readDate(text, names);
      if (known.size > 5000) known.clear();
      known.set(text, reading);
    }
    return reading;
  };
}

function readDate(written: string, names: readonly string[]): DateReading {
  const text = written.replace(timeOfDay, '');
  let shaped = false;
  for (const name of names) {
    if (name === 'excel') {
      const serial = /^(\d{5})(?:\.0+)?$/.exec(text);
      if (serial && Number(serial[1]) >= 18_264) return { day: dayOf(Number(serial[1]) - 25_569) };
      continue;
    }
    const layout = layouts[name]!;
    const parts = layout.pattern.exec(text);
    if (!parts) continue;
    shaped = true;
    const [first, second, third] = [parts[1]!, parts[2]!, parts[3]!];
    const [year, month, day] =
      layout.order === 'ymd'
        ? [first, second, third]
        : layout.order === 'dmy'
          ? [third, second, first]
          : [third, first, second];
    const fullYear = year.length === 2 ? (Number(year) >= 70 ? `19${year}` : `20${year}`) : year;
    const made = `${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (Number(fullYear) >= 1900 && Number(fullYear) <= 2099 && isDay(made)) return { day: made };
  }
  return { code: shaped ? 'date-impossible' : 'date-unreadable' };
}
