/** A process of its own with the folder door, to be killed. Arguments: database address, folder. Says `started` when it runs. */
import { join } from 'node:path';
import { openDatabase } from '../db/database.ts';
import { openArchive } from '../platform/archive.ts';
import { systemClock } from '../platform/clock.ts';
import { openLog } from '../platform/log.ts';
import { startFolderDoor } from './folder.ts';

const [databaseUrl = '', folder = ''] = process.argv.slice(2);
const house = {
  db: openDatabase(databaseUrl, 4),
  archive: openArchive({ kind: 'folder', folder: join(folder, 'archive') }),
  clock: systemClock,
  log: openLog('error'),
};
await startFolderDoor(
  house,
  [
    { door: 'sftp', folder: join(folder, 'homes'), under: 'inbox' },
    { door: 'folder', folder: join(folder, 'drop'), under: '' },
  ],
  { stillMs: 50, rescanMs: 50, takeoverMs: 2000 },
);
// Never outlives the test that started it.
process.on('disconnect', () => process.exit());
process.send?.('started');
