/** The one way from bytes to rows. Pure: no disk, database, clock or network. */
import { Refusal, type Kind, type Row } from '../domain/row.ts';
import { createDecoder, type Piece } from './decode.ts';
import { delimitedReader } from './delimited.ts';
import { fixedReader } from './fixed.ts';
import { formatName, type Format } from './format.ts';
import { refuseForeignEncoding } from './foreign-encoding.ts';
import { headBytes, identify, type Identified, type IdentifyOptions } from './identify.ts';
import { jsonReader } from './json.ts';
import type { LayoutReader } from './layout.ts';
import { newReport, note, type Report } from './report.ts';
import { isWorkbook } from './workbook.ts';
import { identifyWorkbook, readSheet } from './xlsx.ts';
import { xmlReader } from './xml.ts';
import { isZip, largestArchive, openZip } from './zip.ts';

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
  try {
    const taken = await takeHead(source);
    if (!isZip(taken.head)) return readText(taken, source, name, formats, options);
    return await readArchive(await takeAll(taken, source), name, formats, options);
  } catch (error) {
    await source.return?.();
    throw error;
  }
}

interface Head {
  head: Uint8Array;
  ended: boolean;
}

function readText(
  { head, ended }: Head,
  source: AsyncIterator<Uint8Array>,
  name: string,
  formats: readonly Format[],
  options: IdentifyOptions,
): Reading {
  refuseForeignEncoding(head.subarray(0, headBytes));
  const identified = identify(head.subarray(0, headBytes), name, formats, options);
  const { format, delimiter } = identified;
  const report = newReport();
  const decoder = createDecoder(format.encoding);
  const layout = layoutReader(identified, report);
  return reading(
    format,
    report,
    { first: identified.encoding, last: () => decoder.encoding() },
    chunked(texts(head, ended, source, decoder), layout),
    delimiter,
  );
}

/** A workbook, or an archive with one file in it. */
async function readArchive(
  archive: Buffer,
  name: string,
  formats: readonly Format[],
  options: IdentifyOptions,
): Promise<Reading> {
  const entries = await openZip(archive);
  if (isWorkbook(entries)) {
    const { sheet, format } = await identifyWorkbook(entries, name, formats, options);
    const report = newReport();
    return reading(format, report, { first: 'utf-8', last: () => 'utf-8' }, inChunks(readSheet(sheet, format, report)));
  }
  const [only] = entries;
  if (!only || entries.length > 1) throw new Refusal('zip-several', { found: entries.length });
  const source = only.bytes();
  const taken = await takeHead(source);
  if (isZip(taken.head)) throw new Refusal('zip-nested', { name: only.name });
  return readText(taken, source, only.name, formats, options);
}

function reading(
  format: Format,
  report: Report,
  encoding: { first: string; last: () => string },
  chunks: AsyncGenerator<Row[]>,
  delimiter?: string,
): Reading {
  const told = delimiter === undefined || format.layout !== 'delimited' ? {} : { delimiter };
  let done = false;
  async function* rows(): AsyncGenerator<Row[]> {
    yield* chunks;
    for (const [reason, found] of Object.entries(report.passed)) {
      note(report, { code: 'records-passed', tier: 'file', severity: 'warning', line: 0, params: { found, reason } });
    }
    if (report.rows === 0) note(report, { code: 'file-without-rows', tier: 'file', severity: 'warning', line: 0 });
    done = true;
  }
  return {
    format,
    encoding: encoding.first,
    ...told,
    columns: () => report.columns ?? [],
    [Symbol.asyncIterator]: rows,
    summary() {
      if (!done) throw new Error('A file has no summary before its last row is read: take all chunks first.');
      return { ...report, format: formatName(format), kind: format.kind, encoding: encoding.last(), ...told };
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
    default:
      throw new Error(`${format.id} is a workbook format and its file is text: identify keeps them apart.`);
  }
}

/** All bytes of an archive, whose list of files stands at its end. */
async function takeAll({ head, ended }: Head, source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const parts = [head];
  let length = head.length;
  for (let next = ended ? undefined : await source.next(); next?.done === false; next = await source.next()) {
    parts.push(next.value);
    length += next.value.length;
    if (length > largestArchive) throw new Refusal('zip-too-large', { name: 'zip', limit: largestArchive });
  }
  return Buffer.concat(parts);
}

async function* inChunks(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let waiting: Row[] = [];
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < chunkRows) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

async function takeHead(source: AsyncIterator<Uint8Array>): Promise<Head> {
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
