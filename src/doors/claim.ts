/** How a file in a folder becomes ours alone: a rename into `.taken/<mark>/`, of which only one process can be the winner. */
import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isCode, pathOf } from './names-as-bytes.ts';
import { signatureOf } from './still.ts';

/** The hidden folder of claims in an inbox. */
export const takenFolder = '.taken';
/** The hidden folder for files that intake did not keep, because they are over the size limit. */
export const leftFolder = '.left';

/** A file that was claimed. The mark is what intake knows the pick-up by; the name is as it was in the folder. */
export interface Claim {
  inbox: string;
  mark: string;
  name: Buffer;
}

/** Claims a file; undefined when somebody else was first, or when it is no longer the file that was looked at (then it is put back). */
export async function claimFile(inbox: string, name: Buffer, looked: BigIntStats): Promise<Claim | undefined> {
  const claim = { inbox, mark: randomUUID(), name };
  const folder = folderOf(claim);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await rename(pathOf(inbox, name), pathOf(folder, name));
  } catch (error) {
    // ENOENT is the file that another process claimed, or our empty folder that it cleared away: the next scan tells which.
    if (!isCode(error, 'ENOENT')) throw error;
    await removeFolder(folder);
    return undefined;
  }
  const now = await lookAt(claim);
  if (now !== undefined && now.isFile() && signatureOf(now) === signatureOf(looked)) return claim;
  if (now !== undefined) await putBack(claim);
  return undefined;
}

/** Gives a claimed file back to its inbox, unless a new file has its name by now: then it stays claimed and is taken when it holds still. */
export async function putBack(claim: Claim): Promise<void> {
  const from = pathOf(folderOf(claim), claim.name);
  const to = pathOf(claim.inbox, claim.name);
  const stats = await lookAt(claim);
  if (stats === undefined) return;
  if (stats.isFile()) {
    try {
      await link(from, to);
    } catch (error) {
      if (isCode(error, 'EEXIST', 'ENOENT')) return;
      throw error;
    }
    await unlinkIfThere(from);
  } else {
    // A folder or link that came in the file's place between look and claim.
    if (await isThere(to)) return;
    await rename(from, to);
  }
  await removeFolder(folderOf(claim));
}

/** The claims that lie in an inbox, ours or another process's; empty claim folders are cleared away. */
export async function claimsIn(inbox: string): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const mark of await entriesOf(join(inbox, takenFolder))) {
    const folder = join(inbox, takenFolder, mark.toString());
    const names = await entriesOf(folder);
    for (const name of names) claims.push({ inbox, mark: mark.toString(), name });
    if (names.length === 0) await removeFolder(folder);
  }
  return claims;
}

/** What the claimed file looks like; undefined when it is gone. */
export async function lookAt(claim: Claim): Promise<BigIntStats | undefined> {
  try {
    return await lstat(pathOf(folderOf(claim), claim.name), { bigint: true });
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** An open claimed file: its bytes, and what it looked like when the reading began. */
export interface OpenClaim {
  stream: Readable;
  stats: BigIntStats;
  close(): Promise<void>;
}

/** Opens a claimed file; undefined when it is gone. The stream fails when the file changes while it is read, so that no torn file is kept. */
export async function openClaim(claim: Claim): Promise<OpenClaim | undefined> {
  let file: FileHandle;
  try {
    file = await open(
      pathOf(folderOf(claim), claim.name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const stats = await file.stat({ bigint: true });
  if (!stats.isFile()) {
    await file.close();
    throw new Error(`A claim in ${claim.inbox} is not a regular file; take it out of ${takenFolder}/${claim.mark}`);
  }
  const stream = Readable.from(wholeFile(file, stats), { objectMode: false });
  return { stream, stats, close: () => file.close() };
}

async function* wholeFile(file: FileHandle, before: BigIntStats): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(2 ** 18));
    if (bytesRead === 0) break;
    yield buffer.subarray(0, bytesRead);
  }
  const after = await file.stat({ bigint: true });
  if (signatureOf(after) !== signatureOf(before)) {
    throw new Error('The file changed while it was read; it is read again when it holds still');
  }
}

/**
 * Removes a claimed file that intake has. When it no longer looks as it was read (never, when `read` is undefined), it becomes a new claim
 * instead, and that is returned.
 */
export async function endClaim(claim: Claim, read: BigIntStats | undefined): Promise<Claim | undefined> {
  const now = await lookAt(claim);
  if (now !== undefined && (read === undefined || signatureOf(now) !== signatureOf(read))) {
    const again = { ...claim, mark: randomUUID() };
    await rename(folderOf(claim), folderOf(again));
    return again;
  }
  await unlinkIfThere(pathOf(folderOf(claim), claim.name));
  await removeFolder(folderOf(claim));
  return undefined;
}

/** Sets a claimed file aside where nobody takes it, and returns the path of its folder. */
export async function setAside(claim: Claim): Promise<string> {
  const aside = join(claim.inbox, leftFolder, claim.mark);
  await mkdir(join(claim.inbox, leftFolder), { recursive: true, mode: 0o700 });
  try {
    await rename(folderOf(claim), aside);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  return aside;
}

function folderOf(claim: Claim): string {
  return join(claim.inbox, takenFolder, claim.mark);
}

async function entriesOf(folder: string): Promise<Buffer[]> {
  try {
    return await readdir(folder, { encoding: 'buffer' });
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function removeFolder(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error;
  }
}

async function unlinkIfThere(path: Buffer): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

async function isThere(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}
