/** Rules that mend the same mistake in many rows; each says nothing where it does not fit, so that nothing is guessed. */

export const bulkRules = ['swap', 'last', 'next', 'spaces', 'same', 'again'] as const;
export type BulkRule = (typeof bulkRules)[number];

/** A written day of three numbers with the same mark between them: `31.09.2026`, `2026-09-31`. */
const written = /^\s*(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\s*$/;

interface Written {
  year: number;
  month: number;
  day: number;
  write: (year: number, month: number, day: number) => string;
}

function read(text: string): Written | undefined {
  const found = written.exec(text);
  if (!found) return undefined;
  const [, first = '', mark = '', middle = '', last = ''] = found;
  const two = (number: number) => String(number).padStart(2, '0');
  if (first.length === 4)
    return {
      year: Number(first),
      month: Number(middle),
      day: Number(last),
      write: (year, month, day) => [year, two(month), two(day)].join(mark),
    };
  if (last.length !== 4) return undefined;
  return {
    year: Number(last),
    month: Number(middle),
    day: Number(first),
    write: (year, month, day) => [two(day), two(month), year].join(mark),
  };
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The value that a rule makes of another; undefined where the rule does not fit it. `again` changes nothing. */
export function applyRule(rule: BulkRule, value: string, given: string): string | undefined {
  if (rule === 'again') return value;
  if (rule === 'same') return given;
  if (rule === 'spaces') return value.replace(/\s/gu, '');
  const date = read(value);
  if (!date) return undefined;
  const { year, month, day, write } = date;
  if (rule === 'swap') return day >= 1 && day <= 12 ? write(year, day, month) : undefined;
  if (month < 1 || month > 12 || day <= daysIn(year, month)) return undefined;
  if (rule === 'last') return write(year, month, daysIn(year, month));
  return month === 12 ? write(year + 1, 1, 1) : write(year, month + 1, 1);
}
