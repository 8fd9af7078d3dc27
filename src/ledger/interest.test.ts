import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayNumber, daysBetween } from '../domain/day.ts';
import { ore } from '../domain/money.ts';
import { balanceInterestUnits, explainDays, interestOnBalance } from './interest-on-balance.ts';
import { interest, interestOre, interestText, interestUnits } from './interest.ts';
import { currentLaw, MissingTariff } from './tariffs.ts';

const kr = (text: string): bigint => ore(text)!;

describe('the golden values of the rule book', () => {
  it.each([
    ['1000.00', '2019-07-15', '2019-09-30', 77, '19.51'],
    ['500.00', '2019-01-18', '2019-03-22', 63, '7.55'],
    ['10000.00', '2023-05-15', '2024-08-01', 444, '1460.68'],
    ['2499.50', '2025-06-20', '2026-07-10', 385, '320.04'],
    ['1000000.00', '2024-02-20', '2024-03-05', 14, '4794.52'],
  ])('%s kroner due %s bears until %s, %i days, %s', (principal, due, to, days, expected) => {
    const answer = interest({ principal: kr(principal), due, to });
    expect([answer.days, answer.interest]).toEqual([days, kr(expected)]);
  });

  it('splits 444 days at the three rate changes and rounds only the sum', () => {
    const { segments } = interest({ principal: kr('10000'), due: '2023-05-15', to: '2024-08-01' });
    expect(segments.map(({ from, to, days, rate, interest }) => [from, to, days, rate, interest])).toEqual([
      ['2023-05-16', '2023-06-30', 46, '10.75', '135.4795'],
      ['2023-07-01', '2023-12-31', 184, '11.75', '592.3288'],
      ['2024-01-01', '2024-06-30', 182, '12.50', '623.2877'],
      ['2024-07-01', '2024-08-01', 32, '12.50', '109.5890'],
    ]);
    const rounded = segments.map(({ units }) => interestOre(units)).reduce((a, b) => a + b);
    expect(rounded).toBe(kr('1460.69'));
    expect(segments[1]!.source).toMatchObject({ value: '11.75', regulation: 'FOR-2023-06-22-1075', law: 'FRL § 3' });
  });
});

describe("the portal manual's own cases", () => {
  it('1800664: 1 000 at 9.25 % for 77 days is 19.51', () => {
    expect(interest({ principal: kr('1000'), from: '2019-07-09', to: '2019-09-23' })).toMatchObject({
      days: 77,
      interest: kr('19.51'),
    });
  });

  it('1782607: 5 000 at 9.25 % for 82 days is 103.90', () => {
    const answer = interest({ principal: kr('5000'), from: '2019-07-01', to: '2019-09-20' });
    expect([answer.days, answer.interest, kr('5000') + kr('700') + answer.interest]).toEqual([
      82,
      kr('103.90'),
      kr('5803.90'),
    ]);
  });

  it('1639804: 7.55 frozen at registration and 70.78 running, with interest on the fees', () => {
    const question = {
      changes: [
        { from: '2019-01-20', base: 'principal' as const, amount: kr('500') },
        { from: '2019-04-25', base: 'fees' as const, amount: kr('525'), reason: 'light fee, demand + 30 days' },
        { from: '2019-05-08', base: 'fees' as const, amount: kr('525'), reason: 'heavy fee, difference' },
      ],
      registeredOn: '2019-03-23',
      to: '2019-09-30',
    };
    const answer = interestOnBalance(question);
    expect([answer.original, answer.interest, interestText(answer.units)]).toEqual([
      kr('7.55'),
      kr('70.78'),
      '70.7848',
    ]);
    expect(kr('500') + kr('1050') + answer.interest).toBe(kr('1620.78'));
    expect(kr('500') + kr('1050') + answer.original!).toBe(kr('1557.55'));
    expect(interestOnBalance({ ...question, interestOnFees: false }).interest).toBeLessThanOrEqual(kr('31.20'));
  });

  it('1800664 later: the 100 paid directly reduced the principal', () => {
    const answer = interestOnBalance({
      changes: [
        { from: '2019-07-09', base: 'principal', amount: kr('1000') },
        { from: '2019-09-24', base: 'principal', amount: kr('-100') },
      ],
      to: '2019-09-30',
    });
    expect(answer.segments.map(({ base, days }) => [base, days])).toEqual([
      [kr('1000'), 77],
      [kr('900'), 7],
    ]);
    expect(answer.interest).toBe(interestOre(answer.units));
  });

  it('1303888: 267.53 on 200 kroner is only possible with interest on the fee of 1 050', () => {
    const principal = { from: '2018-02-26', base: 'principal' as const, amount: kr('200') };
    const fee = { from: '2018-02-26', base: 'fees' as const, amount: kr('1050') };
    const question = { changes: [principal, fee], to: '2020-10-15' };
    expect(interestOnBalance({ ...question, interestOnFees: false }).interest).toBe(kr('46.56'));
    expect(interestOnBalance(question).interest).toBe(kr('291.00'));
    expect(kr('1517.53') - kr('200') - kr('1050')).toBe(kr('267.53'));
  });

  it('1827900: no days have passed, no interest', () => {
    expect(interest({ principal: kr('1000000'), due: '2019-08-01', to: '2019-08-01' })).toMatchObject({
      days: 0,
      interest: 0n,
      segments: [],
    });
  });
});

describe('settings and refusals', () => {
  it('can count from the due date itself', () => {
    const question = { principal: kr('1000'), due: '2019-07-15', to: '2019-09-30', firstDay: 'dueDate' as const };
    expect(interest(question).days).toBe(78);
  });

  it('a fixed rate is not split and cites no table', () => {
    const { segments, interest: sum } = interest({
      principal: kr('1000'),
      due: '2018-12-31',
      to: '2020-12-30',
      rate: '7.125',
    });
    expect(segments).toHaveLength(1);
    expect([segments[0]!.rate, segments[0]!.source, sum]).toEqual(['7.125', undefined, kr('142.50')]);
  });

  it('a minor owes none, also none frozen', () => {
    const changes = [{ from: '2019-01-20', base: 'principal' as const, amount: kr('500') }];
    expect(interestOnBalance({ changes, to: '2020-01-01', registeredOn: '2019-06-01', minor: true })).toMatchObject({
      interest: 0n,
      original: 0n,
      segments: [],
    });
  });

  it('refuses the first day without a rate, with its period', () => {
    const question = { principal: kr('1000'), due: '2026-12-01', to: '2027-01-01' };
    expect(() => interest(question)).toThrow(MissingTariff);
    expect(() => interest(question)).toThrow(/from 2027-01-01 is not known/);
    expect(interest({ ...question, to: '2026-12-31' }).days).toBe(30);
    expect(() => interest({ principal: 1n, due: '1993-12-01', to: '1994-02-01' })).toThrow(/to 1993-12-31/);
  });

  it.each([
    ['a due date that does not exist', { due: '2019-02-30' }, /due: "2019-02-30" is not a day/],
    ['a last day written the Norwegian way', { to: '01.03.2019' }, /to: "01.03.2019" is not a day/],
    ['no start', { due: undefined }, /needs a due date/],
    ['a rate with a comma', { rate: '9,25' }, /"9,25" is not a figure/],
    ['a negative rate', { rate: '-1' }, /"-1" is not a figure/],
    ['a rate of five decimals', { rate: '9.12345' }, /is not a figure/],
    ['an empty rate', { rate: '' }, /is not a figure/],
  ])('refuses %s', (_name, wrong, message) => {
    const { due, ...rest } = { due: '2019-02-01', to: '2019-03-01', ...wrong };
    const question = { principal: 1n, ...rest, ...(due === undefined ? {} : { due }) };
    expect(() => interest(question)).toThrow(message);
  });

  it('a negative balance bears none and is not paid interest', () => {
    expect(interest({ principal: kr('-778.17'), due: '2019-01-01', to: '2020-01-01' }).interest).toBe(0n);
    const changes = [
      { from: '2019-01-01', base: 'principal' as const, amount: kr('100') },
      { from: '2019-02-01', base: 'principal' as const, amount: kr('-300') },
      { from: '2019-03-01', base: 'fees' as const, amount: kr('350') },
    ];
    const answer = interestOnBalance({ changes, to: '2019-03-31' });
    expect(answer.segments.map(({ from, base }) => [from, base])).toEqual([
      ['2019-01-01', kr('100')],
      ['2019-03-01', kr('150')],
    ]);
  });

  it('explains day by day: as many days, and the last total rounds to the interest', () => {
    const answer = interestOnBalance({
      changes: [
        { from: '2019-12-20', base: 'principal', amount: kr('2499.50') },
        { from: '2020-02-29', base: 'principal', amount: kr('-100.01') },
      ],
      to: '2020-07-02',
    });
    const days = [...explainDays(answer.segments)];
    expect(days).toHaveLength(answer.days);
    expect(days[0]).toEqual({
      day: '2019-12-20',
      base: kr('2499.50'),
      rate: '9.25',
      interest: '0.6334',
      total: '0.6334',
    });
    expect(days.find(({ day }) => day === '2020-02-29')!.base).toBe(kr('2399.49'));
    expect(days.at(-1)!.total).toBe(interestText(answer.units));
  });
});

const day = fc.integer({ min: dayNumber('2004-01-01'), max: dayNumber('2026-12-31') });
const amount = fc.bigInt({ min: 0n, max: 10n ** 13n });

describe('for any amounts and days', () => {
  it('interest is additive over split periods, exactly', () => {
    fc.assert(
      fc.property(amount, fc.tuple(day, day, day), (principal, days) => {
        const [a, b, c] = days.sort((x, y) => x - y);
        const whole = interestUnits(currentLaw, principal, a, c);
        expect(interestUnits(currentLaw, principal, a, b) + interestUnits(currentLaw, principal, b + 1, c)).toBe(whole);
      }),
    );
  });

  it('interest is linear in the principal, exactly, and never falls with time or principal', () => {
    fc.assert(
      fc.property(amount, amount, day, fc.nat(4000), (one, two, from, length) => {
        const to = Math.min(from + length, dayNumber('2026-12-31'));
        const sum = interestUnits(currentLaw, one + two, from, to);
        expect(sum).toBe(interestUnits(currentLaw, one, from, to) + interestUnits(currentLaw, two, from, to));
        expect(sum).toBeGreaterThanOrEqual(interestUnits(currentLaw, one, from, to - 1));
      }),
    );
  });

  it('the fast path, the explained one, the running balance and a count day by day agree', () => {
    fc.assert(
      fc.property(amount, day, fc.nat(900), (principal, first, length) => {
        const due = addDays('1970-01-01', first);
        const to = addDays(due, Math.min(length, daysBetween(due, '2026-12-31')));
        const plain = interest({ principal, due, to });
        const changes = [{ from: addDays(due, 1), base: 'principal' as const, amount: principal }];
        const running = interestOnBalance({ changes, to });
        let counted = 0n;
        for (let at = first + 1; at <= dayNumber(to); at++) counted += interestUnits(currentLaw, principal, at, at);
        expect([plain.units, running.units, counted]).toEqual(
          Array.from({ length: 3 }, () => interestUnits(currentLaw, principal, first + 1, dayNumber(to))),
        );
        expect(plain.segments.reduce((sum, segment) => sum + segment.days, 0)).toBe(plain.days);
      }),
      { numRuns: 60 },
    );
  });

  it('a balance of several changes bears what each change bears alone, while none makes it negative', () => {
    const change = fc.record({ from: day, amount: fc.bigInt({ min: 0n, max: 10n ** 10n }), fees: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), day, (changes, to) => {
        const answer = interestOnBalance({
          changes: changes.map(({ from, amount, fees }) => ({
            from: addDays('1970-01-01', from),
            base: fees ? 'fees' : 'principal',
            amount,
          })),
          to: addDays('1970-01-01', to),
        });
        expect(answer.units).toBe(answer.segments.reduce((sum, { units }) => sum + units, 0n));
        const alone = changes.map(({ from, amount }) => interestUnits(currentLaw, amount, from, to));
        expect(answer.units).toBe(alone.reduce((sum, units) => sum + units, 0n));
      }),
    );
  });

  it('the fast path of a night is the explained interest, whatever is paid, credited and fixed', () => {
    const change = fc.record({
      from: day.map((number) => addDays('1970-01-01', number)),
      amount: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 10n }),
      base: fc.constantFrom('principal' as const, 'fees' as const),
    });
    const rate = fc.constantFrom({}, { rate: '9.25' });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), day, fc.boolean(), rate, (changes, to, interestOnFees, fixed) => {
        const question = { changes, to: addDays('1970-01-01', to), interestOnFees, ...fixed };
        const { units, segments } = interestOnBalance(question);
        expect(balanceInterestUnits(question)).toBe(units);
        expect(units).toBe(segments.reduce((sum, segment) => sum + segment.units, 0n));
      }),
    );
  });
});
