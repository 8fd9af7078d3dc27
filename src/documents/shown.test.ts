import { expect, test } from 'vitest';
import { shown, shownAccount, shownOrgNumber } from './shown.ts';

const nb = '\u00a0';

test.each([
  [1234, 'count', `1${nb}234`],
  [1_833_104, 'id', '1833104'],
  ['2026-11-24', 'date', '24.11.2026'],
  ['2026-11-23T23:30:00Z', 'instant', '24.11.2026 kl. 00.30'],
  ['2026-06-30T22:30:00Z', 'instant', '01.07.2026 kl. 00.30'],
  ['fri tekst', 'text', 'fri tekst'],
] as const)('%j as %s is written %j', (value, type, text) => {
  expect(shown(value, type, 'nb')).toBe(text);
});

test('amounts have no-break spaces and a real minus, and nothing is nothing', () => {
  expect(shown(null, 'money', 'nb')).toBe('');
  expect(shown(0n, 'money', 'nb')).toBe('0,00');
  expect(shown(-150n, 'money', 'nb')).toBe('−1,50');
  expect(shown(123_456_789n, 'money', 'nb')).toBe(`1${nb}234${nb}567,89`);
});

test('English has its own numbers and ISO days', () => {
  expect(shown(-123_456n, 'money', 'en')).toBe('−1,234.56');
  expect(shown('2026-11-24', 'date', 'en')).toBe('2026-11-24');
  expect(shown(12_345, 'count', 'en')).toBe('12,345');
  expect(shown('2026-11-23T23:30:00Z', 'instant', 'en')).toBe('2026-11-24 00:30');
});

test('accounts and organisation numbers are grouped only when they are such', () => {
  expect(shownAccount('15034011874')).toBe('1503.40.11874');
  expect(shownAccount('NO9386011117947')).toBe('NO9386011117947');
  expect(shownOrgNumber('310876542')).toBe(`310${nb}876${nb}542`);
  expect(shownOrgNumber('1234')).toBe('1234');
});
