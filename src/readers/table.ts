/** Rows of cells under a header (delimited text or a sheet) to records. */
import { Refusal, type Row } from '../domain/row.ts';
import { columnNames, plainName } from './columns.ts';
import { compileFields, compileRecord, type Locate } from './fields.ts';
import type { Format, Place } from './format.ts';
import { note, type Report } from './report.ts';
import { compileTotals, newTally, talliedPaths, tallyValue, type CheckTotals } from './tally.ts';
import { mostColumns, rowMaker, type CellRow, type ToRow } from './table-row.ts';
import type { Findings } from './value.ts';

export interface Table {
  /** Takes the next row of cells; gives a record, or nothing for header, footer and blank rows. */
  take(row: CellRow): Row | undefined;
  /** After the last row: checks that the header was there. */
  end(): void;
  /** Number of columns, 0 before the header is known. */
  columns(): number;
}

/** Reads rows of cells by a format; throws `Refusal` when the header or a control figure does not fit. */
export function createTable(format: Format, report: Report): Table {
  const headerLines = format.header?.lines ?? 1;
  const named = format.header?.names ?? (headerLines > 0 ? [headerLines] : []);
  const header: string[][] = [];
  const tally = newTally();
  const starts = format.footer?.starts.map((text) => text.toLowerCase());
  let names: string[] | undefined;
  let toRow: ToRow | undefined;
  let checkFooter: CheckTotals<string[]> | undefined;
  let footerSeen = false;

  const begin = (line: number): void => {
    const found = columnNames(named.map((number) => header[number - 1] ?? []));
    if (found.length > mostColumns) {
      throw new Refusal(
        'too-many-header-columns',
        { found: found.length, limit: mostColumns },
        { tier: 'columns', line },
      );
    }
    names = found;
    report.columns = found;
    const taken = new Set<number>();
    const locate = locateCell(found, named.length > 0, taken, line);
    refuseMissing(format, locate, line);
    const make = compileRecord(format.fields ?? {}, locate, talliedPaths(format.footer?.totals ?? []));
    checkFooter = format.footer && compileTotals(format.footer.totals, locate, report);
    const lastRequired = Math.max(-1, ...requiredColumns(format, locate, found));
    toRow = rowMaker({ names: named.length > 0 ? found : undefined, make, lastRequired });
    if (format.header?.summary) {
      const at: Findings = { line, problems: [], cleaned: report.cleaned, careful: true, prefix: '' };
      const locateHeader: Locate<string[][]> = (place) =>
        typeof place === 'object' && 'column' in place
          ? {
              column: `${place.line ?? 1}:${place.column}`,
              get: (lines) => lines[(place.line ?? 1) - 1]?.[place.column - 1],
            }
          : undefined;
      compileFields(format.header.summary, locateHeader, new Set())(header, report.fields, at);
      for (const problem of at.problems) note(report, problem);
    }
    found.forEach((name, index) => {
      if (name === '' || taken.has(index)) return;
      note(report, { code: 'column-unknown', tier: 'columns', severity: 'warning', line, column: name.slice(0, 100) });
    });
  };

  const findings = (row: CellRow): Findings => ({
    line: row.line,
    ...(row.sheet === undefined ? {} : { sheet: row.sheet }),
    problems: [],
    cleaned: report.cleaned,
    careful: row.careful,
    prefix: '',
    ...(format.footer
      ? { tally: (path: string, value: number | string | undefined) => tallyValue(tally, path, value) }
      : {}),
  });

  return {
    columns: () => names?.length ?? 0,
    end() {
      if (!names && header.length > 0) begin(header.length);
      if (!names && headerLines > 0) throw new Refusal('file-empty');
      if (format.footer && names && !footerSeen)
        throw new Refusal('footer-missing', { looked: format.footer.starts.join(', ') });
    },
    take(row) {
      const { cells, line } = row;
      if (isBlank(cells)) {
        report.cleaned['blankLines'] = (report.cleaned['blankLines'] ?? 0) + 1;
        return undefined;
      }
      if (!names) {
        if (header.length === 0 && /^\ufeff?sep=/i.test(cells[0] ?? '')) return undefined;
        if (headerLines > 0) {
          header.push(cells);
          if (header.length === headerLines) begin(line);
          return undefined;
        }
        begin(line);
      }
      if (starts?.includes((cells[0] ?? '').trim().toLowerCase())) {
        if (footerSeen) throw new Refusal('record-after-footer', {}, { line });
        footerSeen = true;
        checkFooter?.(cells, tally, { line });
        return undefined;
      }
      if (footerSeen) throw new Refusal('record-after-footer', {}, { line });
      tally.rows++;
      tally.records++;
      report.rows++;
      return toRow?.(row, report.rows, findings(row));
    },
  };
}

function isBlank(cells: string[]): boolean {
  if (cells[0] !== '' && cells[0]?.trim() !== '') return false;
  return cells.every((cell) => cell === '' || cell.trim() === '');
}

function locateCell(names: string[], hasNames: boolean, taken: Set<number>, line: number): Locate<string[]> {
  const plain = names.map(plainName);
  return (place) => {
    if (typeof place === 'object' && 'column' in place) {
      const index = place.column - 1;
      taken.add(index);
      return { column: (hasNames && names[index]) || `#${place.column}`, get: (cells) => cells[index] };
    }
    const wanted = placeNames(place).map(plainName);
    const found = plain.flatMap((name, index) => (name !== '' && wanted.includes(name) ? [index] : []));
    const index = found[0];
    if (index === undefined) return undefined;
    if (found.length > 1) {
      const columns = found.map((at) => names[at]).join(', ');
      throw new Refusal('column-doubled', { columns }, { tier: 'columns', line });
    }
    taken.add(index);
    return { column: names[index]!, get: (cells) => cells[index] };
  };
}

/** The names of a place that is a column. */
export function placeNames(place: Place): string[] {
  return typeof place === 'string' ? [place] : Array.isArray(place) ? place : [];
}

function requiredFields(format: Format): Place[] {
  return Object.values(format.fields ?? {})
    .flat()
    .flatMap((field) => (field.required && field.from !== undefined ? [field.from] : []));
}

function requiredColumns(format: Format, locate: Locate<string[]>, names: string[]): number[] {
  return requiredFields(format).map((place) => {
    const column = locate(place)?.column;
    return column === undefined ? -1 : names.indexOf(column);
  });
}

function refuseMissing(format: Format, locate: Locate<string[]>, line: number): void {
  const missing = requiredFields(format).filter((place) => !locate(place));
  if (missing.length === 0) return;
  const columns = missing.map((place) => placeNames(place)[0] ?? '').join(', ');
  throw new Refusal('column-missing', { columns }, { tier: 'columns', line });
}
