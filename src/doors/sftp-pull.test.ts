import { appendFile, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type HouseForTests, houseForTests } from '../intake/house-for-tests.ts';
import { layLine, type OpenSshServer, startOpenSsh } from './openssh-for-tests.ts';
import { pullFiles, type PullReport, type PullSource, startSftpPull } from './sftp-pull.ts';

let made: HouseForTests;
let server: OpenSshServer;

beforeAll(async () => {
  [made, server] = await Promise.all([houseForTests(), startOpenSsh()]);
});
afterAll(async () => {
  await server.stop();
  await made.remove();
});
beforeEach(async () => {
  await made.db.query("begin; set local session_replication_role = 'replica'; truncate drop_file cascade; commit");
  for (const name of await readdir(server.folder)) await rm(join(server.folder, name), { recursive: true });
});

function sourceOf(rest: Partial<PullSource> = {}): PullSource {
  const { port, user, privateKey, fingerprint, folder } = server;
  return {
    client: 33220,
    host: '127.0.0.1',
    port,
    user,
    privateKey,
    hostKeys: [fingerprint],
    folder,
    afterwards: 'remove',
    stillMs: 100,
    ...rest,
  };
}

async function drops(): Promise<{ name: string; state: string; door: string; size: bigint; archive_path: string }[]> {
  const { rows } = await made.db.query<{
    name: string;
    state: string;
    door: string;
    size: bigint;
    archive_path: string;
  }>('select name, state, door, size, archive_path from drop_file order by id');
  return rows;
}

const leftOf = (report: PullReport) => report.left.map((each) => `${each.reason} ${each.name}`).sort();

describe('pulling from an OpenSSH server', () => {
  test('receives every file byte for byte, then removes it there', async () => {
    const big = Buffer.alloc(3_000_000, 'saker;æøå\n');
    await writeFile(join(server.folder, 'saker.csv'), big);
    await writeFile(join(server.folder, 'små saker.csv'), 'x');
    const report = await pullFiles(made.house, sourceOf());
    expect(report.left).toEqual([]);
    expect(report.receipts.map((each) => each.name).sort()).toEqual(['saker.csv', 'små saker.csv']);
    const taken = await drops();
    expect(taken).toHaveLength(2);
    expect(taken.every((each) => each.door === 'pull' && each.state === 'received')).toBe(true);
    const stored = taken.find((each) => each.name === 'saker.csv')!;
    expect((await buffer(await made.house.archive.get(stored.archive_path))).equals(big)).toBe(true);
    expect(await readdir(server.folder)).toEqual([]);
  });

  test('moves to a done folder when asked, under a name of its own each time', async () => {
    const source = sourceOf({ afterwards: { moveTo: join(server.folder, 'hentet') } });
    await writeFile(join(server.folder, 'a.csv'), 'en');
    const [first] = (await pullFiles(made.house, source)).receipts;
    await writeFile(join(server.folder, 'a.csv'), 'to');
    const [second] = (await pullFiles(made.house, source)).receipts;
    expect(await readdir(join(server.folder, 'hentet'))).toEqual([
      `${first!.receipt}-a.csv`,
      `${second!.receipt}-a.csv`,
    ]);
  });

  test('keeps what it may not touch, and does not fetch it twice', async () => {
    await writeFile(join(server.folder, 'a.csv'), 'en');
    const source = sourceOf({ afterwards: 'keep' });
    const first = await pullFiles(made.house, source);
    const second = await pullFiles(made.house, source);
    expect(second.receipts).toEqual(first.receipts);
    expect(await drops()).toHaveLength(1);
    await writeFile(join(server.folder, 'a.csv'), 'et nytt innhold');
    await pullFiles(made.house, source);
    expect(await drops()).toHaveLength(2);
    expect(await readdir(server.folder)).toEqual(['a.csv']);
  });

  test('leaves and lists what grows, is temporary, empty, a folder or a link', async () => {
    await writeFile(join(server.folder, 'vokser.csv'), 'x');
    await writeFile(join(server.folder, 'b.csv.part'), 'x');
    await writeFile(join(server.folder, '.c.csv'), 'x');
    await writeFile(join(server.folder, 'tom.csv'), '');
    await mkdir(join(server.folder, 'mappe'));
    await symlink('/etc/passwd', join(server.folder, 'lenke.csv'));
    const growing = setInterval(() => void appendFile(join(server.folder, 'vokser.csv'), 'mer'), 20);
    const report = await pullFiles(made.house, sourceOf({ stillMs: 200 }));
    clearInterval(growing);
    expect(leftOf(report)).toEqual([
      'empty tom.csv',
      'growing vokser.csv',
      'no-file lenke.csv',
      'no-file mappe',
      'temporary .c.csv',
      'temporary b.csv.part',
    ]);
    expect(await drops()).toEqual([]);
    expect(await readdir(server.folder)).toHaveLength(6);
  });

  test('leaves a file over the limit there, as one refused drop', async () => {
    await writeFile(join(server.folder, 'stor.csv'), Buffer.alloc(5000));
    const house = { ...made.house, largestFile: 1000 };
    for (let run = 0; run < 2; run += 1) {
      expect(leftOf(await pullFiles(house, sourceOf()))).toEqual(['too-large stor.csv']);
    }
    expect(await drops()).toMatchObject([{ state: 'refused', size: 5000n }]);
    expect(await readdir(server.folder)).toEqual(['stor.csv']);
  });

  test('from two processes at once receives each file once', async () => {
    for (let n = 0; n < 8; n += 1) await writeFile(join(server.folder, `${n}.csv`), `innhold ${n}`);
    await Promise.all([pullFiles(made.house, sourceOf()), pullFiles(made.house, sourceOf())]);
    const taken = await drops();
    expect(taken.map((each) => each.name).sort()).toEqual(Array.from({ length: 8 }, (_none, n) => `${n}.csv`));
    expect(taken.every((each) => each.state === 'received')).toBe(true);
    expect(await readdir(server.folder)).toEqual([]);
  });

  test('again and again, until it is closed', async () => {
    const reports: PullReport[] = [];
    const door = startSftpPull(made.house, [sourceOf({ port: 1 }), sourceOf()], 50, (_source, report) =>
      reports.push(report),
    );
    await writeFile(join(server.folder, 'a.csv'), 'en');
    await vi.waitFor(async () => expect(await drops()).toHaveLength(1), { timeout: 10_000 });
    await writeFile(join(server.folder, 'b.csv'), 'to');
    await vi.waitFor(async () => expect(await drops()).toHaveLength(2), { timeout: 10_000 });
    await door.close();
    const runs = reports.length;
    await sleep(200);
    expect(reports).toHaveLength(runs);
    expect(made.logged.some((line) => line.includes('could not be pulled from'))).toBe(true);
  });
});

describe('a line that breaks', () => {
  test('in the middle of a file leaves the file there and nothing here; the next run has it once', async () => {
    const content = Buffer.alloc(4_000_000, 'innhold\n');
    await writeFile(join(server.folder, 'stor.csv'), content);
    const line = await layLine(server.port, 1_500_000);
    const report = await pullFiles(made.house, sourceOf({ port: line.port }));
    await line.stop();
    expect(leftOf(report)).toEqual(['failed stor.csv']);
    expect(await drops()).toEqual([]);
    expect(await readdir(server.folder)).toEqual(['stor.csv']);
    await pullFiles(made.house, sourceOf());
    const [taken] = await drops();
    expect((await buffer(await made.house.archive.get(taken!.archive_path))).equals(content)).toBe(true);
    expect(await readdir(server.folder)).toEqual([]);
  });

  test('between receiving and removing makes no second drop and no duplicate; the next run removes the file', async () => {
    await writeFile(join(server.folder, 'a.csv'), 'en');
    const line = await layLine(server.port);
    const source = sourceOf({ port: line.port });
    const broken = await pullFiles(made.house, source, () => line.cut());
    expect(leftOf(broken)).toEqual(['failed a.csv']);
    expect(await drops()).toHaveLength(1);
    expect(await readdir(server.folder)).toEqual(['a.csv']);
    const [receipt] = (await pullFiles(made.house, source)).receipts;
    expect(receipt).toMatchObject({ state: 'received' });
    expect(await drops()).toHaveLength(1);
    expect(await readdir(server.folder)).toEqual([]);
    await line.stop();
  });

  test('and another file of the same name, second and size in its place: it is received, not removed unread', async () => {
    const path = join(server.folder, 'a.csv');
    await writeFile(path, 'en1');
    await utimes(path, 1_790_000_000, 1_790_000_000);
    const line = await layLine(server.port);
    await pullFiles(made.house, sourceOf({ port: line.port }), () => line.cut());
    await writeFile(path, 'to2');
    await utimes(path, 1_790_000_000, 1_790_000_000);
    await pullFiles(made.house, sourceOf({ port: line.port }));
    await line.stop();
    const contents = await Promise.all(
      (await drops()).map(async (each) => (await buffer(await made.house.archive.get(each.archive_path))).toString()),
    );
    expect(contents).toEqual(['en1', 'to2']);
    expect(await readdir(server.folder)).toEqual([]);
  });

  test('the same bytes sent again later are the creditor’s duplicate', async () => {
    await writeFile(join(server.folder, 'a.csv'), 'en');
    await pullFiles(made.house, sourceOf());
    await writeFile(join(server.folder, 'b.csv'), 'en');
    expect((await pullFiles(made.house, sourceOf())).receipts).toMatchObject([{ state: 'duplicate' }]);
  });
});

describe('a server that is not as agreed', () => {
  test('with another host key is not spoken to, and the error shows its key', async () => {
    await writeFile(join(server.folder, 'a.csv'), 'en');
    const pinned = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    await expect(pullFiles(made.house, sourceOf({ hostKeys: [pinned] }))).rejects.toThrow(
      `shows the host key ${server.fingerprint}, which is not pinned`,
    );
    await expect(pullFiles(made.house, sourceOf({ hostKeys: [] }))).rejects.toThrow('not pinned');
    expect(await drops()).toEqual([]);
  });

  test('that does not know our key, is away, or lacks the folder says which', async () => {
    const stranger = ssh2.utils.generateKeyPairSync('ed25519').private;
    await expect(pullFiles(made.house, sourceOf({ privateKey: stranger }))).rejects.toThrow('did not let us in');
    await expect(pullFiles(made.house, sourceOf({ port: 1 }))).rejects.toThrow('is not reached');
    await expect(pullFiles(made.house, sourceOf({ folder: '/finnes/ikke' }))).rejects.toThrow('/finnes/ikke');
  });
});
