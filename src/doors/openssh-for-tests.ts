/** A real OpenSSH server for tests: in a temporary folder, on a free port, for the user who runs the tests; and a proxy that can cut the line. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { fingerprintOf } from '../access/sftp-keys.ts';
import { freePort } from '../platform/free-port.ts';

/** The running server; `folder` is a folder of files on it. */
export interface OpenSshServer {
  port: number;
  user: string;
  privateKey: string;
  fingerprint: string;
  folder: string;
  stop(): Promise<void>;
}

/** Starts sshd with one user key and its own host key. */
export async function startOpenSsh(): Promise<OpenSshServer> {
  const home = await mkdtemp(join(tmpdir(), 'kreditorflyt-sshd-'));
  await chmod(home, 0o700);
  const user = userInfo();
  // As root, sshd wants this folder for its unprivileged half.
  if (user.uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'host-key')]);
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  await writeFile(join(home, 'authorized_keys'), `${pair.public}\n`, { mode: 0o600 });
  const folder = join(home, 'files');
  await mkdir(folder);
  const port = await freePort();
  const settings = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(home, 'host-key')}`,
    `AuthorizedKeysFile ${join(home, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin yes',
    'Subsystem sftp internal-sftp',
  ];
  await writeFile(join(home, 'sshd_config'), `${settings.join('\n')}\n`);
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(home, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await answers(server, port);
  const [, base64 = ''] = (await readFile(join(home, 'host-key.pub'), 'utf8')).split(' ');
  return {
    port,
    user: user.username,
    privateKey: pair.private,
    fingerprint: fingerprintOf(Buffer.from(base64, 'base64')),
    folder,
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function answers(server: ChildProcess, port: number): Promise<void> {
  let complaint = '';
  server.stderr?.on('data', (data: Buffer) => (complaint += data.toString()));
  server.on('error', (error) => (complaint += error.message));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const reached = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (reached) return;
    await sleep(50);
  }
  throw new Error(`sshd did not start on port ${port} (is the Debian package openssh-server installed?): ${complaint}`);
}

/** A line to a port that can be cut: by hand, or after so many bytes from the server. */
export interface Line {
  port: number;
  cut(): void;
  stop(): Promise<void>;
}

/** Lays a line to a port of 127.0.0.1. */
export async function layLine(to: number, cutAfterBytes = Number.POSITIVE_INFINITY): Promise<Line> {
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    let bytes = 0;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    far.on('data', (data) => {
      bytes += data.length;
      if (bytes > cutAfterBytes) cut();
    });
    near.pipe(far);
    far.pipe(near);
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port,
    cut,
    async stop() {
      cut();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
