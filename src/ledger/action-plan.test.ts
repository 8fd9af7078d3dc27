import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isBankingDay } from '../domain/day.ts';
import type { Hold, PlanAction, PlanCase } from './action-plan.ts';
import { actionPlan, actionsDue, planDefaults, planTitles } from './action-plan.ts';
import { dueFee } from './due-fee.ts';
import { lawBook } from './tariffs.ts';

/** The manual's case 1639804. */
const tester: PlanCase = { noticeDate: '2019-02-27', registeredOn: '2019-03-23', done: [], holds: [] };

function days(state: PlanCase, settings = planDefaults): (string | undefined)[] {
  return actionPlan(state, settings).map(({ day, heldBy }) => day ?? heldBy);
}

/** Runs one night and returns the case as it is after it. */
function night(state: PlanCase, until: string): PlanCase {
  const done = actionsDue(state, until).map(({ action, on }) => ({ action, on }));
  return { ...state, done: [...state.done, ...done] };
}

describe('the plan', () => {
  it('gives the dates of the manual: IKVAR 27.02, Inkasso 23.03, BOF 25.03, Tung inkasso 07.05.2019', () => {
    const plan = actionPlan(tester);
    expect(plan.map(({ action, day, fee }) => [planTitles[action].nb, day, fee])).toEqual([
      ['IKVAR', '2019-02-27', 'none'],
      ['Inkasso', '2019-03-23', 'none'],
      ['BOF', '2019-03-25', 'light'],
      ['Tung inkasso', '2019-05-07', 'heavy'],
    ]);
  });

  it('waits for the notice deadline when a case comes early', () => {
    expect(days({ ...tester, registeredOn: '2019-02-28' })).toEqual([
      '2019-02-27',
      '2019-03-14',
      '2019-03-16',
      '2019-04-28',
    ]);
  });

  it('can send on banking days only and move deadlines to banking days', () => {
    const settings = { ...planDefaults, sendOnBankingDays: true, deadlineOnBankingDays: true };
    const early = { ...tester, noticeDate: '2019-03-02', registeredOn: '2019-03-03' };
    expect(days(early, settings)).toEqual(['2019-03-02', '2019-03-19', '2019-03-21', '2019-05-03']);
    const weekend = { ...tester, registeredOn: '2019-03-22' };
    expect(days(weekend, settings)).toEqual(['2019-02-27', '2019-03-22', '2019-03-25', '2019-05-07']);
  });

  it('has its heavy day on the first day of the heavy fee, with and without holds', () => {
    const fee = { principal: 50_000n, due: '2019-01-19', debtor: 'company' as const, vat: false };
    for (const holds of [[], [{ reason: 'dispute' as const, from: '2019-04-01', to: '2019-04-20' }]]) {
      const [, , demand, heavy] = actionPlan({ ...tester, holds });
      const state = {
        ...fee,
        noticeSentOn: tester.noticeDate,
        demandSentOn: demand!.day!,
        heavyNotBefore: heavy!.day!,
      };
      expect(dueFee(state, '2019-12-31')).toMatchObject({ level: 'heavy', since: heavy!.day });
      expect(dueFee(state, addDays(heavy!.day!, -1)).level).toBe('light');
    }
  });

  it('counts what follows from what was done', () => {
    const sent = { ...tester, done: [{ action: 'paymentDemand' as const, on: '2019-04-01' }] };
    expect(days(sent)).toEqual(['2019-02-27', '2019-03-23', '2019-04-01', '2019-05-14']);
  });

  it('takes its deadlines from the law book it is given', () => {
    const law = lawBook({ newActFrom: '2019-01-01' });
    expect(actionPlan(tester, planDefaults, law)[3]!.day).toBe('2019-05-07');
  });

  it.each([
    ['noticeDate', { noticeDate: '27.02.2019' }],
    ['registeredOn', { registeredOn: '2019-02-30' }],
    ['hold from', { holds: [{ reason: 'stop' as const, from: '' }] }],
    ['hold to', { holds: [{ reason: 'stop' as const, from: '2019-01-01', to: 'x' }] }],
    ['closedOn', { closedOn: '2019' }],
  ])('refuses a wrong %s', (field, wrong) => {
    expect(() => actionPlan({ ...tester, ...wrong })).toThrow(`${field}: "`);
  });
});

describe('holds', () => {
  const sent: PlanCase = {
    ...tester,
    done: [
      { action: 'debtCollection', on: '2019-03-23' },
      { action: 'paymentDemand', on: '2019-03-25' },
    ],
  };

  it.each([
    ['a stop', { holds: [{ reason: 'stop', from: '2019-04-01' }] }, 'stop'],
    ['a dispute', { holds: [{ reason: 'dispute', from: '2019-04-01' }] }, 'dispute'],
    ['a payment plan', { holds: [{ reason: 'plan', from: '2019-04-01' }] }, 'plan'],
    ['a minor', { minor: true }, 'minor'],
    ['closing', { closedOn: '2019-05-06' }, 'closed'],
  ] satisfies [string, Partial<PlanCase>, string][])(
    '%s takes the day away until further notice',
    (_name, changes, reason) => {
      const held = { ...sent, ...changes };
      expect(days(held)).toEqual(['2019-02-27', '2019-03-23', '2019-03-25', reason]);
      expect(actionsDue(held, '2019-12-31')).toEqual([]);
    },
  );

  it('a case closed on the day of an action does not get it', () => {
    expect(actionsDue({ ...sent, closedOn: '2019-05-07' }, '2019-05-07')).toEqual([]);
  });

  it('held days do not count towards a deadline', () => {
    const held = (holds: Hold[]): string | undefined => actionPlan({ ...sent, holds })[3]!.day;
    expect(held([{ reason: 'stop', from: '2019-04-01', to: '2019-04-10' }])).toBe('2019-05-17');
    expect(held([{ reason: 'stop', from: '2019-04-01', to: '2019-04-01' }])).toBe('2019-05-08');
    const overlapping: Hold[] = [
      { reason: 'stop', from: '2019-04-01', to: '2019-04-10' },
      { reason: 'dispute', from: '2019-04-06', to: '2019-04-12' },
    ];
    expect(held(overlapping)).toBe('2019-05-19');
    expect(held([{ reason: 'stop', from: '2019-01-01', to: '2019-03-25' }])).toBe('2019-05-07');
    expect(held([{ reason: 'stop', from: '2019-05-08' }])).toBe('2019-05-07');
    expect(held([{ reason: 'stop', from: '2019-05-07', to: '2019-05-08' }])).toBe('2019-05-09');
  });

  it('or, by setting, only move an action that falls under them', () => {
    const settings = { ...planDefaults, stopsPauseDeadlines: false };
    const held = (to: string): string | undefined =>
      actionPlan({ ...sent, holds: [{ reason: 'stop', from: '2019-04-01', to }] }, settings)[3]!.day;
    expect(held('2019-04-10')).toBe('2019-05-07');
    expect(held('2019-05-07')).toBe('2019-05-08');
  });

  it('a hold that ends before it begins is none', () => {
    const holds: Hold[] = [{ reason: 'stop', from: '2019-05-07', to: '2019-05-06' }];
    expect(actionPlan({ ...sent, holds })[3]!.day).toBe('2019-05-07');
  });
});

describe('a night', () => {
  it('does each action once, in order', () => {
    expect(actionsDue(tester, '2019-03-22')).toEqual([]);
    const first = night(tester, '2019-03-23');
    expect(first.done).toEqual([{ action: 'debtCollection', on: '2019-03-23' }]);
    expect(actionsDue(first, '2019-03-23')).toEqual([]);
    const second = night(first, '2019-03-25');
    expect(actionsDue(second, '2019-05-06')).toEqual([]);
    expect(actionsDue(second, '2019-05-07')).toEqual([
      { action: 'heavyCollection', on: '2019-05-07', fee: 'heavy', letter: false },
    ]);
    expect(actionsDue(night(second, '2019-05-07'), '2030-01-01')).toEqual([]);
  });

  it('missed for weeks is caught up, but the demand counts from the night it really goes', () => {
    const late = night(tester, '2019-06-01');
    expect(late.done).toEqual([
      { action: 'debtCollection', on: '2019-03-23' },
      { action: 'paymentDemand', on: '2019-06-01' },
    ]);
    expect(actionPlan(late)[3]!.day).toBe('2019-07-14');
  });

  it('on a Saturday sends nothing when letters go on banking days', () => {
    const settings = { ...planDefaults, sendOnBankingDays: true };
    expect(actionsDue(tester, '2019-06-01', settings).map(({ action }) => action)).toEqual(['debtCollection']);
    expect(actionsDue(tester, '2019-06-03', settings).map(({ action }) => action)).toContain('paymentDemand');
    expect(isBankingDay('2019-06-01')).toBe(false);
  });

  it('in any rhythm does every action once, no letter under a hold, and heavy never before day 43', () => {
    const hold = fc.record({ reason: fc.constant('stop' as const), from: fc.nat(120), length: fc.nat(30) });
    fc.assert(
      fc.property(
        fc.array(hold, { maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 30, maxLength: 30 }),
        (spans, gaps) => {
          const holds: Hold[] = spans.map(({ reason, from, length }) => ({
            reason,
            from: addDays('2019-03-01', from),
            to: addDays('2019-03-01', from + length),
          }));
          let state: PlanCase = { ...tester, holds };
          let until = '2019-03-01';
          for (const gap of gaps) {
            until = addDays(until, gap);
            const before = state.done.length;
            state = night(state, until);
            expect(actionsDue(state, until)).toEqual([]);
            const held = holds.some(({ from, to }) => from <= until && until <= to!);
            expect(held && state.done.length > before).toBe(false);
          }
          if (until < '2019-12-31') return;
          expect(state.done.map(({ action }) => action)).toEqual<PlanAction[]>([
            'debtCollection',
            'paymentDemand',
            'heavyCollection',
          ]);
          expect(daysBetween(state.done[1]!.on, state.done[2]!.on)).toBeGreaterThanOrEqual(43);
        },
      ),
    );
  });
});
