/** The drop server on a free port with homes, keys and passwords, and the real senders that knock on it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import ssh2 from 'ssh2';
import { type Homes, openHomes } from '../access/homes.ts';
import { addSftpKey, readPublicKey, setSftpPassword } from '../access/sftp-keys.ts';
import { type HouseForTests, houseForTests } from '../intake/house-for-tests.ts';
import { systemPath } from '../platform/file-lock.ts';
import { type SftpLimits, type SftpServer, startSftpServer } from './sftp-server.ts';

/** The password of client 33220. */
export const password = 'åtte-bjørner-i-skogen';

/** What a program said and how it ended. */
export interface Ran {
  code: number | null;
  output: string;
}

/** A running server and what its senders need. */
export interface SftpRig extends HouseForTests {
  homes: Homes;
  server: SftpServer;
  /** The private key's file of client 33220, and of 44110. */
  keyFile: string;
  otherKeyFile: string;
  knownHosts: string;
  /** Files of the outbox that were read: `33220 rapport.pdf whole`. */
  reads: string[];
  /** Runs a program to its end, within 20 seconds. */
  run(program: string, args: string[], input?: string): Promise<Ran>;
  start(program: string, args: string[], input?: string): ChildProcess;
  /** The arguments of OpenSSH's sftp for client 33220. */
  openSsh: string[];
  /** Runs OpenSSH's sftp with a batch of commands. */
  sftp(batch: string, args?: string[]): Promise<Ran>;
}

/** Starts it all. */
export async function startSftpRig(limits: Partial<SftpLimits> = {}): Promise<SftpRig> {
  const made = await houseForTests();
  const { house, folder } = made;
  const homes = await openHomes(join(folder, 'homes'));
  const reads: string[] = [];
  const server = await startSftpServer(house, {
    homes,
    keyFolder: join(folder, 'keys'),
    host: '127.0.0.1',
    port: 0,
    limits,
    onRead: (client, name, whole) => void reads.push(`${client} ${name}${whole ? ' whole' : ''}`),
  });
  const userFolder = join(folder, 'sender');
  await mkdir(userFolder);
  const now = house.clock.now();
  async function keyFor(client: number): Promise<string> {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const file = join(userFolder, `key-${client}`);
    await writeFile(file, pair.private, { mode: 0o600 });
    const publicKey = readPublicKey(pair.public);
    if ('fault' in publicKey) throw new Error(publicKey.fault.en);
    await addSftpKey(made.db, now, 'test', { client, name: 'test', publicKey });
    return file;
  }
  const keyFile = await keyFor(33220);
  const otherKeyFile = await keyFor(44110);
  await setSftpPassword(made.db, now, 'test', 33220, password);
  const knownHosts = join(userFolder, 'known_hosts');
  await writeFile(knownHosts, `[127.0.0.1]:${server.port} ${server.knownHosts}\n`);

  function start(program: string, args: string[], input = ''): ChildProcess {
    const env = { PATH: systemPath, HOME: userFolder, LANG: 'C.UTF-8' };
    const child = spawn(program, args, { cwd: userFolder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return child;
  }

  async function run(program: string, args: string[], input?: string): Promise<Ran> {
    const child = start(program, args, input);
    const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const code = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const said = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    const ended = await code;
    clearTimeout(limit);
    return { code: ended, output: said.join('') };
  }

  const options = {
    UserKnownHostsFile: knownHosts,
    StrictHostKeyChecking: 'yes',
    IdentitiesOnly: 'yes',
    BatchMode: 'yes',
    User: '33220',
  };
  const named = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const openSsh = ['-F', 'none', '-i', keyFile, '-P', String(server.port)].concat(named);
  return {
    ...made,
    homes,
    server,
    keyFile,
    otherKeyFile,
    knownHosts,
    reads,
    run,
    start,
    openSsh,
    sftp: (batch, args = []) => run('sftp', [...openSsh, ...args, '-b', '-', '127.0.0.1'], batch),
    async remove() {
      await server.close();
      await made.remove();
    },
  };
}

/** The text of a file, or undefined when it is not there. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Empties folders between tests. */
export async function emptied(...folders: string[]): Promise<void> {
  for (const folder of folders) {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
