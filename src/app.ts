/** The composition root: settings → a house whose parts are open. What opens here also closes here. */
import { join } from 'node:path';
import { type Config, config } from './config.ts';
import { type Database, openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { type Archive, type ArchiveSettings, openArchive } from './platform/archive.ts';
import { type Clock, clockOn, systemClock } from './platform/clock.ts';
import { readFormatFiles } from './platform/formats-folder.ts';
import { type Log, openLog } from './platform/log.ts';
import { startPostgres } from './platform/postgres.ts';
import type { Patience } from './queue/backend.ts';
import { openQueues, type Queues } from './queue/queues.ts';
import type { Format } from './readers/format.ts';
import { loadFormats } from './readers/formats.ts';

/** What every command needs: no queues, nothing listens. */
export interface House {
  config: Config;
  log: Log;
  clock: Clock;
  db: Database;
  archive: Archive;
  formats: Format[];
  close(): Promise<void>;
}

/** A house with its queues. */
export interface App extends House {
  queues: Queues;
}

/** The client number of the collector itself: its bank files, and money that has no case yet. */
export const collectorClient = 1;

export interface OpenOptions {
  settings?: Config;
  clock?: Clock;
  log?: Log;
  /** Connections of the pool; a command needs few. */
  connections?: number;
  /** How soon the work of a dead process is taken over; the queues' own patience when absent. */
  patience?: Patience;
}

/** Where the archive is, with a local folder for what is on its way to S3. */
export function archiveSettings(settings: Config): ArchiveSettings {
  return settings.archive.kind === 'folder'
    ? settings.archive
    : { ...settings.archive, spool: join(settings.dataFolder, 'spool') };
}

/** Where the clients' SFTP homes are. */
export function homesFolder(settings: Pick<Config, 'dataFolder'>): string {
  return join(settings.dataFolder, 'homes');
}

/** The formats that are shipped and those of `KREDITORFLYT_FORMATS`. Throws with file, place and cure at a mistake in one. */
export async function openFormats(settings: Pick<Config, 'formatsFolder'>): Promise<Format[]> {
  return loadFormats(await readFormatFiles(settings.formatsFolder === undefined ? [] : [settings.formatsFolder]));
}

/** Starts or joins the database, brings it to the newest schema, and opens archive and formats. */
export async function openHouse(options: OpenOptions = {}): Promise<House> {
  const settings = options.settings ?? config();
  const log = options.log ?? openLog(settings.logLevel);
  const clock = options.clock ?? (settings.today === undefined ? systemClock : clockOn(settings.today));
  const embedded =
    settings.databaseUrl === undefined ? await startPostgres({ dataFolder: settings.dataFolder }) : undefined;
  const url = settings.databaseUrl ?? embedded!.url;
  try {
    await migrate(url);
    const db = openDatabase(url, options.connections ?? 10);
    try {
      const formats = await openFormats(settings);
      const { collector } = settings;
      await db.query(
        `insert into client (number, kind, name, org_number, street, postal_code, postal_place, email, agreement, created_at)
         values ($1, 'collector', $2, $3, $4, $5, $6, $7, '{"approval":"auto"}', $8)
         on conflict (number) do update set name = excluded.name, org_number = excluded.org_number, street = excluded.street,
           postal_code = excluded.postal_code, postal_place = excluded.postal_place, email = excluded.email
         where (client.name, client.org_number, client.street, client.postal_code, client.postal_place, client.email)
           is distinct from (excluded.name, excluded.org_number, excluded.street, excluded.postal_code, excluded.postal_place, excluded.email)`,
        [
          collectorClient,
          collector.name,
          collector.orgNumber,
          collector.street,
          collector.postalCode,
          collector.postalPlace,
          collector.email,
          clock.now(),
        ],
      );
      const archive = openArchive(archiveSettings(settings));
      return {
        config: settings,
        log,
        clock,
        db,
        archive,
        formats,
        async close() {
          await archive.close();
          await db.close();
          await embedded?.stop();
        },
      };
    } catch (error) {
      await db.close();
      throw error;
    }
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Opens a house and its queues: in Redis when `REDIS_URL` is set, else in the database. */
export async function openApp(options: OpenOptions = {}): Promise<App> {
  const house = await openHouse(options);
  try {
    const place = {
      databaseUrl: house.db.url,
      redisUrl: house.config.redisUrl,
      onError: (error: Error, queue: string | undefined) => house.log.warn({ err: error, queue }, 'queue'),
    };
    const queues = await openQueues(place, options.patience);
    return {
      ...house,
      queues,
      async close() {
        await queues.close();
        await house.close();
      },
    };
  } catch (error) {
    await house.close();
    throw error;
  }
}
