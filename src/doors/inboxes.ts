/** The inboxes under the watched folders, and what lies in them. */
import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isClientFolder, uploadFolder } from '../access/homes.ts';
import { isCode, pathOf, shown } from './names-as-bytes.ts';
import { isTemporaryName } from './temporary-name.ts';

/** A folder of folders named by client number; `under` is the inbox's place in each (`inbox`, or `''` for the folder itself). */
export interface WatchedRoot {
  door: 'sftp' | 'folder';
  folder: string;
  under: string;
}

/** One client's inbox. */
export interface Inbox {
  door: WatchedRoot['door'];
  client: number;
  folder: string;
}

/** Something that lies in a watched folder and is not taken, and why. */
export interface Untaken {
  client: number | undefined;
  path: string;
  reason: 'temporary' | 'unfinished' | 'folder' | 'link' | 'special' | 'too-large' | 'failed' | 'not-a-client';
  detail?: string;
}

/** The inboxes of the clients known; what else lies beside them goes to `left`. A link in a folder's place is never followed. */
export async function inboxesOf(root: WatchedRoot, clients: Set<number>, left: Untaken[]): Promise<Inbox[]> {
  const inboxes: Inbox[] = [];
  for (const entry of await entriesOf(root.folder)) {
    const name = entry.name.toString();
    const path = join(root.folder, name);
    if (name.startsWith('.')) continue;
    if (entry.isSymbolicLink()) left.push({ client: undefined, path, reason: 'link' });
    else if (!entry.isDirectory() || !isClientFolder(name) || !clients.has(Number(name))) {
      left.push({ client: undefined, path, reason: 'not-a-client' });
    } else {
      const client = Number(name);
      const folder = join(path, root.under);
      const stats = await statsOf(root.folder, Buffer.from(join(name, root.under)));
      if (stats?.isDirectory()) inboxes.push({ door: root.door, client, folder });
      else if (stats) left.push({ client, path: folder, reason: stats.isSymbolicLink() ? 'link' : 'special' });
    }
  }
  return inboxes;
}

/** Uploads to the drop server that were begun and never ended: left until their sender goes on with them, sends anew or removes them. */
export async function unfinishedUploads(inbox: Inbox): Promise<Untaken[]> {
  if (inbox.door !== 'sftp') return [];
  const folder = join(inbox.folder, '..', uploadFolder);
  const entries = await entriesOf(folder);
  return entries.map((entry) => ({
    client: inbox.client,
    path: join(folder, shown(entry.name)),
    reason: 'unfinished' as const,
  }));
}

/** What lies in a folder, by names as bytes; nothing when the folder is gone. */
export async function entriesOf(folder: string): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** What a thing looks like, links not followed; undefined when it is gone. */
export async function statsOf(folder: string, name: Buffer): Promise<BigIntStats | undefined> {
  try {
    return await lstat(pathOf(folder, name), { bigint: true });
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Why an entry of an inbox is never taken as it stands; undefined for a regular file with a final name. */
export function whyLeft(entry: Dirent<Buffer>, name: string): Untaken['reason'] | undefined {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isFile()) return 'special';
  return isTemporaryName(name) ? 'temporary' : undefined;
}
