/**
 * What a sender sees of its home. An upload lies unseen in `.upload` until its handle is closed and then appears in the inbox whole, so a
 * file in the inbox is never a half one; after a broken connection it stays there, shown under its name, to be resumed or sent again.
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type Attributes, type FileEntry } from 'ssh2';
import { type Homes, uploadFolder } from '../access/homes.ts';
import { denied, failure, faultOf, noSuchFile } from './sftp-fault.ts';
import { type Box, type Place, placeOf } from './sftp-path.ts';

/** One client's home as the drop server serves it. */
export interface Home {
  client: number;
  /** The path on disk of an unfinished upload. */
  unfinished(name: string): string;
  /** The path on disk of a file in a box. */
  inBox(box: Box, name: string): string;
  attributes(path: string): Promise<Attributes>;
  list(path: string): Promise<FileEntry[]>;
  openForReading(path: string): Promise<{ file: FileHandle; name: string; size: number }>;
  remove(path: string): Promise<void>;
  /** Renames in the inbox; onto a name that is taken only when `replace`. */
  rename(from: string, to: string, replace: boolean): Promise<void>;
}

/** Opens a client's home, making folders that are missing. Throws when one of them is a link or lies elsewhere. */
export async function openHome(homes: Homes, client: number): Promise<Home> {
  await homes.make(client);
  const root = join(await realpath(homes.folder), String(client));
  const folders = { inbox: join(root, 'inbox'), outbox: join(root, 'outbox'), uploads: join(root, uploadFolder) };
  for (const folder of Object.values(folders)) {
    if ((await realpath(folder)) !== folder) throw new Error(`${folder} is a link; a home must be a folder of its own`);
  }
  const unfinished = (name: string) => join(folders.uploads, name);
  const inBox = (box: Box, name: string) => join(folders[box], name);

  async function statsOf(place: Place & { kind: 'file' }): Promise<Stats | undefined> {
    if (place.box === 'inbox') {
      const upload = await regularFile(unfinished(place.name));
      if (upload) return upload;
    }
    return regularFile(inBox(place.box, place.name));
  }

  async function attributes(path: string): Promise<Attributes> {
    const place = placeOf(path);
    if (place.kind === 'root') return attributesOf(client, await lstat(root));
    if (place.kind === 'folder') return attributesOf(client, await lstat(folders[place.box]));
    const stats = await statsOf(place);
    if (!stats) throw noSuchFile(path);
    return attributesOf(client, stats);
  }

  return {
    client,
    unfinished,
    inBox,
    attributes,
    async list(path) {
      const place = placeOf(path);
      if (place.kind === 'file') throw (await statsOf(place)) ? failure(`${path} is not a folder`) : noSuchFile(path);
      const entries: FileEntry[] = [];
      const names = place.kind === 'root' ? ['inbox', 'outbox'] : await namesIn(place.box);
      for (const name of names) {
        // A file may be taken between listing and looking; then it is simply not there.
        const attrs = await attributes(join(place.path, name)).catch(ignoreMissing);
        if (attrs) entries.push({ filename: name, longname: longName(name, attrs), attrs });
      }
      return entries;
    },
    async openForReading(path) {
      const place = placeOf(path);
      if (place.kind !== 'file') throw failure(`${path} is a folder`);
      if (place.box === 'inbox') throw denied('The inbox only takes files; what comes back lies in outbox');
      const file = await open(
        inBox('outbox', place.name),
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      const stats = await file.stat();
      if (stats.isFile()) return { file, name: place.name, size: stats.size };
      await file.close();
      throw noSuchFile(path);
    },
    async remove(path) {
      const place = placeOf(path);
      if (place.kind !== 'file') throw denied('Folders cannot be removed');
      if (place.box === 'inbox' && (await regularFile(unfinished(place.name)))) return unlink(unfinished(place.name));
      if (!(await regularFile(inBox(place.box, place.name)))) throw noSuchFile(path);
      return unlink(inBox(place.box, place.name));
    },
    async rename(from, to, replace) {
      const [source, target] = [placeOf(from), placeOf(to)];
      if (source.kind !== 'file' || target.kind !== 'file' || source.box !== 'inbox' || target.box !== 'inbox') {
        throw denied('Only files within inbox can be renamed');
      }
      if (source.name === target.name) return;
      if (!(await statsOf(source))) throw noSuchFile(from);
      if (!replace && (await statsOf(target))) throw failure(`${to} is there already; remove it first`);
      if (await regularFile(unfinished(source.name))) {
        return rename(unfinished(source.name), unfinished(target.name));
      }
      await rename(inBox('inbox', source.name), inBox('inbox', target.name));
      await unlink(unfinished(target.name)).catch(ignoreMissing);
    },
  };

  async function namesIn(box: Box): Promise<string[]> {
    const names = new Set(await readdir(folders[box]));
    if (box === 'inbox') for (const name of await readdir(folders.uploads)) names.add(name);
    return [...names].sort();
  }
}

async function regularFile(path: string): Promise<Stats | undefined> {
  const stats = await lstat(path).catch(ignoreMissing);
  return stats?.isFile() ? stats : undefined;
}

function ignoreMissing(error: unknown): undefined {
  if (faultOf(error).status !== ssh2.utils.sftp.STATUS_CODE.NO_SUCH_FILE) throw error;
}

/** A sender sees its own number as owner, and no more of the machine than that. */
export function attributesOf(client: number, stats: Stats): Attributes {
  return {
    mode: stats.isDirectory() ? constants.S_IFDIR | 0o700 : constants.S_IFREG | 0o600,
    uid: client,
    gid: client,
    size: stats.isDirectory() ? 0 : stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}

/** A line as `ls -l` writes it, which some senders show and others read. */
function longName(name: string, { mode, uid, size, mtime }: Attributes): string {
  const kind = (mode & constants.S_IFMT) === constants.S_IFDIR ? 'drwx------' : '-rw-------';
  // Tue, 24 Nov 2026 10:00:00 GMT
  const [, day = '', month = '', year = ''] = new Date(mtime * 1000).toUTCString().split(' ');
  return `${kind}   1 ${uid} ${uid} ${String(size).padStart(12)} ${month} ${day}  ${year} ${name}`;
}
