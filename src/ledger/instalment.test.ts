import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ore } from '../domain/money.ts';
import { instalmentFee, instalmentPlan } from './instalment.ts';
import { MissingTariff } from './tariffs.ts';

const plan = { count: 5, agreedOn: '2026-11-24', legalSteps: false, chargedBefore: false, vat: false };

describe('the fee for a plan', () => {
  it.each([
    ['five instalments in 2026', {}, '1125.00', 'longPlan'],
    ['five instalments with VAT', { vat: true }, '1406.25', 'longPlan'],
    ['five instalments in 2025', { agreedOn: '2025-12-31' }, '1050.00', 'longPlan'],
    ['four instalments', { count: 4 }, '0.00', 'shortPlan'],
    ['a case with legal steps', { legalSteps: true }, '0.00', 'legalSteps'],
    ['a second plan', { chargedBefore: true }, '0.00', 'chargedBefore'],
  ])('for %s', (_name, changes, gross, reason) => {
    const answer = instalmentFee({ ...plan, ...changes });
    expect([decimal(answer.fee.gross), answer.reason]).toEqual([gross, reason]);
  });

  it('cites its rows and refuses a day before them', () => {
    expect(instalmentFee(plan).sources.map(({ tariff }) => tariff)).toEqual([
      'instalment-free-count',
      'instalment-fee',
      'base-rate',
    ]);
    expect(() => instalmentFee({ ...plan, agreedOn: '2020-09-30' })).toThrow(MissingTariff);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %d instalments', (count) => {
    expect(() => instalmentFee({ ...plan, count })).toThrow(/one or more/);
  });
});

describe('a plan', () => {
  it('sums to the øre and falls due on the same day of each month, or its last', () => {
    const dated = instalmentPlan({ amount: ore('1000')!, count: 3, firstDue: '2024-01-31' });
    expect(dated.map(({ number, due, amount }) => [number, due, decimal(amount)])).toEqual([
      [1, '2024-01-31', '333.34'],
      [2, '2024-02-29', '333.33'],
      [3, '2024-03-31', '333.33'],
    ]);
    expect(instalmentPlan({ amount: 10n, count: 2, firstDue: '2026-11-30', everyMonths: 3 })[1]!.due).toBe(
      '2027-02-28',
    );
  });

  it.each([
    [{ count: 0 }, /1 to 120/],
    [{ count: 121 }, /1 to 120/],
    [{ count: 2.5 }, /1 to 120/],
    [{ everyMonths: 0 }, /every 1 to 12/],
    [{ everyMonths: 13 }, /every 1 to 12/],
    [{ amount: 2n, count: 3 }, /at least one øre/],
    [{ amount: -100n }, /at least one øre/],
    [{ firstDue: '2026-02-30' }, /firstDue: "2026-02-30"/],
  ])('is refused: case %#', (changes, message) => {
    expect(() => instalmentPlan({ amount: 1000n, count: 3, firstDue: '2026-12-01', ...changes })).toThrow(message);
  });

  it('of any size sums to its amount, differs by at most one øre, and its days rise', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 120n, max: 10n ** 12n }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 12 }),
        (amount, count, everyMonths) => {
          const dated = instalmentPlan({ amount, count, firstDue: '2026-08-31', everyMonths });
          expect(dated.reduce((sum, each) => sum + each.amount, 0n)).toBe(amount);
          expect(dated[0]!.amount - dated.at(-1)!.amount <= 1n).toBe(true);
          const days = dated.map(({ due }) => due);
          expect(days).toEqual([...new Set(days)].sort());
        },
      ),
    );
  });
});
