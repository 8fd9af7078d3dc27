import { Command, CommanderError } from 'commander';
import { afterEach, describe, expect, it } from 'vitest';
import { register as registerFees } from './fees.ts';
import { register as registerInterest } from './interest.ts';

interface Said {
  out: string;
  err: string;
  exit: number;
}

/** Runs the commands in a program of their own and tells what was written and the exit code. */
function run(line: string): Said {
  const said: Said = { out: '', err: '', exit: 0 };
  const program = new Command('kreditorflyt').exitOverride().configureOutput({
    writeOut: (text) => (said.out += text),
    writeErr: (text) => (said.err += text),
  });
  registerInterest(program);
  registerFees(program);
  try {
    program.parse(line.split(' '), { from: 'user' });
    said.exit = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    said.exit = error.exitCode;
  }
  return said;
}

afterEach(() => {
  process.exitCode = undefined;
});

describe('interest --json', () => {
  it('answers with amount, days and segments, and writes nothing else', () => {
    const { out, err, exit } = run('interest --principal 10000 --from 2023-05-15 --to 2024-08-01 --json');
    expect([err, exit, out.trim().split('\n').length]).toEqual(['', 0, 1]);
    expect(JSON.parse(out)).toEqual({
      interest: '1460.68',
      days: 444,
      segments: [
        { from: '2023-05-16', to: '2023-06-30', days: 46, rate: '10.75', interest: '135.4795', regulation: null },
        {
          from: '2023-07-01',
          to: '2023-12-31',
          days: 184,
          rate: '11.75',
          interest: '592.3288',
          regulation: 'FOR-2023-06-22-1075',
        },
        {
          from: '2024-01-01',
          to: '2024-06-30',
          days: 182,
          rate: '12.50',
          interest: '623.2877',
          regulation: 'FOR-2023-12-14-2043',
        },
        {
          from: '2024-07-01',
          to: '2024-08-01',
          days: 32,
          rate: '12.50',
          interest: '109.5890',
          regulation: 'FOR-2024-06-26-1320',
        },
      ],
    });
  });

  it.each([
    ['--principal 1000.00 --from 2019-07-15 --to 2019-09-30', '19.51', 77],
    ['--principal 500 --from 2019-01-18 --to 2019-03-22', '7.55', 63],
    ['--principal 2499.50 --from 2025-06-20 --to 2026-07-10', '320.04', 385],
    ['--principal 1000000.00 --from 2024-02-20 --to 2024-03-05', '4794.52', 14],
    ['--principal 1000 --from 2019-07-15 --to 2019-09-30 --first-day from', '19.77', 78],
    ['--principal 1000 --from 2023-01-01 --to 2024-01-01 --rate 10', '100.00', 365],
    ['--principal 1000 --from 2024-01-01 --to 2024-01-01', '0.00', 0],
    ['--principal 0 --from 2024-01-01 --to 2024-03-01', '0.00', 60],
  ])('%s is %s', (options, expected, days) => {
    const { out, exit } = run(`interest ${options} --json`);
    expect(JSON.parse(out)).toMatchObject({ interest: expected, days });
    expect(exit).toBe(0);
  });

  it('refuses a day without a known rate with exit 2, as JSON', () => {
    const { out, err, exit } = run('interest --principal 1000 --from 2026-12-01 --to 2027-01-31 --json');
    expect([err, exit]).toEqual(['', 2]);
    expect(JSON.parse(out)).toMatchObject({
      refusal: { code: 'tariff-missing', tariff: 'late-interest', period: { from: '2027-01-01', to: null } },
    });
  });

  it('refuses it without --json on stderr', () => {
    const { out, err, exit } = run('interest --principal 1000 --from 1993-12-01 --to 1994-01-31');
    expect([out, exit]).toEqual(['', 2]);
    expect(err).toContain('to 1993-12-31 is not known');
    expect(err).toContain('Add the row of "late-interest"');
  });

  it.each([
    ['--from 2024-01-01 --to 2024-02-01', '--principal is missing'],
    ['--principal 1,5 --from 2024-01-01 --to 2024-02-01', '--principal "1,5" is not an amount'],
    ['--principal 1.234 --from 2024-01-01 --to 2024-02-01', 'is not an amount'],
    ['--principal -1 --from 2024-01-01 --to 2024-02-01', '--principal is negative'],
    ['--principal 1 --to 2024-02-01', '--from is missing'],
    ['--principal 1 --from 2024-01-01', '--to is missing'],
    ['--principal 1 --from 2024-02-30 --to 2024-03-01', '--from "2024-02-30" is not a day'],
    ['--principal 1 --from 01.02.2024 --to 2024-03-01', 'is not a day'],
    ['--principal 1 --from 2024-03-01 --to 2024-02-01', 'is before --from'],
    ['--principal 1 --from 2024-01-01 --to 2024-02-01 --rate 9,25', '--rate "9,25" is not a percentage'],
    ['--principal 1 --from 2024-01-01 --to 2024-02-01 --rate -1', '--rate "-1" is not a percentage'],
    ['--principal 1 --from 2024-01-01 --to 2024-02-01 --first-day sunday', '--first-day "sunday" is unknown'],
  ])('%s is wrong usage: exit 3', (options, message) => {
    const { out, err, exit } = run(`interest ${options} --json`);
    expect([out, exit]).toEqual(['', 3]);
    expect(err).toContain(message);
  });

  it('reads well without --json', () => {
    const { out } = run('interest --principal 1000 --from 2019-07-15 --to 2019-09-30');
    expect(out).toBe('2019-07-16 – 2019-09-30  77 days  9.25 %  19.5137\nInterest for 77 days: 19.51\n');
  });
});

describe('fees --json', () => {
  it('answers with the fees, the base rate and the rows it used', () => {
    const { out, err, exit } = run(
      'fees --principal 800 --due 2026-01-15 --on 2026-03-01 --debtor person --vat --json',
    );
    expect([err, exit]).toEqual(['', 0]);
    const said: unknown = JSON.parse(out);
    expect(said).toMatchObject({
      light: '328.13',
      heavy: '656.25',
      reminder: '38.00',
      notice: '38.00',
      ownDemand: '113.00',
      baseRate: '750.00',
      tariff: 'collection-fees@2020-10-01/base-rate@2026-01-01/vat@2005-01-01',
      vat: { light: '65.63', heavy: '131.25' },
    });
    expect(said).toHaveProperty('sources[1].regulation', 'FOR-2025-12-19-2709');
  });

  it('knows companies, old due dates and the sent date', () => {
    const company = run('fees --principal 500 --due 2019-01-18 --on 2019-05-07 --debtor company --json');
    expect(JSON.parse(company.out)).toMatchObject({
      light: '525.00',
      heavy: '1050.00',
      reminder: '70.00',
      baseRate: '700.00',
    });
    const autumn = 'fees --principal 500 --due 2020-09-30 --on 2020-10-20 --debtor person';
    expect(JSON.parse(run(`${autumn} --json`).out)).toMatchObject({ reminder: '70.00' });
    expect(JSON.parse(run(`${autumn} --selector sent --json`).out)).toMatchObject({ reminder: '35.00' });
  });

  it('refuses the years without a known base rate with exit 2', () => {
    const { out, exit } = run('fees --principal 500 --due 2011-01-18 --on 2011-05-07 --debtor person --json');
    expect(exit).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      refusal: { tariff: 'base-rate', period: { from: '2011-01-01', to: '2011-12-31' } },
    });
  });

  it.each([
    ['--principal 500 --due 2026-01-15 --on 2026-03-01', '--debtor is missing'],
    ['--principal 500 --due 2026-01-15 --on 2026-03-01 --debtor dog', '--debtor "dog" is unknown'],
    ['--principal 0 --due 2026-01-15 --on 2026-03-01 --debtor person', 'not above zero'],
    ['--principal x --due 2026-01-15 --on 2026-03-01 --debtor person', 'is not an amount'],
    ['--principal 500 --due 2026-1-15 --on 2026-03-01 --debtor person', '--due "2026-1-15" is not a day'],
    ['--principal 500 --due 2026-01-15 --debtor person', '--on is missing'],
    ['--principal 500 --due 2026-01-15 --on 2026-03-01 --debtor person --selector x', '--selector "x" is unknown'],
  ])('%s is wrong usage: exit 3', (options, message) => {
    const { out, err, exit } = run(`fees ${options} --json`);
    expect([out, exit]).toEqual(['', 3]);
    expect(err).toContain(message);
  });

  it('reads well without --json', () => {
    const { out } = run('fees --principal 800 --due 2026-01-15 --on 2026-03-01 --debtor person');
    expect(out).toContain('Light collection fee                    262.50\n');
    expect(out).toContain('No VAT is added.');
  });
});
