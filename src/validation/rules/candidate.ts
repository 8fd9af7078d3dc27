/** Reading a candidate record whose shape no schema has vouched for: every getter gives the right kind or nothing. */
import { isDay } from '../../domain/day.ts';
import type { Day } from '../../domain/day.ts';

export type Candidate = Record<string, unknown>;

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A calendar day. */
export function dayIn(value: unknown): Day | undefined {
  return typeof value === 'string' && (isPlainDay(value) || isDay(value)) ? value : undefined;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Most days are on or before the 28th of this or the last century: no calendar needed. */
function isPlainDay(text: string): boolean {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-' || !(text.startsWith('20') || text.startsWith('19')))
    return false;
  const [ten, one, dayTen, dayOne] = [text.charCodeAt(5), text.charCodeAt(6), text.charCodeAt(8), text.charCodeAt(9)];
  if (!isDigit(text.charCodeAt(2)) || !isDigit(text.charCodeAt(3)) || !isDigit(one) || !isDigit(dayOne)) return false;
  const month = (ten - 48) * 10 + one - 48;
  const day = (dayTen - 48) * 10 + dayOne - 48;
  return ten >= 48 && month >= 1 && month <= 12 && dayTen >= 48 && day >= 1 && day <= 28;
}

/** An amount in øre. */
export function oreOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** True for an object that is no list. */
export function isCandidate(value: unknown): value is Candidate {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const empty: readonly Candidate[] = [];

/** The objects of a list; none where it holds anything else (the schema tells what). */
export function listOf(value: unknown): readonly Candidate[] {
  return Array.isArray(value) && value.every(isCandidate) ? value : empty;
}

/** An object. */
export function objectOf(value: unknown): Candidate | undefined {
  return isCandidate(value) ? value : undefined;
}
