import { describe, expect, it } from 'vitest';
import { decimal, ore } from '../domain/money.ts';
import type { CaseHistory } from './balance-changes.ts';
import { balanceChanges } from './balance-changes.ts';
import { interestOnBalance } from './interest-on-balance.ts';

const kr = (text: string): bigint => ore(text)!;

/** The manual's case 1639804, with the dates that reproduce its figures. */
const tester: CaseHistory = {
  claims: [{ principal: kr('500'), due: '2019-01-18', interestFrom: '2019-01-20' }],
  fees: [
    { amount: kr('525'), chargedOn: '2019-03-25', bearsFrom: '2019-04-25' },
    { amount: kr('525'), chargedOn: '2019-05-07' },
  ],
  paid: [],
};

function at(to: string, history: CaseHistory): string {
  return decimal(interestOnBalance({ changes: balanceChanges(history), to }).interest);
}

describe('what bears interest', () => {
  it('reproduces 7.55 and 70.78 of the manual’s case 1639804', () => {
    expect([at('2019-03-23', tester), at('2019-09-30', tester)]).toEqual(['7.55', '70.78']);
  });

  it('begins the day after the due date, on it by setting, or on “Rente fra”', () => {
    const claim = { principal: kr('1000'), due: '2019-07-15' };
    const from = (history: Partial<CaseHistory>): string =>
      balanceChanges({ claims: [claim], fees: [], paid: [], ...history })[0]!.from;
    expect(from({})).toBe('2019-07-16');
    expect(from({ firstDay: 'dueDate' })).toBe('2019-07-15');
    expect(from({ claims: [{ ...claim, interestFrom: '2019-08-01' }], firstDay: 'dueDate' })).toBe('2019-08-01');
  });

  it('counts the day of payment, and paid interest changes nothing', () => {
    const claims = [{ principal: kr('365'), due: '2019-07-31' }];
    const paid = (part: 'principal' | 'interest'): CaseHistory => ({
      claims,
      fees: [],
      paid: [{ part, amount: kr('365'), on: '2019-08-10' }],
    });
    expect(at('2019-08-31', paid('principal'))).toBe('0.93');
    expect(at('2019-08-31', paid('interest'))).toBe('2.87');
    const reversed = paid('principal');
    reversed.paid.push({ part: 'principal', amount: kr('-365'), on: '2019-08-10' });
    expect(at('2019-08-31', reversed)).toBe('2.87');
  });

  it('takes paid costs from the fees and credit notes from the principal', () => {
    const history: CaseHistory = {
      claims: [
        { principal: kr('1000'), due: '2019-07-08' },
        { principal: kr('-100'), due: '2019-09-23' },
      ],
      fees: [{ amount: kr('350'), chargedOn: '2019-08-01' }],
      paid: [{ part: 'cost', amount: kr('350'), on: '2019-09-01' }],
    };
    const { segments } = interestOnBalance({ changes: balanceChanges(history), to: '2019-09-30' });
    expect(segments.map(({ from, principal, fees }) => [from, decimal(principal), decimal(fees)])).toEqual([
      ['2019-07-09', '1000.00', '0.00'],
      ['2019-08-02', '1000.00', '350.00'],
      ['2019-09-02', '1000.00', '0.00'],
      ['2019-09-24', '900.00', '0.00'],
    ]);
  });

  it('lowers what later bears interest by what was paid before it', () => {
    const history: CaseHistory = {
      claims: [{ principal: kr('1000'), due: '2019-07-31' }],
      fees: [],
      paid: [{ part: 'principal', amount: kr('400'), on: '2019-06-01' }],
    };
    const { segments } = interestOnBalance({ changes: balanceChanges(history), to: '2019-08-31' });
    expect(segments.map(({ from, base }) => [from, decimal(base)])).toEqual([['2019-08-01', '600.00']]);
  });
});
