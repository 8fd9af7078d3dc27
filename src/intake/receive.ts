/** The one entrance of every door: archive first, then drop and audit in one transaction, then the queue. */
import type { Readable } from 'node:stream';
import type { Database } from '../db/database.ts';
import type { Problem } from '../domain/row.ts';
import { TooLong } from '../platform/archive-errors.ts';
import { type Archive, archiveFolder, type Stored } from '../platform/archive.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { loggable } from '../platform/loggable.ts';
import type { Queues } from '../queue/queues.ts';
import { storedName } from './file-name.ts';
import { type Outboxes, writeReceipt } from './outbox-files.ts';
import { type Door, readReceipt, type Receipt, receiptOfPickup } from './receipt.ts';

/** What intake works with. Without `queues` a received file waits for the sweep; without `outboxes` no receipt file is written. */
export interface House {
  db: Database;
  archive: Archive;
  clock: Clock;
  log: Log;
  queues?: Pick<Queues, 'add'>;
  outboxes?: Outboxes;
  /** The largest file taken, in bytes; 2 GiB when absent. */
  largestFile?: number;
}

/**
 * A file at a door. `receivedBy` is who or what sent it (a login, `sftp 33220`). `pickup` marks what a door took, so that the same
 * pick-up twice gives the same receipt. `parent` is the drop that this file came inside of; `size` in bytes where the door knows it beforehand.
 */
export interface IncomingFile {
  client: number;
  door: Door;
  name: string;
  receivedBy: string;
  userId?: number;
  parent?: number;
  pickup?: string;
  size?: number;
  stream: Readable;
}

/** 2 GiB. */
export const usualLargestFile = 2 ** 31;

const longestShownName = 1000;
const mebibyte = 2 ** 20;

/**
 * Takes a file in and returns its receipt once it is safe in archive and database. The same bytes from the same client are a duplicate of
 * the first, empty and oversized files are refused drops; the queue and the outbox may be away, the sweep sees to them later. Throws when
 * the client is not known, or when archive or database cannot keep the file: then nothing is recorded and the door must keep its source.
 */
export async function receive(house: House, file: IncomingFile): Promise<Receipt> {
  try {
    const known = file.pickup === undefined ? undefined : await receiptOfPickup(house.db, file.pickup);
    const receipt = known ?? (await takeIn(house, file));
    await announce(house, receipt);
    return receipt;
  } finally {
    file.stream.destroy();
  }
}

async function takeIn(house: House, file: IncomingFile): Promise<Receipt> {
  const { rows } = await house.db.query('select from client where number = $1', [file.client]);
  if (rows.length === 0) throw new Error(`Client ${file.client} is not known here; register it before its files come`);
  const at = house.clock.now();
  const limit = house.largestFile ?? usualLargestFile;
  try {
    if (file.size !== undefined && file.size > limit) throw new TooLong(limit);
    const place = { folder: archiveFolder(house.clock.today(), file.client), name: storedName(file.name) };
    const kept = await house.archive.put(file.stream, place, limit);
    return await record(house, file, at, kept, kept.size === 0 ? wholeFile('file-empty', {}) : undefined);
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
    const unkept = { sha256: '', size: file.size ?? limit + 1, path: '' };
    return await record(
      house,
      file,
      at,
      unkept,
      wholeFile('file-too-large', { limitMiB: Math.floor(limit / mebibyte) }),
    );
  }
}

function wholeFile(code: string, params: Record<string, string | number>): Problem {
  return { code, tier: 'file', severity: 'error', line: 0, params };
}

async function record(
  house: House,
  file: IncomingFile,
  at: Date,
  kept: Stored,
  refusal: Problem | undefined,
): Promise<Receipt> {
  const shown = shownName(file.name);
  const why = refusal && JSON.stringify(refusal);
  const what: unknown[] = [
    file.client,
    file.door,
    shown,
    String(kept.size),
    kept.sha256,
    kept.path,
    at,
    file.receivedBy,
  ];
  const facts = what.concat([file.userId, file.parent, file.pickup, why]);
  return house.db.transaction(async (sql) => {
    async function insert(state: string, first: number | null): Promise<number | undefined> {
      const { rows } = await sql.query<{ id: number }>(
        `insert into drop_file (client, door, name, size, sha256, archive_path, received_at, received_by, user_id, parent, pickup,
           refusal, state, state_since, duplicate_of)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $7, $14) on conflict do nothing returning id`,
        [...facts, state, first],
      );
      return rows[0]?.id;
    }

    // The unique index decides between two at once: the loser waits for the winner's commit and then sees it.
    let id: number | undefined;
    for (let attempt = 0; id === undefined; attempt += 1) {
      if (attempt === 10) throw new Error(`The drop of ${kept.sha256} could not be recorded in ten attempts`);
      id = await insert(refusal ? 'refused' : 'received', null);
      if (id !== undefined) break;
      const same = file.pickup === undefined ? undefined : await receiptOfPickup(sql, file.pickup);
      if (same) return same;
      const { rows } = await sql.query<{ id: number }>(
        `select id from drop_file where client = $1 and sha256 = $2 and duplicate_of is null and state <> 'refused'`,
        [file.client, kept.sha256],
      );
      if (rows[0]) id = await insert('duplicate', rows[0].id);
    }
    const receipt = await readReceipt(sql, id);
    if (!receipt) throw new Error(`Drop ${id} is gone in the transaction that made it`);
    await sql.query('select record_audit($1, $2, $3, $4, $5, $6::jsonb)', [
      at,
      file.receivedBy,
      'drop.received',
      file.client,
      `drop ${id}`,
      JSON.stringify({ door: file.door, size: kept.size, sha256: kept.sha256, state: receipt.state }),
    ]);
    return receipt;
  });
}

function shownName(name: string): string {
  return Array.from(name.toWellFormed().replaceAll('\0', '\uFFFD')).slice(0, longestShownName).join('');
}

async function announce(house: House, receipt: Receipt): Promise<void> {
  const { client, receipt: drop } = receipt;
  if (receipt.state === 'received' && house.queues) {
    try {
      await house.queues.add('ingest', { drop });
    } catch (error) {
      house.log.warn({ err: error, client, drop }, 'drop received but not queued; the sweep queues it');
    }
  }
  if (house.outboxes) {
    try {
      await writeReceipt(house.outboxes, receipt);
    } catch (error) {
      house.log.warn({ err: loggable(error), client, drop }, 'receipt file not written; it can be read in the portal');
    }
  }
}
