/** What judging needs to know besides the rows: the day, the client's agreement, and how a file names its columns. */
import { dayNumber, dayOf } from '../domain/day.ts';
import type { Day } from '../domain/day.ts';
import { deadlinesOn } from '../domain/deadlines.ts';
import type { Deadlines } from '../domain/deadlines.ts';
import type { KidAgreement } from '../domain/kid.ts';
import { schemas as canonical } from './schemas.ts';
import type { Schemas } from './schemas.ts';

export interface JudgeOptions {
  /** The day of the hand-over. */
  today: Day;
  /** The file's own name of a canonical field path such as `claims[0].dueDate`. */
  columnOf?: (field: string) => string | undefined;
  /** The receiving account's KID agreement; without one a KID that fits neither modulus is only warned about. */
  kid?: KidAgreement;
  /** Currencies the agreement covers; NOK alone when not given. */
  currencies?: readonly string[];
  /** Where a format brings its own schema: all schemas, and the `$id` of the one that judges its records. */
  schemas?: Schemas;
  schema?: string;
}

/** {@link JudgeOptions} with the days worked out once. */
export interface JudgeContext extends JudgeOptions {
  currencies: readonly string[];
  schemas: Schemas;
  deadlines: Deadlines;
  /** A notice later than this was sent too recently. */
  lastNotice: Day;
  /** A notice earlier than this is old. */
  firstNotice: Day;
  /** A due date earlier than this may be time-barred. */
  limitation: Day;
  /** Born after this: a minor. */
  adultBirth: Day;
}

/** The day `months` earlier; the last day of the month where that day does not exist. */
export function monthsBefore(day: Day, months: number): Day {
  const date = Number(day.slice(8));
  const at = Number(day.slice(0, 4)) * 12 + (Number(day.slice(5, 7)) - 1) - months;
  const first = `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
  for (let last = date; ; last--) {
    const candidate = `${first}-${String(last).padStart(2, '0')}`;
    if (!Number.isNaN(dayNumber(candidate))) return candidate;
  }
}

/** Works out the days that every row is compared with. Throws when `today` is no calendar day. */
export function judgeContext(options: JudgeOptions): JudgeContext {
  const { today } = options;
  if (Number.isNaN(dayNumber(today))) throw new Error(`"${today}" is not a calendar day: write YYYY-MM-DD`);
  const deadlines = deadlinesOn(today);
  return {
    ...options,
    currencies: options.currencies ?? ['NOK'],
    schemas: options.schemas ?? canonical,
    deadlines,
    lastNotice: dayOf(dayNumber(today) - deadlines.noticeDays),
    firstNotice: monthsBefore(today, deadlines.noticeMonths),
    limitation: monthsBefore(today, deadlines.limitationYears * 12),
    adultBirth: monthsBefore(today, deadlines.adultYears * 12),
  };
}
