import { expect, test } from 'vitest';
import { osloDay } from '../domain/day.ts';
import { clockOn, systemClock, testClock } from './clock.ts';

test('a test clock stands still, and its day is the one in Oslo', () => {
  const clock = testClock('2026-11-24T23:30:00Z');
  expect(clock.today()).toBe('2026-11-25');
  expect(clock.now().toISOString()).toBe('2026-11-24T23:30:00.000Z');
  clock.advance(-3_600_000);
  expect(clock.today()).toBe('2026-11-24');
  clock.set(new Date('2026-03-29T00:59:59Z'));
  expect(clock.today()).toBe('2026-03-29');
});

test('an instant that is none is refused', () => {
  expect(() => testClock('yesterday')).toThrow('"yesterday" is not an instant');
});

test('a clock with a fixed day gives instants on that day, whatever the time is', () => {
  for (const day of ['2026-11-24', '2026-06-30', '2027-01-01']) {
    expect(clockOn(day).today()).toBe(day);
    expect(osloDay(clockOn(day).now())).toBe(day);
  }
});

test('the system clock moves', () => {
  const before = systemClock.now().getTime();
  expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
  expect(systemClock.today()).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});
