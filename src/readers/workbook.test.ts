import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from './formats.ts';
import { wholeReader } from './read-all.ts';

const shipped = loadFormats(await readFormatFiles());
const readAll = wholeReader(shipped);

const names = ['fakturanr', 'betalingsdato', 'betalt_beløp', 'kid', 'notering'];

async function bookOf(build: (book: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  build(book);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function sheetOf(book: ExcelJS.Workbook, title: string, rows: unknown[][]): ExcelJS.Worksheet {
  const sheet = book.addWorksheet(title);
  for (const row of [names, ...rows]) sheet.addRow(row);
  return sheet;
}

test('days, amounts, long numbers as text, shared and rich text, formulas and empty cells are read as they are shown', async () => {
  const bytes = await bookOf((book) => {
    const sheet = sheetOf(book, 'Betalinger', [
      ['0001', new Date('2026-10-01T00:00:00Z'), 1250.45, '0010017', 'Åse & <co>'],
      ['2', '02.10.2026', '1 250,50', '1234567890123456789012345', ''],
      [3, 46_297, 0.1 + 0.2, undefined, ''],
    ]);
    sheet.getCell('B2').numFmt = 'dd.mm.yyyy';
    sheet.getCell('E3').value = { richText: [{ text: 'to ' }, { text: 'deler', font: { bold: true } }] };
    sheet.getCell('E4').value = { formula: 'A1&"x"', result: 'regnet' };
  });
  const { rows, summary, refusal } = await readAll(bytes, 'b.xlsx');
  expect(refusal).toBeUndefined();
  expect(rows.map(({ line, sheet, record, problems }) => ({ line, sheet, record, problems }))).toEqual([
    {
      line: 2,
      sheet: 'Betalinger',
      problems: [],
      record: {
        type: 'direct',
        invoice: '0001',
        kid: '0010017',
        paidOn: '2026-10-01',
        amount: 125_045,
        currency: 'NOK',
        note: 'Åse & <co>',
      },
    },
    {
      line: 3,
      sheet: 'Betalinger',
      problems: [],
      record: {
        type: 'direct',
        invoice: '2',
        kid: '1234567890123456789012345',
        paidOn: '2026-10-02',
        amount: 125_050,
        currency: 'NOK',
        note: 'to deler',
      },
    },
    {
      line: 4,
      sheet: 'Betalinger',
      problems: [],
      record: { type: 'direct', invoice: '3', paidOn: '2026-10-02', amount: 30, currency: 'NOK', note: 'regnet' },
    },
  ]);
  expect(summary).toMatchObject({ format: 'direktebetaling-xlsx@1', rows: 3, lines: 4 });
});

test('a long number that the workbook itself rounded is refused with that reason', async () => {
  const bytes = await bookOf((book) => void sheetOf(book, 'A', [['1', '01.10.2026', 5, 1.25e24, '']]));
  expect((await readAll(bytes, 'b.xlsx')).rows[0]?.problems.map(({ code, column }) => [code, column])).toEqual([
    ['number-scientific', 'kid'],
  ]);
});

test('blank rows, a sheet of guidance and a hidden sheet do no harm; two sheets of rows are an answer', async () => {
  const row = ['1', '01.10.2026', 5, '', ''];
  const one = await bookOf((book) => {
    book.addWorksheet('Veiledning').addRow(['Slik fylles arket ut']);
    sheetOf(book, 'Betalinger', [row, [], row]);
    sheetOf(book, 'Gammelt', [row]).state = 'hidden';
  });
  expect((await readAll(one, 'b.xlsx')).rows.map(({ line, sheet }) => [line, sheet])).toEqual([
    [2, 'Betalinger'],
    [4, 'Betalinger'],
  ]);
  const two = await bookOf((book) => {
    sheetOf(book, 'Mars', [row]);
    sheetOf(book, 'April', [row]);
  });
  expect((await readAll(two, 'b.xlsx')).refusal).toMatchObject({
    code: 'sheet-several',
    params: { sheets: 'Mars, April' },
  });
});

test('a workbook that no format claims says what the nearest lacks', async () => {
  const bytes = await bookOf((book) => void book.addWorksheet('A').addRow(['betalingsdato', 'navn']));
  expect((await readAll(bytes, 'b.xlsx')).refusal).toMatchObject({
    code: 'format-nearest',
    params: { nearest: 'direktebetaling-xlsx@1', lacks: 'betalt_beløp' },
  });
});

test('days counted from 1904 are read as the days that are shown', async () => {
  const bytes = await bookOf((book) => {
    book.properties.date1904 = true;
    sheetOf(book, 'A', [['1', new Date('2026-10-01T00:00:00Z'), 5, '', '']]).getCell('B2').numFmt = 'dd.mm.yyyy';
  });
  expect((await readAll(bytes, 'b.xlsx')).rows[0]?.record['paidOn']).toBe('2026-10-01');
});
