/** Uploads of the drop server: written unseen, and moved to the inbox when the sender closes them and every byte was written. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import ssh2 from 'ssh2';
import { isCode } from './names-as-bytes.ts';
import { denied, failure, noSuchFile } from './sftp-fault.ts';
import type { Home } from './sftp-home.ts';
import { placeOf } from './sftp-path.ts';

const { OPEN_MODE } = ssh2.utils.sftp;

/** An upload under way. */
export interface Upload {
  file: FileHandle;
  /** Writes at an offset of the file; resolves when the bytes are with the operating system. */
  write(offset: number, data: Buffer): Promise<void>;
  /** Sets the size beforehand, as some senders do. */
  setSize(size: number): Promise<void>;
  /** Ends it: the file is whole and appears in the inbox. Fails when a write failed or another session took it over. */
  finish(): Promise<void>;
  /** Ends it because the connection did: what came is kept for resuming, and never taken as whole. */
  abandon(): Promise<void>;
}

/** All uploads of a server: at most one for each file, the newest. */
export interface Uploads {
  open(home: Home, path: string, flags: number): Promise<Upload>;
  /** Makes the upload of a file worthless because it is removed. */
  drop(home: Home, path: string): void;
  /** True while a file is being written. */
  isOpen(home: Home, path: string): boolean;
}

/** Keeps the uploads of a server; no file may become larger than `largestFile` bytes. */
export function openUploads(largestFile: number): Uploads {
  const current = new Map<string, Upload>();

  function keyOf(home: Home, path: string): string {
    const place = placeOf(path);
    return place.kind === 'file' ? home.unfinished(place.name) : '';
  }

  async function openUpload(home: Home, path: string, flags: number): Promise<Upload> {
    const place = placeOf(path);
    if (place.kind !== 'file') throw failure(`${path} is a folder`);
    if (place.box !== 'inbox') throw denied('Files are sent to inbox; outbox is for what comes back');
    const unfinished = home.unfinished(place.name);
    const finished = home.inBox('inbox', place.name);
    const append = (flags & OPEN_MODE.APPEND) !== 0;
    // A sender whose connection broke comes back before the server has noticed: the newest upload of a name is the one that counts.
    current.delete(unfinished);
    const file = await openOnDisk(unfinished, finished, path, flags);
    let end = append ? (await file.stat()).size : 0;
    let fault: Error | undefined;
    let idle: Promise<unknown> = Promise.resolve();

    const upload: Upload = {
      file,
      write(offset, data) {
        const at = append ? end : offset;
        if (append) end += data.length;
        const written = whenCurrent(async () => {
          if (at + data.length > largestFile) throw tooLarge(largestFile);
          for (let done = 0; done < data.length;) {
            done += (await file.write(data, done, data.length - done, at + done)).bytesWritten;
          }
        });
        idle = Promise.allSettled([idle, written]);
        return written;
      },
      setSize: (size) =>
        whenCurrent(async () => {
          if (size > largestFile) throw tooLarge(largestFile);
          await file.truncate(size);
        }),
      async finish() {
        await idle;
        await file.close();
        if (fault) throw fault;
        takenOver();
        current.delete(unfinished);
        await rename(unfinished, finished);
      },
      async abandon() {
        await idle;
        await file.close();
        if (current.get(unfinished) === upload) current.delete(unfinished);
      },
    };
    current.set(unfinished, upload);
    return upload;

    function takenOver(): void {
      if (current.get(unfinished) !== upload) throw failure(`${path} was opened again or removed by another session`);
    }

    async function whenCurrent(work: () => Promise<void>): Promise<void> {
      try {
        takenOver();
        await work();
      } catch (error) {
        fault ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    }
  }

  return {
    open: openUpload,
    drop: (home, path) => void current.delete(keyOf(home, path)),
    isOpen: (home, path) => current.has(keyOf(home, path)),
  };
}

/**
 * Opens the file on disk that the bytes go to. A new upload gets a new file, so that one it takes over from cannot write into it. To go on with a
 * whole file that nobody has taken yet, it is moved back out of the inbox; the rename decides between us and the pick-up.
 */
async function openOnDisk(unfinished: string, finished: string, path: string, flags: number): Promise<FileHandle> {
  const begin = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_CREAT | constants.O_EXCL;
  const half = await isThere(unfinished);
  const there = half || (await isThere(finished));
  if (there && (flags & OPEN_MODE.EXCL) !== 0) throw failure(`${path} is there already`);
  if (!there && (flags & OPEN_MODE.CREAT) === 0) throw noSuchFile(path);
  if ((flags & OPEN_MODE.TRUNC) === 0) {
    if (half || (there && (await moved(finished, unfinished)))) {
      return open(unfinished, constants.O_WRONLY | constants.O_NOFOLLOW);
    }
  } else if (half) await unlink(unfinished);
  return open(unfinished, begin, 0o600);
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function tooLarge(largestFile: number): Error {
  return failure(`The file is larger than the ${largestFile} bytes allowed; split it into several files`);
}
