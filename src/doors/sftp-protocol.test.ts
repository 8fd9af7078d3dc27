/** Requests that no honest program sends, straight in the protocol. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptied, password, type SftpRig, startSftpRig, textOf } from './sftp-rig-for-tests.ts';

let rig: SftpRig;
let connection: ssh2.Client;
let sftp: SFTPWrapper;
let inbox: string;
let outbox: string;

beforeAll(async () => {
  rig = await startSftpRig();
  await rig.homes.make(33220);
  await rig.homes.make(44110);
  inbox = rig.homes.inbox(33220);
  outbox = rig.homes.outbox(33220);
  connection = new ssh2.Client();
  sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    connection.on('error', reject);
    connection.on('ready', () => connection.sftp((error, opened) => (error ? reject(error) : resolve(opened))));
    connection.connect({ host: '127.0.0.1', port: rig.server.port, username: '33220', password });
  });
});
afterAll(async () => {
  connection.end();
  await rig.remove();
});
beforeEach(() => emptied(inbox, outbox, rig.homes.uploads(33220)));

/** What a request answers: its value, or the status and words of its refusal. */
function ask<T>(
  request: (done: (error: Error | null | undefined, value?: T) => void) => void,
): Promise<T | string | undefined> {
  return new Promise((resolve) => {
    request((error, value) => resolve(error ? error.message : value));
  });
}

async function opened(path: string, mode: 'r' | 'w' | 'a' | 'wx' | 'r+'): Promise<Buffer> {
  const handle = await ask<Buffer>((done) => sftp.open(path, mode, done));
  if (!Buffer.isBuffer(handle)) throw new Error(String(handle));
  return handle;
}

describe('handles', () => {
  test('that were never given, or are of the wrong kind, do nothing', async () => {
    await writeFile(join(outbox, 'r.pdf'), 'rapport');
    const reading = await opened('/outbox/r.pdf', 'r');
    const writing = await opened('/inbox/a.csv', 'w');
    const buffer = Buffer.alloc(10);
    for (const bogus of [
      Buffer.alloc(0),
      Buffer.from([0, 0, 0, 99]),
      Buffer.from('../44110/inbox/a.csv'),
      Buffer.alloc(256),
    ]) {
      expect(await ask((done) => sftp.close(bogus, done))).toContain('not open');
      expect(await ask((done) => sftp.write(bogus, buffer, 0, 10, 0, done))).toContain('not open');
      expect(await ask((done) => sftp.fstat(bogus, done))).toContain('not an open file');
    }
    expect(await ask((done) => sftp.write(reading, buffer, 0, 10, 0, done))).toContain('not open for writing');
    expect(await ask((done) => sftp.read(writing, buffer, 0, 10, 0, done))).toContain('not open for reading');
    expect(await ask((done) => sftp.readdir(writing, done))).toContain('not an open folder');
    expect(await ask((done) => sftp.close(reading, done))).toBeUndefined();
    expect(await ask((done) => sftp.close(reading, done))).toContain('not open');
    expect(await ask((done) => sftp.close(writing, done))).toBeUndefined();
    expect(await textOf(join(outbox, 'r.pdf'))).toBe('rapport');
  });
});

describe('writing', () => {
  test('at scattered places in any order gives the file that was meant', async () => {
    const handle = await opened('/inbox/spredt.csv', 'w');
    const parts = ['aaaa', 'bbbb', 'cccc', 'dddd'];
    const order = [3, 0, 2, 1];
    await Promise.all(order.map((n) => ask((done) => sftp.write(handle, Buffer.from(parts[n]!), 0, 4, n * 4, done))));
    expect(await ask((done) => sftp.close(handle, done))).toBeUndefined();
    expect(await textOf(join(inbox, 'spredt.csv'))).toBe(parts.join(''));
  });

  test('and closing without waiting for the answers loses nothing', async () => {
    const handle = await opened('/inbox/rask.csv', 'w');
    const writes = Array.from({ length: 200 }, (_none, n) =>
      ask((done) => sftp.write(handle, Buffer.alloc(20_000, 65 + (n % 26)), 0, 20_000, n * 20_000, done)),
    );
    const closed = ask((done) => sftp.close(handle, done));
    expect(new Set(await Promise.all(writes))).toEqual(new Set([20_000]));
    expect(await closed).toBeUndefined();
    const text = await textOf(join(inbox, 'rask.csv'));
    expect(text).toBe(
      Array.from({ length: 200 }, (_none, n) => String.fromCharCode(65 + (n % 26)).repeat(20_000)).join(''),
    );
  });

  test('in append mode goes to the end, whatever offset is sent', async () => {
    await writeFile(join(inbox, 'a.csv'), 'første\n');
    const handle = await opened('/inbox/a.csv', 'a');
    await Promise.all(
      ['andre\n', 'tredje\n'].map((line) =>
        ask((done) => sftp.write(handle, Buffer.from(line), 0, line.length, 0, done)),
      ),
    );
    await ask((done) => sftp.close(handle, done));
    expect(await textOf(join(inbox, 'a.csv'))).toBe('første\nandre\ntredje\n');
  });

  test('far beyond the size limit is refused, and the file does not appear', async () => {
    const handle = await opened('/inbox/hull.csv', 'w');
    expect(await ask((done) => sftp.write(handle, Buffer.from('x'), 0, 1, 2 ** 40, done))).toContain('larger than');
    expect(await ask((done) => sftp.fsetstat(handle, { size: 2 ** 40 }, done))).toContain('larger than');
    expect(await ask((done) => sftp.close(handle, done))).toContain('larger than');
    expect(await readdir(inbox)).toEqual([]);
  });

  test('exclusively fails when the name is there, whole or half', async () => {
    await writeFile(join(inbox, 'hel.csv'), 'x');
    await writeFile(join(rig.homes.uploads(33220), 'halv.csv'), 'x');
    for (const name of ['hel.csv', 'halv.csv'])
      expect(await ask((done) => sftp.open(`/inbox/${name}`, 'wx', done))).toContain('is there already');
    expect(await ask((done) => sftp.open('/inbox/ny.csv', 'r+', done))).toContain('No such file');
  });

  test('to a folder, to the root, to nothing is refused', async () => {
    for (const path of [
      '/',
      '',
      '.',
      '..',
      '/inbox',
      '/inbox/',
      '/inbox/.',
      '/inbox/..',
      '/outbox',
      '//inbox//',
      '/inbox/a/../../..',
    ]) {
      expect(await ask((done) => sftp.open(path, 'w', done))).toMatch(/is a folder/);
    }
  });
});

describe('renaming', () => {
  /** ssh2's server cannot say that it offers this, so a sender must know; then it works as OpenSSH's does. */
  async function posixRename(from: string, to: string): Promise<unknown> {
    const offered: unknown = Reflect.get(sftp, '_extensions');
    if (typeof offered !== 'object' || offered === null) throw new Error('ssh2 keeps its extensions elsewhere now');
    Reflect.set(offered, 'posix-rename@openssh.com', '1');
    return ask((done) => sftp.ext_openssh_rename(from, to, done));
  }

  test('as POSIX does replaces a file of the inbox, and reaches nothing else', async () => {
    await writeFile(join(inbox, 'a.csv'), 'ny');
    await writeFile(join(inbox, 'b.csv'), 'gammel');
    expect(await posixRename('/inbox/a.csv', '/inbox/b.csv')).toBeUndefined();
    expect(await textOf(join(inbox, 'b.csv'))).toBe('ny');
    expect(await posixRename('/inbox/b.csv', '/../44110/inbox/b.csv')).toContain('No such file');
    expect(await posixRename('/inbox/b.csv', '/outbox/b.csv')).toContain('Only files within inbox');
    expect(await posixRename('/inbox', '/outbox')).toContain('Only files within inbox');
    expect(await readdir(inbox)).toEqual(['b.csv']);
    expect(await readdir(rig.homes.inbox(44110))).toEqual([]);
  });

  test('what is being written is refused, from and to', async () => {
    await writeFile(join(inbox, 'hel.csv'), 'hel');
    const handle = await opened('/inbox/åpen.csv', 'w');
    expect(await ask((done) => sftp.rename('/inbox/åpen.csv', '/inbox/ny.csv', done))).toContain('is being uploaded');
    expect(await posixRename('/inbox/hel.csv', '/inbox/åpen.csv')).toContain('is being uploaded');
    await ask((done) => sftp.close(handle, done));
    expect((await readdir(inbox)).sort()).toEqual(['hel.csv', 'åpen.csv']);
  });

  test('a half file keeps it half', async () => {
    await writeFile(join(rig.homes.uploads(33220), 'halv.csv'), 'ha');
    expect(await ask((done) => sftp.rename('/inbox/halv.csv', '/inbox/ferdig.csv', done))).toBeUndefined();
    expect(await readdir(inbox)).toEqual([]);
    expect(await readdir(rig.homes.uploads(33220))).toEqual(['ferdig.csv']);
  });
});

test('three hundred files are listed whole', async () => {
  for (let n = 0; n < 300; n += 1) await writeFile(join(outbox, `rapport-${n}.pdf`), 'x');
  const list = await ask<unknown[]>((done) => sftp.readdir('/outbox', done));
  expect(list).toHaveLength(300);
});
