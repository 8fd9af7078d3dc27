/** For the tests of this room: a file read to its end, whatever the end is. */
import { readFormatFiles } from '../platform/formats-folder.ts';
import { Refusal, type Problem, type Row } from '../domain/row.ts';
import { loadFormats, type Format } from './formats.ts';
import type { IdentifyOptions } from './identify.ts';
import { read, type Summary } from './read.ts';

export const shipped: Format[] = loadFormats(await readFormatFiles());

/** Bytes in pieces of a size. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface Outcome {
  rows: Row[];
  summary?: Summary;
  refusal?: Problem;
}

/** Reads everything; anything thrown that is no `Refusal` is thrown on. */
export async function readAll(
  bytes: Uint8Array | string,
  name: string,
  options: IdentifyOptions & { formats?: Format[]; size?: number } = {},
): Promise<Outcome> {
  const { formats = shipped, size = 65_536, ...rest } = options;
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const rows: Row[] = [];
  try {
    const reading = await read(inPieces(content, size), name, formats, rest);
    for await (const chunk of reading) rows.push(...chunk);
    return { rows, summary: reading.summary() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { rows, refusal: error.problem };
  }
}
