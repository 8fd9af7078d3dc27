/** What comes through a door and is no file of rows: a zip of several files, and papers that belong to a case. */
import type { Readable } from 'node:stream';
import { Readable as Stream } from 'node:stream';
import { type App, homesFolder } from '../src/app.ts';
import { openHomes } from '../src/access/homes.ts';
import { attach } from '../src/cases/attachments.ts';
import type { Sql } from '../src/db/database.ts';
import { receive } from '../src/intake/receive.ts';
import type { Door } from '../src/intake/receipt.ts';
import { openZip } from '../src/readers/zip.ts';

/** What is known of a drop that is set apart. */
export interface ApartDrop {
  id: number;
  client: number;
  name: string;
  door: Door;
  size: bigint;
  sha256: string;
  archive_path: string;
  received_by: string;
}

/** True for a PDF by its first bytes; names are not believed. */
export async function isPdf(bytes: Readable): Promise<boolean> {
  for await (const chunk of bytes as AsyncIterable<Buffer>) return chunk.subarray(0, 5).toString('latin1') === '%PDF-';
  return false;
}

/** Keeps a paper with the case its name tells of, or waiting for a choice. */
export async function keepPaper(app: Pick<App, 'clock'>, sql: Sql, drop: ApartDrop): Promise<void> {
  const at = app.clock.now();
  const matched = await attach(sql, {
    client: drop.client,
    drop: drop.id,
    name: drop.name,
    mediaType: 'application/pdf',
    size: drop.size,
    sha256: drop.sha256,
    archivePath: drop.archive_path,
    createdBy: drop.received_by,
    at,
  });
  await sql.query(`update drop_file set state = $2, state_since = $3, kind = 'attachment' where id = $1`, [
    drop.id,
    matched.state === 'matched' ? 'attachment' : 'waiting',
    at,
  ]);
}

/**
 * Receives every file of a zip as a drop of its own, under the zip's; each once, however often it is tried. Returns their
 * receipts. Throws `Refusal` when the zip cannot be trusted.
 */
export async function unpack(
  app: Pick<App, 'db' | 'archive' | 'clock' | 'log' | 'config'> & Partial<Pick<App, 'queues'>>,
  drop: ApartDrop,
): Promise<number[]> {
  const parts: Buffer[] = [];
  for await (const chunk of (await app.archive.get(drop.archive_path)) as AsyncIterable<Buffer>) parts.push(chunk);
  const entries = await openZip(Buffer.concat(parts));
  const outboxes = await openHomes(homesFolder(app.config));
  const receipts: number[] = [];
  for (const [index, entry] of entries.entries()) {
    const { receipt } = await receive(
      { ...app, outboxes },
      {
        client: drop.client,
        door: drop.door,
        name: entry.name.split('/').at(-1)!,
        receivedBy: drop.received_by,
        parent: drop.id,
        pickup: `zip-${drop.id}-${index}`,
        stream: Stream.from(entry.bytes()),
      },
    );
    receipts.push(receipt);
  }
  await app.db.query(
    `update drop_file set state = 'posted', state_since = $2, format = 'zip', kind = 'zip' where id = $1 and state = 'reading'`,
    [drop.id, app.clock.now()],
  );
  return receipts;
}
