import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/agreement.schema.json' with { type: 'json' };
import { agreementDefaults, agreementOf, isoWeekday, settlesOn } from './agreement.ts';
import { addDays } from './day.ts';

const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

/** The paths that the schema finds wrong. */
function wrong(value: unknown): string[] {
  validate(value);
  return [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))];
}

describe('an agreement', () => {
  it('that says nothing is the defaults, and the defaults are a valid agreement', () => {
    expect(agreementOf({})).toEqual(agreementDefaults);
    expect(wrong(agreementDefaults)).toEqual([]);
    expect(wrong({})).toEqual([]);
  });

  it('has a schema that knows exactly its fields', () => {
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(agreementDefaults).sort());
    expect(Object.keys(schema.properties.settlement.properties).sort()).toEqual(
      Object.keys(agreementDefaults.settlement).sort(),
    );
  });

  it('keeps defaults for what it leaves out, also inside the settlement', () => {
    const agreement = agreementOf({ commissionPrincipal: 1000, settlement: { minimum: 50_00 } });
    expect(agreement).toMatchObject({
      commissionPrincipal: 1000,
      approval: 'manual',
      settlement: { frequency: 'daily', day: 1, minimum: 50_00 },
    });
    expect(agreementDefaults.settlement.minimum).toBe(0);
  });

  it('with everything set is valid', () => {
    const agreement = agreementOf({
      fourEyesAbove: 100_000_00,
      settlement: { frequency: 'weekly', day: 5, minimum: 100_00 },
      payoutAccount: '12345678903',
      routes: ['portal', 'sftp', 'mail'],
      formats: ['kreditorfil-csv'],
      expectedFiles: [{ kind: 'case', format: null, weekdays: [1, 2, 3, 4, 5], by: '18:00' }],
      kid: { moduli: ['mod10'], lengths: [10] },
    });
    expect(wrong(agreement)).toEqual([]);
    expect(wrong({ payoutAccount: 'NO9386011117947' })).toEqual([]);
  });

  it.each([
    [{ approval: 'maybe' }, '/approval'],
    [{ caseRows: true }, '/caseRows'],
    [{ paymentRows: 'all' }, '/paymentRows'],
    [{ fourEyesAbove: -1 }, '/fourEyesAbove'],
    [{ fourEyesAbove: 10.5 }, '/fourEyesAbove'],
    [{ commissionPrincipal: 10001 }, '/commissionPrincipal'],
    [{ commissionInterest: 0.1 }, '/commissionInterest'],
    [{ interestShareToCollector: '80' }, '/interestShareToCollector'],
    [{ currencies: [] }, '/currencies'],
    [{ currencies: ['nok'] }, '/currencies/0'],
    [{ settlement: { frequency: 'yearly' } }, '/settlement/frequency'],
    [{ settlement: { frequency: 'weekly', day: 8 } }, '/settlement/day'],
    [{ settlement: { frequency: 'monthly', day: 0 } }, '/settlement/day'],
    [{ settlement: { frequency: 'monthly', day: 32 } }, '/settlement/day'],
    [{ settlement: { minimum: -1 } }, '/settlement/minimum'],
    [{ payoutAccount: '1234' }, '/payoutAccount'],
    [{ routes: ['fax'] }, '/routes/0'],
    [{ formats: [] }, '/formats'],
    [{ expectedFiles: [{ kind: 'case', format: null, weekdays: [0], by: '18:00' }] }, '/expectedFiles/0/weekdays/0'],
    [{ expectedFiles: [{ kind: 'case', format: null, weekdays: [1], by: '24:00' }] }, '/expectedFiles/0/by'],
    [{ kid: { moduli: [] } }, '/kid/moduli'],
    [{ unknown: 1 }, ''],
  ])('%j is refused', (agreement, path) => {
    expect(wrong(agreement)).toContain(path);
  });
});

describe('a settlement day', () => {
  it('is every day, or one weekday', () => {
    expect(['2026-11-23', '2026-11-29', '1969-12-29', '1970-01-01'].map(isoWeekday)).toEqual([1, 7, 1, 4]);
    const days = Array.from({ length: 14 }, (_, index) => addDays('2026-11-23', index));
    expect(days.filter((day) => settlesOn({ frequency: 'daily', day: 1, minimum: 0 }, day))).toHaveLength(14);
    expect(days.filter((day) => settlesOn({ frequency: 'weekly', day: 5, minimum: 0 }, day))).toEqual([
      '2026-11-27',
      '2026-12-04',
    ]);
  });

  it.each([
    [15, ['2024-01-15', '2024-02-15', '2024-03-15', '2024-04-15']],
    [30, ['2024-01-30', '2024-02-29', '2024-03-30', '2024-04-30']],
    [31, ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30']],
  ])('is day %i of the month, or the month’s last, once a month', (day, expected) => {
    const days = Array.from({ length: 121 }, (_, index) => addDays('2024-01-01', index));
    expect(days.filter((each) => settlesOn({ frequency: 'monthly', day, minimum: 0 }, each))).toEqual(expected);
  });
});
