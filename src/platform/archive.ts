/** The archive: every file as it was received, and every document as it was sent. What is in it never changes. */
import type { Readable } from 'node:stream';
import type { Day } from '../domain/day.ts';
import { openFolderArchive } from './archive-folder.ts';
import { digest } from './digest.ts';

export { NotArchived, TooLong } from './archive-errors.ts';

/** What was put: where it lies, its SHA-256 in hex, its size in bytes. */
export interface Stored {
  path: string;
  sha256: string;
  size: number;
}

/** Where a person would look: a folder such as `2026/11/24/33220` and the file's own name. */
export interface Place {
  folder: string;
  name: string;
}

/** Keeps files by content. Safe to be killed anywhere: a path exists only when all its bytes are there and on disk. */
export interface Archive {
  /**
   * Streams a file in, reads it back and compares. The path is `folder/<12 digits of the hash>-<name>`; the same content at the same place again is the
   * same path. Fails, keeping nothing, when the source fails or is longer than `maxBytes`.
   */
  put(source: Readable, place: Place, maxBytes?: number): Promise<Stored>;
  /** The bytes of a path; throws `NotArchived` when there is nothing. */
  get(path: string): Promise<Readable>;
  /** Size in bytes, or undefined when there is nothing. */
  stat(path: string): Promise<{ size: number } | undefined>;
  /** Removes what killed processes left half-written before an instant; returns how many. */
  tidy(before: Date): Promise<number>;
  close(): Promise<void>;
}

/** Where the archive is kept; `spool` is a local folder for files on their way to S3. */
export type ArchiveSettings =
  | { kind: 'folder'; folder: string }
  | {
      kind: 's3';
      bucket: string;
      prefix: string;
      region: string;
      endpoint: string | undefined;
      accessKeyId: string;
      secretAccessKey: string;
      spool: string;
    };

/** Opens the archive in its folder or bucket; nothing is read before the first call. */
export function openArchive(settings: ArchiveSettings): Archive {
  if (settings.kind === 'folder') return openFolderArchive(settings.folder);
  // The S3 client takes a third of a second to load; only who uses it waits.
  let opened: Promise<Archive> | undefined;
  const s3 = () => (opened ??= import('./archive-s3.ts').then(({ openS3Archive }) => openS3Archive(settings)));
  return {
    put: async (source, place, maxBytes) => (await s3()).put(source, place, maxBytes),
    get: async (path) => (await s3()).get(path),
    stat: async (path) => (await s3()).stat(path),
    tidy: async (before) => (await s3()).tidy(before),
    async close() {
      await (await opened)?.close();
    },
  };
}

/** The folder of a day and a client, such as `2026/11/24/33220`. */
export function archiveFolder(day: Day, client: number): string {
  return `${day.replaceAll('-', '/')}/${client}`;
}

/** Reads everything and compares with what was stored; a sentence about what differs, or undefined. */
export async function verify(archive: Archive, stored: Stored): Promise<string | undefined> {
  const found = await digest(await archive.get(stored.path));
  if (found.size !== stored.size) return `${stored.path} has ${found.size} bytes, not ${stored.size}`;
  if (found.sha256 !== stored.sha256)
    return `${stored.path} has changed: SHA-256 ${found.sha256}, not ${stored.sha256}`;
  return undefined;
}
