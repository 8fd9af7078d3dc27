/** The problem catalogue: every code with its title, sentence and cure, and how a problem is told to a person. */
import { fieldLabel, isFieldPath } from './field-labels.ts';
import { readable } from './money.ts';
import { maskNationalIds } from './national-id.ts';
import { betweenProblems } from './problems/between.ts';
import { booksProblems } from './problems/books.ts';
import { columnsProblems } from './problems/columns.ts';
import type { ProblemEntry } from './problems/entry.ts';
import { fileProblems } from './problems/file.ts';
import { rowProblems } from './problems/row.ts';
import { valueProblems } from './problems/value.ts';
import type { Problem } from './row.ts';

/** Every problem by its code, tier by tier. */
export const problems: Readonly<Record<string, ProblemEntry>> = {
  ...fileProblems,
  ...columnsProblems,
  ...valueProblems,
  ...rowProblems,
  ...betweenProblems,
  ...booksProblems,
};

/** What a stored problem is called whose code a later version no longer knows. */
const retired: ProblemEntry = {
  tier: 'row',
  severity: 'error',
  title: { nb: 'Funn fra en annen versjon', en: 'A finding of another version' },
  sentence: {
    nb: 'Funnet «{code}» er ikke i denne versjonens katalog.',
    en: 'The finding “{code}” is not in this version’s catalogue.',
  },
  cure: { nb: 'Prøv filen på nytt for å få funnet forklart.', en: 'Try the file again to have the finding explained.' },
};

type Language = 'nb' | 'en';

const words: Record<Language, Record<string, string>> = {
  nb: {
    empty: 'tomt',
    row: 'Raden',
    and: 'og',
    legalPerson: 'juridisk person (næring)',
    naturalPerson: 'fysisk person (privat)',
    string: 'tekst',
    integer: 'heltall',
    number: 'tall',
    boolean: 'ja eller nei',
    object: 'en gruppe felt',
    array: 'en liste',
    rows: 'rader',
    records: 'linjer',
    debit: 'belastning av kontoen',
    'not-booked': 'ikke bokført',
  },
  en: {
    empty: 'empty',
    row: 'The row',
    and: 'and',
    legalPerson: 'legal person (company)',
    naturalPerson: 'natural person (private)',
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'yes or no',
    object: 'group of fields',
    array: 'list',
    rows: 'rows',
    records: 'lines',
    debit: 'debit of the account',
    'not-booked': 'not booked',
  },
};

function listed(fields: string, language: Language): string {
  const names = fields.split(',').map((field) => fieldLabel(field, language));
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} ${words[language]['and']} ${last}`;
}

/** Where the problem stands: the field's label and the column as the file names it. */
function placeOf(problem: Problem, language: Language): string {
  const { field, column } = problem;
  const label = field === undefined ? undefined : fieldLabel(field, language);
  const quoted = column === undefined ? undefined : language === 'nb' ? `«${column}»` : `“${column}”`;
  if (label === undefined) return quoted ?? words[language]['row']!;
  return quoted === undefined || column?.toLowerCase() === label.toLowerCase() ? label : `${label} (${quoted})`;
}

/** A value as it may be shown: never nothing, and no more of a national id than the day of birth. */
function shownValue(problem: Problem, language: Language): string {
  const { value, field } = problem;
  if (value === undefined || value.trim() === '') return words[language]['empty']!;
  const digits = value.replace(/\D/g, '');
  if (field !== undefined && /(?:^|\.)id$/.test(field) && digits.length >= 10) return `${digits.slice(0, 6)}*****`;
  return maskNationalIds(value);
}

function shownParam(name: string, value: string | number, language: Language): string {
  if (typeof value === 'number') return String(value);
  if (value.trim() === '') return words[language]['empty']!;
  if (name === 'fields') return listed(value, language);
  if (name === 'allowed' || name === 'value') return maskNationalIds(value);
  const date = language === 'nb' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) : null;
  if (date !== null) return `${date[3]}.${date[2]}.${date[1]}`;
  if (/^-?\d{1,13}\.\d{2}$/.test(value)) return readable(BigInt(value.replace('.', '')), language);
  if (words[language][value] !== undefined) return words[language][value];
  return isFieldPath(value) ? fieldLabel(value, language) : maskNationalIds(value);
}

/** The names that a text waits for. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{([A-Za-z]+)\}/g)].map((match) => match[1]!);
}

/** A problem told to a person: what it is, what is wrong and where, what to do. National ids are masked. */
export function describe(problem: Problem, language: Language): { title: string; message: string; cure: string } {
  const entry = problems[problem.code] ?? retired;
  const fill = (text: string): string =>
    text.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
      if (name === 'place') return placeOf(problem, language);
      if (name === 'line') return String(problem.params?.['line'] ?? problem.line);
      if (name === 'code') return problem.code;
      const param = problem.params?.[name];
      if (param !== undefined) return shownParam(name, param, language);
      if (name === 'value') return shownValue(problem, language);
      if (name === 'column' && problem.column !== undefined) return problem.column;
      return words[language]['empty']!;
    });
  return { title: entry.title[language], message: fill(entry.sentence[language]), cure: fill(entry.cure[language]) };
}
