/** The other programs that creditors send with, and what happens when a connection breaks or two of them meet. */
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import Client from 'ssh2-sftp-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startFolderDoor } from './folder.ts';
import { layLine } from './openssh-for-tests.ts';
import { emptied, password, type SftpRig, startSftpRig, textOf } from './sftp-rig-for-tests.ts';

const content = 'Ref;Beløp\n1;100\n';
const longer = `${content}2;200\n`;

let rig: SftpRig;
let inbox: string;
let outbox: string;
let uploads: string;
const sent = (name: string) => join(rig.folder, 'sender', name);

beforeAll(async () => {
  rig = await startSftpRig();
  await rig.homes.make(33220);
  inbox = rig.homes.inbox(33220);
  outbox = rig.homes.outbox(33220);
  uploads = rig.homes.uploads(33220);
  await writeFile(sent('saker.csv'), content);
  await writeFile(sent('flere.csv'), longer);
  await writeFile(sent('stor.csv'), Buffer.alloc(5_000_000, 'innhold\n'));
});
afterAll(() => rig.remove());
beforeEach(() => emptied(inbox, outbox, uploads));

describe('lftp', () => {
  async function lftp(script: string) {
    const ssh = `ssh -a -x -F none -i ${rig.keyFile} -o UserKnownHostsFile=${rig.knownHosts} -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes`;
    const open = `set sftp:connect-program "${ssh}"; set net:max-retries 1; set net:timeout 10; open -u 33220,unused sftp://127.0.0.1:${rig.server.port}; `;
    return rig.run('lftp', ['-c', open + script]);
  }

  test('puts, also over its temporary name', async () => {
    expect(await lftp('cd inbox; put saker.csv')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'saker.csv'))).toBe(content);
    expect(await lftp('set xfer:use-temp-file yes; cd inbox; put flere.csv')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'flere.csv'))).toBe(longer);
    expect(await readdir(uploads)).toEqual([]);
  });

  test('goes on with a half file, and overwrites a whole one', async () => {
    await writeFile(join(uploads, 'flere.csv'), longer.slice(0, 12));
    expect(await lftp('cd inbox; put -c flere.csv')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'flere.csv'))).toBe(longer);
    expect(await lftp('cd inbox; put saker.csv -o flere.csv')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'flere.csv'))).toBe(content);
  });

  test('fetches and removes, lists, and is kept in', async () => {
    await writeFile(join(outbox, 'rapport.pdf'), longer);
    rig.reads.length = 0;
    const ran = await lftp('cls -l outbox; get outbox/rapport.pdf -o lftp.pdf; rm outbox/rapport.pdf');
    expect(ran.output).toContain('rapport.pdf');
    expect(await textOf(sent('lftp.pdf'))).toBe(longer);
    expect(rig.reads).toEqual(['33220 rapport.pdf whole']);
    expect(await readdir(outbox)).toEqual([]);
    expect((await lftp('cls ../../..')).output).toBe('../../../inbox/\n../../../outbox/\n');
    expect((await lftp('get /etc/passwd')).code).not.toBe(0);
    expect((await lftp('mkdir inbox/x')).code).not.toBe(0);
  });

  test('mirrors a folder of files', async () => {
    const ran = await lftp(`mirror -R --no-recursion --no-perms -I "*.csv" . inbox`);
    expect(ran).toMatchObject({ code: 0 });
    expect((await readdir(inbox)).sort()).toEqual(['flere.csv', 'saker.csv', 'stor.csv']);
    expect((await readFile(join(inbox, 'stor.csv'))).equals(await readFile(sent('stor.csv')))).toBe(true);
  });
});

describe('rclone', () => {
  async function rclone(...args: string[]) {
    const remote = `:sftp,host=127.0.0.1,port=${rig.server.port},user=33220,key_file=${rig.keyFile},known_hosts_file=${rig.knownHosts}:`;
    const told = args.map((each) => each.replace('remote:', remote));
    return rig.run('rclone', ['--config', '/dev/null', '--retries', '1', '--low-level-retries', '1', ...told]);
  }

  test('copies through its partial name, again when changed, and moves', async () => {
    expect(await rclone('copy', 'saker.csv', 'remote:inbox')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'saker.csv'))).toBe(content);
    expect(await rclone('copyto', 'flere.csv', 'remote:inbox/saker.csv')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'saker.csv'))).toBe(longer);
    await writeFile(sent('flyttes.csv'), content);
    expect(await rclone('moveto', 'flyttes.csv', 'remote:inbox/flyttes.csv')).toMatchObject({ code: 0 });
    expect(await textOf(sent('flyttes.csv'))).toBeUndefined();
    expect((await readdir(inbox)).sort()).toEqual(['flyttes.csv', 'saker.csv']);
    expect(await readdir(uploads)).toEqual([]);
  });

  test('fetches, lists, removes, and is kept in', async () => {
    await writeFile(join(outbox, 'rapport.pdf'), longer);
    expect((await rclone('lsf', 'remote:')).output).toBe('inbox/\noutbox/\n');
    expect(await rclone('copyto', 'remote:outbox/rapport.pdf', 'rclone.pdf')).toMatchObject({ code: 0 });
    expect(await textOf(sent('rclone.pdf'))).toBe(longer);
    expect(await rclone('deletefile', 'remote:outbox/rapport.pdf')).toMatchObject({ code: 0 });
    expect(await readdir(outbox)).toEqual([]);
    expect((await rclone('copy', 'saker.csv', 'remote:outbox')).code).not.toBe(0);
    expect((await rclone('cat', 'remote:../../etc/passwd')).code).not.toBe(0);
    expect((await rclone('mkdir', 'remote:inbox/under')).code).not.toBe(0);
  });
});

describe('ssh2-sftp-client', () => {
  async function connected(port = rig.server.port): Promise<Client> {
    const client = new Client('sender', { error: () => undefined, end: () => undefined, close: () => undefined });
    const sock = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(sock, 'connect');
    await client.connect({ sock, username: '33220', password });
    return client;
  }

  test('puts, renames, lists, stats, fetches and removes', async () => {
    const client = await connected();
    await client.put(Buffer.from(content), '/inbox/a.csv.part');
    await client.rename('/inbox/a.csv.part', '/inbox/a.csv');
    expect(await client.list('/inbox')).toMatchObject([
      { name: 'a.csv', type: '-', size: Buffer.byteLength(content), owner: 33220 },
    ]);
    expect(await client.stat('/inbox')).toMatchObject({ isDirectory: true });
    await client.fastPut(sent('stor.csv'), '/inbox/stor.csv');
    expect((await readFile(join(inbox, 'stor.csv'))).equals(await readFile(sent('stor.csv')))).toBe(true);
    await client.append(Buffer.from('2;200\n'), '/inbox/a.csv');
    expect(await textOf(join(inbox, 'a.csv'))).toBe(longer);
    await client.delete('/inbox/a.csv');
    await writeFile(join(outbox, 'r.pdf'), longer);
    expect(await client.get('/outbox/r.pdf')).toEqual(Buffer.from(longer));
    await client.end();
    expect(await readdir(inbox)).toEqual(['stor.csv']);
  });

  test('asked for what it may not: each refusal says what to do', async () => {
    const client = await connected();
    await writeFile(join(inbox, 'a.csv'), 'a');
    await writeFile(join(inbox, 'b.csv'), 'b');
    await expect(client.put(Buffer.from('x'), '/outbox/x')).rejects.toThrow('outbox is for what comes back');
    await expect(client.put(Buffer.from('x'), '/inbox/under/x')).rejects.toThrow('only the folders inbox and outbox');
    await expect(client.get('/inbox/a.csv')).rejects.toThrow('The inbox only takes files');
    await expect(client.rename('/inbox/a.csv', '/inbox/b.csv')).rejects.toThrow('is there already; remove it first');
    await expect(client.put(Buffer.from('x'), `/inbox/${'n'.repeat(220)}`)).rejects.toThrow('at most 200 bytes');
    await expect(client.put(Buffer.from('x'), '/inbox/a\0.csv')).rejects.toThrow('zero byte');
    await expect(client.mkdir('/ny')).rejects.toThrow('Folders cannot be made here');
    await client.end();
    expect(await textOf(join(inbox, 'b.csv'))).toBe('b');
  });

  test('whose connection dies in the middle leaves a half file that is never taken, and goes on later', async () => {
    const line = await layLine(rig.server.port);
    const client = await connected(line.port);
    const half = Buffer.alloc(400_000, 'halv\n');
    const stalling = new Readable({ read() {} });
    stalling.push(half);
    const put = client.put(stalling, '/inbox/brutt.csv').catch((error: unknown) => error);
    await vi.waitFor(async () => expect((await readFile(join(uploads, 'brutt.csv'))).length).toBe(half.length), {
      timeout: 10_000,
    });
    line.cut();
    expect(await put).toBeInstanceOf(Error);
    stalling.destroy();
    await line.stop();
    const door = await startFolderDoor(rig.house, [{ door: 'sftp', folder: rig.homes.folder, under: 'inbox' }], {
      stillMs: 50,
      rescanMs: 50,
    });
    await sleep(500);
    expect((await rig.db.query('select from drop_file')).rows).toEqual([]);
    const again = await connected();
    expect(await again.stat('/inbox/brutt.csv')).toMatchObject({ size: half.length });
    await again.append(Buffer.from('resten\n'), '/inbox/brutt.csv');
    await again.end();
    await vi.waitFor(
      async () =>
        expect((await rig.db.query('select name, size from drop_file')).rows).toEqual([
          { name: 'brutt.csv', size: BigInt(half.length + 7) },
        ]),
      { timeout: 10_000 },
    );
    await door.close();
  });

  test('that comes back before the server knows of the break: the newest upload counts, the old one can do no harm', async () => {
    const [old, young] = [await connected(), await connected()];
    const stalling = new Readable({ read() {} });
    stalling.push(Buffer.from('gammel'));
    const put = old.put(stalling, '/inbox/to.csv').catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await textOf(join(uploads, 'to.csv'))).toBe('gammel'), { timeout: 10_000 });
    await young.put(Buffer.from('ny'), '/inbox/to.csv');
    stalling.push(Buffer.from('mer gammelt'));
    stalling.push(null);
    expect(String(await put)).toContain('opened again or removed by another session');
    expect(await textOf(join(inbox, 'to.csv'))).toBe('ny');
    expect(await readdir(uploads)).toEqual([]);
    await Promise.all([old.end(), young.end()]);
  });

  test('that removes a file while it is uploaded gets no file', async () => {
    const client = await connected();
    const stalling = new Readable({ read() {} });
    stalling.push(Buffer.from('angrer'));
    const put = client.put(stalling, '/inbox/bort.csv').catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await textOf(join(uploads, 'bort.csv'))).toBe('angrer'), { timeout: 10_000 });
    await client.delete('/inbox/bort.csv');
    stalling.push(null);
    expect(String(await put)).toContain('removed by another session');
    await client.end();
    expect(await readdir(inbox)).toEqual([]);
    expect(await readdir(uploads)).toEqual([]);
  });

  test('sending two hundred small files does not wait for Nagle', async () => {
    const client = await connected();
    const before = performance.now();
    for (let n = 0; n < 200; n += 1) await client.put(Buffer.from(`innhold ${n}`), `/inbox/${n}.csv`);
    const perSecond = 200 / ((performance.now() - before) / 1000);
    await client.end();
    expect(await readdir(inbox)).toHaveLength(200);
    // With the delay on either side it is six to eight.
    expect(perSecond).toBeGreaterThan(25);
  });
});

describe('the whole way', () => {
  test('a file that is put is received, and its receipt can be fetched from the outbox', async () => {
    const house = { ...rig.house, outboxes: rig.homes };
    const root = { door: 'sftp' as const, folder: rig.homes.folder, under: 'inbox' };
    const door = await startFolderDoor(house, [root], { stillMs: 100, rescanMs: 5000 });
    expect(await rig.sftp('put saker.csv "inbox/saker æøå.csv"\n')).toMatchObject({ code: 0 });
    await vi.waitFor(async () => expect(await readdir(outbox)).toEqual(['saker æøå.csv.receipt.json']), {
      timeout: 10_000,
    });
    expect(await rig.sftp('get outbox/*.json .\n')).toMatchObject({ code: 0 });
    const receipt: unknown = JSON.parse(await readFile(sent('saker æøå.csv.receipt.json'), 'utf8'));
    expect(receipt).toMatchObject({ client: 33220, door: 'sftp', name: 'saker æøå.csv', state: 'received', size: 17 });
    expect(await readdir(inbox)).toEqual(['.taken']);
    await door.close();
  });

  test('a sender killed in the middle leaves an unfinished upload, which is listed and never taken', async () => {
    const door = await startFolderDoor(rig.house, [{ door: 'sftp', folder: rig.homes.folder, under: 'inbox' }], {
      stillMs: 50,
      rescanMs: 100,
    });
    const before = await rig.db.query('select from drop_file');
    const slow = rig.start(
      'sftp',
      [...rig.openSsh, '-l', '2000', '-b', '-', '127.0.0.1'],
      'put stor.csv inbox/stor.csv\n',
    );
    await vi.waitFor(async () => expect((await textOf(join(uploads, 'stor.csv')))?.length).toBeGreaterThan(30_000), {
      timeout: 10_000,
    });
    slow.kill('SIGKILL');
    await sleep(600);
    await door.scan();
    expect(door.listUntaken()).toEqual([{ client: 33220, path: join(uploads, 'stor.csv'), reason: 'unfinished' }]);
    expect((await rig.db.query('select from drop_file')).rows).toHaveLength(before.rows.length);
    expect(await rig.sftp('reput stor.csv inbox/stor.csv\n')).toMatchObject({ code: 0 });
    await vi.waitFor(
      async () =>
        expect((await rig.db.query(`select size from drop_file where name = 'stor.csv'`)).rows).toEqual([
          { size: 5_000_000n },
        ]),
      { timeout: 10_000 },
    );
    await door.close();
  });
});
