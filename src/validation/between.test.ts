import { describe, expect, it } from 'vitest';
import type { Kind, Row } from '../domain/row.ts';
import { startBetween } from './between.ts';
import { judgeContext } from './context.ts';
import { aCase, aClaim, aDebtor, aPayment, aRow, otherId } from './rows-for-tests.ts';
import type { Fields } from './rows-for-tests.ts';

/** Findings per row, as `code firstLine`. */
function findings(kind: Kind, records: Fields[], limit?: number): string[][] {
  const between = startBetween(kind, judgeContext({ today: '2026-11-24' }), limit);
  const rows = records.map((record, index) => aRow(record, index + 1));
  for (const row of rows) between(row);
  return rows.map((row: Row) =>
    row.problems.map(({ code, params }) => `${code} ${params?.['firstLine'] ?? ''}`.trim()),
  );
}

const line = (reference: string, invoice: string, over: Fields = {}, claim: Fields = {}): Fields =>
  aCase({ reference, claims: [aClaim({ invoice, ...claim })], ...over });
const coDebtor = { debtors: [aDebtor({ role: 'coDebtor', id: otherId })] };

describe('the rows of a case file', () => {
  it('may be several claims of one case', () => {
    expect(findings('case', [line('S-1', '1'), line('S-1', '2'), line('S-2', '3')])).toEqual([[], [], []]);
  });

  it('may not have the same invoice twice, in the same case or in another', () => {
    expect(findings('case', [line('S-1', '1'), line('S-1', '1'), line('S-2', '1')])).toEqual([
      [],
      ['invoice-twice 2'],
      ['invoice-twice 2'],
    ]);
  });

  it('may not have the same invoice twice in one record', () => {
    expect(findings('case', [aCase({ claims: [aClaim(), aClaim()] })])).toEqual([['invoice-twice 2']]);
  });

  it('may have a credit note with the number of its invoice', () => {
    expect(findings('case', [line('S-1', '1'), line('S-1', '1', {}, { kind: 'creditNote', remaining: -1 })])).toEqual([
      [],
      [],
    ]);
  });

  it('may not give one reference two debtors, or two currencies; another notice date is warned about', () => {
    expect(findings('case', [line('S-1', '1'), line('S-1', '2', { debtors: [aDebtor({ id: otherId })] })])).toEqual([
      [],
      ['reference-other-debtor 2'],
    ]);
    expect(findings('case', [line('S-1', '1'), line('S-1', '2', { currency: 'EUR' })])).toEqual([
      [],
      ['reference-other-currency 2'],
    ]);
    expect(findings('case', [line('S-1', '1'), line('S-1', '2', { noticeDate: '2026-09-02' })])).toEqual([
      [],
      ['reference-other-notice 2'],
    ]);
  });

  it('may repeat a claim for a co-debtor, after the debtor’s own line and with the same amount', () => {
    expect(findings('case', [line('S-1', '1'), line('S-1', '1', coDebtor)])).toEqual([[], []]);
    expect(findings('case', [line('S-1', '1', coDebtor), line('S-1', '1')])).toEqual([['further-debtor-claim'], []]);
    expect(findings('case', [line('S-1', '1'), line('S-1', '1', coDebtor, { remaining: 1 })])).toEqual([
      [],
      ['further-debtor-claim'],
    ]);
    expect(findings('case', [line('S-1', '1'), line('S-2', '1', coDebtor)])).toEqual([[], ['further-debtor-claim']]);
  });

  it('are not compared with rejected ones', () => {
    const between = startBetween('case', judgeContext({ today: '2026-11-24' }));
    const bad = aRow(line('S-1', '1'), 1);
    bad.problems.push({ code: 'missing-value', tier: 'row', severity: 'error', line: 2 });
    const good = aRow(line('S-2', '1'), 2);
    between(bad);
    between(good);
    expect([bad.problems.length, good.problems]).toEqual([1, []]);
  });

  it('rejected for their reference do not make their invoices seen', () => {
    const rows = [line('S-1', '1'), line('S-1', '2', { currency: 'EUR' }), line('S-2', '2')];
    expect(findings('case', rows)).toEqual([[], ['reference-other-currency 2'], []]);
  });
});

describe('the rows of other files', () => {
  it('equal payments stay as many as they are, each with its number', () => {
    const between = startBetween('payment', judgeContext({ today: '2026-11-24' }));
    const rows = [aPayment(), aPayment(), aPayment({ amount: 1 }), aPayment()].map((record, index) =>
      aRow(record, index + 1),
    );
    for (const row of rows) between(row);
    expect(rows.map(({ problems }) => problems[0]?.params)).toEqual([
      undefined,
      { firstLine: 2, occurrence: 2 },
      undefined,
      { firstLine: 2, occurrence: 3 },
    ]);
    expect(rows.flatMap(({ problems }) => problems).every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('bank payments with their own references are never equal', () => {
    const bank = (bankReference: string): Fields => aPayment({ type: 'bank', bankReference });
    expect(findings('payment', [bank('1'), bank('2')])).toEqual([[], []]);
  });

  it('an invoice or a stop that stands twice is told', () => {
    const invoice = { kind: 'invoice', invoice: '1' };
    expect(findings('invoice', [invoice, { ...invoice, kind: 'creditNote' }, invoice])).toEqual([
      [],
      [],
      ['invoice-twice 2'],
    ]);
    const stop = { reason: 'stop', caseNumber: 7 };
    expect(findings('stop', [stop, stop, { reason: 'dispute', caseNumber: 7 }])).toEqual([[], ['stop-twice 2'], []]);
  });
});

it('says once from where it no longer compares, and goes on', () => {
  const records = Array.from({ length: 6 }, (_, i) => aPayment({ caseNumber: i + 1 }));
  expect(findings('payment', [...records, records[0]!], 4)).toEqual([
    [],
    [],
    [],
    [],
    ['between-unchecked'],
    [],
    ['equal-payment 2'],
  ]);
});
