import { type Day, osloDay } from '../domain/day.ts';

/** The only source of the time. `today` is the calendar day in Oslo. */
export interface Clock {
  now(): Date;
  today(): Day;
}

/** A clock for tests and demos that stands still until it is moved. */
export interface SetClock extends Clock {
  set(at: Date): void;
  advance(milliseconds: number): void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  today: () => osloDay(new Date()),
};

/** A clock that shows `at`, an instant as ISO 8601 (such as `2026-11-24T08:00:00+01:00`), and stands still. */
export function testClock(at: string): SetClock {
  let milliseconds = new Date(at).getTime();
  if (Number.isNaN(milliseconds)) throw new Error(`"${at}" is not an instant in ISO 8601`);
  return {
    now: () => new Date(milliseconds),
    today: () => osloDay(new Date(milliseconds)),
    set(instant) {
      milliseconds = instant.getTime();
    },
    advance(more) {
      milliseconds += more;
    },
  };
}

/** The machine's clock with its calendar day held at `day` (KREDITORFLYT_TODAY): the time of day runs, the date does not. */
export function clockOn(day: Day): Clock {
  return {
    now() {
      const real = new Date();
      const shifted = new Date(`${day}T${real.toISOString().slice(11)}`);
      // Between midnight in Oslo and midnight UTC the two calendars differ; the day asked for is Oslo's.
      if (osloDay(shifted) > day) shifted.setUTCDate(shifted.getUTCDate() - 1);
      return shifted;
    },
    today: () => day,
  };
}
