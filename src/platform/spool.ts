import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { TooLong } from './archive-errors.ts';
import { digest } from './digest.ts';

/** A file written in full, on disk, and read back. */
export interface Spooled {
  file: string;
  sha256: string;
  size: number;
}

/** Streams `source` to a new file of `folder`, forces it to disk and reads it back; nothing is left when it fails. */
export async function spool(source: Readable, folder: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Spooled> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = `${folder}/${randomBytes(12).toString('hex')}.part`;
  try {
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(file, 'wx', 0o400);
    try {
      for await (const piece of source) {
        const chunk: Buffer = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
        size += chunk.length;
        if (size > maxBytes) throw new TooLong(maxBytes);
        hash.update(chunk);
        await writeAll(handle, chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const sha256 = hash.digest('hex');
    const back = await digest(createReadStream(file));
    if (back.sha256 !== sha256 || back.size !== size)
      throw new Error(`What was written to ${file} reads back differently; look at the disk`);
    return { file, sha256, size };
  } catch (error) {
    source.destroy();
    await rm(file, { force: true });
    throw error;
  }
}

/** Removes part files last touched before an instant; returns how many. */
export async function tidySpool(folder: string, before: Date): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let removed = 0;
  for (const name of await readdir(folder)) {
    const file = `${folder}/${name}`;
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || !name.endsWith('.part') || found.mtime >= before) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  let done = 0;
  while (done < chunk.length) done += (await handle.write(chunk, done)).bytesWritten;
}
