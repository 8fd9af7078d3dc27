import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ore } from '../domain/money.ts';
import type { Choice, Owed, Part } from './allocation.ts';
import { allocate, allocationRule, applyLines, choiceRule, readRules, reverse } from './allocation.ts';
import rules from './law/allocation-rules.json' with { type: 'json' };

const kr = (text: string): bigint => ore(text)!;
const payment = allocationRule('payment', '2026-11-24');
const credit = allocationRule('credit', '2026-11-24');

/** Two claims, the second older, with the case's costs and interest. */
const owed: Owed[] = [
  { part: 'principal', claim: 1, due: '2026-03-01', amount: kr('1000') },
  { part: 'principal', claim: 2, due: '2026-01-15', amount: kr('500') },
  { part: 'interest', claim: null, amount: kr('19.51') },
  { part: 'cost', claim: null, amount: kr('350') },
];

function lay(amount: string, of: Owed[] = owed, rule = payment, choices: Choice[] = []): string[] {
  const { lines, rest } = allocate(kr(amount), of, rule, choices);
  return [
    ...lines.map(({ part, claim, amount }) => `${part} ${claim ?? '-'} ${decimal(amount)}`),
    `rest ${decimal(rest)}`,
  ];
}

describe('a payment', () => {
  it('pays costs, then interest, then the oldest principal', () => {
    expect(lay('400')).toEqual(['cost - 350.00', 'interest - 19.51', 'principal 2 30.49', 'rest 0.00']);
  });

  it.each([
    ['0', ['rest 0.00']],
    ['0.01', ['cost - 0.01', 'rest 0.00']],
    ['350', ['cost - 350.00', 'rest 0.00']],
    ['350.01', ['cost - 350.00', 'interest - 0.01', 'rest 0.00']],
    ['1869.51', ['cost - 350.00', 'interest - 19.51', 'principal 2 500.00', 'principal 1 1000.00', 'rest 0.00']],
    ['2000', ['cost - 350.00', 'interest - 19.51', 'principal 2 500.00', 'principal 1 1000.00', 'rest 130.49']],
  ])('of %s lies so', (amount, lines) => {
    expect(lay(amount)).toEqual(lines);
  });

  it('lays nothing on what owes nothing or less than nothing', () => {
    const negative: Owed[] = [
      { part: 'principal', claim: 1, amount: kr('-778.17') },
      { part: 'interest', claim: null, amount: 0n },
      { part: 'cost', claim: null, amount: kr('350') },
    ];
    expect(lay('400', negative)).toEqual(['cost - 350.00', 'rest 50.00']);
    expect(lay('400', [])).toEqual(['rest 400.00']);
  });

  it('with costs per claim pays every cost before any interest, the oldest first', () => {
    const perClaim: Owed[] = [1, 2].flatMap((claim) =>
      (['principal', 'interest', 'cost'] as const).map((part) => ({
        part,
        claim,
        due: `2026-0${3 - claim}-01`,
        amount: kr('10'),
      })),
    );
    expect(lay('45', perClaim)).toEqual([
      'cost 2 10.00',
      'cost 1 10.00',
      'interest 2 10.00',
      'interest 1 10.00',
      'principal 2 5.00',
      'rest 0.00',
    ]);
  });

  it('is not negative', () => {
    expect(() => allocate(-1n, owed, payment)).toThrow(/not negative/);
  });

  it('carries the rule on every line', () => {
    expect(new Set(allocate(kr('400'), owed, payment).lines.map(({ rule }) => rule))).toEqual(
      new Set(['cost-interest-principal@1']),
    );
  });
});

describe("a debtor's choice", () => {
  it('goes before the rule, and what is left follows the rule', () => {
    const { lines } = allocate(kr('1200'), owed, payment, [{ claim: 1 }]);
    expect(lines.map(({ part, claim, amount, rule }) => [part, claim, decimal(amount), rule])).toEqual([
      ['principal', 1, '1000.00', choiceRule],
      ['cost', null, '200.00', 'cost-interest-principal@1'],
    ]);
  });

  it('can name a part, several in order, and one that is not there', () => {
    expect(lay('600', owed, payment, [{ part: 'principal' }])).toEqual([
      'principal 2 500.00',
      'principal 1 100.00',
      'rest 0.00',
    ]);
    expect(lay('520', owed, payment, [{ part: 'principal', claim: 2 }, { part: 'interest' }])).toEqual([
      'principal 2 500.00',
      'interest - 19.51',
      'cost - 0.49',
      'rest 0.00',
    ]);
    expect(lay('10', owed, payment, [{ claim: 9 }])).toEqual(['cost - 10.00', 'rest 0.00']);
  });
});

describe('a credit note', () => {
  it('reduces principal first, the oldest claim first unless it names one', () => {
    expect(lay('600', owed, credit)).toEqual(['principal 2 500.00', 'principal 1 100.00', 'rest 0.00']);
    expect(lay('600', owed, credit, [{ part: 'principal', claim: 1 }])).toEqual(['principal 1 600.00', 'rest 0.00']);
    expect(lay('1700', owed, credit)).toEqual([
      'principal 2 500.00',
      'principal 1 1000.00',
      'interest - 19.51',
      'cost - 180.49',
      'rest 0.00',
    ]);
  });

  it('of 100 on the manual’s case 1800664 leaves 900 of principal', () => {
    const before: Owed[] = [
      { part: 'principal', claim: 1, amount: kr('1000') },
      { part: 'cost', claim: null, amount: kr('350') },
    ];
    const after = applyLines(before, allocate(kr('100'), before, credit).lines);
    expect(after.map(({ amount }) => decimal(amount))).toEqual(['900.00', '350.00']);
  });
});

describe('the rules', () => {
  const rule = rules.rules[0]!;

  it.each([
    ['a part is missing', [{ ...rule, parts: ['cost', 'interest'] }], /does not name cost, interest and principal/],
    ['a part stands twice', [{ ...rule, parts: ['cost', 'cost', 'principal'] }], /once each/],
    ['a part is unknown', [{ ...rule, parts: ['cost', 'interest', 'capital'] }], /once each/],
    ['the kind is unknown', [{ ...rule, kind: 'gift' }], /is for "gift"/],
    ['a day is none', [{ ...rule, validFrom: '2026-02-30' }], /not one/],
    ['an end is none', [{ ...rule, validTo: 'soon' }], /not one/],
    ['two hold on one day', [rule, { ...rule, id: 'other@1', validFrom: '2026-01-01' }], /and other@1 overlap/],
  ])('are refused when %s', (_name, list, message) => {
    expect(() => readRules(list)).toThrow(message);
  });

  it('may follow each other', () => {
    const list = [
      { ...rule, validTo: '2025-12-31' },
      { ...rule, id: 'next@1', validFrom: '2026-01-01' },
    ];
    expect(readRules(list)).toHaveLength(2);
  });

  it('are refused for days before the first', () => {
    expect(() => allocationRule('payment', '1989-06-30')).toThrow(/No allocation rule/);
  });
});

it('a line for what the case does not have is refused', () => {
  expect(() => applyLines(owed, [{ part: 'principal', claim: 9, amount: 1n, rule: 'x' }])).toThrow(/claim 9/);
});

const part = fc.constantFrom<Part>('cost', 'interest', 'principal');
const someOwed = fc.uniqueArray(
  fc.record({
    part,
    claim: fc.option(fc.integer({ min: 1, max: 5 })),
    due: fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01'),
    amount: fc.bigInt({ min: -(10n ** 6n), max: 10n ** 8n }),
  }),
  { maxLength: 12, selector: ({ part, claim }) => `${part} ${claim}` },
);
const someChoices = fc.array(fc.record({ claim: fc.integer({ min: 1, max: 6 }), part }, { requiredKeys: [] }), {
  maxLength: 4,
});
const amount = fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 1000n }));

describe('for any payment, balances and choices', () => {
  it('lines and rest are the amount, no line is zero or negative, none overpays, and a rest means that nothing is owed', () => {
    fc.assert(
      fc.property(amount, someOwed, someChoices, fc.constantFrom(payment, credit), (paid, before, choices, rule) => {
        const { lines, rest } = allocate(paid, before, rule, choices);
        expect(lines.reduce((sum, line) => sum + line.amount, rest)).toBe(paid);
        const after = applyLines(before, lines);
        for (const line of lines) expect(line.amount).toBeGreaterThan(0n);
        for (const [index, { amount: now }] of after.entries()) {
          const was = before[index]!.amount;
          expect(now === was || (now >= 0n && now < was)).toBe(true);
          expect(rest === 0n || now <= 0n).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reversal restores every balance and undoes itself', () => {
    fc.assert(
      fc.property(amount, someOwed, someChoices, (paid, before, choices) => {
        const { lines } = allocate(paid, before, payment, choices);
        expect(applyLines(applyLines(before, lines), reverse(lines))).toEqual(before);
        expect(reverse(reverse(lines))).toEqual(lines);
      }),
      { numRuns: 300 },
    );
  });

  it('two payments after each other lie as one of their sum', () => {
    fc.assert(
      fc.property(amount, amount, someOwed, (one, two, before) => {
        const first = allocate(one, before, payment);
        const middle = applyLines(before, first.lines);
        const second = allocate(two, middle, payment);
        const together = allocate(one + two, before, payment);
        expect(applyLines(middle, second.lines)).toEqual(applyLines(before, together.lines));
        expect(first.rest + second.rest).toBe(together.rest);
      }),
      { numRuns: 300 },
    );
  });
});
