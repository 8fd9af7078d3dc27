/** A real house for tests of intake and doors: a database of its own with three clients, an archive and homes in a temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase } from '../db/fresh.ts';
import { openArchive } from '../platform/archive.ts';
import { systemClock } from '../platform/clock.ts';
import { openLog } from '../platform/log.ts';
import type { House } from './receive.ts';

/** The clients that exist. */
export const clients = [33220, 44110, 55000] as const;

/** A house, its folder and its end. `logged` holds every line of the log. */
export interface HouseForTests {
  house: House;
  db: Database;
  databaseUrl: string;
  folder: string;
  logged: string[];
  remove(): Promise<void>;
}

/** Makes the house. */
export async function houseForTests(): Promise<HouseForTests> {
  const fresh = await freshDatabase();
  const db = openDatabase(fresh.url, 10);
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-doors-'));
  const archive = openArchive({ kind: 'folder', folder: join(folder, 'archive') });
  const logged: string[] = [];
  const log = openLog('debug', { write: (line) => void logged.push(line) });
  await db.query(
    `insert into client (number, name, created_at) select n, 'Kreditor ' || n, '2026-11-24' from unnest($1::int[]) n`,
    [clients],
  );
  return {
    house: { db, archive, clock: systemClock, log },
    db,
    databaseUrl: fresh.url,
    folder,
    logged,
    async remove() {
      await archive.close();
      await db.close();
      await fresh.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
