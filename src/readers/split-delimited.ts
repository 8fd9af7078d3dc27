/** Delimited text to records of cells. A broken quote costs its own line and no other. */
import { Refusal } from '../domain/row.ts';
import { longestLine, unfinished } from './split-lines.ts';

/** One record: where it starts, how many lines it takes, and its cells. `broken` when its quotes cannot be trusted. */
export interface DelimitedRecord {
  line: number;
  lines: number;
  cells: string[];
  broken: boolean;
}

export interface DelimitedRecords {
  push(text: string): DelimitedRecord[];
  end(): DelimitedRecord[];
  /** A record of several lines that has another number of cells is an open quote, not a record. */
  expect(cells: number): void;
  /** The number of the next line to come, from 1. */
  next(): number;
}

/** A quoted record of more characters than this has lost its closing quote. */
const longestQuoted = 65_536;

/** Splits delimited text (RFC 4180, any line ends); throws `Refusal` `line-too-long`. */
export function splitDelimited(delimiter: string): DelimitedRecords {
  const pieces = unfinished();
  let next = 1;
  let expected = 0;

  const cut = (text: string, ended: boolean): DelimitedRecord[] => {
    const records: DelimitedRecord[] = [];
    let at = 0;
    let lf = text.indexOf('\n');
    let cr = text.indexOf('\r');
    let quote = text.indexOf('"');
    while (at < text.length) {
      if (lf !== -1 && lf < at) lf = text.indexOf('\n', at);
      if (cr !== -1 && cr < at) cr = text.indexOf('\r', at);
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      let end = cr === -1 ? lf : lf === -1 ? cr : Math.min(lf, cr);
      if (end === -1 || (end === cr && end + 1 === text.length && !ended)) {
        if (text.length - at > longestLine) throw new Refusal('line-too-long', { limit: longestLine }, { line: next });
        if (!ended) break;
        end = text.length;
      }
      if (end - at > longestLine) throw new Refusal('line-too-long', { limit: longestLine }, { line: next });
      const lineEnd = end + (end === cr && lf === cr + 1 ? 2 : 1);
      if (quote === -1 || quote >= end) {
        records.push({ line: next, lines: 1, cells: text.slice(at, end).split(delimiter), broken: false });
        at = lineEnd;
        next++;
        continue;
      }
      const quoted = readQuoted(text, at, delimiter, ended);
      if (quoted === 'incomplete') break;
      if (quoted !== 'broken' && (quoted.lines === 1 || isOneRecord(quoted, text.slice(at, quoted.end)))) {
        records.push({ line: next, lines: quoted.lines, cells: quoted.cells, broken: false });
        at = quoted.end;
        next += quoted.lines;
        continue;
      }
      records.push({ line: next, lines: 1, cells: text.slice(at, end).split(delimiter), broken: true });
      at = lineEnd;
      next++;
    }
    pieces.keep(text.slice(at), next);
    return records;
  };

  /** Lines that each look like a record are records with a stray quote, even where the cells happen to add up. */
  const isOneRecord = (quoted: Quoted, text: string): boolean => {
    if (expected === 0) return true;
    if (quoted.cells.length !== expected) return false;
    if (expected < 3) return true;
    const lines = text.replace(/[\r\n]+$/, '').split(/\r\n|[\r\n]/);
    return lines.some((line) => line.split(delimiter).length !== expected);
  };

  return {
    push(text) {
      if (pieces.isOnlyMore(text)) return [];
      return cut(pieces.taken(text), false);
    },
    end: () => cut(pieces.taken(''), true),
    expect(cells) {
      expected = cells;
    },
    next: () => next,
  };
}

type Quoted = { cells: string[]; lines: number; end: number };

/** Reads one record that has a quote in it, from `start`. */
function readQuoted(text: string, start: number, delimiter: string, ended: boolean): Quoted | 'incomplete' | 'broken' {
  const cells: string[] = [];
  const limit = start + longestQuoted;
  let lines = 1;
  let at = start;
  for (;;) {
    if (text[at] === '"') {
      let value = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote === -1 || quote >= limit) return !ended && text.length < limit ? 'incomplete' : 'broken';
        if (quote + 1 === text.length && !ended) return 'incomplete';
        value += text.slice(from, quote);
        if (text[quote + 1] !== '"') {
          at = quote + 1;
          break;
        }
        value += '"';
        from = quote + 2;
      }
      for (let i = 0; i < value.length; i++) {
        if (value[i] === '\n' || (value[i] === '\r' && value[i + 1] !== '\n')) lines++;
      }
      cells.push(value);
      const after = text[at];
      if (after === delimiter) {
        at++;
        continue;
      }
      if (after === undefined) return { cells, lines, end: at };
      if (after === '\n') return { cells, lines, end: at + 1 };
      if (after !== '\r') return 'broken';
      if (at + 1 === text.length && !ended) return 'incomplete';
      return { cells, lines, end: at + (text[at + 1] === '\n' ? 2 : 1) };
    }
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    if (end >= limit + longestLine) return 'broken';
    if (end === text.length && !ended) return 'incomplete';
    cells.push(text.slice(at, end));
    const after = text[end];
    if (after === delimiter) {
      at = end + 1;
      continue;
    }
    if (after === '\r' && end + 1 === text.length && !ended) return 'incomplete';
    return { cells, lines, end: end + (after === '\r' && text[end + 1] === '\n' ? 2 : 1) };
  }
}
