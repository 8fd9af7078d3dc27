/** The layout `xlsx`: the one sheet that a format claims. */
import { Refusal, type Row } from '../domain/row.ts';
import type { Format } from './format.ts';
import { identifySheet, type IdentifyOptions } from './identify.ts';
import type { Report } from './report.ts';
import { createTable } from './table.ts';
import { openWorkbook, type Sheet, type SheetRow } from './workbook.ts';
import type { ZipEntry } from './zip.ts';

/** Rows looked at to know a sheet. */
const headRows = 30;

/** Finds the sheet and its format. Throws `Refusal` as `identify`, and `sheet-several` when more than one sheet is claimed. */
export async function identifyWorkbook(
  entries: readonly ZipEntry[],
  name: string,
  formats: readonly Format[],
  options: IdentifyOptions,
): Promise<{ sheet: Sheet; format: Format }> {
  const sheets = await openWorkbook(entries);
  const claimed: { sheet: Sheet; format: Format }[] = [];
  let refusal: Refusal | undefined;
  for (const sheet of sheets.filter(({ hidden }) => !hidden)) {
    const head: string[][] = [];
    for await (const { cells } of sheet.rows()) {
      head.push(cells);
      if (head.length === headRows) break;
    }
    try {
      claimed.push({ sheet, format: identifySheet(head, name, formats, options) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
    if (options.format !== undefined) break;
  }
  const [first, second] = claimed;
  if (second) throw new Refusal('sheet-several', { sheets: claimed.map(({ sheet }) => sheet.name).join(', ') });
  if (!first) throw refusal ?? new Refusal('file-empty');
  return first;
}

/** Reads a sheet by its format. */
export async function* readSheet(sheet: Sheet, format: Format, report: Report): AsyncGenerator<Row> {
  const table = createTable(format, report);
  for await (const row of sheet.rows()) {
    report.lines = row.line;
    const made = table.take(asCellRow(row, sheet, table.columns()));
    if (made) yield made;
  }
  table.end();
}

/** Sheets leave out empty cells at the end of a row: they are no cut-off row. */
function asCellRow({ cells, line }: SheetRow, sheet: Sheet, columns: number) {
  while (cells.length < columns) cells.push('');
  if (cells.length === 0) cells.push('');
  return { cells, line, sheet: sheet.name, careful: true };
}
