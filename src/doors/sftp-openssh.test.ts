import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptied, type SftpRig, startSftpRig, textOf } from './sftp-rig-for-tests.ts';

let rig: SftpRig;
let inbox: string;
let outbox: string;
let uploads: string;

beforeAll(async () => {
  rig = await startSftpRig();
  await rig.homes.make(33220);
  await rig.homes.make(44110);
  inbox = rig.homes.inbox(33220);
  outbox = rig.homes.outbox(33220);
  uploads = rig.homes.uploads(33220);
  await writeFile(join(rig.folder, 'sender', 'saker.csv'), 'Ref;Beløp\n1;100\n');
  await writeFile(join(rig.folder, 'sender', 'flere.csv'), 'Ref;Beløp\n2;200\n3;300\n');
});
afterAll(() => rig.remove());
beforeEach(() => emptied(inbox, outbox, uploads));

describe("OpenSSH's sftp", () => {
  test('puts a file, which then lies whole in the inbox', async () => {
    const ran = await rig.sftp('put saker.csv inbox/saker.csv\n');
    expect(ran).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'saker.csv'))).toBe('Ref;Beløp\n1;100\n');
    expect(await readdir(uploads)).toEqual([]);
  });

  test('puts to a temporary name and renames', async () => {
    expect(
      await rig.sftp('put saker.csv inbox/saker.csv.tmp\nrename inbox/saker.csv.tmp inbox/saker.csv\n'),
    ).toMatchObject({ code: 0 });
    expect(await readdir(inbox)).toEqual(['saker.csv']);
  });

  test('overwrites a file that nobody has taken yet', async () => {
    expect(await rig.sftp('put saker.csv inbox/a.csv\nput flere.csv inbox/a.csv\n')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'a.csv'))).toBe('Ref;Beløp\n2;200\n3;300\n');
  });

  test('goes on with a half file (reput)', async () => {
    await writeFile(join(uploads, 'flere.csv'), 'Ref;Beløp\n2;');
    expect(await rig.sftp('reput flere.csv inbox/flere.csv\n')).toMatchObject({ code: 0 });
    expect(await textOf(join(inbox, 'flere.csv'))).toBe('Ref;Beløp\n2;200\n3;300\n');
    expect(await readdir(uploads)).toEqual([]);
  });

  test('keeps a name with æøå, spaces and quotes', async () => {
    const name = "Æ ø 'å' 2026.csv";
    expect(await rig.sftp(`put saker.csv "inbox/${name}"\n`)).toMatchObject({ code: 0 });
    expect(await readdir(inbox)).toEqual([name]);
  });

  test('keeps times and rights of its copy to itself (put -p)', async () => {
    expect(await rig.sftp('put -p saker.csv inbox/saker.csv\n')).toMatchObject({ code: 0 });
    expect(await readdir(inbox)).toEqual(['saker.csv']);
  });

  test('lists what lies there, without links, folders of ours or hidden files of the outbox', async () => {
    await writeFile(join(outbox, 'rapport.pdf'), 'x'.repeat(1234));
    await writeFile(join(outbox, '.halv.tmp'), 'x');
    await symlink('/etc/passwd', join(outbox, 'lenke'));
    await mkdir(join(inbox, '.taken'), { recursive: true });
    const ran = await rig.sftp('ls -la /\nls -la outbox\nls -1a inbox\n');
    expect(ran.code).toBe(0);
    expect(ran.output).toMatch(/drwx------ +\S+ +33220 +33220 .* inbox/);
    expect(ran.output).toMatch(/-rw------- +\S+ +33220 +33220 +1234 .* rapport\.pdf/);
    expect(ran.output).not.toMatch(/lenke|halv|taken/);
  });

  test('gets a file from the outbox, which is told as read whole', async () => {
    const content = Buffer.alloc(300_000, 'kreditor');
    await writeFile(join(outbox, 'rapport.pdf'), content);
    rig.reads.length = 0;
    expect(await rig.sftp('get outbox/rapport.pdf fått.pdf\nrm outbox/rapport.pdf\n')).toMatchObject({ code: 0 });
    expect((await readFile(join(rig.folder, 'sender', 'fått.pdf'))).equals(content)).toBe(true);
    expect(rig.reads).toEqual(['33220 rapport.pdf whole']);
    expect(await readdir(outbox)).toEqual([]);
  });

  test('signs in with another client’s key only to that client’s home', async () => {
    const args = rig.openSsh.map((each) => (each === rig.keyFile ? rig.otherKeyFile : each));
    const refused = await rig.run('sftp', [...args, '-b', '-', '127.0.0.1'], 'ls\n');
    expect(refused).toMatchObject({ code: 255 });
    expect(refused.output).toContain('Permission denied');
    const own = args.map((each) => each.replace('User=33220', 'User=44110'));
    await writeFile(join(rig.homes.outbox(44110), 'hemmelig.pdf'), 'x');
    const admitted = await rig.run('sftp', [...own, '-b', '-', '127.0.0.1'], 'ls outbox\n');
    expect(admitted.output).toContain('hemmelig.pdf');
    expect((await rig.sftp('ls outbox\n')).output).not.toContain('hemmelig');
  });

  test('gets no shell and no command', async () => {
    const args = rig.openSsh.map((each) => (each === '-P' ? '-p' : each));
    const ran = await rig.run('ssh', [...args, '127.0.0.1', 'cat', '/etc/passwd']);
    expect(ran.code).not.toBe(0);
    expect(ran.output).not.toContain('root:');
  });
});

describe('what a sender may not do, and is told so', () => {
  test.each([
    ['put saker.csv outbox/saker.csv', 'Permission denied'],
    ['put saker.csv saker.csv', 'No such file'],
    ['put saker.csv inbox/under/saker.csv', 'No such file'],
    ['put saker.csv inbox/.taken', 'No such file'],
    ['put saker.csv ../44110/inbox/saker.csv', 'No such file'],
    ['put saker.csv ../../../../tmp/saker.csv', 'No such file'],
    ['put saker.csv /homes/44110/inbox/saker.csv', 'No such file'],
    ['get /etc/passwd', 'not found'],
    ['get ../44110/outbox/hemmelig.pdf', 'not found'],
    ['get outbox/../../44110/outbox/hemmelig.pdf', 'not found'],
    ['get outbox/lenke', 'not found'],
    ['get inbox/liggende.csv', 'Permission denied'],
    ['ls ../44110', "Can't ls"],
    ['ls /etc', "Can't ls"],
    ['mkdir inbox/mappe', 'Permission denied'],
    ['rmdir inbox', 'Permission denied'],
    ['rm inbox/finnes-ikke.csv', 'No such file'],
    ['rm outbox/lenke', 'No such file'],
    ['symlink /etc/passwd inbox/lenke.csv', 'Permission denied'],
    ['ln outbox/rapport.pdf inbox/lenke.csv', 'does not support'],
    ['rename inbox/liggende.csv outbox/x.csv', 'Permission denied'],
    ['rename outbox/rapport.pdf inbox/x.csv', 'Permission denied'],
    ['rename inbox/liggende.csv ../44110/inbox/x.csv', 'No such file'],
    ['rename inbox/liggende.csv inbox/opptatt.csv', 'Failure'],
    ['chmod 777 outbox/finnes-ikke', 'No such file'],
  ])('%s', async (command, answer) => {
    await writeFile(join(rig.homes.outbox(44110), 'hemmelig.pdf'), 'hemmelig');
    await writeFile(join(inbox, 'liggende.csv'), 'a');
    await writeFile(join(inbox, 'opptatt.csv'), 'b');
    await writeFile(join(outbox, 'rapport.pdf'), 'c');
    await symlink(join(rig.homes.outbox(44110), 'hemmelig.pdf'), join(outbox, 'lenke'));
    const ran = await rig.sftp(`${command}\n`);
    expect(ran.code).toBe(1);
    expect(ran.output).toContain(answer);
    expect((await readdir(inbox)).sort()).toEqual(['liggende.csv', 'opptatt.csv']);
    expect((await readdir(outbox)).sort()).toEqual(['lenke', 'rapport.pdf']);
    expect(await readdir(rig.homes.inbox(44110))).toEqual([]);
    expect(await readdir(uploads)).toEqual([]);
    expect(await textOf(join(inbox, 'opptatt.csv'))).toBe('b');
  });
});
