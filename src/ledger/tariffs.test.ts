import { describe, expect, it } from 'vitest';
import lateInterest from './law/late-interest.json' with { type: 'json' };
import { deadlinesOn } from '../domain/deadlines.ts';
import { readTariff } from './tariff-rows.ts';
import {
  amountOf,
  cite,
  currentLaw,
  endingTariffs,
  lawBook,
  maySendDemand,
  maySendNotice,
  MissingTariff,
  payOverBy,
  readLaw,
  rowOn,
  tariffIds,
  tariffOf,
  tenThousandths,
  wholeNumber,
} from './tariffs.ts';

/** A small good tariff to spoil. */
function tariff(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'trial',
    title: { nb: 'Prøve', en: 'Trial' },
    unit: 'percent',
    selector: 'eachDay',
    law: 'none',
    source: 'here',
    rows: [
      { validFrom: '2024-01-01', validTo: '2024-06-30', value: '12.50' },
      { validFrom: '2024-07-01', validTo: null, value: '12.25' },
    ],
    ...changes,
  };
}

function rows(...list: [string, string | null, unknown][]): Record<string, unknown> {
  return tariff({ rows: list.map(([validFrom, validTo, value]) => ({ validFrom, validTo, value })) });
}

describe('the law data', () => {
  it('has every tariff and every row of late interest, each with a source', () => {
    for (const id of tariffIds) {
      for (const row of tariffOf(currentLaw, id).rows) expect(row.source).not.toBe('');
    }
    expect(currentLaw.tariffs.size).toBe(tariffIds.length);
    expect(tariffOf(currentLaw, 'late-interest').rows).toHaveLength(47);
  });

  it.each([
    ['1994-01-01', '12.00'],
    ['2003-12-31', '12.00'],
    ['2004-01-01', '9.25'],
    ['2008-12-31', '12.75'],
    ['2011-07-01', '9.25'],
    ['2019-06-30', '8.75'],
    ['2019-07-01', '9.25'],
    ['2020-02-29', '9.50'],
    ['2023-06-30', '10.75'],
    ['2026-06-30', '12.00'],
    ['2026-12-31', '12.25'],
  ])('late interest on %s is %s %%', (day, value) => {
    expect(rowOn(currentLaw, 'late-interest', day).value).toBe(value);
  });

  it('changes late interest only on 1 January and 1 July', () => {
    for (const { validFrom } of lateInterest.tariffs[0]!.rows) expect(validFrom).toMatch(/-(01|07)-01$/);
  });

  it('has the whole published list of late interest', () => {
    const published = `
      1994-01-01 12.00 · 2004-01-01 9.25 · 2004-07-01 8.75 · 2005-01-01 8.75 · 2005-07-01 9.00
      2006-01-01 9.25 · 2006-07-01 9.75 · 2007-01-01 10.50 · 2007-07-01 11.50 · 2008-01-01 12.25
      2008-07-01 12.75 · 2009-01-01 10.00 · 2009-07-01 8.25 · 2010-01-01 8.75 · 2010-07-01 9.00
      2011-01-01 9.00 · 2011-07-01 9.25 · 2012-01-01 8.75 · 2012-07-01 8.50 · 2013-01-01 8.50
      2013-07-01 9.50 · 2014-01-01 9.50 · 2014-07-01 9.50 · 2015-01-01 9.25 · 2015-07-01 9.00
      2016-01-01 8.75 · 2016-07-01 8.50 · 2017-01-01 8.50 · 2017-07-01 8.50 · 2018-01-01 8.50
      2018-07-01 8.50 · 2019-01-01 8.75 · 2019-07-01 9.25 · 2020-01-01 9.50 · 2020-07-01 8.00
      2021-01-01 8.00 · 2021-07-01 8.00 · 2022-01-01 8.50 · 2022-07-01 9.25 · 2023-01-01 10.75
      2023-07-01 11.75 · 2024-01-01 12.50 · 2024-07-01 12.50 · 2025-01-01 12.50 · 2025-07-01 12.25
      2026-01-01 12.00 · 2026-07-01 12.25`;
    const ours = tariffOf(currentLaw, 'late-interest').rows.map(({ validFrom, value }) => `${validFrom} ${value}`);
    expect(ours).toEqual(published.trim().split(/\s+·\s+|\n\s+/));
  });

  it('can be cited', () => {
    expect(cite(currentLaw, 'late-interest', rowOn(currentLaw, 'late-interest', '2026-11-24'))).toEqual({
      tariff: 'late-interest',
      title: { nb: 'Forsinkelsesrente', en: 'Late-payment interest' },
      law: 'FRL § 3',
      validFrom: '2026-07-01',
      validTo: '2026-12-31',
      value: '12.25',
      regulation: 'FOR-2026-06-25-1372',
      source: 'forsinkelsesrente.net; smartepenger.no; Lovdata where a regulation is named',
    });
  });

  it('says which figures must be looked up soon', () => {
    expect(endingTariffs(currentLaw, '2026-11-24', 60)).toEqual([
      { tariff: 'late-interest', lastDay: '2026-12-31' },
      { tariff: 'standard-compensation', lastDay: '2026-12-31' },
      { tariff: 'court-fee', lastDay: '2026-12-31' },
    ]);
    expect(endingTariffs(currentLaw, '2026-11-24', 30)).toEqual([]);
  });
});

describe('rows are checked at load', () => {
  it('good rows pass', () => {
    expect(readTariff(tariff()).rows).toHaveLength(2);
  });

  it.each([
    [
      'a gap',
      rows(['2024-01-01', '2024-06-29', '1'], ['2024-07-01', null, '2']),
      /no row for 2024-06-30 to 2024-06-30/,
    ],
    [
      'an overlap',
      rows(['2024-01-01', '2024-07-01', '1'], ['2024-07-01', null, '2']),
      /from 2024-01-01 and 2024-07-01 overlap/,
    ],
    ['an open row that is not the last', rows(['2024-01-01', null, '1'], ['2024-07-01', null, '2']), /overlap/],
    ['rows in the wrong order', rows(['2024-07-01', null, '2'], ['2024-01-01', '2024-06-30', '1']), /overlap/],
    ['the same row twice', rows(['2024-01-01', null, '1'], ['2024-01-01', null, '1']), /overlap/],
    ['a row that ends before it begins', rows(['2024-07-01', '2024-06-30', '1']), /ends before it begins/],
    ['a day that does not exist', rows(['2023-02-29', null, '1']), /validFrom is not a day/],
    ['an end that does not exist', rows(['2024-01-01', '2024-06-31', '1']), /validTo is neither a day nor null/],
    ['a comma', rows(['2024-01-01', null, '12,50']), /"12,50" is not a figure in percent/],
    ['a negative figure', rows(['2024-01-01', null, '-1']), /"-1" is not a figure/],
    ['a number that is no text', rows(['2024-01-01', null, 12.5]), /12.5 is not a figure/],
    ['no figure at all', rows(['2024-01-01', null, undefined]), /nothing is not a figure/],
    ['no rows', tariff({ rows: [] }), /has no rows/],
    ['a row that is no object', tariff({ rows: [null] }), /row is missing or no object/],
    ['no source', tariff({ source: undefined }), /row from 2024-01-01 has no "source"/],
    ['no law', tariff({ law: '' }), /has no "law"/],
    ['no title', tariff({ title: undefined }), /title is missing/],
    ['no bokmål title', tariff({ title: { en: 'Trial' } }), /has no "nb"/],
    ['an unknown unit', tariff({ unit: 'euro' }), /unit "euro" is unknown/],
    ['a unit from the prototype', tariff({ unit: 'toString' }), /unit "toString" is unknown/],
    ['an unknown selector', tariff({ selector: 'birthDate' }), /selector "birthDate" is unknown/],
    ['nothing', undefined, /A tariff is missing/],
  ])('%s is refused', (_name, entry, message) => {
    expect(() => readTariff(entry)).toThrow(message);
  });

  it.each([
    ['none', [], /has no bands/],
    ['no open last one', [{ upTo: '500.00', light: '1', heavy: '2' }], /only the last band must be open/],
    [
      'an open one in between',
      [
        { upTo: null, light: '1', heavy: '2' },
        { upTo: null, light: '1', heavy: '2' },
      ],
      /only the last/,
    ],
    [
      'limits that fall',
      [
        { upTo: '500.00', light: '1', heavy: '2' },
        { upTo: '400.00', light: '1', heavy: '2' },
        { upTo: null, light: '1', heavy: '2' },
      ],
      /limits do not rise/,
    ],
    ['an unreadable multiple', [{ upTo: null, light: '½', heavy: '2' }], /unreadable multiple/],
    ['a missing multiple', [{ upTo: null, light: '1' }], /has no "heavy"/],
  ])('bands with %s are refused', (_name, bands, message) => {
    const entry = tariff({ unit: 'multiple', rows: [{ validFrom: '2024-01-01', validTo: null, bands }] });
    expect(() => readTariff(entry)).toThrow(message);
  });

  it('a law book that lacks a tariff, or has it twice, is refused', () => {
    expect(() => readLaw('trial', [lateInterest])).toThrow(/has no tariff base-rate/);
    expect(() => readLaw('trial', [lateInterest, lateInterest])).toThrow(/late-interest stands in two places/);
  });
});

describe('looking a day up', () => {
  const law = { id: 'trial', tariffs: new Map([['vat', readTariff(tariff({ id: 'vat' }))]]) };

  it('finds the first and last day of a row', () => {
    expect(['2024-01-01', '2024-06-30', '2024-07-01', '2099-01-01'].map((day) => rowOn(law, 'vat', day).value)).toEqual(
      ['12.50', '12.50', '12.25', '12.25'],
    );
  });

  it('refuses a day before the first row, one after the last, and one with no known figure', () => {
    expect(() => rowOn(law, 'vat', '2023-12-31')).toThrow(MissingTariff);
    expect(() => rowOn(currentLaw, 'late-interest', '2027-01-01')).toThrow(
      'Late-payment interest: the figure from 2027-01-01 is not known (2027-01-01), so nothing was computed.',
    );
    expect(() => rowOn(currentLaw, 'base-rate', '2012-02-29')).toThrow(/from 2012-01-01 to 2012-12-31/);
  });

  it.each(['2024-02-30', '', 'today', '2024-1-1'])('refuses "%s", which is no day', (day) => {
    expect(() => rowOn(law, 'vat', day)).toThrow(RangeError);
  });

  it.each(['12,5', '', '-1', '1e3', '0.00001', ' 1'])('refuses the figure "%s"', (text) => {
    expect(() => tenThousandths(text)).toThrow(/is not a figure/);
  });

  it('refuses to read a percent as days or kroner', () => {
    const row = rowOn(law, 'vat', '2024-01-01');
    expect(() => wholeNumber(row)).toThrow(/not a whole number/);
    expect(() => amountOf({ ...row, value: 'promptly' })).toThrow(/not an amount/);
  });
});

it('has the same notice deadline as the one that judges hand-overs', () => {
  for (const day of ['2010-01-01', '2019-02-27', '2026-11-24']) {
    expect(wholeNumber(rowOn(currentLaw, 'notice-days', day))).toBe(deadlinesOn(day).noticeDays);
  }
});

describe('the new collection act', () => {
  it('is off: creditors send notices, and money is paid over promptly', () => {
    expect(maySendNotice(currentLaw, 'creditor', '2030-01-01')).toBe(true);
    expect(maySendDemand(currentLaw, 'creditor', '2030-01-01')).toBe(true);
    expect(payOverBy(currentLaw, '2030-01-01')).toBeUndefined();
  });

  it('counts from its first day and not before, once switched on', () => {
    const law = lawBook({ newActFrom: '2027-01-01' });
    expect(law.id).toBe('norway-1+new-act@2027-01-01');
    for (const may of [maySendNotice, maySendDemand]) {
      expect([may(law, 'creditor', '2026-12-31'), may(law, 'creditor', '2027-01-01')]).toEqual([true, false]);
      expect(may(law, 'collector', '2027-01-01')).toBe(true);
    }
    expect([payOverBy(law, '2026-12-31'), payOverBy(law, '2027-01-01')]).toEqual([undefined, '2027-01-15']);
    expect(cite(law, 'pay-over-days', rowOn(law, 'pay-over-days', '2027-01-01')).regulation).toBe('LOV-2026-05-22-19');
    expect(() => rowOn(law, 'own-demand-fee', '2027-01-01')).toThrow(MissingTariff);
    expect(rowOn(law, 'notice-days', '2027-01-01').value).toBe('14');
  });

  it.each(['2027-02-30', 'soon'])('refuses "%s" as its first day', (newActFrom) => {
    expect(() => lawBook({ newActFrom })).toThrow(/is not a day/);
  });
});
