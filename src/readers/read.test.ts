import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from './formats.ts';
import { wholeReader } from './read-all.ts';

const shipped = loadFormats(await readFormatFiles());
const readAll = wholeReader(shipped);

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const listed = await readdir(fixtures, { recursive: true, withFileTypes: true });
const textFixtures = listed
  .filter(
    (entry) =>
      entry.isFile() && /\.(?:csv|txt|xml|json|ndjson)$/.test(entry.name) && !/golden|rows\.json$/.test(entry.name),
  )
  .map((entry) => join(entry.parentPath, entry.name).slice(fixtures.length + 1))
  .sort();

describe('every text fixture', () => {
  test('there are many', () => {
    expect(textFixtures.length).toBeGreaterThan(50);
  });

  test.for(textFixtures)('%s gives the same in pieces of 1 to 70 bytes', { timeout: 60_000 }, async (file) => {
    const bytes = await readFile(join(fixtures, file));
    const whole = await readAll(bytes, file);
    const folder = file.split('/')[0]!;
    const only =
      whole.refusal?.code.startsWith('format-') || shipped.every(({ id }) => id !== folder) ? undefined : [folder];
    const expected = JSON.stringify(whole);
    for (let size = 1; size <= 70; size++) {
      expect(JSON.stringify(await readAll(bytes, file, { size, ...(only ? { only } : {}) }))).toBe(expected);
    }
  });
});

const head = 'referanse;personnr_orgnr;navn;postnummer;poststed;fakturanr;forfallsdato;gjenst_hovedstol;ikvar_dato';
const line = (reference: string, name = 'Per Påhitt'): string =>
  `${reference};24927030078;${name};9008;Tromsø;${reference};01.08.2026;100,00;20.08.2026`;

test('rows come in chunks of a thousand, numbered through, and the summary only after the last', async () => {
  const { rows, summary } = await readAll(
    [head, ...Array.from({ length: 2500 }, (_, i) => line(`R${i}`))].join('\n'),
    'a.csv',
  );
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 2500 }, (_, i) => i + 1));
  expect(rows[2499]).toMatchObject({ line: 2501, record: { reference: 'R2499' } });
  expect(summary).toMatchObject({ format: 'kreditorfil-csv@1', kind: 'case', rows: 2500, lines: 2501 });
});

test('a bad quote in row 3 of 10,000 leaves 9,999 good rows and one that says why', async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => line(`R${i}`, i === 2 ? '"Per' : 'Per'));
  const { rows } = await readAll([head, ...lines].join('\r\n'), 'a.csv');
  expect(rows.length).toBe(10_000);
  const bad = rows.filter(({ problems }) => problems.length > 0);
  expect(bad.map((row) => [row.line, row.problems[0]?.code, row.record])).toEqual([[4, 'quote-broken', {}]]);
});

test('what was cleaned is counted, and raw keeps what was sent', async () => {
  const { rows, summary } = await readAll(
    `${head}\n R1 ;249270 30078;Per;9008;Tromsø;1;01.08.2026;1 000,00;20.08.2026\n\n ; ;\n`,
    'a.csv',
  );
  expect(summary?.cleaned).toEqual({ spaces: 2, amounts: 1, blankLines: 2 });
  expect(rows[0]?.raw).toMatchObject({
    referanse: ' R1 ',
    personnr_orgnr: '249270 30078',
    gjenst_hovedstol: '1 000,00',
  });
  expect(rows[0]?.record).toMatchObject({ reference: 'R1', claims: [{ remaining: 100_000 }] });
});

test('a number that a spreadsheet spoilt is refused with that reason, in amounts, ids and texts', async () => {
  const { rows } = await readAll(
    `${head}\n1,1E+05;2,49E+10;Per;9008;Tromsø;1;01.08.2026;1,111E+08;20.08.2026\n`,
    'a.csv',
  );
  expect(rows[0]?.problems.map(({ field, code }) => [field, code])).toEqual([
    ['reference', 'number-scientific'],
    ['debtors[0].id', 'number-scientific'],
    ['claims[0].remaining', 'amount-scientific'],
  ]);
});

test('NUL, controls and lost letters never reach a record unseen', async () => {
  const { rows } = await readAll(`${head}\n${line('R1', 'P\0er\u0007 \ufffd')}\n`, 'a.csv');
  expect(JSON.stringify(rows)).not.toMatch(/\\u0000/);
  expect(rows[0]?.problems.map(({ code }) => code)).toEqual(['control-character', 'character-lost']);
});

test('a column called __proto__ or constructor is a column', async () => {
  const { rows } = await readAll(`${head};__proto__;constructor\n${line('R1')};x;y\n`, 'a.csv');
  expect(Object.entries(rows[0]?.raw ?? {}).slice(-2)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test.each([
  ['sep=;\n', ';'],
  ['sep=,\n', ','],
  ['\n\n  \n', ';'],
  ['', '\t'],
  ['', '|'],
])('%j before the header and “%s” between cells are found, not asked', async (before, delimiter) => {
  const text = `${before}${[head, line('R1')].join('\n').replaceAll(';', delimiter).replace('100,00', '100')}\n`;
  const { rows, refusal } = await readAll(text, 'a.csv');
  expect(refusal).toBeUndefined();
  expect(rows.map(({ problems, record }) => [problems, record['reference']])).toEqual([[[], 'R1']]);
});

test('a file of CR only, and one that mixes every line end, are read', async () => {
  for (const text of [[head, line('R1'), line('R2')].join('\r'), `${head}\r\n${line('R1')}\r${line('R2')}\n`]) {
    const { rows } = await readAll(text, 'a.csv');
    expect(rows.map((row) => [row.line, row.record['reference']])).toEqual([
      [2, 'R1'],
      [3, 'R2'],
    ]);
  }
});
