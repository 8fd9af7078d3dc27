import { expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from './formats.ts';
import { wholeReader } from './read-all.ts';

const shipped = loadFormats(await readFormatFiles());
const readAll = wholeReader(shipped);

const payments = 'betalingsdato;betalt_beløp;fakturanr\n01.10.2026;100;1\n';

test.each([
  ['', 'file-empty'],
  ['\ufeff', 'file-empty'],
  [' \r\n\t\n', 'file-empty'],
  ['hello', 'format-none'],
  ['<html><body>x</body></html>', 'format-none'],
  ['{"a": 1}', 'format-nearest'],
])('%j is refused: %s', async (text, code) => {
  expect((await readAll(text, 'x')).refusal?.code).toBe(code);
});

test.each([
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d, 0x31]],
  ['a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
  ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]],
  ['a gzip', [0x1f, 0x8b, 8, 0]],
  ['an empty zip', [0x50, 0x4b, 5, 6, 0, 0]],
])('%s is refused as no data file', async (_, bytes) => {
  expect((await readAll(Buffer.from(bytes), 'x')).refusal?.code).toBe('file-binary');
});

test('a refusal says what was looked for, which came nearest and what it lacks', async () => {
  const { refusal } = await readAll('referanse;navn;gjenst_hovedstol\nR1;Per;100\n', 'saker.csv');
  expect(refusal).toMatchObject({
    code: 'format-nearest',
    params: { nearest: 'kreditorfil-csv@1', lacks: 'ikvar_dato' },
  });
  expect(refusal?.params?.['looked']).toContain('ocr-giro@1');
});

test('two formats that claim the same file are an answer, not a guess; the agreement settles it', async () => {
  const payment = shipped.find(({ id }) => id === 'direktebetaling-csv')!;
  const formats = [payment, { ...payment, id: 'annen-csv' }];
  expect((await readAll(payments, 'b.csv', { formats })).refusal).toMatchObject({
    code: 'format-several',
    params: { formats: 'direktebetaling-csv@1, annen-csv@1' },
  });
  expect((await readAll(payments, 'b.csv', { formats, only: ['annen-csv'] })).summary?.format).toBe('annen-csv@1');
  expect((await readAll(payments, 'b.csv', { formats, only: ['ocr-giro'] })).refusal?.code).toBe('format-none');
});

test('a format that is asked for by name is used, and its missing columns are named', async () => {
  expect(
    (await readAll('fakturanr;navn\n1;Per\n', 'b.csv', { format: 'direktebetaling-csv@1' })).refusal,
  ).toMatchObject({
    code: 'column-missing',
    params: { columns: 'betalingsdato, betalt_beløp' },
  });
  expect((await readAll(payments, 'b.csv', { format: 'ukjent' })).refusal?.code).toBe('format-unknown');
});

test('a name pattern is part of the claim', async () => {
  const payment = shipped.find(({ id }) => id === 'direktebetaling-csv')!;
  const formats = [{ ...payment, claims: { ...payment.claims, name: '^bet_\\d+\\.csv$' } }];
  expect((await readAll(payments, 'bet_12.csv', { formats })).summary?.rows).toBe(1);
  expect((await readAll(payments, 'annet.csv', { formats })).refusal?.code).toBe('format-nearest');
});

test('the column names of a header are told apart by neither case, marks, order nor Norwegian letters', async () => {
  const { rows } = await readAll('FAKTURA NR.,Betalt-Beloep,BETALT BELØP,Betalingsdato\n1,x,100,2026-10-01\n', 'b.csv');
  expect(rows[0]?.record).toMatchObject({ invoice: '1', amount: 10_000 });
});
