/**
 * A foreign SFTP server: its key is pinned, the file is written under a temporary name, read back, renamed, and looked at
 * again, because some servers say OK and keep nothing.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import SftpClient from 'ssh2-sftp-client';
import { foreignTarget } from '../foreign.ts';
import type { ForeignTarget } from '../foreign.ts';
import type { DeliveryHouse, Outcome, Route, Task } from '../task.ts';

const connectMs = 20_000;
const wholeMs = 300_000;

export const push: Route = async (house, task) => {
  const target = await foreignTarget(house.db, task);
  const socket = await openSocket(target.address);
  // What the socket suffers is reported by the call that waits for it.
  const client = new SftpClient(undefined, { error: () => undefined, end: () => undefined, close: () => undefined });
  const limit = setTimeout(() => socket.destroy(new Error(`No end after ${wholeMs / 1000} seconds.`)), wholeMs);
  try {
    await connect(client, socket, target);
    return await send(house, task, client, folderOf(target));
  } finally {
    clearTimeout(limit);
    if (!socket.destroyed) await client.end();
    socket.destroy();
  }
};

function folderOf(target: ForeignTarget): string {
  const path = decodeURIComponent(target.address.pathname);
  return path === '/' || path === '' ? '.' : path.replace(/\/$/, '');
}

/** A connected socket without Nagle's algorithm, which would let six small files a second through. */
async function openSocket(address: URL): Promise<Socket> {
  const socket = connectSocket({ host: address.hostname, port: Number(address.port || 22), noDelay: true });
  const limit = setTimeout(() => socket.destroy(new Error(`${address.host} does not answer.`)), connectMs);
  try {
    await once(socket, 'connect');
  } finally {
    clearTimeout(limit);
  }
  return socket;
}

async function connect(client: SftpClient, sock: Socket, { address, hostKey, secret }: ForeignTarget): Promise<void> {
  if (hostKey === null)
    throw new Error(`The key of ${address.host} is not known. Enter its SHA256 fingerprint and send again.`);
  let seen = '';
  try {
    await client.connect({
      sock,
      username: decodeURIComponent(address.username),
      ...(secret.privateKey === undefined ? {} : { privateKey: secret.privateKey }),
      ...(secret.password === undefined ? {} : { password: secret.password }),
      readyTimeout: connectMs,
      hostVerifier: (key: Buffer) => {
        seen = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
        return seen === hostKey;
      },
    });
  } catch (error) {
    if (seen !== '' && seen !== hostKey) {
      throw new Error(
        `${address.host} shows another key (${seen}) than the one agreed. Ask its owner before you change it.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

async function send(house: DeliveryHouse, task: Task, client: SftpClient, folder: string): Promise<Outcome> {
  const target = `${folder}/${task.fileName}`;
  if ((await client.exists(target)) !== false) {
    if (await holds(client, target, task)) return { outcome: 'confirmed', detail: 'Already there, read back.' };
    throw new Error(`Another file named ${task.fileName} is in the way. Remove it there and send again.`);
  }
  const temporary = `${folder}/.${task.fileName}.${task.id}`;
  // By streams: fastPut has corrupted files silently. A pipeline would wait for ever on a stream that ssh2 could not open.
  await client.put(await house.archive.get(task.document.path), temporary);
  if (!(await holds(client, temporary, task)))
    throw new Error('The server said OK, but what it holds is not what was sent.');
  let renamed = false;
  try {
    await rename(client, temporary, target);
    renamed = true;
    const { size } = await client.stat(target);
    if (BigInt(size) !== task.document.size)
      throw new Error(`The server holds ${size} bytes after renaming, not ${task.document.size}.`);
  } catch (error) {
    if (renamed || !connectionLost(error)) throw error;
    return { outcome: 'unsure', detail: `The connection was lost while renaming: ${String(error)}` };
  }
  return { outcome: 'confirmed', detail: 'Sent, read back, renamed.' };
}

async function holds(client: SftpClient, path: string, task: Task): Promise<boolean> {
  if ((await client.exists(path)) === false) return false;
  const hash = createHash('sha256');
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done();
    },
  });
  await client.get(path, sink);
  return hash.digest('hex') === task.document.sha256;
}

/** The rename of OpenSSH where the server has it, else the plain one; the target is known not to exist. */
async function rename(client: SftpClient, from: string, to: string): Promise<void> {
  try {
    await client.posixRename(from, to);
  } catch (error) {
    if (connectionLost(error)) throw error;
    await client.rename(from, to);
  }
}

function connectionLost(error: unknown): boolean {
  return /connection|socket|ECONNRESET|end event|close event|No SFTP/i.test(String(error));
}
