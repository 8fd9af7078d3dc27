/**
 * The watched folders: every client's inbox on the SFTP drop server, and `<drop>/<client>/`. The folder decides the client, never the name.
 *
 * What becomes of what lies there:
 * - a file that holds still: claimed by a rename into `.taken/`, received, and removed when intake has it;
 * - a file that grows or changes: left until it holds still;
 * - an empty file: waited for (`emptyMs`), then received as a refused drop, so that its sender is told;
 * - an upload to the drop server that was broken off: left in `.upload/` and listed as unfinished;
 * - a temporary name (see `isTemporaryName`), a folder, a link, a socket, pipe or device: left where it is and listed;
 * - a file over the size limit: refused, and set aside in `.left/`;
 * - a file that cannot be read or received now: kept in `.taken/`, listed, and tried again.
 *
 * Our own rescan is the truth; chokidar only says when to look sooner. A process that is killed leaves its claims, and the next start or
 * another process takes them again under the same mark, by which intake knows what it has.
 */
import type { Dirent } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { knownClients } from '../intake/known-clients.ts';
import { type House, receive } from '../intake/receive.ts';
import type { Receipt } from '../intake/receipt.ts';
import {
  type Claim,
  claimFile,
  claimsIn,
  endClaim,
  leftFolder,
  lookAt,
  type OpenClaim,
  openClaim,
  setAside,
  takenFolder,
} from './claim.ts';
import { hintOfChanges } from './folder-hint.ts';
import {
  entriesOf,
  type Inbox,
  inboxesOf,
  statsOf,
  unfinishedUploads,
  type Untaken,
  type WatchedRoot,
  whyLeft,
} from './inboxes.ts';
import { loggable } from '../platform/loggable.ts';
import { pathOf, shown } from './names-as-bytes.ts';
import { openSlots } from './slots.ts';
import { watchStillness } from './still.ts';

/** How patient the door is, in milliseconds, and how much it does at once. */
export interface FolderPace {
  /** How long a file must look the same. */
  stillMs: number;
  /** The wait from one rescan to the next. */
  rescanMs: number;
  /** How long an empty file is waited for. */
  emptyMs: number;
  /** After how long a claim of another process is taken over; harmless if that process still lives. */
  takeoverMs: number;
  /** Files received at once. */
  atOnce: number;
}

/** The pace unless told otherwise. */
export const usualPace: FolderPace = {
  stillMs: 2000,
  rescanMs: 10_000,
  emptyMs: 30_000,
  takeoverMs: 60_000,
  atOnce: 4,
};

/** The running door. */
export interface FolderDoor {
  /** Looks through all folders now; resolves when everything it found to take is taken or has failed. */
  scan(): Promise<void>;
  /** What lies in the folders and is not taken, as of the last look. */
  listUntaken(): Untaken[];
  /** Stops looking and waits for the files that are on their way in. */
  close(): Promise<void>;
}

/** Starts the door and looks for the first time. `onReceipt` is told of every receipt. */
export async function startFolderDoor(
  house: House,
  roots: WatchedRoot[],
  pace: Partial<FolderPace> = {},
  onReceipt?: (receipt: Receipt) => void,
): Promise<FolderDoor> {
  const { stillMs, rescanMs, emptyMs, takeoverMs, atOnce } = { ...usualPace, ...pace };
  const stillness = watchStillness(stillMs);
  const inSlot = openSlots(atOnce);
  const taking = new Map<string, Promise<void>>();
  const finishing = new Set<string>();
  const retry = new Set<string>();
  const failed = new Map<string, Untaken>();
  let left: Untaken[] = [];
  let first = true;
  let closed = false;
  let unsettled = false;
  let blind = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function lookThrough(): Promise<void> {
    const found: Untaken[] = [];
    unsettled = false;
    const clients = await knownClients(house.db);
    for (const root of roots) {
      for (const inbox of await inboxesOf(root, clients, found)) {
        for (const claim of await claimsIn(inbox.folder)) await judgeClaim(inbox, claim);
        for (const entry of await entriesOf(inbox.folder)) await judge(inbox, entry, found);
        found.push(...(await unfinishedUploads(inbox)));
        for (const entry of await entriesOf(join(inbox.folder, leftFolder))) {
          const path = join(inbox.folder, leftFolder, entry.name.toString());
          found.push({ client: inbox.client, path, reason: 'too-large' });
        }
      }
    }
    stillness.forgetUnseen();
    first = false;
    report(found);
  }

  /** Takes over a claim left by a killed process, or tries one of ours again. */
  async function judgeClaim(inbox: Inbox, claim: Claim): Promise<void> {
    if (taking.has(claim.mark) || finishing.has(claim.mark)) return;
    const stats = await lookAt(claim);
    if (stats === undefined) return;
    const still = stillness.holdsStill(claim.mark, stats);
    if (first || stillness.stillFor(claim.mark) >= takeoverMs) retry.add(claim.mark);
    if (!retry.has(claim.mark)) return;
    if (still) take(claim.mark, () => finish(inbox, claim));
    else unsettled = true;
  }

  async function judge(inbox: Inbox, entry: Dirent<Buffer>, found: Untaken[]): Promise<void> {
    const name = shown(entry.name);
    if (name === takenFolder || name === leftFolder) return;
    const reason = whyLeft(entry, name);
    if (reason) {
      found.push({ client: inbox.client, path: join(inbox.folder, name), reason });
      return;
    }
    const stats = await statsOf(inbox.folder, entry.name);
    if (!stats?.isFile()) return;
    const key = pathOf(inbox.folder, entry.name).toString('latin1');
    if (!stillness.holdsStill(key, stats)) unsettled = true;
    else if (stats.size > 0n || stillness.stillFor(key) >= emptyMs) {
      take(key, async () => {
        const claim = await claimFile(inbox.folder, entry.name, stats);
        if (claim) await finish(inbox, claim);
      });
    }
  }

  function take(key: string, work: () => Promise<void>): void {
    if (closed || taking.has(key)) return;
    taking.set(key, takeInSlot(key, work));
  }

  async function takeInSlot(key: string, work: () => Promise<void>): Promise<void> {
    try {
      await inSlot(async () => {
        if (!closed) await work();
      });
    } catch (error) {
      house.log.warn(
        { err: loggable(error) },
        'a file in a watched folder could not be taken; the next look tries again',
      );
    } finally {
      taking.delete(key);
    }
  }

  async function finish(inbox: Inbox, claim: Claim): Promise<void> {
    finishing.add(claim.mark);
    try {
      const opened = await openClaim(claim);
      try {
        if (opened) await hand(inbox, claim, opened);
      } finally {
        await opened?.close();
      }
      retry.delete(claim.mark);
      failed.delete(claim.mark);
    } catch (error) {
      retry.add(claim.mark);
      const detail = error instanceof Error ? error.message : String(error);
      const path = join(inbox.folder, shown(claim.name));
      failed.set(claim.mark, { client: inbox.client, path, reason: 'failed', detail });
      throw error;
    } finally {
      finishing.delete(claim.mark);
    }
  }

  async function hand(inbox: Inbox, claim: Claim, opened: OpenClaim): Promise<void> {
    const receipt = await receive(house, {
      client: inbox.client,
      door: inbox.door,
      name: shown(claim.name),
      receivedBy: `${inbox.door} ${inbox.client}`,
      pickup: claim.mark,
      size: Number(opened.stats.size),
      stream: opened.stream,
    });
    onReceipt?.(receipt);
    if (!receipt.archived) {
      await setAside(claim);
      return;
    }
    // Known from before a crash, and grown since: what intake has is not all of it, so it is a new pick-up.
    const whole = BigInt(receipt.size) === opened.stats.size;
    const newer = await endClaim(claim, whole ? opened.stats : undefined);
    if (newer) retry.add(newer.mark);
  }

  /** Each thing that is left is told to the log once; its name is its sender's business and stays out. */
  function report(found: Untaken[]): void {
    const known = new Set(left.map((each) => `${each.reason} ${each.path}`));
    for (const { client, reason, path } of found) {
      if (!known.has(`${reason} ${path}`))
        house.log.info({ client, reason }, 'something in a watched folder is not taken');
    }
    left = found;
  }

  /** One look at a time; each look that is asked for begins after the asking. */
  function look(): Promise<void> {
    clearTimeout(timer);
    looking = lookNext(looking);
    return looking;
  }

  async function lookNext(before: Promise<void>): Promise<void> {
    await before;
    if (closed) return;
    try {
      await lookThrough();
      if (blind) house.log.info('the watched folders can be looked through again');
      blind = false;
    } catch (error) {
      unsettled = false;
      if (!blind)
        house.log.error(
          { err: loggable(error) },
          'the watched folders cannot be looked through; it is tried again until it works',
        );
      blind = true;
    }
    lookAfter(unsettled ? Math.min(stillMs, rescanMs) : rescanMs);
  }

  function lookAfter(ms: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void look(), ms);
  }

  for (const root of roots) await mkdir(root.folder, { recursive: true, mode: 0o700 });
  const hint = hintOfChanges(
    roots,
    () => lookAfter(50),
    (error) => house.log.warn({ err: loggable(error) }, 'the folder watcher gives no hints; the rescan goes on'),
  );
  void look();

  return {
    async scan() {
      await look();
      while (taking.size > 0) await Promise.all(taking.values());
    },
    listUntaken: () => [...left, ...failed.values()],
    async close() {
      closed = true;
      clearTimeout(timer);
      await hint.close();
      await looking;
      while (taking.size > 0) await Promise.all(taking.values());
    },
  };
}
