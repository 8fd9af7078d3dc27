/** A small file read to its end, whatever the end is: for tests and tools. */
import { Refusal, type Problem, type Row } from '../domain/row.ts';
import type { Format } from './formats.ts';
import type { IdentifyOptions } from './identify.ts';
import { read, type Summary } from './read.ts';

/** Bytes in pieces of a size. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface Outcome {
  rows: Row[];
  summary?: Summary;
  refusal?: Problem;
}

export interface ReadAllOptions extends IdentifyOptions {
  formats?: readonly Format[];
  /** Bytes per piece. */
  size?: number;
}

/** Makes a function that reads all of a file by these formats; what is thrown and is no `Refusal` is thrown on. */
export function wholeReader(known: readonly Format[]) {
  return async (bytes: Uint8Array | string, name: string, options: ReadAllOptions = {}): Promise<Outcome> => {
    const { formats = known, size = 65_536, ...rest } = options;
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
  };
}
