import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyTable } from './key-table.ts';

it('knows every key again, whatever their number, and none that was not put in', () => {
  const table = keyTable(2);
  const n = 50_000;
  for (let i = 0; i < n; i++) {
    const slot = table.slot([`S-${i}`, 'x'])!;
    expect(slot).toBeLessThan(0);
    table.setLine(-1 - slot, i);
    table.setNote(-1 - slot, i % 7);
    table.setNote(-1 - slot, i, 1);
  }
  expect(table.size()).toBe(n);
  for (let i = 0; i < n; i++) {
    const slot = table.find([`S-${i}`, 'x'])!;
    expect([table.line(slot), table.note(slot), table.note(slot, 1)]).toEqual([i, i % 7, i]);
  }
  expect(table.find(['S-0', 'y'])).toBeUndefined();
  expect(table.size()).toBe(n);
});

it('tells keys apart that only differ in where their parts end', () => {
  const table = keyTable(2);
  const keys = [['ab', 'c'], ['a', 'bc'], ['abc'], ['', 'abc'], ['abc', '']];
  for (const key of keys) expect(table.slot(key)).toBeLessThan(0);
  expect(table.size()).toBe(keys.length);
});

it('agrees with a Set on any keys', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 })), (keys) => {
      const table = keyTable(2);
      const known = new Set<string>();
      for (const key of keys) {
        const text = JSON.stringify(key);
        expect(table.slot(key)! >= 0).toBe(known.has(text));
        known.add(text);
      }
    }),
  );
});

it('takes no more than its limit, and still knows those it took', () => {
  const table = keyTable(1, 2);
  expect([table.slot(['a']), table.slot(['b'])].every((slot) => slot! < 0)).toBe(true);
  expect(table.slot(['c'])).toBeUndefined();
  expect(table.slot(['a'])).toBeGreaterThanOrEqual(0);
  expect(table.find(['c'])).toBeUndefined();
});
