import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, link, mkdir, open, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Homes, openHomes } from '../access/homes.ts';
import { type HouseForTests, houseForTests } from '../intake/house-for-tests.ts';
import type { House } from '../intake/receive.ts';
import { type FolderDoor, type FolderPace, startFolderDoor } from './folder.ts';
import type { WatchedRoot } from './inboxes.ts';

const quick: Partial<FolderPace> = { stillMs: 150, rescanMs: 100, emptyMs: 400, takeoverMs: 60_000 };
const soon = { timeout: 10_000, interval: 25 };

let made: HouseForTests;
let homes: Homes;
let roots: WatchedRoot[];
let doors: FolderDoor[] = [];
let inbox: string;
let drop: string;

beforeAll(async () => {
  made = await houseForTests();
});
afterAll(() => made.remove());
beforeEach(async () => {
  await made.db.query("begin; set local session_replication_role = 'replica'; truncate drop_file cascade; commit");
  await rm(join(made.folder, 'homes'), { recursive: true, force: true });
  await rm(join(made.folder, 'drop'), { recursive: true, force: true });
  homes = await openHomes(join(made.folder, 'homes'));
  await homes.make(33220);
  await homes.make(44110);
  inbox = homes.inbox(33220);
  drop = join(made.folder, 'drop', '55000');
  await mkdir(drop, { recursive: true });
  roots = [
    { door: 'sftp', folder: homes.folder, under: 'inbox' },
    { door: 'folder', folder: join(made.folder, 'drop'), under: '' },
  ];
});
afterEach(async () => {
  await Promise.all(doors.map((door) => door.close()));
  doors = [];
});

async function start(pace: Partial<FolderPace> = {}, house = made.house): Promise<FolderDoor> {
  const door = await startFolderDoor(house, roots, { ...quick, ...pace });
  doors.push(door);
  return door;
}

interface Drop {
  client: number;
  door: string;
  name: string;
  size: bigint;
  state: string;
  archive_path: string;
}

async function drops(): Promise<Drop[]> {
  return (
    await made.db.query<Drop & Record<string, unknown>>(
      'select client, door, name, size, state, archive_path from drop_file order by id',
    )
  ).rows;
}

async function arrives(count: number): Promise<Drop[]> {
  await vi.waitFor(async () => expect((await drops()).length).toBe(count), soon);
  return drops();
}

async function lies(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== '.taken').sort();
}

describe('a file that holds still', () => {
  test('is taken, whole, from the folder that decides its client and door, and removed', async () => {
    await writeFile(join(inbox, 'saker.csv'), 'Ref;Beløp\n1;100\n');
    await writeFile(join(homes.inbox(44110), '33220-saker.csv'), 'Ref;Beløp\n2;100\n');
    await start();
    await writeFile(join(drop, 'betalinger.csv'), 'Ref;Beløp\n3;100\n');
    const taken = await arrives(3);
    expect(taken.map((each) => `${each.client} ${each.door} ${each.name}`).sort()).toEqual([
      '33220 sftp saker.csv',
      '44110 sftp 33220-saker.csv',
      '55000 folder betalinger.csv',
    ]);
    const first = taken.find((each) => each.client === 33220);
    expect((await buffer(await made.house.archive.get(first!.archive_path))).toString()).toBe('Ref;Beløp\n1;100\n');
    await vi.waitFor(async () => {
      for (const folder of [inbox, homes.inbox(44110), drop]) {
        expect(await readdir(join(folder, '.taken'))).toEqual([]);
        expect(await lies(folder)).toEqual([]);
      }
    }, soon);
  });

  test('is seen without a rescan by the hint, and without the hint by the rescan', async () => {
    const hinted = await start({ rescanMs: 3_600_000 });
    // The hint needs a moment to begin; what it has not seen is left to the rescan.
    let files = 0;
    await vi.waitFor(
      async () => {
        await writeFile(join(inbox, `hint-${(files += 1)}.csv`), `hint ${files}`);
        expect((await drops()).length).toBeGreaterThan(0);
      },
      { timeout: 15_000, interval: 400 },
    );
    await hinted.close();
    await start({ rescanMs: 50 });
    await arrives(files);
    await writeFile(join(inbox, 'rescan.csv'), 'rescan');
    expect((await arrives(files + 1)).at(-1)).toMatchObject({ name: 'rescan.csv' });
  });

  test('whose name is Windows-1252 bytes is taken under the name its sender gave it', async () => {
    const bytes = Buffer.concat([Buffer.from(`${inbox}/`), Buffer.from([0x73, 0xe6, 0xf8, 0xe5]), Buffer.from('.csv')]);
    await writeFile(bytes, 'innhold');
    await start();
    expect(await arrives(1)).toMatchObject([{ name: 'sæøå.csv' }]);
  });

  test('with an old time is watched all the same before it is taken', async () => {
    const path = join(inbox, 'gammel.csv');
    await writeFile(path, 'a');
    await utimes(path, 0, 0);
    const before = performance.now();
    await start({ stillMs: 400 });
    await arrives(1);
    expect(performance.now() - before).toBeGreaterThan(400);
  });
});

describe('a file that is not finished', () => {
  test('is left while it grows, also at start, and then taken whole', async () => {
    const path = join(inbox, 'vokser.csv');
    await writeFile(path, 'linje 0\n');
    await start({ stillMs: 900 });
    for (let line = 1; line <= 12; line += 1) {
      await sleep(60);
      expect(await drops()).toEqual([]);
      await appendFile(path, `linje ${line}\n`);
    }
    expect(await arrives(1)).toMatchObject([{ size: BigInt(8 * 10 + 9 * 3) }]);
  });

  test('is left while a file of full size set aside beforehand is filled', async () => {
    const file = await open(join(inbox, 'satt-av.csv'), 'w');
    await file.truncate(1000);
    await start({ stillMs: 900 });
    for (let at = 0; at < 1000; at += 100) {
      await file.write(Buffer.alloc(100, 'x'), 0, 100, at);
      await sleep(60);
      expect(await drops()).toEqual([]);
    }
    await file.close();
    const [taken] = await arrives(1);
    expect((await buffer(await made.house.archive.get(taken!.archive_path))).toString()).toBe('x'.repeat(1000));
  });

  test('is left and listed under a temporary name, and taken when it is renamed', async () => {
    const names = [
      'a.csv.tmp',
      'b.csv.part',
      'c.csv.filepart',
      'd.csv.f00ba4.partial',
      '.e.csv',
      '.in.f.csv.',
      'g.csv~',
      '~$h.xlsx',
      '#i.csv#',
      'J.CSV.TMP',
    ];
    for (const name of names) await writeFile(join(inbox, name), name);
    const door = await start();
    await sleep(500);
    await door.scan();
    expect(await drops()).toEqual([]);
    const listed = door.listUntaken();
    expect(listed.map((each) => each.path).sort()).toEqual(names.map((name) => join(inbox, name)).sort());
    expect(listed.every((each) => each.reason === 'temporary' && each.client === 33220)).toBe(true);
    for (const [n, name] of names.entries()) await rename(join(inbox, name), join(inbox, `ferdig-${n}.csv`));
    await arrives(names.length);
    await door.scan();
    expect(door.listUntaken()).toEqual([]);
  });

  test('that is empty is waited for; what is written in time is taken', async () => {
    const path = join(inbox, 'tom.csv');
    await writeFile(path, '');
    await start({ emptyMs: 4000 });
    await sleep(600);
    expect(await drops()).toEqual([]);
    await writeFile(path, 'nå med innhold');
    expect(await arrives(1)).toMatchObject([{ state: 'received', size: 15n }]);
  });

  test('that stays empty is a refused drop', async () => {
    await writeFile(join(inbox, 'tom.csv'), '');
    await start();
    expect(await arrives(1)).toMatchObject([{ state: 'refused', size: 0n }]);
    await vi.waitFor(async () => expect(await lies(inbox)).toEqual([]), soon);
  });

  test('and goes on being written after it was taken comes as a drop of its own: nothing is lost', async () => {
    const path = join(inbox, 'langsom.csv');
    const file = await open(path, 'w');
    await file.write('første del\n');
    let written = false;
    const writeOnce = () => {
      if (!written) void file.write('andre del\n');
      written = true;
    };
    // The writer comes back in the moment between the reading and the removing.
    const door = await startFolderDoor(made.house, roots, quick, writeOnce);
    doors.push(door);
    const taken = await arrives(2);
    await file.close();
    expect(taken.map((each) => each.size)).toEqual([12n, 22n]);
  });
});

describe('what is no file of the sender', () => {
  test('folders, links, sockets and pipes are left, listed once, and nothing is read through them', async () => {
    await mkdir(join(inbox, 'mappe'));
    await writeFile(join(inbox, 'mappe', 'inni.csv'), 'x');
    await writeFile(join(made.folder, 'hemmelig.csv'), 'hemmelig');
    await symlink(join(made.folder, 'hemmelig.csv'), join(inbox, 'lenke.csv'));
    await promisify(execFile)('mkfifo', [join(inbox, 'rør.csv')]);
    const server = createServer().listen(join(inbox, 'kontakt.csv'));
    await once(server, 'listening');
    const door = await start();
    made.logged.length = 0;
    await sleep(500);
    for (let look = 0; look < 3; look += 1) await door.scan();
    expect(await drops()).toEqual([]);
    const list = door.listUntaken().map((each) => `${each.reason} ${each.path.slice(inbox.length + 1)}`);
    expect(list.sort()).toEqual(['folder mappe', 'link lenke.csv', 'special kontakt.csv', 'special rør.csv']);
    expect(made.logged.filter((line) => line.includes('"reason":"link"')).length).toBeLessThanOrEqual(1);
    server.close();
  });

  test('a home or inbox that is a link is not entered', async () => {
    await writeFile(join(homes.inbox(44110), 'a.csv'), 'x');
    await rm(homes.inbox(33220), { recursive: true });
    await symlink(homes.inbox(44110), homes.inbox(33220));
    await symlink(join(homes.folder, '44110'), join(homes.folder, '55000'));
    const door = await start();
    expect(await arrives(1)).toMatchObject([{ client: 44110 }]);
    await door.scan();
    expect(door.listUntaken().map((each) => each.reason)).toEqual(['link', 'link']);
  });

  test('folders that are no client’s are listed and not entered', async () => {
    for (const name of ['99999', '033220', 'diverse']) {
      await mkdir(join(made.folder, 'drop', name));
      await writeFile(join(made.folder, 'drop', name, 'a.csv'), 'x');
    }
    const door = await start();
    await sleep(400);
    await door.scan();
    expect(await drops()).toEqual([]);
    expect(door.listUntaken().map((each) => each.reason)).toEqual(['not-a-client', 'not-a-client', 'not-a-client']);
  });

  test('a file over the limit is a refused drop and is set aside, not thrown away', async () => {
    await writeFile(join(inbox, 'stor.csv'), Buffer.alloc(2000));
    const door = await start({}, { ...made.house, largestFile: 1000 });
    expect(await arrives(1)).toMatchObject([{ state: 'refused', size: 2000n, archive_path: '' }]);
    await vi.waitFor(async () => {
      await door.scan();
      expect(door.listUntaken()).toMatchObject([{ reason: 'too-large' }]);
    }, soon);
    const [mark] = await readdir(join(inbox, '.left'));
    expect(await readdir(join(inbox, '.left', mark!))).toEqual(['stor.csv']);
    await sleep(300);
    expect(await drops()).toHaveLength(1);
  });

  test('a file that intake cannot keep stays, is listed with the reason, and is taken when it can', async () => {
    const broken: House = {
      ...made.house,
      archive: { ...made.house.archive, put: () => Promise.reject(new Error('disk full')) },
    };
    await writeFile(join(inbox, 'a.csv'), 'x');
    const door = await start({}, broken);
    await vi.waitFor(() => expect(door.listUntaken()).toMatchObject([{ reason: 'failed', detail: 'disk full' }]), soon);
    expect(await drops()).toEqual([]);
    broken.archive = made.house.archive;
    await arrives(1);
  });

  test('two names of one file are two files', async () => {
    await writeFile(join(inbox, 'a.csv'), 'samme');
    await link(join(inbox, 'a.csv'), join(inbox, 'b.csv'));
    await start({ atOnce: 1 });
    const taken = await arrives(2);
    expect(taken.map((each) => each.state).sort()).toEqual(['duplicate', 'received']);
  });
});

test('four doors at once on one database take 60 files once each', async () => {
  for (let n = 0; n < 60; n += 1) await writeFile(join(n % 2 ? inbox : drop, `fil-${n}.csv`), `innhold ${n}`);
  await Promise.all([1, 2, 3, 4].map(() => start()));
  await arrives(60);
  await sleep(400);
  const taken = await drops();
  expect(taken).toHaveLength(60);
  expect(taken.every((each) => each.state === 'received')).toBe(true);
  expect(await lies(inbox)).toEqual([]);
});

test('with the database away nothing is touched, it is told once, and all goes on when it is back', async () => {
  await writeFile(join(inbox, 'a.csv'), 'x');
  let away = true;
  const db = {
    ...made.db,
    query: ((...call: Parameters<typeof made.db.query>) =>
      away ? Promise.reject(new Error('no database')) : made.db.query(...call)) as typeof made.db.query,
  };
  made.logged.length = 0;
  await start({}, { ...made.house, db });
  await sleep(600);
  expect(await readdir(inbox)).toEqual(['a.csv']);
  expect(made.logged.filter((line) => line.includes('cannot be looked through'))).toHaveLength(1);
  away = false;
  expect(await arrives(1)).toMatchObject([{ name: 'a.csv' }]);
});
