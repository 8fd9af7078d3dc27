/** A table as a file: CSV that Norwegian Excel opens, or a workbook; texts that look like formulas are made harmless. */
import { PassThrough, Readable } from 'node:stream';
import Excel from 'exceljs';

export type Cell = string | number | bigint | null;

/** A table to write: money columns hold øre as bigint. */
export interface Table {
  title: string;
  heads: string[];
  rows: Cell[][];
}

/** A text that a spreadsheet would take for a formula, with a mark before it that makes it text (CWE-1236). */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'bigint') {
    const digits = (cell < 0n ? -cell : cell).toString().padStart(3, '0');
    return `${cell < 0n ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
  }
  const text = harmless(cell);
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** CSV in UTF-8 with a byte-order mark, semicolons and decimal commas. */
export function csvFile(table: Table): Readable {
  function* lines() {
    yield `\uFEFF${table.heads.map(csvCell).join(';')}\r\n`;
    for (const row of table.rows) yield `${row.map(csvCell).join(';')}\r\n`;
  }
  return Readable.from(lines(), { objectMode: false });
}

/** A workbook, streamed; money has two decimals, numbers of cases and ids are text. */
export function xlsxFile(table: Table): Readable {
  const out = new PassThrough();
  void writeXlsx(table, out);
  return out;
}

async function writeXlsx(table: Table, out: PassThrough): Promise<void> {
  try {
    const workbook = new Excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true });
    const sheet = workbook.addWorksheet(table.title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31), {
      views: [{ state: 'frozen', ySplit: 1 }],
    });
    sheet.columns = table.heads.map((head) => ({ header: head, width: Math.max(12, head.length + 2) }));
    sheet.getRow(1).font = { bold: true };
    sheet.getRow(1).commit();
    for (const cells of table.rows) {
      const row = sheet.addRow(
        cells.map((cell) =>
          typeof cell === 'bigint' ? Number(cell) / 100 : typeof cell === 'string' ? harmless(cell) : cell,
        ),
      );
      cells.forEach((cell, at) => {
        if (typeof cell === 'bigint') row.getCell(at + 1).numFmt = '#,##0.00';
      });
      row.commit();
    }
    sheet.commit();
    await workbook.commit();
  } catch (error) {
    out.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
