/** A collection stop must say what to stop. */
import { textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';

/** Judges a stop row. */
export function judgeStop(subject: Subject, record: Candidate): void {
  if (record['caseNumber'] === undefined && textOf(record['invoice']) === undefined)
    find(subject, 'reference-missing', 'caseNumber');
}
