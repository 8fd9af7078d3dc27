/** Who the debtor is: person or company, of age or not. */
import { addDays } from '../../domain/day.ts';
import type { Day } from '../../domain/day.ts';
import { readNationalId } from '../../domain/national-id.ts';
import type { NationalId } from '../../domain/national-id.ts';
import { isOrganisationNumber } from '../../domain/organisation-number.ts';
import { monthsBefore } from '../context.ts';
import { dayIn, textOf } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';

/** Checks the number's digits; answers what it says about the person, undefined for companies and wrong numbers. */
function judgeNumber(subject: Subject, debtor: Candidate, at: string): NationalId | undefined {
  const id = textOf(debtor['id']);
  if (id === undefined) return undefined;
  const field = `${at}.id`;
  if (id.length === 9) {
    if (!isOrganisationNumber(id)) find(subject, 'organisation-number-digit', field, id);
    return undefined;
  }
  const read = readNationalId(id, subject.context.today);
  if (read.valid) return read;
  if (read.reason === 'date') find(subject, 'national-id-date', field, id);
  else if (read.reason === 'check-digit') find(subject, 'national-id-digit', field, id);
  else find(subject, 'id-length', field, id);
  return undefined;
}

/** The day somebody comes of age. */
function adultOn(birthDate: Day, years: number): Day {
  const day = `${String(Number(birthDate.slice(0, 4)) + years).padStart(4, '0')}${birthDate.slice(4)}`;
  // Born on 29 February: of age on the day after 28 February.
  return day.endsWith('02-29') && monthsBefore(day.replace('02-29', '02-28'), 0) === day.replace('02-29', '02-28')
    ? addDays(day.replace('02-29', '02-28'), 1)
    : day;
}

/**
 * Judges a debtor's number, legal type and age. Where the file does not say them, `legalType` is filled in from the
 * number and `minor` from the day of birth; answers whether the debtor is to be treated as a minor.
 */
export function judgePerson(subject: Subject, debtor: Candidate, at: string): boolean {
  const { context } = subject;
  const id = textOf(debtor['id']);
  const person = judgeNumber(subject, debtor, at);
  if (id !== undefined && (id.length === 9 || id.length === 11)) {
    const actual = id.length === 9 ? 'legalPerson' : 'naturalPerson';
    if (debtor['legalType'] === undefined) debtor['legalType'] = actual;
    else if (debtor['legalType'] !== actual)
      find(subject, 'legal-type-mismatch', `${at}.legalType`, debtor['legalType'], { actual });
  }
  const said = dayIn(debtor['birthDate']);
  const derived = person?.birthDate;
  if (said !== undefined && said > context.today) find(subject, 'birth-date-in-future', `${at}.birthDate`, said);
  else if (said !== undefined && derived !== undefined && said !== derived)
    find(subject, 'birth-date-mismatch', `${at}.birthDate`, said, { actual: derived });
  // The younger of the two counts: a minor must never be charged by mistake.
  const birthDate = said !== undefined && (derived === undefined || said > derived) ? said : derived;
  const isMinor = birthDate !== undefined && birthDate > context.adultBirth;
  if (birthDate !== undefined) {
    const day = adultOn(birthDate, context.deadlines.adultYears);
    if (isMinor) {
      find(subject, 'debtor-minor', `${at}.minor`, undefined, { adultOn: day });
      debtor['minor'] = true;
    } else if (debtor['minor'] === true) find(subject, 'minor-is-adult', `${at}.minor`, undefined, { adultOn: day });
  }
  return isMinor || debtor['minor'] === true;
}
