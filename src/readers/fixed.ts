/** The layout `fixed`: every field stands on its own characters of a line. */
import { Refusal, type Row } from '../domain/row.ts';
import { assembler } from './assemble.ts';
import type { Piece } from './decode.ts';
import type { Format, Place, Stretch } from './format.ts';
import type { LayoutReader } from './layout.ts';
import type { Report } from './report.ts';
import { longestLine, splitLines, type Lines } from './split-lines.ts';
import { isDoubtful } from './value.ts';

/** Reads fixed lines by a format; `ends` is false when the file has no line ends and is cut by `width`. */
export function fixedReader(format: Format, ends: boolean, report: Report): LayoutReader {
  const width = format.width ?? longestLine;
  const lines = ends ? splitLines() : splitEvery(width);
  const typeAt: Stretch = format.typeAt && 'start' in format.typeAt ? format.typeAt : { start: 1, length: 1 };
  const records = assembler<string>(format, report, {
    get: (place) => (isStretch(place) ? cutter(place) : undefined),
    label: (place) => (isStretch(place) ? `${place.start}-${place.start + place.length - 1}` : ''),
    written: (line) => line,
  });
  const mixedLines = new Map<number, string>();
  let careful = false;
  let number = 0;
  let finished = false;

  const takeAll = (found: string[]): Row[] => {
    const rows: Row[] = [];
    for (const sent of found) {
      number++;
      const mixed = mixedLines.get(number);
      const line = sent.endsWith('\u001a') ? sent.slice(0, -1) : sent;
      if (line.trim() === '') {
        if (line !== '' || !finished) report.cleaned['blankLines'] = (report.cleaned['blankLines'] ?? 0) + 1;
        continue;
      }
      const whole = fitted(line, format, number);
      const type = whole.slice(typeAt.start - 1, typeAt.start - 1 + typeAt.length);
      records.take({ type, source: whole, line: number, careful, ...(mixed === undefined ? {} : { mixed }) }, rows);
    }
    return rows;
  };

  return {
    push(piece: Piece) {
      careful ||= isDoubtful(piece.text);
      if (piece.mixed !== undefined) mixedLines.set(lines.next(), piece.mixed);
      return takeAll(lines.push(piece.text));
    },
    end() {
      finished = true;
      const rows = takeAll(lines.end());
      report.lines = number;
      records.end(rows);
      return rows;
    },
  };
}

function isStretch(place: Place): place is Stretch {
  return typeof place === 'object' && 'start' in place;
}

function cutter({ start, length }: Stretch): (line: string) => string | undefined {
  return (line) => {
    const text = line.slice(start - 1, start - 1 + length).trim();
    return text === '' ? undefined : text;
  };
}

/** A line of the right length; spaces past the end are cut, a missing end is filled where the format lets it. */
function fitted(line: string, format: Format, number: number): string {
  const width = format.width;
  if (width === undefined || line.length === width) return line;
  const wrong = (): Refusal =>
    new Refusal('record-length', { found: line.length, expected: width }, { line: number, value: line.slice(0, 100) });
  if (line.length > width) {
    if (line.slice(width).trim() !== '') throw wrong();
    return line.slice(0, width);
  }
  if (format.short !== 'fill') throw wrong();
  return line.padEnd(width);
}

/** Cuts text into lines of equal width. */
function splitEvery(width: number): Lines {
  let rest = '';
  let next = 1;
  return {
    push(text) {
      const all = rest + text;
      const lines: string[] = [];
      let at = 0;
      for (; at + width <= all.length; at += width) lines.push(all.slice(at, at + width));
      rest = all.slice(at);
      next += lines.length;
      return lines;
    },
    end() {
      const last = rest;
      rest = '';
      if (last === '') return [];
      next++;
      return [last];
    },
    next: () => next,
  };
}
