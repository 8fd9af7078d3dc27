/** Pushing to foreign servers: a real OpenSSH, and servers that lie, cut and hang up. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import ssh2 from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { freshDatabase } from '../db/fresh.ts';
import type { FreshDatabase } from '../db/fresh.ts';
import { openArchive } from '../platform/archive.ts';
import { testClock } from '../platform/clock.ts';
import type { SetClock } from '../platform/clock.ts';
import { freePort } from '../platform/free-port.ts';
import { deliver } from './deliver.ts';
import { startLyingServer } from './lying-server-for-tests.ts';
import type { Lie } from './lying-server-for-tests.ts';
import type { DeliveryHouse } from './task.ts';

const bytes = Buffer.from('%PDF-1.7\nEt dokument med æøå\n'.repeat(4_000));

let fresh: FreshDatabase;
let house: DeliveryHouse & { clock: SetClock };
let folder: string;
let inbox: string;
let daemon: ChildProcess;
let port: number;
let hostKey: string;
const key = ssh2.utils.generateKeyPairSync('ed25519');

function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1]!, 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

beforeAll(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-push-'));
  inbox = join(folder, 'mottak');
  house = {
    db: openDatabase(fresh.url),
    archive: openArchive({ kind: 'folder', folder: join(folder, 'archive') }),
    clock: testClock('2026-11-24T02:00:00+01:00'),
    outbox: () => folder,
    mail: { kind: 'folder', folder },
    mailFrom: 'no-reply@kreditorflyt.example',
    portalAddress: 'https://portal.example',
  };
  await house.db.query(`insert into client (number, name, created_at) values (33220, 'Testkreditor AS', now())`);
  const stored = await house.archive.put(Readable.from([bytes]), { folder: 'documents', name: 'Avregning.pdf' });
  await house.db.query(
    `insert into document (client, type, name, date, pages, size, sha256, archive_path, content_hash, created_at)
     values (33220, 'clientAccountSettlement', 'Avregning', '2026-11-24', 1, $1, $2, $3, 'x', now())`,
    [stored.size, stored.sha256, stored.path],
  );
  port = await freePort();
  hostKey = await startOpenSsh();
});

beforeEach(async () => {
  await rm(inbox, { recursive: true, force: true });
  await mkdir(inbox);
});

afterEach(async () => {
  await house.db.query('delete from delivery_attempt');
  await house.db.query('delete from delivery');
  await house.db.query('delete from delivery_target');
});

afterAll(async () => {
  daemon.kill();
  await house.db.close();
  await house.archive.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts sshd on `port` for this user and returns its key's fingerprint. */
async function startOpenSsh(): Promise<string> {
  const host = ssh2.utils.generateKeyPairSync('ed25519');
  const [hostFile, authorized] = [join(folder, 'host_key'), join(folder, 'authorized_keys')];
  await writeFile(hostFile, `${host.private}\n`, { mode: 0o600 });
  await writeFile(authorized, key.public, { mode: 0o600 });
  const settings = [
    `Port=${port}`,
    'ListenAddress=127.0.0.1',
    `HostKey=${hostFile}`,
    `AuthorizedKeysFile=${authorized}`,
    'PidFile=none',
    'UsePAM=no',
    'StrictModes=no',
    'PermitRootLogin=yes',
    'Subsystem=sftp internal-sftp',
  ];
  // Run by root, sshd wants this folder for its unprivileged half.
  if (process.getuid!() === 0) await mkdir('/run/sshd', { recursive: true });
  daemon = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', '/dev/null', ...settings.flatMap((each) => ['-o', each])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  while (!said.includes('Server listening')) {
    const [chunk] = await Promise.race([
      once(daemon.stderr!, 'data'),
      once(daemon, 'exit').then(() => {
        throw new Error(`sshd ended: ${said}`);
      }),
    ]);
    said += String(chunk);
  }
  daemon.stderr!.resume();
  return fingerprint(host.public);
}

async function plan(at: { port: number; hostKey: string | null; path?: string }): Promise<number> {
  await house.db.query(
    `insert into delivery_target (client, route, name, address, host_key, secret, created_at) values (33220, 'push', 'erp', $1, $2, $3, now())`,
    [
      `sftp://${encodeURIComponent(userInfo().username)}@127.0.0.1:${at.port}${at.path ?? inbox}`,
      at.hostKey,
      JSON.stringify({ privateKey: key.private }),
    ],
  );
  const made = await house.db.query<{ id: number }>(
    `insert into delivery (document, client, route, target, file_name, created_at, next_try_at)
     values (1, 33220, 'push', 'erp', 'Avregning.pdf', $1, $1) returning id`,
    [house.clock.now()],
  );
  return made.rows[0]!.id;
}

async function detail(id: number): Promise<string> {
  const found = await house.db.query<{ detail: string }>('select detail from delivery_status where id = $1', [id]);
  return found.rows[0]!.detail;
}

test('OpenSSH gets the document whole, under its name, and nothing else', async () => {
  const id = await plan({ port, hostKey });
  expect(await deliver(house, id)).toBe('confirmed');
  expect(await readdir(inbox)).toEqual(['Avregning.pdf']);
  expect(await readFile(join(inbox, 'Avregning.pdf'))).toEqual(bytes);
});

test('what is already there is found and not sent again', async () => {
  await writeFile(join(inbox, 'Avregning.pdf'), bytes);
  const id = await plan({ port, hostKey });
  expect(await deliver(house, id)).toBe('confirmed');
  expect(await detail(id)).toBe('Already there, read back.');
});

test('another file of the name is not replaced', async () => {
  await writeFile(join(inbox, 'Avregning.pdf'), 'noe annet');
  const id = await plan({ port, hostKey });
  expect(await deliver(house, id)).toBe('failed');
  expect(await readFile(join(inbox, 'Avregning.pdf'), 'utf8')).toBe('noe annet');
});

test('half a file left by a killed attempt is written over', async () => {
  const id = await plan({ port, hostKey });
  await writeFile(join(inbox, `.Avregning.pdf.${id}`), Buffer.concat([bytes, bytes]));
  expect(await deliver(house, id)).toBe('confirmed');
  expect(await readFile(join(inbox, 'Avregning.pdf'))).toEqual(bytes);
});

test('a server with another key gets nothing, and one whose key nobody entered neither', async () => {
  const other = await plan({ port, hostKey: 'SHA256:enannen' });
  expect(await deliver(house, other)).toBe('failed');
  expect(await detail(other)).toMatch(/shows another key \(SHA256:.*\) than the one agreed/);
  await house.db.query(`update delivery_target set host_key = null`);
  house.clock.advance(3_600_000);
  expect(await deliver(house, other)).toBe('failed');
  expect(await detail(other)).toContain('fingerprint');
  expect(await readdir(inbox)).toEqual([]);
});

test('a server that is not there is a failure, and so is a folder that is not', async () => {
  const id = await plan({ port: await freePort(), hostKey });
  expect(await deliver(house, id)).toBe('failed');
  expect(await detail(id)).toContain('ECONNREFUSED');
  await house.db.query('update delivery_target set address = $1', [
    `sftp://${encodeURIComponent(userInfo().username)}@127.0.0.1:${port}${join(folder, 'finnes-ikke')}`,
  ]);
  house.clock.advance(3_600_000);
  expect(await deliver(house, id)).toBe('failed');
  expect(await detail(id)).toContain('No such file');
});

test.each<[Lie, string, string]>([
  ['keeps nothing', 'failed', 'what it holds is not what was sent'],
  ['keeps half', 'failed', 'what it holds is not what was sent'],
  ['loses at rename', 'failed', 'after renaming'],
  ['hangs up at rename', 'unsure', 'while renaming'],
])('a server that %s is found out', async (lie, outcome, why) => {
  const server = await startLyingServer(lie);
  const id = await plan({ port: server.port, hostKey: server.fingerprint, path: '/' });
  expect(await deliver(house, id)).toBe(outcome);
  expect(await detail(id)).toContain(why);
  await server.close();
});

test('an unsure delivery that did arrive is found by looking, not sent again', async () => {
  const server = await startLyingServer('hangs up at rename');
  const id = await plan({ port: server.port, hostKey: server.fingerprint, path: '/' });
  expect(await deliver(house, id)).toBe('unsure');
  server.lie('nothing');
  house.clock.advance(3_600_000);
  const written = server.writes();
  expect(await deliver(house, id)).toBe('confirmed');
  expect(await detail(id)).toBe('Already there, read back.');
  expect(server.writes()).toBe(written);
  await server.close();
});
