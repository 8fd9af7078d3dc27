import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementDefaults } from '../domain/agreement.ts';
import { decimal, ore } from '../domain/money.ts';
import { collectionFees } from './fees.ts';
import type { MoneyTerms, SettlementInput } from './settlement-lines.ts';
import { settle, settleLine, splitFee } from './settlement-lines.ts';
import { MissingTariff } from './tariffs.ts';

const kr = (text: string): bigint => ore(text)!;
const day = '2026-11-24';
const plain: MoneyTerms = agreementDefaults;
const share: MoneyTerms = { ...agreementDefaults, interestShareToCollector: 8000 };
const parts = { principal: kr('10000'), interest: kr('100'), collectionFee: kr('1300') };
const none = { carriedIn: 0n, minimum: 0n };

describe('the worked settlements', () => {
  it('a client who deducts VAT gets 9 675: VAT on fee and share is netted', () => {
    const line = settleLine({ kind: 'payment', day, ...parts }, share);
    expect(line).toMatchObject({
      received: kr('11400'),
      interestShare: kr('80'),
      remuneration: kr('1380'),
      vatBase: kr('1380'),
      vat: kr('345'),
      net: kr('9675'),
    });
  });

  it('a client who cannot deduct VAT gets 10 000: the debtor paid 325 of it', () => {
    const line = settleLine({ kind: 'payment', day, ...parts, collectionFeeVat: kr('325') }, share);
    expect(line).toMatchObject({
      received: kr('11725'),
      remuneration: kr('1380'),
      vatFromDebtor: kr('325'),
      vatBase: kr('80'),
      vat: kr('20'),
      net: kr('10000'),
    });
  });

  it('either way the collector ends with 1 380 and 345 of VAT', () => {
    for (const [vat, received] of [
      ['0', '11400'],
      ['325', '11725'],
    ] as const) {
      const line = settleLine({ kind: 'payment', day, ...parts, collectionFeeVat: kr(vat) }, share);
      expect(line.received - line.net).toBe(kr('1725'));
      expect([line.received, line.vat + line.vatFromDebtor]).toEqual([kr(received), kr('345')]);
    }
  });
});

describe('a line', () => {
  it('takes commission on principal and on interest, each rounded half-up', () => {
    const terms = { ...plain, commissionPrincipal: 1000, commissionInterest: 2550 };
    const line = settleLine({ kind: 'payment', day, principal: kr('999.95'), interest: kr('0.98') }, terms);
    expect([line.commissionPrincipal, line.commissionInterest].map(decimal)).toEqual(['100.00', '0.25']);
    expect(decimal(line.net)).toBe(decimal(kr('1000.93') - kr('100.25') - kr('25.06')));
  });

  it('paid directly to the creditor gives what the client owes', () => {
    const line = settleLine({ kind: 'direct', day, ...parts }, share);
    expect([line.received, line.net].map(decimal)).toEqual(['0.00', '-1725.00']);
    const withVat = settleLine({ kind: 'direct', day, ...parts, collectionFeeVat: kr('325') }, share);
    expect(decimal(withVat.net)).toBe('-1725.00');
  });

  it('with fees alone charges them with VAT, and outlays without', () => {
    const line = settleLine({ kind: 'fee', day, charge: kr('120'), outlay: kr('1345') }, plain);
    expect([line.vatBase, line.vat, line.net].map(decimal)).toEqual(['120.00', '30.00', '-1495.00']);
    expect(() => settleLine({ kind: 'fee', day, principal: 1n }, plain)).toThrow(/no payment/);
  });

  it('gives reminder fees to the creditor, or by agreement to the collector with VAT', () => {
    const input: SettlementInput = { kind: 'payment', day, principal: kr('1000'), creditorFee: kr('38') };
    expect(decimal(settleLine(input, plain).net)).toBe('1038.00');
    expect(decimal(settleLine(input, { ...plain, reminderFeesTo: 'collector' }).net)).toBe('990.50');
  });

  it('returns the collector’s outlays without VAT', () => {
    const line = settleLine({ kind: 'payment', day, principal: kr('500'), outlayRefund: kr('1150') }, plain);
    expect([line.received, line.vat, line.net].map(decimal)).toEqual(['1650.00', '0.00', '500.00']);
  });

  it('is refused on a day whose VAT rate is not known', () => {
    expect(() => settleLine({ kind: 'payment', day: '2004-12-31', ...parts }, plain)).toThrow(MissingTariff);
  });
});

describe('the sum', () => {
  const line = (net: string) => settleLine({ kind: 'payment', day, principal: kr(net) }, plain);

  it.each([
    ['500.00', '0', '0', 'payout', '500.00', '0.00'],
    ['500.00', '-700', '0', 'negative', '0.00', '-200.00'],
    ['500.00', '-500', '0', 'zero', '0.00', '0.00'],
    ['99.99', '0', '100', 'belowMinimum', '0.00', '99.99'],
    ['99.99', '0.01', '100', 'payout', '100.00', '0.00'],
    ['0', '50', '0', 'payout', '50.00', '0.00'],
  ])(
    'net %s, carried in %s, minimum %s: %s, payable %s, carried %s',
    (net, carriedIn, minimum, outcome, payable, carried) => {
      const totals = settle([line(net)], { carriedIn: kr(carriedIn), minimum: kr(minimum) });
      expect([totals.outcome, decimal(totals.payable), decimal(totals.carriedOut)]).toEqual([
        outcome,
        payable,
        carried,
      ]);
    },
  );

  it('of nothing is zero', () => {
    expect(settle([], none)).toMatchObject({ outcome: 'zero', payable: 0n, carriedOut: 0n, vatSummary: [] });
  });

  it('states how far VAT by line is from VAT on the total', () => {
    const lines = Array.from({ length: 3 }, () =>
      settleLine({ kind: 'payment', day, collectionFee: kr('0.02') }, plain),
    );
    expect(settle(lines, none).vatSummary).toEqual([
      { rate: 250_000n, base: kr('0.06'), vat: kr('0.03'), onTotal: kr('0.02'), difference: kr('0.01') },
    ]);
  });

  it('nets a direct payment against what came in', () => {
    const lines = [
      settleLine({ kind: 'payment', day, ...parts }, share),
      settleLine({ kind: 'direct', day, ...parts }, share),
    ];
    expect(settle(lines, none)).toMatchObject({ received: kr('11400'), payable: kr('7950'), vat: kr('690') });
  });
});

describe('part payment of a fee', () => {
  const fee = collectionFees({ principal: kr('800'), due: '2026-01-15', on: day, debtor: 'person', vat: true }).light;

  it('splits net and VAT, and the last part takes the rest', () => {
    const first = splitFee(fee, 0n, kr('100'));
    const second = splitFee(fee, kr('100'), fee.gross - kr('100'));
    expect(first).toEqual({ net: kr('80'), vat: kr('20'), gross: kr('100') });
    expect([first.net + second.net, first.vat + second.vat]).toEqual([fee.net, fee.vat]);
    expect(() => splitFee({ net: 0n, vat: 0n, gross: 0n }, 0n, 1n)).toThrow(/nothing/);
  });

  it('in any parts sums to the fee, and reversed in any order to nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: fee.gross }), { maxLength: 9 }), (wanted) => {
        let paid = 0n;
        let vat = 0n;
        for (const want of [...wanted, fee.gross]) {
          const paying = want < fee.gross - paid ? want : fee.gross - paid;
          const split = splitFee(fee, paid, paying);
          paid += paying;
          vat += split.vat;
          expect(split.net + split.vat).toBe(paying);
          expect(splitFee(fee, paid, -paying).vat).toBe(-split.vat);
        }
        expect([paid, vat]).toEqual([fee.gross, fee.vat]);
      }),
    );
  });
});

const øre = fc.bigInt({ min: 0n, max: 10n ** 10n });
const points = fc.integer({ min: 0, max: 10_000 });
const someInput = fc.record({
  kind: fc.constantFrom('payment' as const, 'direct' as const),
  day: fc.constant(day),
  principal: øre,
  interest: øre,
  creditorFee: øre,
  collectionFee: øre,
  collectionFeeVat: fc.oneof(fc.constant(0n), øre),
  outlayRefund: øre,
  charge: øre,
  outlay: øre,
});
const someTerms = fc.record({
  commissionPrincipal: points,
  commissionInterest: points,
  interestShareToCollector: points,
  reminderFeesTo: fc.constantFrom('creditor' as const, 'collector' as const),
});

describe('for any payments and terms', () => {
  it('what came in is paid out, kept, owed as VAT, or carried: no øre is lost', () => {
    fc.assert(
      fc.property(fc.array(someInput, { maxLength: 6 }), someTerms, øre, øre, (inputs, terms, carriedIn, minimum) => {
        const all = settle(
          inputs.map((input) => settleLine(input, terms)),
          { carriedIn, minimum },
        );
        const kept = all.remuneration + all.vatFromDebtors + all.vat + all.outlays;
        expect(all.payable + kept + all.carriedOut).toBe(all.received + carriedIn);
        expect(all.payable >= 0n).toBe(true);
        expect(all.payable === 0n || (all.payable >= minimum && all.carriedOut === 0n)).toBe(true);
        for (const { difference } of all.vatSummary) {
          const most = BigInt(inputs.length + 1);
          expect(difference >= -most && difference <= most).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a reversed payment settles to exactly the opposite', () => {
    fc.assert(
      fc.property(someInput, someTerms, (input, terms) => {
        const back = Object.fromEntries(
          Object.entries(input).map(([key, value]) => [key, typeof value === 'bigint' ? -value : value]),
        );
        const there = settleLine(input, terms);
        const undone = settleLine({ ...input, ...back }, terms);
        expect([undone.net, undone.vat, undone.received]).toEqual([-there.net, -there.vat, -there.received]);
      }),
    );
  });
});
