import { createReadStream } from 'node:fs';
import { link, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import type { Archive } from './archive.ts';
import { NotArchived } from './archive-errors.ts';
import { digest } from './digest.ts';
import { archivePath, checkPath } from './archive-path.ts';
import { spool, tidySpool } from './spool.ts';

/** The archive in a folder. Files are read-only; new ones are written aside and then appear at their path at once, never over another. */
export function openFolderArchive(root: string): Archive {
  const incoming = join(root, '.incoming');
  return {
    async put(source, { folder, name }, maxBytes) {
      archivePath(folder, name, '0'.repeat(64));
      const { file, sha256, size } = await spool(source, incoming, maxBytes);
      try {
        for (const digits of [12, 64]) {
          const path = archivePath(folder, name, sha256, digits);
          if (await place(file, root, path, sha256)) return { path, sha256, size };
        }
      } finally {
        await rm(file, { force: true });
      }
      throw new Error(
        `The archive's file at ${archivePath(folder, name, sha256, 64)} has changed since it was put there`,
      );
    },
    async get(path) {
      checkPath(path);
      const stream = createReadStream(join(root, path));
      try {
        await once(stream, 'open');
      } catch (error) {
        throw isMissing(error) ? new NotArchived(path, { cause: error }) : error;
      }
      return stream;
    },
    async stat(path) {
      checkPath(path);
      try {
        return { size: (await stat(join(root, path))).size };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    tidy: (before) => tidySpool(incoming, before),
    close: () => Promise.resolve(),
  };
}

/** Makes the file appear at its path and forces the folders to disk; false when another content is there already. */
async function place(file: string, root: string, path: string, sha256: string): Promise<boolean> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  try {
    await link(file, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if ((await digest(createReadStream(target))).sha256 !== sha256) return false;
  }
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    const handle = await open(folder, 'r');
    await handle.sync();
    await handle.close();
    if (folder === root || folder === dirname(folder)) return true;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
