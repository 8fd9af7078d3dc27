/** The homes of the clients on the SFTP drop server: `<folder>/<client>/{inbox,outbox}`, and `.upload` where unfinished uploads lie unseen. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The hidden folder of a home where unfinished uploads lie. */
export const uploadFolder = '.upload';

/** Where each client's folders are. All of a home lies on one file system, so that a rename is atomic. */
export interface Homes {
  folder: string;
  inbox(client: number): string;
  outbox(client: number): string;
  uploads(client: number): string;
  /** Makes the folders of a client that are missing; only this user of the machine can read them. */
  make(client: number): Promise<void>;
  /** The clients that have a home, in order of number. */
  clients(): Promise<number[]>;
}

/** The homes under a folder, which is made when it is missing. */
export async function openHomes(folder: string): Promise<Homes> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const homes: Homes = {
    folder,
    inbox: (client) => join(folder, String(client), 'inbox'),
    outbox: (client) => join(folder, String(client), 'outbox'),
    uploads: (client) => join(folder, String(client), uploadFolder),
    async make(client) {
      if (!Number.isSafeInteger(client) || client <= 0) throw new Error(`${client} is not a client number`);
      for (const each of [homes.inbox(client), homes.outbox(client), homes.uploads(client)]) {
        await mkdir(each, { recursive: true, mode: 0o700 });
      }
    },
    async clients() {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries
        .filter((entry) => entry.isDirectory() && isClientFolder(entry.name))
        .map((entry) => Number(entry.name))
        .sort((a, b) => a - b);
    },
  };
  return homes;
}

/** True for a folder's name that is a client number as we write it: `33220`, not `033220`. */
export function isClientFolder(name: string): boolean {
  return /^[1-9]\d{0,8}$/.test(name);
}
