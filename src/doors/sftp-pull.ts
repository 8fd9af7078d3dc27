/**
 * Fetching files from somebody else's SFTP server.
 *
 * What becomes of what lies there: a regular file that holds still is received and then removed, moved to a done folder, or kept (and
 * remembered); one that grows or changes is left until it holds still; temporary names, empty files, folders and links are left and
 * listed; a file over the size limit is a refused drop and left. The source is touched only when intake has the file and it has not
 * changed since. A pick-up is known again by server, path, time and size, so that a broken run makes no second drop.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type House, receive } from '../intake/receive.ts';
import { type Receipt, receiptOfPickup } from '../intake/receipt.ts';
import { loggable } from '../platform/loggable.ts';
import { openSftpSource, type SftpAddress, type SftpSource, type SourceFile } from './sftp-source.ts';
import { isTemporaryName } from './temporary-name.ts';

/** A folder on a server, whose files are this client's. `stillMs` is how long a file must look the same. */
export interface PullSource extends SftpAddress {
  client: number;
  folder: string;
  afterwards: 'remove' | 'keep' | { moveTo: string };
  stillMs: number;
}

/** Something that was left there, and why. */
export interface LeftThere {
  name: string;
  reason: 'growing' | 'temporary' | 'empty' | 'no-file' | 'too-large' | 'failed';
  detail?: string;
}

/** What one run did: receipts of files that came in or were recognised from a broken run, and what was left. */
export interface PullReport {
  receipts: Receipt[];
  left: LeftThere[];
}

/** Fetches what is there once. Throws when the server cannot be used at all; a file that fails is left and listed. */
export async function pullFiles(
  house: House,
  source: PullSource,
  onReceipt?: (receipt: Receipt) => void,
): Promise<PullReport> {
  const connection = await openSftpSource(source);
  try {
    const report: PullReport = { receipts: [], left: [] };
    for (const file of await stillFiles(connection, source, report.left)) {
      try {
        const receipt = await fetchOne(house, connection, source, file, onReceipt);
        if (!receipt.archived) report.left.push({ name: file.name, reason: 'too-large' });
        report.receipts.push(receipt);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        report.left.push({ name: file.name, reason: 'failed', detail });
        house.log.warn(
          { err: loggable(error, [file.path, file.name]), client: source.client, door: 'pull' },
          'a file could not be fetched; the next run tries again',
        );
      }
    }
    return report;
  } finally {
    await connection.close();
  }
}

/** The files that look the same in two looks, the oldest first; the rest goes to `left`. */
async function stillFiles(connection: SftpSource, source: PullSource, left: LeftThere[]): Promise<SourceFile[]> {
  const before = await connection.list(source.folder);
  if (before.files.length > 0) await sleep(source.stillMs);
  const { files, others } = await connection.list(source.folder);
  for (const name of others) left.push({ name, reason: 'no-file' });
  const looked = new Map(before.files.map((file) => [file.name, `${file.size} ${file.modifiedAt}`]));
  const still: SourceFile[] = [];
  for (const file of files) {
    const { name, size, modifiedAt } = file;
    if (isTemporaryName(name)) left.push({ name, reason: 'temporary' });
    else if (looked.get(name) !== `${size} ${modifiedAt}`) left.push({ name, reason: 'growing' });
    else if (size === 0) left.push({ name, reason: 'empty' });
    else still.push(file);
  }
  return still.sort((a, b) => a.modifiedAt - b.modifiedAt || (a.name < b.name ? -1 : 1));
}

async function fetchOne(
  house: House,
  connection: SftpSource,
  source: PullSource,
  file: SourceFile,
  onReceipt?: (receipt: Receipt) => void,
): Promise<Receipt> {
  const mark = `pull ${source.user}@${source.host}:${source.port} ${file.path} ${file.modifiedAt} ${file.size}`;
  let pickup = mark;
  for (let again = 2; ; again += 1) {
    const known = await receiptOfPickup(house.db, pickup);
    if (known === undefined) break;
    if (source.afterwards === 'keep' || !known.archived) return known;
    // Left by a broken run, or another file of the same name, second and size: only its bytes can tell, and nothing unread is removed.
    if ((await sha256Of(connection.read(file))) === known.sha256) {
      await letGo(connection, source, file, known);
      return known;
    }
    pickup = `${mark} #${again}`;
  }
  const receipt = await receive(house, {
    client: source.client,
    door: 'pull',
    name: file.name,
    receivedBy: `pull ${source.host}`,
    pickup,
    size: file.size,
    stream: connection.read(file),
  });
  onReceipt?.(receipt);
  if (receipt.archived) {
    if (receipt.size !== file.size)
      throw new Error(`Drop ${receipt.receipt} has ${receipt.size} bytes, the source ${file.size}`);
    await letGo(connection, source, file, receipt);
  }
  return receipt;
}

async function letGo(connection: SftpSource, source: PullSource, file: SourceFile, receipt: Receipt): Promise<void> {
  if (source.afterwards === 'keep') return;
  const now = await connection.look(file);
  // Gone, or new content in its place: not what we have, so not ours to remove.
  if (now?.size !== file.size || now.modifiedAt !== file.modifiedAt) return;
  if (source.afterwards === 'remove') await connection.remove(file);
  else await connection.move(file, source.afterwards.moveTo, `${receipt.receipt}-${file.name}`);
}

async function sha256Of(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** A running door that pulls again and again. */
export interface PullDoor {
  /** Ends after the run that is under way. */
  close(): Promise<void>;
}

/** Pulls from all sources now and then every `everyMs`, one source after the other; one that fails is told to the log and tried again. */
export function startSftpPull(
  house: House,
  sources: PullSource[],
  everyMs: number,
  onReport?: (source: PullSource, report: PullReport) => void,
): PullDoor {
  const closing = new AbortController();
  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      for (const source of sources) {
        if (closing.signal.aborted) return;
        try {
          onReport?.(source, await pullFiles(house, source));
        } catch (error) {
          house.log.error(
            { err: error, client: source.client, door: 'pull' },
            'a foreign SFTP server could not be pulled from',
          );
        }
      }
      await sleep(everyMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }
  const running = run();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}
