import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** SHA-256 and size of a stream, read to its end. */
export async function digest(stream: Readable): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    size += chunk.length;
  });
  await once(stream, 'end');
  return { sha256: hash.digest('hex'), size };
}
