import { expect, test } from 'vitest';
import { isTemporaryName } from './temporary-name.ts';

test.each([
  'saker.csv',
  'temp.csv',
  'part.csv',
  'a.tmp.csv',
  'partial',
  'download',
  'a~b.csv',
  'del 1.part2',
  'nr #4.csv',
  'æøå.xlsx',
  'uten-endelse',
])('%s is a final name', (name) => {
  expect(isTemporaryName(name)).toBe(false);
});
