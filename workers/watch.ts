/** The doors: the SFTP drop server and the watched folders. One process of a house opens them; the others wait to take over. */
import { join } from 'node:path';
import { openHomes } from '../src/access/homes.ts';
import { type App, homesFolder } from '../src/app.ts';
import { type FolderPace, startFolderDoor } from '../src/doors/folder.ts';
import { startSftpServer } from '../src/doors/sftp-server.ts';
import { markOpened } from '../src/documents/opened.ts';

export interface Doors {
  sftpPort: number;
  fingerprint: string;
  knownHosts: string;
  /** Looks through the watched folders now. */
  scan(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the doors of `app`. The homes of all clients are made. */
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
  return {
    sftpPort: sftp.port,
    fingerprint: sftp.fingerprint,
    knownHosts: sftp.knownHosts,
    scan: () => folder.scan(),
    async close() {
      await sftp.close();
      await folder.close();
    },
  };
}
