import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe as group, expect, it } from 'vitest';
import { problemsPage } from './problems-page.ts';
import { describe, placeholdersOf, problems } from './problems.ts';
import type { Problem } from './row.ts';

const problem = (over: Partial<Problem>): Problem => ({
  code: 'missing-value',
  tier: 'row',
  severity: 'error',
  line: 7,
  ...over,
});

group('the catalogue', () => {
  it.each(Object.entries(problems))('%s has title, sentence and cure in both languages', (code, entry) => {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [entry.title, entry.sentence, entry.cure]) {
      for (const language of ['nb', 'en'] as const) expect(text[language].trim().length).toBeGreaterThan(3);
    }
    expect(entry.sentence.nb).not.toBe(entry.sentence.en);
    // Both languages wait for the same values.
    for (const text of [entry.title, entry.sentence, entry.cure]) {
      expect(new Set(placeholdersOf(text.nb))).toEqual(new Set(placeholdersOf(text.en)));
    }
    expect(placeholdersOf(entry.title.nb)).toEqual([]);
  });

  it('is what docs/problems.md says; if not, run: npm run -s kreditorflyt -- docs', async () => {
    const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'problems.md'), 'utf8');
    expect(page).toBe(problemsPage());
    for (const code of Object.keys(problems)) expect(page).toContain(`### \`${code}\``);
  });
});

group('a problem told to a person', () => {
  it('names the field and the column as the file has it', () => {
    expect(describe(problem({ field: 'claims[0].dueDate', column: 'forfall' }), 'nb')).toEqual({
      title: 'Påkrevd opplysning mangler',
      message: 'Forfallsdato («forfall») er tomt, men må fylles inn.',
      cure: 'Fyll inn Forfallsdato («forfall») og send raden på nytt.',
    });
    expect(describe(problem({ field: 'claims[0].dueDate', column: 'Due date' }), 'en').message).toBe(
      'Due date is empty but must be filled in.',
    );
    expect(describe(problem({ column: 'x' }), 'en').message).toBe('“x” is empty but must be filled in.');
    expect(describe(problem({}), 'nb').message).toBe('Raden er tomt, men må fylles inn.');
  });

  it.each([undefined, '', '   '])('never shows the value %o as nothing', (value) => {
    const told = problem({ code: 'email-form', field: 'debtors[0].email', ...(value === undefined ? {} : { value }) });
    expect(describe(told, 'nb').message).toContain('«tomt»');
    expect(describe(told, 'en').message).toContain('“empty”');
  });

  it.each(['12838510069', '128385 10069', '128385100699', '1283851006'])(
    'hides the end of a national id such as %s',
    (value) => {
      const { message } = describe(problem({ code: 'national-id-digit', field: 'debtors[0].id', value }), 'nb');
      expect(message).toBe('Person-/org.nr. «128385*****» har feil kontrollsifre.');
    },
  );

  it('hides a national id in any other field too, and shows organisation and account numbers', () => {
    expect(
      describe(problem({ code: 'email-form', field: 'debtors[0].email', value: 'x 12838510068' }), 'en').message,
    ).toContain('x 128385*****');
    expect(
      describe(problem({ code: 'organisation-number-digit', field: 'debtors[0].id', value: '123456786' }), 'en')
        .message,
    ).toContain('123456786');
    expect(
      describe(problem({ code: 'account-wrong', field: 'account', value: '86011117949' }), 'en').message,
    ).toContain('86011117949');
  });

  it('writes amounts, dates, fields and codes as its reader does', () => {
    const exceeds = problem({
      code: 'remaining-exceeds-original',
      field: 'claims[0].remaining',
      params: { remaining: '1250.00', original: '1000.00' },
    });
    expect(describe(exceeds, 'nb').message).toMatch(
      /^Gjenstående hovedstol er 1\s250,00, som er større enn opprinnelig 1\s000,00\.$/,
    );
    expect(describe(exceeds, 'en').message).toContain('1,250.00');
    const before = problem({
      code: 'notice-before-due',
      field: 'noticeDate',
      value: '15.08.2026',
      params: { dueDate: '2026-08-15' },
    });
    expect(describe(before, 'nb').message).toContain('forfalt først 15.08.2026');
    expect(describe(before, 'en').message).toContain('fell due only on 2026-08-15');
    const missing = problem({ code: 'recommended-missing', params: { fields: 'phoneMobile,email,customerNumber' } });
    expect(describe(missing, 'nb').message).toContain('Mobiltelefon, E-post og Kundenummer');
    expect(describe(missing, 'en').message).toContain('Mobile telephone, E-mail and Customer number');
    const mismatch = problem({
      code: 'legal-type-mismatch',
      field: 'debtors[0].legalType',
      value: 'F',
      params: { actual: 'legalPerson' },
    });
    expect(describe(mismatch, 'nb').message).toContain('juridisk person');
  });

  it('is told even when its code is of another version', () => {
    expect(describe(problem({ code: 'long-gone' }), 'nb').message).toContain('long-gone');
  });

  it('does not fill in placeholders that a value brings along', () => {
    const told = problem({ code: 'not-allowed', field: 'kind', value: '{allowed}{cure}', params: { allowed: 'a, b' } });
    expect(describe(told, 'en').message).toBe('Type is “{allowed}{cure}”; it must be one of: a, b.');
  });
});
