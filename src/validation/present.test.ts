import { expect, it } from 'vitest';
import { mergeRecords, presentRecord } from './present.ts';
import { aCase, aClaim, aDebtor, aPayment, otherId } from './rows-for-tests.ts';

it('shows amounts with two decimals, and nothing but amounts', () => {
  expect(presentRecord('case', aCase({ claims: [aClaim({ remaining: -5, reminderFee: 35_00 })] }))).toMatchObject({
    noticeDate: '2026-09-01',
    claims: [{ remaining: '-0.05', reminderFee: '35.00', invoice: '34500' }],
  });
  expect(presentRecord('payment', aPayment())).toEqual({
    type: 'direct',
    caseNumber: 2044408,
    paidOn: '2026-10-15',
    amount: '100.00',
    currency: 'NOK',
  });
  expect(presentRecord('invoice', { lines: [{ text: 'x', amount: 10 }], amount: 12 })).toEqual({
    amount: '0.12',
    lines: [{ text: 'x', amount: '0.10' }],
  });
});

it('shows fields in the schema’s order, and keeps those the schema does not know', () => {
  const shown = presentRecord('payment', { extra: 1, currency: 'NOK', type: 'direct', amount: 0 });
  expect(JSON.stringify(shown)).toBe('{"type":"direct","amount":"0.00","currency":"NOK","extra":1}');
});

it('makes one case of the rows with one reference: each claim, debtor and note once', () => {
  const further = aDebtor({ role: 'coDebtor', id: otherId });
  const rows = [
    aCase({ notes: ['a'] }),
    aCase({ claims: [aClaim({ invoice: '2' })], notes: ['a', 'b'] }),
    aCase({ reference: 'S-2' }),
    aCase({ debtors: [further] }),
  ];
  const before = structuredClone(rows);
  const [first, second, ...rest] = mergeRecords('case', rows);
  expect(first).toEqual(
    aCase({ debtors: [aDebtor(), further], claims: [aClaim(), aClaim({ invoice: '2' })], notes: ['a', 'b'] }),
  );
  expect(second).toEqual(aCase({ reference: 'S-2' }));
  expect(rest).toEqual([]);
  expect(rows).toEqual(before);
});

it('leaves payments as many as they are', () => {
  expect(mergeRecords('payment', [aPayment(), aPayment()])).toHaveLength(2);
});
