/** A connection to somebody else's SFTP server: its key pinned, Nagle's delay off, files read as streams that fail when they are not whole. */
import { createConnection, type Socket } from 'node:net';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import Client from 'ssh2-sftp-client';
import { fingerprintOf } from '../access/sftp-keys.ts';

/** Where the server is, who we are there, and the fingerprints (`SHA256:…`) of the keys it may show. */
export interface SftpAddress {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  hostKeys: string[];
}

/** A regular file there: size in bytes, time in milliseconds since 1970 (whole seconds, by the server's clock). */
export interface SourceFile {
  name: string;
  path: string;
  size: number;
  modifiedAt: number;
}

/** What lies in a folder there: files, and the names of what is no file. */
export interface SourceListing {
  files: SourceFile[];
  others: string[];
}

/** An open connection. */
export interface SftpSource {
  list(folder: string): Promise<SourceListing>;
  /** The file as it is now; undefined when it is gone. */
  look(file: SourceFile): Promise<SourceFile | undefined>;
  /** The bytes of a file. Fails when the connection breaks, and at the end when the file is not as long or old as it was. */
  read(file: SourceFile): Readable;
  /** Removes a file; one that is gone already is no error. */
  remove(file: SourceFile): Promise<void>;
  /** Moves a file to another folder, which is made when missing, under a name. */
  move(file: SourceFile, folder: string, name: string): Promise<void>;
  close(): Promise<void>;
}

const connectMs = 20_000;
const keepAlive = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };

/** Connects. Throws when the server is not reached, shows another key than the pinned ones, or does not let us in. */
export async function openSftpSource(address: SftpAddress): Promise<SftpSource> {
  const place = `${address.user}@${address.host}:${address.port}`;
  const broken = new AbortController();
  const breakOff = (error: unknown) => {
    broken.abort(error instanceof Error ? error : new Error(`The connection to ${place} was lost`));
  };
  const client = new Client('pull', {
    error: breakOff,
    end: () => breakOff(undefined),
    close: () => breakOff(undefined),
  });
  let shownKey = '';
  const socket = await connected(address, place);
  try {
    await client.connect({
      sock: socket,
      username: address.user,
      ...(address.password !== undefined && { password: address.password }),
      ...(address.privateKey !== undefined && { privateKey: address.privateKey }),
      hostVerifier(key: Buffer) {
        shownKey = fingerprintOf(key);
        return address.hostKeys.includes(shownKey);
      },
      readyTimeout: connectMs,
      ...keepAlive,
    });
  } catch (cause) {
    socket.destroy();
    if (shownKey !== '' && !address.hostKeys.includes(shownKey)) {
      throw new Error(
        `${place} shows the host key ${shownKey}, which is not pinned; ask its owner, and pin the new key only if it is theirs`,
        { cause },
      );
    }
    throw new Error(`${place} did not let us in; check user, key and password with its owner`, { cause });
  }

  async function look(file: SourceFile): Promise<SourceFile | undefined> {
    if ((await client.exists(file.path)) !== '-') return undefined;
    const { size, modifyTime } = await client.stat(file.path);
    return { ...file, size, modifiedAt: modifyTime };
  }

  async function* whole(file: SourceFile): AsyncGenerator<Buffer> {
    const stream = client.createReadStream(file.path);
    const stop = () => stream.destroy(new Error(`The connection to ${place} broke while a file was read`));
    broken.signal.addEventListener('abort', stop);
    let size = 0;
    try {
      if (broken.signal.aborted) stop();
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length;
        yield chunk;
      }
    } finally {
      broken.signal.removeEventListener('abort', stop);
      stream.destroy();
    }
    if (size !== file.size)
      throw new Error(`A file at ${place} gave ${size} bytes, not the ${file.size} it should have`);
    const now = await look(file);
    if (now?.size !== file.size || now.modifiedAt !== file.modifiedAt) {
      throw new Error(`A file at ${place} changed while it was read; it is read again when it holds still`);
    }
  }

  return {
    async list(folder) {
      const files: SourceFile[] = [];
      const others: string[] = [];
      for (const { name, type, size, modifyTime } of await client.list(folder)) {
        if (type === '-') files.push({ name, path: posix.join(folder, name), size, modifiedAt: modifyTime });
        else others.push(name);
      }
      return { files, others };
    },
    look,
    read: (file) => Readable.from(whole(file), { objectMode: false }),
    async remove(file) {
      await client.delete(file.path, true);
    },
    async move(file, folder, name) {
      if (!(await client.exists(folder))) await client.mkdir(folder, true);
      await client.rename(file.path, posix.join(folder, name));
    },
    async close() {
      if (broken.signal.aborted) socket.destroy();
      else await client.end();
    },
  };
}

async function connected({ host, port }: SftpAddress, place: string): Promise<Socket> {
  const socket = createConnection({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    const fail = (cause?: Error) => {
      socket.destroy();
      reject(new Error(`${place} is not reached; check host, port and firewall`, { cause }));
    };
    socket.setTimeout(connectMs, () => fail());
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      resolve();
    });
  });
  return socket;
}
