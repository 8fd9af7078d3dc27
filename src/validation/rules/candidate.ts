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
  return typeof value === 'string' && value.length === 10 && (isPlainDay(value) || isDay(value)) ? value : undefined;
}

/** Most days are on or before the 28th: no calendar needed. */
function isPlainDay(text: string): boolean {
  return /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/.test(text) && text >= '0100';
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
