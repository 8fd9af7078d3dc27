import { expect, test } from 'vitest';
import { applyRule, type BulkRule } from './bulk-rule.ts';

test.each<[BulkRule, string, string | undefined]>([
  ['swap', '08.13.2026', '13.08.2026'],
  ['swap', '2026-13-08', '2026-08-13'],
  ['swap', '31.02.2026', undefined],
  ['swap', '8.13.26', undefined],
  ['swap', '08.13/2026', undefined],
  ['swap', 'i går', undefined],
  ['swap', '', undefined],
  ['last', '31.09.2026', '30.09.2026'],
  ['last', '30.02.2028', '29.02.2028'],
  ['last', '2026-06-31', '2026-06-30'],
  ['last', '15.09.2026', undefined],
  ['last', '31.13.2026', undefined],
  ['last', '31.00.2026', undefined],
  ['next', '31.09.2026', '01.10.2026'],
  ['next', '32.12.2026', '01.01.2027'],
  ['spaces', ' 01 55\u00a0', '0155'],
  ['same', 'hva som helst', 'gitt'],
  ['again', 'som den var', 'som den var'],
])('%s makes of «%s» %s', (rule, value, expected) => {
  expect(applyRule(rule, value, 'gitt')).toBe(expected);
});
