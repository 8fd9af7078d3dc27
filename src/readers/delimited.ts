/** The layout `delimited`: text with a mark between cells. */
import type { Row } from '../domain/row.ts';
import { assembler } from './assemble.ts';
import type { Piece } from './decode.ts';
import type { Format } from './format.ts';
import type { LayoutReader } from './layout.ts';
import type { Report } from './report.ts';
import { splitDelimited, type DelimitedRecord } from './split-delimited.ts';
import { createTable } from './table.ts';
import { isDoubtful } from './value.ts';

/** Reads delimited text by a format whose delimiter is known. */
export function delimitedReader(format: Format, delimiter: string, report: Report): LayoutReader {
  const records = splitDelimited(delimiter);
  const mixedLines = new Map<number, string>();
  const take = format.records
    ? typedTaker(format, report)
    : tableTaker(format, report, (cells) => records.expect(cells));
  let careful = false;

  const takeAll = (found: DelimitedRecord[]): Row[] => {
    const rows: Row[] = [];
    for (const record of found) {
      const mixed = mixedLines.size === 0 ? undefined : mixedLines.get(record.line);
      if (mixed !== undefined) mixedLines.delete(record.line);
      take.record(record, mixed, careful, rows);
    }
    return rows;
  };

  return {
    push(piece: Piece) {
      careful ||= isDoubtful(piece.text);
      if (piece.mixed !== undefined) mixedLines.set(records.next(), piece.mixed);
      return takeAll(records.push(piece.text));
    },
    end() {
      const rows = takeAll(records.end());
      report.lines = records.next() - 1;
      take.end(rows);
      return rows;
    },
  };
}

interface Taker {
  record(record: DelimitedRecord, mixed: string | undefined, careful: boolean, rows: Row[]): void;
  end(rows: Row[]): void;
}

function tableTaker(format: Format, report: Report, expect: (cells: number) => void): Taker {
  const table = createTable(format, report);
  let expecting = false;
  return {
    record({ cells, line, broken }, mixed, careful, rows) {
      const row = table.take({ cells, line, broken, careful, ...(mixed === undefined ? {} : { mixed }) });
      if (row) rows.push(row);
      if (!expecting && table.columns() > 0) {
        expecting = true;
        expect(table.columns());
      }
    },
    end: () => table.end(),
  };
}

/** Lines of several types, told by a cell. */
function typedTaker(format: Format, report: Report): Taker {
  const typeAt = format.typeAt && 'column' in format.typeAt ? format.typeAt.column - 1 : 0;
  const records = assembler<string[]>(format, report, {
    get: (place) => (typeof place === 'object' && 'column' in place ? (cells) => cells[place.column - 1] : undefined),
    label: (place) => (typeof place === 'object' && 'column' in place ? `#${place.column}` : ''),
    written: (cells) => cells.join(' | '),
  });
  let skip = format.header?.lines ?? 0;
  return {
    record({ cells, line, broken }, mixed, careful, rows) {
      if (cells.every((cell) => cell.trim() === '')) return;
      if (skip > 0) {
        skip--;
        return;
      }
      records.take(
        {
          type: (cells[typeAt] ?? '').trim(),
          source: cells,
          line,
          careful,
          broken,
          ...(mixed === undefined ? {} : { mixed }),
        },
        rows,
      );
    },
    end: (rows) => records.end(rows),
  };
}
