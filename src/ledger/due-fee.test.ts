import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../domain/day.ts';
import { decimal, ore } from '../domain/money.ts';
import type { FeeCase } from './due-fee.ts';
import { bandOfClaims, dueFee, feeDifference, heavyFrom, noticeDeadline } from './due-fee.ts';
import { noFee } from './fees.ts';

const kr = (text: string): bigint => ore(text)!;

/** The manual's case 1639804 “Tester AS”: 500 owed by a company, notice 27.02, demand 25.03.2019. */
const tester: FeeCase = {
  principal: kr('500'),
  due: '2019-01-19',
  debtor: 'company',
  vat: false,
  noticeSentOn: '2019-02-27',
  demandSentOn: '2019-03-25',
};

/** Level, reason, first day and amount in kroner. */
function on(day: string, changes: Partial<FeeCase> = {}): unknown[] {
  const { level, reason, since, amount } = dueFee({ ...tester, ...changes }, day);
  return [level, reason, since, decimal(amount)];
}

describe('the level of a fee', () => {
  it('is none on the last day of the notice and light the day after', () => {
    expect(on('2019-03-13')).toEqual(['none', 'withinNotice', undefined, '0.00']);
    expect(on('2019-03-14')).toEqual(['light', 'noticeDeadlinePassed', '2019-03-14', '525.00']);
  });

  it('is heavy from day 43 after a demand of 14 days, in place of light: the manual has 1 050 only', () => {
    expect(daysBetween('2019-03-25', heavyFrom('2019-03-25', undefined))).toBe(43);
    expect(on('2019-05-06')).toEqual(['light', 'noticeDeadlinePassed', '2019-03-14', '525.00']);
    expect(on('2019-05-07')).toEqual(['heavy', 'demandDeadlinePassed', '2019-05-07', '1050.00']);
    const light = dueFee(tester, '2019-05-06').fee;
    expect(decimal(feeDifference(dueFee(tester, '2019-05-07').fee, light).gross)).toBe('525.00');
  });

  it('can wait for the payment demand, as the manual case 1827900 shows no fee before it', () => {
    const large = { principal: kr('1000000'), lightFeeFrom: 'paymentDemand' as const };
    expect(on('2019-03-24', large)).toEqual(['none', 'noDemand', undefined, '0.00']);
    expect(on('2019-03-25', large)).toEqual(['light', 'noticeDeadlinePassed', '2019-03-25', '8400.00']);
  });

  it('waits for a later stated deadline but not for a shorter one than the law allows', () => {
    expect(noticeDeadline('2019-02-27', '2019-03-05')).toBe('2019-03-13');
    expect(on('2019-03-20', { noticeDeadline: '2019-03-20' })[0]).toBe('none');
    expect(on('2019-03-12', { noticeDeadline: '2019-03-05' })[0]).toBe('none');
    expect(on('2019-05-13', { demandDeadline: '2019-04-15' })[0]).toBe('light');
    expect(on('2019-05-14', { demandDeadline: '2019-04-15' })[0]).toBe('heavy');
    expect(on('2019-05-20', { heavyNotBefore: '2019-05-21' })[0]).toBe('light');
    expect(on('2019-05-21', { heavyNotBefore: '2019-05-21' })[2]).toBe('2019-05-21');
  });

  it.each([
    ['a minor', { minor: true }, 'minor'],
    ['a reasonably disputed claim', { disputed: true, claimCompensation: true }, 'disputed'],
    ['an overpaid case', { principal: -77817n, claimCompensation: true }, 'noPrincipal'],
    ['no principal', { principal: 0n }, 'noPrincipal'],
    ['a notice sent on the due date', { noticeSentOn: '2019-01-19' }, 'noticeBeforeDue'],
    ['payment on the last day of the notice', { principalPaidOn: '2019-03-13' }, 'withinNotice'],
  ] as const)('is none for %s', (_name, changes, reason) => {
    expect(on('2019-12-31', changes)).toEqual(['none', reason, undefined, '0.00']);
  });

  it('is none without a notice', () => {
    const { noticeSentOn: _, ...without } = tester;
    expect(dueFee(without, '2019-12-31')).toMatchObject({ level: 'none', reason: 'noNotice', fee: noFee, sources: [] });
  });

  it('stays light when the principal was paid before day 43', () => {
    expect(on('2019-12-31', { principalPaidOn: '2019-05-06' })[0]).toBe('light');
    expect(on('2019-12-31', { principalPaidOn: '2019-05-07' })[0]).toBe('heavy');
  });
});

describe('R', () => {
  const late: FeeCase = {
    principal: kr('800'),
    due: '2025-10-01',
    debtor: 'person',
    vat: true,
    noticeSentOn: '2025-10-20',
    demandSentOn: '2025-12-20',
  };

  it('is that of the day the principal is paid, so an unpaid light fee rises at New Year', () => {
    const before = dueFee(late, '2025-12-31');
    const after = dueFee(late, '2026-01-01');
    expect([before.fee.gross, after.fee.gross].map(decimal)).toEqual(['306.25', '328.13']);
    expect(feeDifference(after.fee, before.fee)).toEqual({ net: kr('17.50'), vat: kr('4.38'), gross: kr('21.88') });
    const paid = dueFee({ ...late, principalPaidOn: '2025-12-30' }, '2026-05-01');
    expect([paid.baseRateDay, decimal(paid.amount)]).toEqual(['2025-12-30', '306.25']);
  });
});

describe('standard compensation and fees', () => {
  it('a company pays the larger, not both', () => {
    const claimed = {
      due: '2019-08-01',
      noticeSentOn: '2019-08-20',
      demandSentOn: '2019-09-05',
      claimCompensation: true,
    };
    expect(dueFee({ ...tester, ...claimed }, '2019-08-25')).toMatchObject({
      level: 'none',
      charged: 'compensation',
      amount: kr('390'),
    });
    expect(dueFee({ ...tester, ...claimed }, '2019-09-04')).toMatchObject({ charged: 'fee', amount: kr('525') });
    const small = { ...tester, ...claimed, due: '2025-08-01', noticeSentOn: '2025-08-20', demandSentOn: '2025-09-05' };
    expect(dueFee(small, '2025-09-10')).toMatchObject({
      fee: { gross: kr('262.50') },
      compensation: kr('460'),
      charged: 'compensation',
      amount: kr('460'),
    });
    expect(dueFee(small, '2025-10-18')).toMatchObject({ level: 'heavy', charged: 'fee', amount: kr('525') });
  });

  it('a person pays none, and none is due on the due date itself or when not claimed', () => {
    expect(dueFee({ ...tester, debtor: 'person', claimCompensation: true }, '2019-03-01').amount).toBe(0n);
    expect(dueFee({ ...tester, claimCompensation: true }, '2019-01-19').compensation).toBe(0n);
    expect(dueFee(tester, '2019-03-01').compensation).toBe(0n);
  });

  it('refuses the half-years it does not know', () => {
    expect(() => dueFee({ ...tester, due: '2021-02-01', claimCompensation: true }, '2021-03-01')).toThrow(
      /Standard compensation: the figure from 2021-01-01 to 2021-06-30/,
    );
  });
});

describe('claims that should be one case', () => {
  it('carry one fee, of the band of their sum', () => {
    const band = bandOfClaims([
      { principal: kr('2000'), due: '2019-01-10' },
      { principal: kr('1500'), due: '2019-01-19' },
      { principal: kr('-200'), due: '2019-01-05' },
    ]);
    expect(band).toEqual({ principal: kr('3300'), due: '2019-01-19' });
    expect(dueFee({ ...tester, ...band }, '2019-03-14').amount).toBe(kr('1050'));
  });

  it('need at least one claim', () => {
    expect(() => bandOfClaims([])).toThrow(/at least one claim/);
  });
});

it('the fee of an unpaid case never falls from night to night, and night by night differences sum to it', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      fc.nat(40),
      fc.nat(60),
      fc.boolean(),
      (principal, notice, demand, vat) => {
        const due = '2025-10-01';
        const noticeSentOn = addDays(due, 1 + notice);
        const demandSentOn = addDays(noticeSentOn, demand);
        const state: FeeCase = { principal, due, debtor: 'person', vat, noticeSentOn, demandSentOn };
        let booked = noFee;
        for (let night = 0; night < 200; night += 3) {
          const now = dueFee(state, addDays(due, night));
          const more = feeDifference(now.fee, booked);
          expect(more.gross).toBeGreaterThanOrEqual(0n);
          booked = { net: booked.net + more.net, vat: booked.vat + more.vat, gross: booked.gross + more.gross };
          expect(booked).toEqual(now.fee);
        }
      },
    ),
    { numRuns: 40 },
  );
});
