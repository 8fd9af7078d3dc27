import { posix } from 'node:path';
import { leftFolder, takenFolder } from './claim.ts';
import { denied, noSuchFile } from './sftp-fault.ts';

/** A place in what a sender sees: the root, one of its two folders, or a file in one. */
export type Place =
  | { kind: 'root'; path: '/' }
  | { kind: 'folder'; box: Box; path: string }
  | { kind: 'file'; box: Box; name: string; path: string };

export type Box = 'inbox' | 'outbox';

const longestName = 200;
const hiddenInInbox = new Set([takenFolder, leftFolder]);

/**
 * What a path of a sender means. `..` cannot climb above the root; a path that is not one of ours is {@link noSuchFile}. No path ever
 * reaches the disk as sent: only a box and one name without a slash do.
 */
export function placeOf(path: string): Place {
  if (path.includes('\0')) throw denied('A name cannot hold a zero byte');
  const parts = posix.normalize(`/${path}`).split('/').filter(Boolean);
  const [box, name, ...deeper] = parts;
  if (box === undefined) return { kind: 'root', path: '/' };
  if ((box !== 'inbox' && box !== 'outbox') || deeper.length > 0) throw noSuchFile(path);
  if (name === undefined) return { kind: 'folder', box, path: `/${box}` };
  if (box === 'outbox' ? name.startsWith('.') : hiddenInInbox.has(name)) throw noSuchFile(path);
  if (Buffer.byteLength(name) > longestName) throw denied(`The name is too long: at most ${longestName} bytes`);
  return { kind: 'file', box, name, path: `/${box}/${name}` };
}

/** The path that a sender is told for its own: normalised, whether or not something is there. */
export function realPathOf(path: string): string {
  return posix.normalize(`/${path}`).replace(/(?<=.)\/$/, '');
}
