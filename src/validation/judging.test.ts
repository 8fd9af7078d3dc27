import { describe, expect, it } from 'vitest';
import type { Row } from '../domain/row.ts';
import { judgeContext } from './context.ts';
import { exampleLimits, judgeRows, startJudging } from './judging.ts';
import { aCase, aClaim, aDebtor, aPayment, aRow, otherId } from './rows-for-tests.ts';

const context = judgeContext({ today: '2026-11-24', currencies: ['NOK', 'EUR'] });

describe('judging a file', () => {
  it('counts every row and finding, and sums what is accepted by currency', () => {
    const judging = startJudging('payment', context);
    judging.judge([aRow(aPayment(), 1), aRow(aPayment({ amount: -5 }), 2)]);
    judging.judge([
      aRow(aPayment({ amount: 50, currency: 'EUR' }), 3),
      aRow(aPayment({ caseNumber: 1, kid: '1234567' }), 4),
    ]);
    expect(judging.summary()).toMatchObject({
      rows: 4,
      accepted: 3,
      rejected: 1,
      warnings: 1,
      totals: { NOK: 200_00n, EUR: 50n },
      problemCounts: { 'kid-unlikely': 1, 'payment-not-positive': 1 },
      truncated: false,
    });
    expect(judging.summary().examples.map(({ line }) => line)).toEqual([3, 5]);
  });

  it('counts the money of a case once, however many debtors repeat its claims', () => {
    const judging = startJudging('case', context);
    judging.judge([
      aRow(aCase(), 1),
      aRow(aCase({ debtors: [aDebtor({ role: 'coDebtor', id: otherId })] }), 2),
      aRow(aCase({ claims: [{ kind: 'creditNote', invoice: '2', remaining: -250_00 }] }), 3),
    ]);
    expect(judging.summary()).toMatchObject({ accepted: 3, totals: { NOK: 1000_00n } });
  });

  it('keeps sums exact beyond what a number can hold', () => {
    const judging = startJudging('payment', context);
    const rows = Array.from({ length: 2000 }, (_, i) =>
      aRow(aPayment({ amount: 9_999_999_999_999, caseNumber: i + 1 }), i),
    );
    judging.judge(rows);
    expect(judging.summary().totals).toEqual({ NOK: 9_999_999_999_999n * 2000n });
  });

  it('answers for a hundred thousand bad rows: counts exact, examples capped and said to be', () => {
    const judging = startJudging('case', context);
    const n = 100_000;
    for (let at = 0; at < n; at += 1000) {
      const rows = Array.from({ length: 1000 }, (_, i) =>
        aRow(aCase({ noticeDate: undefined, claims: [aClaim({ remaining: 0 })] }), at + i + 1),
      );
      judging.judge(rows);
    }
    const summary = judging.summary();
    expect(summary).toMatchObject({ rows: n, accepted: 0, rejected: n, truncated: true });
    expect(summary.problemCounts).toEqual({ 'invoice-not-positive': n, 'missing-value': n });
    expect(summary.examples).toHaveLength(2 * exampleLimits.perCode);
  });

  it('never drowns a finding about the file in those about its rows', () => {
    const judging = startJudging('payment', context);
    judging.judge(Array.from({ length: 500 }, (_, i) => aRow(aPayment({ caseNumber: undefined }), i + 1)));
    judging.note({ code: 'column-unknown', tier: 'columns', severity: 'warning', line: 1 });
    const { examples, warnings, problemCounts } = judging.summary();
    expect(examples.at(-1)).toMatchObject({ code: 'column-unknown' });
    expect([warnings, problemCounts['column-unknown']]).toEqual([1, 1]);
  });

  it('hands chunks on in their order, judged', async () => {
    async function* chunks(): AsyncGenerator<Row[]> {
      yield [aRow(aPayment({ amount: 0 }), 1)];
      yield [];
      yield [aRow(aPayment(), 2)];
    }
    const judging = startJudging('payment', context);
    const seen: number[][] = [];
    for await (const rows of judgeRows(chunks(), judging)) seen.push(rows.map(({ problems }) => problems.length));
    expect(seen).toEqual([[1], [], [0]]);
    expect(judging.summary().rows).toBe(2);
  });
});
