/** The layout `json`: a list of objects, alone or within a document, or one object per line (NDJSON). */
import { Refusal, type Row } from '../domain/row.ts';
import type { Format } from './format.ts';
import { scanJson } from './json-scan.ts';
import type { LayoutReader } from './layout.ts';
import type { Report } from './report.ts';
import { newTally } from './tally.ts';
import { treeRows } from './tree-rows.ts';
import { isDoubtful } from './value.ts';

/** Reads JSON by a format. */
export function jsonReader(format: Format, report: Report): LayoutReader {
  const rows = treeRows(format, report);
  const tally = newTally();
  const tallies = [tally];
  let made: Row[] = [];
  const scanner = scanJson(format.rows?.split('/') ?? [], (text, line) => {
    const row = rows.take({ value: parse(text, line) }, line, text.includes('\\u') || isDoubtful(text), tallies);
    if (row) made.push(row);
  });
  const taken = (): Row[] => {
    const all = made;
    made = [];
    return all;
  };
  return {
    push(piece) {
      scanner.push(piece.text);
      return taken();
    },
    end() {
      scanner.end();
      report.lines = scanner.lines();
      if (!scanner.found()) throw new Refusal('rows-missing', { path: format.rows ?? '' });
      const around = scanner.around();
      rows.finish({ value: around === '' ? {} : parse(around, report.lines) }, tally, undefined, report.lines);
      return taken();
    },
  };
}

function parse(text: string, line: number): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Refusal('json-broken', {}, { line }, { cause });
    throw cause;
  }
}
