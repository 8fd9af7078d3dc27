/** A case as a whole: who, what, and the collection notice (IKVAR). */
import { addDays } from '../../domain/day.ts';
import { dayIn } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { judgeClaims, lastDueDate } from './claim.ts';
import { judgeCurrency } from './currency.ts';
import { judgeDebtors } from './debtor.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';

/** The notice must be after the due date and old enough that its deadline has passed (INKL § 9), but not too old. */
function judgeNotice(subject: Subject, record: Candidate): void {
  const { context } = subject;
  const notice = dayIn(record['noticeDate']);
  if (notice === undefined) return;
  const { today } = context;
  if (notice > today) {
    find(subject, 'notice-in-future', 'noticeDate', notice, { today });
    return;
  }
  const dueDate = lastDueDate(subject, record);
  // A claim that is not yet due has its own finding.
  if (dueDate !== undefined && dueDate < today && notice <= dueDate)
    find(subject, 'notice-before-due', 'noticeDate', notice, { dueDate });
  if (notice > context.lastNotice) {
    const days = context.deadlines.noticeDays;
    find(subject, 'notice-too-recent', 'noticeDate', notice, { days, earliest: addDays(notice, days) });
  } else if (notice < context.firstNotice) {
    find(subject, 'notice-old', 'noticeDate', notice, { months: context.deadlines.noticeMonths });
  }
}

/** Judges a case row. */
export function judgeCase(subject: Subject, record: Candidate): void {
  judgeCurrency(subject, record['currency']);
  const feeFree = judgeDebtors(subject, record);
  judgeClaims(subject, record, feeFree);
  judgeNotice(subject, record);
}
