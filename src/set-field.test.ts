import { expect, test } from 'vitest';
import type { Row } from './domain/row.ts';
import { setField } from './set-field.ts';

const aRow = (record: Record<string, unknown>): Row => ({ row: 1, line: 2, raw: {}, record, problems: [] });

test.each<[string, string, unknown]>([
  ['noticeDate', '01.09.2026', { noticeDate: '2026-09-01' }],
  ['reference', ' K-1 ', { reference: 'K-1' }],
  ['debtors[0].postalCode', '01 55', { debtors: [{ postalCode: '0155' }] }],
  ['claims[0].remaining', '1 250,50', { claims: [{ remaining: 125_050 }] }],
  ['caseNumber', '1000001', { caseNumber: 1_000_001 }],
  ['debtor.name', 'Åse Prøvesen', { debtor: { name: 'Åse Prøvesen' } }],
])('%s takes “%s” as a file would', (path, text, record) => {
  const row = aRow({});
  setField(row, path, text);
  expect(row).toMatchObject({ record, problems: [] });
});

test('an empty value takes the field away', () => {
  const row = aRow({ claims: [{ kid: '123', invoice: '1' }] });
  setField(row, 'claims[0].kid', '  ');
  expect(row.record).toEqual({ claims: [{ invoice: '1' }] });
});

test.each([
  ['noticeDate', '31.02.2026', 'date-impossible'],
  ['claims[0].dueDate', 'snart', 'date-unreadable'],
])('%s that cannot be read is a finding with its field', (path, text, code) => {
  const row = aRow({});
  setField(row, path, text);
  expect(row.problems).toMatchObject([{ code, field: path, value: text }]);
});

test.each(['__proto__.polluted', 'constructor.prototype.polluted', 'claims[7].kid', 'a..b', '', 'claims[0', 'a b'])(
  'a path that leads nowhere («%s») changes nothing',
  (path) => {
    const row = aRow({ claims: [] });
    setField(row, path, 'x');
    expect(row.record).toEqual({ claims: [] });
    expect(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted')).toBeUndefined();
  },
);
