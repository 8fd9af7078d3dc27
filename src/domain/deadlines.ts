/** Deadlines that the law and good practice set for a hand-over, as dated data: the row in force on a day counts. */
import type { Day } from './day.ts';

export interface Deadlines {
  validFrom: Day;
  /** Days that must pass from the collection notice (IKVAR) to the hand-over: INKL § 9. */
  noticeDays: number;
  /** Months after which a notice is so old that it is warned about: practice of the trade. */
  noticeMonths: number;
  /** Years from the due date after which a claim is normally time-barred: foreldelsesloven §§ 2–3. */
  limitationYears: number;
  /** The age at which one is of age: vergemålsloven § 8. */
  adultYears: number;
}

/** Newest last. */
export const deadlineTable: readonly Deadlines[] = [
  { validFrom: '1989-07-01', noticeDays: 14, noticeMonths: 6, limitationYears: 3, adultYears: 18 },
];

/** The deadlines in force on a day; the first row for earlier days. */
export function deadlinesOn(day: Day): Deadlines {
  return deadlineTable.findLast((row) => row.validFrom <= day) ?? deadlineTable[0]!;
}
