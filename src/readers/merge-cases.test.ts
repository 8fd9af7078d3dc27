import { expect, test } from 'vitest';
import type { CaseRecord } from '../domain/record.ts';
import { mergeCases } from './merge-cases.ts';

const row = (reference: string, debtor: string, invoice: string, notes?: string[]): CaseRecord => ({
  reference,
  service: 'debtCollection',
  currency: 'NOK',
  noticeDate: '2026-08-20',
  debtors: [{ role: 'debtor', id: debtor, name: debtor }],
  claims: [{ kind: 'invoice', invoice, remaining: 100 }],
  ...(notes ? { notes } : {}),
});
const shape = (cases: CaseRecord[]) =>
  cases.map(({ reference, debtors, claims, notes }) => [
    reference,
    debtors.map(({ id }) => id),
    claims.map(({ invoice }) => invoice),
    notes,
  ]);

test('rows of one reference become one case, in the order they came', () => {
  const rows = [
    row('A', '1', 'a'),
    row('B', '2', 'b', ['x']),
    row('A', '1', 'c', ['y']),
    row('B', '2', 'd', ['x', 'z']),
  ];
  expect(shape(mergeCases(rows))).toEqual([
    ['A', ['1'], ['a', 'c'], ['y']],
    ['B', ['2'], ['b', 'd'], ['x', 'z']],
  ]);
});

test('a claim repeated with another debtor is one claim, the same row twice keeps both for judging', () => {
  expect(shape(mergeCases([row('A', '1', 'a'), row('A', '2', 'a')]))).toEqual([['A', ['1', '2'], ['a'], undefined]]);
  expect(shape(mergeCases([row('A', '1', 'a'), row('A', '1', 'a')]))).toEqual([['A', ['1'], ['a', 'a'], undefined]]);
});

test('what was given is not changed', () => {
  const first = row('A', '1', 'a', ['x']);
  const before = structuredClone(first);
  mergeCases([first, row('A', '2', 'b', ['y'])]);
  expect(first).toEqual(before);
});
