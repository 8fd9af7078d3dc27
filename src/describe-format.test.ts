import { describe, expect, it } from 'vitest';
import { describeFormat, formatPage } from './describe-format.ts';
import { readFormatFiles } from './platform/formats-folder.ts';
import { loadFormats } from './readers/formats.ts';

const formats = loadFormats(await readFormatFiles());
const named = (id: string) => formats.find((format) => format.id === id)!;

describe.each(['nb', 'en'] as const)('a format described in %s', (language) => {
  it.each(formats.map((format) => [format.id, format] as const))('%s says where every field stands', (_, format) => {
    const { title, text, facts, tables } = describeFormat(format, language);
    expect([title, text].every((one) => one.trim() !== '')).toBe(true);
    expect(facts.length).toBeGreaterThan(2);
    expect(tables.length).toBeGreaterThan(0);
    const cells = tables.flatMap((table) => table.rows);
    expect(cells.filter((row) => row[0] === '' || row[1] === '' || row[4] === '')).toEqual([]);
    expect(JSON.stringify(tables)).not.toMatch(/undefined|\[object/);
  });
});

it('tells the manual’s musts and shoulds', () => {
  const rows = describeFormat(named('kreditorfil-csv'), 'nb').tables.flatMap((table) => table.rows);
  const need = Object.fromEntries(rows.map(([, , path, need]) => [path, need]));
  expect(need).toMatchObject({
    '`debtors[0].id`': 'må',
    '`debtors[0].postalCode`': 'må',
    '`debtors[0].email`': 'bør',
    '`claims[0].remaining`': 'må',
    '`claims[0].original`': '',
    '`noticeDate`': 'må',
    '`currency`': '',
  });
});

it('tells positions, record types and control figures', () => {
  const { tables } = describeFormat(named('ocr-giro'), 'en');
  const titles = tables.map((table) => table.title);
  expect(titles).toContain('NY09..30 Transaction, amount item 1, under NY090020');
  const end = tables.find((table) => table.title.startsWith('NY090088'))!;
  expect(end.rows.map(([where, what]) => `${where} ${what}`)).toEqual(
    expect.arrayContaining(['9–16 Number of rows', '25–41 Sum of Amount', '48–53 Earliest Payment date']),
  );
});

it('makes a page whose tables hold together whatever the texts', () => {
  const csv = named('kreditorfil-csv');
  const hostile = { ...csv, fields: { reference: { from: 'a|b\nc' } } };
  const page = formatPage(hostile, ['fixtures/x/good.csv']);
  expect(page).toContain('| a\\|b c | Referanse | `reference` | må | tekst |');
  expect(page).toContain('[good.csv](../../fixtures/x/good.csv)');
});
