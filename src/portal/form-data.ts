/** What a request sends: a form's fields, and files as streams that are read one after the other. */
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { IncomingFile } from './visit.ts';

/** A form as sent. */
export interface Sent {
  fields: Map<string, string[]>;
  files?: AsyncIterable<IncomingFile>;
}

/** The most files in one upload. */
export const mostFiles = 50;

/** Fields of an ordinary form. */
export function fieldsOf(body: unknown): Sent {
  const fields = new Map<string, string[]>();
  if (typeof body === 'object' && body !== null) {
    for (const [name, value] of Object.entries(body)) {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      fields.set(
        name,
        values.filter((each) => typeof each === 'string'),
      );
    }
  }
  return { fields };
}

/** A part's bytes; what its reader leaves is read away, so that the next part comes. Intake sets the limit of a file's size. */
async function* drained(bytes: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes.iterator({ destroyOnReturn: false })) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } finally {
    bytes.resume();
  }
}

/** Reads an upload as far as the first file; the fields must stand before the files, as our forms have them. */
export async function uploadOf(request: FastifyRequest): Promise<Sent> {
  const fields = new Map<string, string[]>();
  const parts = request.parts({
    limits: { fileSize: Number.POSITIVE_INFINITY, files: mostFiles, fields: 50, fieldSize: 10_000, headerPairs: 50 },
  });
  let first: IncomingFile | undefined;

  async function next(): Promise<IncomingFile | undefined> {
    for (;;) {
      const step = await parts.next();
      if (step.done) return undefined;
      const part = step.value;
      if (part.type === 'file') {
        // A file field left empty comes as a nameless part without bytes.
        if (part.filename === '' || part.filename === undefined) part.file.resume();
        else return { name: part.filename, bytes: Readable.from(drained(part.file), { objectMode: false }) };
      } else if (typeof part.value === 'string') {
        fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), part.value]);
      }
    }
  }

  first = await next();
  async function* files(): AsyncGenerator<IncomingFile> {
    for (let file = first; file !== undefined; file = await next()) yield file;
  }
  return { fields, files: files() };
}
