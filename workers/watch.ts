/** The doors: the SFTP drop server, the watched folders, and foreign servers that are pulled from. Several processes may open them: each file is taken once. */
import { join } from 'node:path';
import { openHomes } from '../src/access/homes.ts';
import { type App, homesFolder } from '../src/app.ts';
import { type FolderPace, startFolderDoor } from '../src/doors/folder.ts';
import { startSftpServer } from '../src/doors/sftp-server.ts';
import { startSftpPull } from '../src/doors/sftp-pull.ts';
import { pullSources } from '../src/access/pull-sources.ts';
import { markOpened } from '../src/documents/opened.ts';

export interface Doors {
  sftpPort: number;
  fingerprint: string;
  knownHosts: string;
  /** Looks through the watched folders now. */
  scan(): Promise<void>;
  close(): Promise<void>;
}

/** How often foreign servers are asked, and how long a file there must look the same. */
const pullEveryMs = 60_000;
const pullStillMs = 5000;

/** Opens the doors of `app`. The homes of all clients are made; sources to pull from are those known now. */
export async function openDoors(app: App, pace: Partial<FolderPace> = {}): Promise<Doors> {
  const homes = await openHomes(homesFolder(app.config));
  const clients = await app.db.query<{ number: number }>('select number from client where closed_at is null');
  for (const { number } of clients.rows) await homes.make(number);
  const house = { ...app, outboxes: homes };
  const sftp = await startSftpServer(house, {
    homes,
    keyFolder: join(app.config.dataFolder, 'keys'),
    host: app.config.sftp.host,
    port: app.config.sftp.port,
    onRead(client, fileName, whole) {
      if (!whole) return;
      markOpened(app.db, { client, fileName, who: `sftp ${client}`, at: app.clock.now() }).catch((error: unknown) =>
        app.log.error({ err: error, client }, 'that a document was fetched could not be recorded'),
      );
    },
  });
  const folder = await startFolderDoor(
    house,
    [
      { door: 'sftp', folder: homes.folder, under: 'inbox' },
      { door: 'folder', folder: join(app.config.dataFolder, 'drop'), under: '' },
    ],
    pace,
  );
  const sources = (await pullSources(app.db)).map((source) => ({ ...source, stillMs: pullStillMs }));
  const pull = sources.length === 0 ? undefined : startSftpPull(house, sources, pullEveryMs);
  return {
    sftpPort: sftp.port,
    fingerprint: sftp.fingerprint,
    knownHosts: sftp.knownHosts,
    scan: () => folder.scan(),
    async close() {
      await sftp.close();
      await folder.close();
      await pull?.close();
    },
  };
}
