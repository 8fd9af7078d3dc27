/** Who the debtor is: person or company, of age or not. */
import { isDay } from '../../domain/day.ts';
import type { Day } from '../../domain/day.ts';
import { readNationalId } from '../../domain/national-id.ts';
import type { NationalId } from '../../domain/national-id.ts';
import { isOrganisationNumber } from '../../domain/organisation-number.ts';
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

/** The day somebody comes of age; born on 29 February, on 1 March where there is no such day. */
function adultOn(birthDate: Day, years: number): Day {
  const day = `${String(Number(birthDate.slice(0, 4)) + years).padStart(4, '0')}${birthDate.slice(4)}`;
  return isDay(day) ? day : `${day.slice(0, 5)}03-01`;
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
  const sent = dayIn(debtor['birthDate']);
  const derived = person?.birthDate;
  const said = sent !== undefined && sent <= context.today ? sent : undefined;
  if (sent !== undefined && said === undefined) find(subject, 'birth-date-in-future', `${at}.birthDate`, sent);
  else if (said !== undefined && derived !== undefined && said !== derived)
    find(subject, 'birth-date-mismatch', `${at}.birthDate`, said, { actual: derived });
  // The younger of the two counts: a minor must never be charged by mistake.
  const birthDate = said !== undefined && (derived === undefined || said > derived) ? said : derived;
  const isMinor = birthDate !== undefined && birthDate > context.adultBirth;
  if (birthDate !== undefined && (isMinor || debtor['minor'] === true)) {
    const day = adultOn(birthDate, context.deadlines.adultYears);
    find(subject, isMinor ? 'debtor-minor' : 'minor-is-adult', `${at}.minor`, undefined, { adultOn: day });
    if (isMinor) debtor['minor'] = true;
  }
  return isMinor || debtor['minor'] === true;
}
