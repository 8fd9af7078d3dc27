/** The one way from bytes to rows. Pure: no disk, database, clock or network. */
import type { Kind, Row } from '../domain/row.ts';
import { createDecoder, type Piece } from './decode.ts';
import { delimitedReader } from './delimited.ts';
import { fixedReader } from './fixed.ts';
import { formatName, type Format } from './format.ts';
import { headBytes, identify, type Identified, type IdentifyOptions } from './identify.ts';
import { jsonReader } from './json.ts';
import type { LayoutReader } from './layout.ts';
import { newReport, note, type Report } from './report.ts';
import { xmlReader } from './xml.ts';

/** What is known when the last row has been read. */
export interface Summary extends Report {
  /** `kreditorfil-csv@1`. */
  format: string;
  kind: Kind;
  encoding: string;
  delimiter?: string;
}

/** A file being read: rows in chunks, then the summary. */
export interface Reading extends AsyncIterable<Row[]> {
  format: Format;
  encoding: string;
  delimiter?: string;
  /** The header's column names once it has been read; none where there is no header. */
  columns(): readonly string[];
  /** Throws until the last chunk has been taken. */
  summary(): Summary;
}

/** Rows in a chunk; the last one may have fewer. */
export const chunkRows = 1000;

const sliceBytes = 65_536;

/**
 * Identifies a file and reads it: `for await (const rows of reading)`, then `reading.summary()`. Throws `Refusal` at
 * once when no format or more than one claims it, and while or after reading when it cannot be trusted (control
 * figures, order of records, broken structure): rows already given are then void. Memory does not grow with the file.
 */
export async function read(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  formats: readonly Format[],
  options: IdentifyOptions = {},
): Promise<Reading> {
  const source = bytes[Symbol.asyncIterator]();
  const { head, ended } = await takeHead(source);
  const identified = identify(head.subarray(0, headBytes), name, formats, options);
  const { format } = identified;
  const report = newReport();
  const decoder = createDecoder(format.encoding);
  const layout = layoutReader(identified, report);
  let done = false;
  async function* rows(): AsyncGenerator<Row[]> {
    yield* chunked(texts(head, ended, source, decoder), layout);
    if (report.rows === 0) note(report, { code: 'file-without-rows', tier: 'file', severity: 'warning', line: 0 });
    done = true;
  }
  return {
    format,
    encoding: identified.encoding,
    ...(identified.delimiter === undefined ? {} : { delimiter: identified.delimiter }),
    columns: () => report.columns ?? [],
    [Symbol.asyncIterator]: rows,
    summary() {
      if (!done) throw new Error('A file has no summary before its last row is read: take all chunks first.');
      return {
        ...report,
        format: formatName(format),
        kind: format.kind,
        encoding: decoder.encoding(),
        ...(identified.delimiter === undefined ? {} : { delimiter: identified.delimiter }),
      };
    },
  };
}

function layoutReader({ format, delimiter, lineEnds }: Identified, report: Report): LayoutReader {
  switch (format.layout) {
    case 'delimited':
      return delimitedReader(format, delimiter ?? ';', report);
    case 'fixed':
      return fixedReader(format, lineEnds, report);
    case 'xml':
      return xmlReader(format, report);
    case 'json':
      return jsonReader(format, report);
    case 'xlsx':
      throw new Error('A workbook is no text.');
  }
}

async function takeHead(source: AsyncIterator<Uint8Array>): Promise<{ head: Uint8Array; ended: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await source.next();
    if (next.done === true) return { head: Buffer.concat(parts), ended: true };
    parts.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(parts), ended: false };
}

async function* texts(
  head: Uint8Array,
  ended: boolean,
  source: AsyncIterator<Uint8Array>,
  decoder: ReturnType<typeof createDecoder>,
): AsyncGenerator<Piece[]> {
  try {
    for (const part of sliced(head)) yield decoder.push(part);
    for (let next = ended ? undefined : await source.next(); next?.done === false; next = await source.next()) {
      for (const part of sliced(next.value)) yield decoder.push(part);
    }
    yield decoder.end();
  } finally {
    await source.return?.();
  }
}

function* sliced(bytes: Uint8Array): Generator<Uint8Array> {
  if (bytes.length <= sliceBytes) yield bytes;
  else for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}

async function* chunked(pieces: AsyncIterable<Piece[]>, layout: LayoutReader): AsyncGenerator<Row[]> {
  let waiting: Row[] = [];
  let first = true;
  for await (const some of pieces) {
    for (const piece of some) {
      if (first && piece.text.startsWith('\ufeff')) piece.text = piece.text.slice(1);
      if (piece.text === '') continue;
      first = false;
      const rows = layout.push(piece);
      waiting = waiting.length === 0 ? rows : waiting.concat(rows);
      while (waiting.length >= chunkRows) {
        yield waiting.slice(0, chunkRows);
        waiting = waiting.slice(chunkRows);
      }
    }
  }
  waiting = waiting.concat(layout.end());
  for (let at = 0; at < waiting.length; at += chunkRows) yield waiting.slice(at, at + chunkRows);
}
