/** A client's outbox on the drop server: written unseen, read back, then given its name in one step. */
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { digest } from '../../platform/digest.ts';
import type { Route, Task } from '../task.ts';

export const sftp: Route = async (house, task) => {
  const outbox = house.outbox(task.client);
  const target = join(outbox, task.fileName);
  // Beside the outbox on the same file system, where the client cannot look.
  const folder = join(dirname(outbox), '.outgoing');
  await mkdir(outbox, { recursive: true, mode: 0o700 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (await holds(target, task)) return { outcome: 'confirmed', detail: 'Already in the outbox, read back.' };
  const temporary = join(folder, `${task.id}-${task.attempt}`);
  try {
    await pipeline(
      await house.archive.get(task.document.path),
      createWriteStream(temporary, { mode: 0o600, flush: true }),
    );
    if (!(await holds(temporary, task)))
      throw new Error('What was written to the outbox does not read back the same. It is tried again.');
    // Unlike a rename, a link never replaces a file.
    await link(temporary, target);
    await sync(outbox);
  } finally {
    await rm(temporary, { force: true });
  }
  return { outcome: 'confirmed', detail: 'In the outbox, read back.' };
};

/** Whether the file is there with the document's bytes; throws when another file has its name. */
async function holds(path: string, task: Task): Promise<boolean> {
  try {
    const found = await digest(createReadStream(path));
    if (found.sha256 === task.document.sha256) return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  throw new Error(`Another file named ${task.fileName} is in the way. Remove it from the outbox and send again.`);
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
