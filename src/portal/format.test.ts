import { expect, test } from 'vitest';
import { formatFor, readDay, readMoney } from './format.ts';

const nb = formatFor('nb', '2026-11-24', { today: 'i dag', yesterday: 'i går' }, '2026-11-23');
const en = formatFor('en', '2026-11-24', { today: 'today', yesterday: 'yesterday' }, '2026-11-23');

test('figures follow the user’s format', () => {
  expect(nb.count(1234567)).toBe('1\u00a0234\u00a0567');
  expect(en.count(-1234)).toBe('−1,234');
  expect(nb.percent(0.634)).toBe('63,4\u00a0%');
  expect(en.percent(0.634)).toBe('63.4%');
  expect(nb.size(999)).toBe('999 B');
  expect(nb.size(1_400_000n)).toBe('1,4 MB');
  expect(en.size(2_100_000_000)).toBe('2.1 GB');
});

test('times are Oslo’s, with today and yesterday said in words', () => {
  expect(nb.moment(new Date('2026-11-24T08:12:00Z'))).toBe('i dag 09.12');
  expect(nb.moment(new Date('2026-11-22T23:30:00Z'))).toBe('i går 00.30');
  expect(en.moment(new Date('2026-07-01T08:12:00Z'))).toBe('1 Jul 2026 10:12');
  expect(nb.day(null)).toBe('–');
});

test.each([
  ['24.11.2026', '2026-11-24'],
  ['1/2/2026', '2026-02-01'],
  ['2026-02-28', '2026-02-28'],
  ['5 Nov 2026', '2026-11-05'],
  ['31.02.2026', undefined],
  ['2026-13-01', undefined],
  ['24.11.26', undefined],
  ['', undefined],
  ['i morgen', undefined],
  ['99999999999999', undefined],
])('the day “%s” is %s', (text, day) => {
  expect(readDay(text)).toBe(day);
});

test.each([
  ['250', 25000n],
  ['1 250,50', 125050n],
  ['1.250,50', 125050n],
  ['1,250.50', 125050n],
  ['1250.5', 125050n],
  ['−20', -2000n],
  ['-20,00', -2000n],
  ['1.234.567', 123456700n],
  ['kr 100', 10000n],
  ['1.250', undefined],
  ['1,250', undefined],
  ['1.250.50', undefined],
  ['1,2,3', undefined],
  ['12,345,67', undefined],
  ['1e5', undefined],
  ['', undefined],
  ['NaN', undefined],
  ['0x10', undefined],
  ['1,234', undefined],
])('the amount “%s” is %s øre', (text, ore) => {
  expect(readMoney(text)).toBe(ore);
});
