import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ore } from '../domain/money.ts';
import { collectionFees, courtFee, fees, firstFeeDay, smallFee, standardCompensation } from './fees.ts';
import { lawBook, MissingTariff } from './tariffs.ts';

const kr = (text: string): bigint => ore(text)!;

/** Light and heavy as text, what the debtor pays. */
function pair(principal: string, due: string, on: string, debtor: 'person' | 'company', vat = false): string {
  const { light, heavy } = collectionFees({ principal: kr(principal), due, on, debtor, vat });
  return `${decimal(light.gross)} / ${decimal(heavy.gross)}`;
}

/** Each band is met at its limit, one øre above the limit below, and once inside. */
const limits: Record<string, string[]> = {
  '500': ['0.01', '500.00'],
  '1 000': ['500.01', '1000.00'],
  '2 500 new': ['1000.01', '2500.00'],
  '2 500': ['0.01', '2500.00'],
  '10 000': ['2500.01', '10000.00'],
  '50 000': ['10000.01', '50000.00'],
  '250 000': ['50000.01', '250000.00'],
  over: ['250000.01', '9999999999.99'],
};

describe('claims due 2010-01-01 to 2020-09-30 (R 700)', () => {
  it.each([
    ['2 500', '350.00 / 700.00', '525.00 / 1050.00'],
    ['10 000', '700.00 / 1400.00', '1050.00 / 2100.00'],
    ['50 000', '1400.00 / 2800.00', '2100.00 / 4200.00'],
    ['250 000', '2800.00 / 5600.00', '4200.00 / 8400.00'],
    ['over', '5600.00 / 11200.00', '8400.00 / 16800.00'],
  ])('principal up to %s: consumer %s, company %s', (band, consumer, company) => {
    for (const principal of limits[band]!) {
      for (const due of ['2010-01-01', '2019-07-15', '2020-09-30']) {
        expect(pair(principal, due, '2019-09-24', 'person')).toBe(consumer);
        expect(pair(principal, due, '2019-09-24', 'company')).toBe(company);
      }
    }
  });
});

describe('claims due from 2020-10-01', () => {
  it.each([
    [
      '500',
      '175.00 / 350.00',
      '218.75 / 437.50',
      '187.50 / 375.00',
      '234.38 / 468.75',
      '281.25 / 562.50',
      '351.56 / 703.13',
    ],
    [
      '1 000',
      '245.00 / 490.00',
      '306.25 / 612.50',
      '262.50 / 525.00',
      '328.13 / 656.25',
      '393.75 / 787.50',
      '492.19 / 984.38',
    ],
    [
      '2 500 new',
      '280.00 / 560.00',
      '350.00 / 700.00',
      '300.00 / 600.00',
      '375.00 / 750.00',
      '450.00 / 900.00',
      '562.50 / 1125.00',
    ],
    [
      '10 000',
      '560.00 / 1120.00',
      '700.00 / 1400.00',
      '600.00 / 1200.00',
      '750.00 / 1500.00',
      '900.00 / 1800.00',
      '1125.00 / 2250.00',
    ],
    [
      '50 000',
      '1120.00 / 2240.00',
      '1400.00 / 2800.00',
      '1200.00 / 2400.00',
      '1500.00 / 3000.00',
      '1800.00 / 3600.00',
      '2250.00 / 4500.00',
    ],
    [
      '250 000',
      '2520.00 / 5040.00',
      '3150.00 / 6300.00',
      '2700.00 / 5400.00',
      '3375.00 / 6750.00',
      '4050.00 / 8100.00',
      '5062.50 / 10125.00',
    ],
    [
      'over',
      '5040.00 / 10080.00',
      '6300.00 / 12600.00',
      '5400.00 / 10800.00',
      '6750.00 / 13500.00',
      '8100.00 / 16200.00',
      '10125.00 / 20250.00',
    ],
  ])('principal up to %s', (band, r700, r700vat, r750, r750vat, company, companyVat) => {
    for (const principal of limits[band]!) {
      for (const due of ['2020-10-01', '2025-12-31']) {
        expect(pair(principal, due, '2025-12-31', 'person')).toBe(r700);
        expect(pair(principal, due, '2025-12-31', 'person', true)).toBe(r700vat);
        expect(pair(principal, due, '2026-01-01', 'person')).toBe(r750);
        expect(pair(principal, due, '2026-01-01', 'person', true)).toBe(r750vat);
        expect(pair(principal, due, '2026-01-01', 'company')).toBe(company);
        expect(pair(principal, due, '2026-01-01', 'company', true)).toBe(companyVat);
      }
    }
  });

  it('rounds 328.125 up to 328.13 and keeps net, VAT and gross equal to the øre', () => {
    const { light } = collectionFees({
      principal: kr('800'),
      due: '2026-01-15',
      on: '2026-03-01',
      debtor: 'person',
      vat: true,
    });
    expect(light).toEqual({ net: kr('262.50'), vat: kr('65.63'), gross: kr('328.13') });
  });

  it('cites every row it used, and names them', () => {
    const answer = fees({ principal: kr('800'), due: '2026-01-15', on: '2026-03-01', debtor: 'company', vat: true });
    expect(answer.tariff).toBe(
      'collection-fees@2020-10-01/base-rate@2026-01-01/company-factor@2010-01-01/vat@2005-01-01',
    );
    expect(answer.sources.map(({ tariff, regulation }) => [tariff, regulation])).toEqual([
      ['collection-fees', undefined],
      ['base-rate', 'FOR-2025-12-19-2709'],
      ['company-factor', undefined],
      ['vat', undefined],
      ['reminder-fee', undefined],
      ['notice-fee', undefined],
      ['own-demand-fee', undefined],
      ['base-rate', 'FOR-2025-12-19-2709'],
      ['small-fee-rounding', undefined],
    ]);
    for (const { source, law } of answer.sources) expect([source, law]).not.toContain('');
  });
});

describe('the small fees', () => {
  it.each([
    ['2019-07-15', '2019-09-24', '70.00', '70.00', '210.00'],
    ['2014-02-01', '2014-06-01', '63.00', '63.00', '189.00'],
    ['2020-10-01', '2020-10-20', '35.00', '35.00', '105.00'],
    ['2025-11-01', '2025-12-31', '35.00', '35.00', '105.00'],
    ['2025-11-01', '2026-01-01', '38.00', '38.00', '113.00'],
  ])('due %s, sent %s: %s, %s and %s', (due, sentOn, reminder, notice, ownDemand) => {
    const answers = (['reminder', 'notice', 'ownDemand'] as const).map((kind) =>
      decimal(smallFee(kind, { due, sentOn }).fee),
    );
    expect(answers).toEqual([reminder, notice, ownDemand]);
  });

  it('follow the due date by default and the sent date by setting, where sources disagree', () => {
    const letter = { due: '2020-09-30', sentOn: '2020-10-20' };
    expect(decimal(smallFee('reminder', letter).fee)).toBe('70.00');
    expect(decimal(smallFee('reminder', { ...letter, selector: 'sentDate' }).fee)).toBe('35.00');
  });

  it('are refused for letters sent under the new act, whatever the due date', () => {
    const law = lawBook({ newActFrom: '2027-01-01' });
    const letter = { due: '2026-11-01', sentOn: '2026-12-31' };
    expect(decimal(smallFee('reminder', letter, law).fee)).toBe('38.00');
    expect(() => smallFee('reminder', { ...letter, sentOn: '2027-01-01' }, law)).toThrow(
      /from 2027-01-01 is not known/,
    );
  });

  it('may be charged from the 14th day after the due date', () => {
    expect(firstFeeDay('2026-02-20')).toBe('2026-03-06');
  });
});

describe('unknown figures are refused with their period', () => {
  it.each([
    ['2010-06-30', /2010-01-01 to 2010-12-31/],
    ['2011-01-01', /2011-01-01 to 2011-12-31/],
    ['2012-12-31', /2012-01-01 to 2012-12-31/],
    ['2013-12-31', /2013-01-01 to 2013-12-31/],
    ['2008-05-05', /2008-01-01 to 2008-12-31/],
    ['2005-12-31', /to 2005-12-31/],
  ])('R on %s', (on, period) => {
    const ask = (): unknown => collectionFees({ principal: kr('800'), due: '2010-01-01', on, debtor: 'person' });
    expect(ask).toThrow(MissingTariff);
    expect(ask).toThrow(period);
  });

  it('collection fees of claims due before 2010', () => {
    const ask = (): unknown =>
      collectionFees({ principal: kr('800'), due: '2009-12-31', on: '2014-05-05', debtor: 'person' });
    expect(ask).toThrow(/Collection fees: the figure to 2009-12-31 is not known/);
  });

  it.each(['2022-01-01', '2023-06-01', '2024-02-29', '2025-12-31', '2027-01-01', '2017-12-31'])(
    'court fee on %s',
    (day) => {
      expect(() => courtFee(day)).toThrow(MissingTariff);
    },
  );

  it.each([
    '2013-05-01',
    '2014-12-31',
    '2015-03-01',
    '2016-06-30',
    '2017-04-01',
    '2017-09-01',
    '2018-07-01',
    '2021-06-30',
    '2027-01-01',
  ])('standard compensation on %s', (day) => {
    expect(() => standardCompensation(day)).toThrow(MissingTariff);
  });

  it('says so in bokmål and English, with the cure', () => {
    const ask = (): unknown => courtFee('2024-02-29');
    expect(ask).toThrow(
      expect.objectContaining({
        code: 'tariff-missing',
        tariff: 'court-fee',
        day: '2024-02-29',
        period: { from: '2024-01-01', to: '2024-12-31' },
        texts: {
          nb: {
            message:
              'Rettsgebyr: satsen fra 2024-01-01 til 2024-12-31 er ikke kjent (2024-02-29), så ingenting er beregnet.',
            cure: 'Legg inn raden «court-fee» for perioden i lovdataene (src/ledger/law), med kilde.',
          },
          en: {
            message:
              'Court fee: the figure from 2024-01-01 to 2024-12-31 is not known (2024-02-29), so nothing was computed.',
            cure: 'Add the row of "court-fee" for the period to the law data (src/ledger/law), with its source.',
          },
        },
      }),
    );
  });
});

it.each([
  ['2018-06-30', '1130.00'],
  ['2019-08-08', '1150.00'],
  ['2020-01-01', '1172.00'],
  ['2021-12-31', '1199.00'],
  ['2026-11-24', '1345.00'],
])('the court fee on %s is %s', (day, expected) => {
  expect(decimal(courtFee(day).amount)).toBe(expected);
});

it.each([
  ['2014-06-30', '320.00'],
  ['2016-07-01', '370.00'],
  ['2018-01-01', '380.00'],
  ['2019-06-30', '380.00'],
  ['2019-07-01', '390.00'],
  ['2020-01-01', '400.00'],
  ['2020-12-31', '430.00'],
  ['2021-07-01', '400.00'],
  ['2022-01-01', '390.00'],
  ['2023-07-01', '460.00'],
  ['2024-01-01', '470.00'],
  ['2024-07-01', '460.00'],
  ['2025-01-01', '470.00'],
  ['2025-07-01', '460.00'],
  ['2026-01-01', '460.00'],
  ['2026-07-01', '430.00'],
])('standard compensation for a claim due %s is %s', (day, expected) => {
  expect(decimal(standardCompensation(day).amount)).toBe(expected);
});

it('a figure whose source is lost says so', () => {
  expect(standardCompensation('2022-12-31')).toMatchObject({ amount: kr('400'), source: { doubtful: true } });
  expect(standardCompensation('2023-01-01')).toMatchObject({ amount: kr('410'), source: { doubtful: true } });
});

describe("the portal manual's own totals", () => {
  it('1756276: 3 512 with heavy fee 1 400 and court fee 1 150 is 6 062', () => {
    const { heavy } = collectionFees({ principal: kr('3512'), due: '2019-05-01', on: '2019-08-08', debtor: 'person' });
    expect(kr('3512') + heavy.gross + courtFee('2019-08-08').amount).toBe(kr('6062'));
  });

  it('1800664 later: 900 with heavy fee 700 and interest 29.89 is 1 629.89', () => {
    const { heavy } = collectionFees({ principal: kr('1000'), due: '2019-07-08', on: '2019-11-30', debtor: 'person' });
    expect(kr('900') + heavy.gross + kr('29.89')).toBe(kr('1629.89'));
  });

  it('1800664: 1 000 with light fee 350 and interest 19.51 is 1 369.51', () => {
    const { light } = collectionFees({ principal: kr('1000'), due: '2019-07-08', on: '2019-09-24', debtor: 'person' });
    expect(kr('1000') + light.gross + kr('19.51')).toBe(kr('1369.51'));
  });
});

it.each(['0', '-1'])('refuses a principal of %s', (principal) => {
  expect(() =>
    collectionFees({ principal: kr(principal), due: '2026-01-01', on: '2026-01-01', debtor: 'person' }),
  ).toThrow(/above zero/);
});

it('fees never fall with the principal, heavy is twice light, company is 1.5 times, gross is net and VAT', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 9n });
  fc.assert(
    fc.property(
      amount,
      amount,
      fc.constantFrom('2015-01-01', '2020-09-30', '2020-10-01', '2026-05-05'),
      (a, b, due) => {
        const ask = (principal: bigint, debtor: 'person' | 'company') =>
          collectionFees({ principal, due, on: '2026-05-05', debtor, vat: true });
        const [small, large] = a < b ? [a, b] : [b, a];
        const one = ask(small, 'person');
        const two = ask(large, 'person');
        expect(two.light.gross).toBeGreaterThanOrEqual(one.light.gross);
        expect(one.heavy.net).toBe(one.light.net * 2n);
        expect(ask(small, 'company').light.net * 2n).toBe(one.light.net * 3n);
        expect(one.light.gross).toBe(one.light.net + one.light.vat);
      },
    ),
  );
});
