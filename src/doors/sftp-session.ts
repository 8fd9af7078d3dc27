/** One SFTP conversation on the drop server: every request of the protocol (version 3) and its answer. */
import type { FileHandle } from 'node:fs/promises';
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2';
import type { Log } from '../platform/log.ts';
import { loggable } from '../platform/loggable.ts';
import { denied, failure, faultOf, SftpFault } from './sftp-fault.ts';
import { attributesOf, type Home } from './sftp-home.ts';
import { realPathOf } from './sftp-path.ts';
import type { Upload, Uploads } from './sftp-upload.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** What a conversation needs. */
export interface SessionSetting {
  home: Home;
  uploads: Uploads;
  log: Log;
  mostHandles: number;
  /** Called at each request: the sender is alive. */
  onRequest(): void;
  /** Called with the bytes that came and are not written yet (positive), and with those written (negative). */
  onPending(bytes: number): void;
  /** Called when a file of the outbox was read and let go; `whole` when every byte of it was. */
  onRead(client: number, fileName: string, whole: boolean): void;
}

type Handle =
  | { kind: 'upload'; upload: Upload }
  | { kind: 'download'; file: FileHandle; name: string; size: number; sent: number; end: number }
  | { kind: 'listing'; entries: FileEntry[] };

const longestRead = 32_768;
const entriesAtOnce = 100;

/** Answers all requests of a conversation until it ends; then unfinished uploads are abandoned and all files closed. */
export function serveSftp(sftp: SFTPWrapper, setting: SessionSetting): void {
  const { home, uploads, log } = setting;
  const handles = new Map<number, Handle>();
  let next = 0;
  let opening = 0;
  let ended = false;

  function answer(id: number, work: () => Promise<void>): void {
    setting.onRequest();
    work().catch((error: unknown) => {
      const fault = faultOf(error);
      if (fault.cause !== undefined && fault.status === STATUS_CODE.FAILURE) {
        log.warn({ err: loggable(fault.cause), client: home.client }, 'the drop server could not answer a request');
      }
      if (!ended) sftp.status(id, fault.status, fault.message);
    });
  }

  function ok(id: number): void {
    if (!ended) sftp.status(id, STATUS_CODE.OK, 'OK');
  }

  function keep(id: number, handle: Handle): void {
    const number = (next += 1);
    handles.set(number, handle);
    const key = Buffer.alloc(4);
    key.writeUInt32BE(number);
    if (ended) void letGo(number);
    else sftp.handle(id, key);
  }

  function opened(key: Buffer): Handle | undefined {
    return key.length === 4 ? handles.get(key.readUInt32BE()) : undefined;
  }

  function uploadOf(key: Buffer): Upload {
    const handle = opened(key);
    if (handle?.kind !== 'upload') throw failure('The handle is not open for writing');
    return handle.upload;
  }

  /** Closes a handle because the conversation ended. */
  async function letGo(number: number): Promise<void> {
    const handle = handles.get(number);
    handles.delete(number);
    try {
      if (handle?.kind === 'upload') await handle.upload.abandon();
      if (handle?.kind === 'download') await endDownload(handle);
    } catch (error) {
      log.warn({ err: loggable(error), client: home.client }, 'a file could not be closed when its connection ended');
    }
  }

  async function endDownload(handle: Handle & { kind: 'download' }): Promise<void> {
    await handle.file.close();
    setting.onRead(home.client, handle.name, handle.sent >= handle.size && handle.end >= handle.size);
  }

  async function close(key: Buffer): Promise<void> {
    const number = key.length === 4 ? key.readUInt32BE() : -1;
    const handle = handles.get(number);
    if (!handle) throw failure('The handle is not open');
    handles.delete(number);
    if (handle.kind === 'upload') await handle.upload.finish();
    if (handle.kind === 'download') await endDownload(handle);
  }

  async function openFile(id: number, path: string, flags: number): Promise<void> {
    if ((flags & (OPEN_MODE.WRITE | OPEN_MODE.APPEND)) !== 0) {
      await open(id, async () => ({ kind: 'upload', upload: await uploads.open(home, path, flags) }));
    } else {
      await open(id, async () => ({ kind: 'download', ...(await home.openForReading(path)), sent: 0, end: 0 }));
    }
  }

  /** Those being opened count too, or many at once would slip through. */
  async function open(id: number, work: () => Promise<Handle>): Promise<void> {
    if (handles.size + opening >= setting.mostHandles) {
      throw failure(`At most ${setting.mostHandles} files can be open at once; close some`);
    }
    opening += 1;
    try {
      keep(id, await work());
    } finally {
      opening -= 1;
    }
  }

  async function read(id: number, key: Buffer, offset: number, length: number): Promise<void> {
    const handle = opened(key);
    if (handle?.kind !== 'download') throw failure('The handle is not open for reading');
    const buffer = Buffer.allocUnsafe(Math.min(length, longestRead));
    const { bytesRead } = await handle.file.read(buffer, 0, buffer.length, offset);
    if (bytesRead === 0) throw new SftpFault(STATUS_CODE.EOF, 'End of file');
    handle.sent += bytesRead;
    handle.end = Math.max(handle.end, offset + bytesRead);
    if (!ended) sftp.data(id, buffer.subarray(0, bytesRead));
  }

  async function write(id: number, key: Buffer, offset: number, data: Buffer): Promise<void> {
    const upload = uploadOf(key);
    setting.onPending(data.length);
    try {
      await upload.write(offset, data);
    } finally {
      setting.onPending(-data.length);
    }
    ok(id);
  }

  async function fileAttributes(key: Buffer): Promise<Attributes> {
    const handle = opened(key);
    if (handle?.kind === 'upload') return attributesOf(home.client, await handle.upload.file.stat());
    if (handle?.kind === 'download') return attributesOf(home.client, await handle.file.stat());
    throw failure('The handle is not an open file');
  }

  async function rename(from: string, to: string, replace: boolean): Promise<void> {
    for (const path of [from, to]) {
      if (uploads.isOpen(home, path)) throw failure(`${path} is being uploaded; close it first`);
    }
    await home.rename(from, to, replace);
  }

  sftp.on('REALPATH', (id, path) =>
    answer(id, async () => {
      const filename = realPathOf(path);
      const attrs = await home.attributes(path).catch(() => ({ mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 }));
      sftp.name(id, [{ filename, longname: filename, attrs }]);
    }),
  );
  const stat = (id: number, path: string) => answer(id, async () => sftp.attrs(id, await home.attributes(path)));
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('FSTAT', (id, key) => answer(id, async () => sftp.attrs(id, await fileAttributes(key))));
  // Times and rights of the sender's copy are of no use here and are accepted without effect; a size set beforehand is kept.
  sftp.on('SETSTAT', (id, path) =>
    answer(id, async () => {
      await home.attributes(path);
      ok(id);
    }),
  );
  sftp.on('FSETSTAT', (id, key, attrs) =>
    answer(id, async () => {
      const size: number | undefined = (attrs as Partial<Attributes>).size;
      if (size !== undefined) await uploadOf(key).setSize(size);
      ok(id);
    }),
  );
  sftp.on('OPENDIR', (id, path) =>
    answer(id, () => open(id, async () => ({ kind: 'listing', entries: await home.list(path) }))),
  );
  sftp.on('READDIR', (id, key) =>
    answer(id, async () => {
      const handle = opened(key);
      if (handle?.kind !== 'listing') throw failure('The handle is not an open folder');
      const entries = handle.entries.splice(0, entriesAtOnce);
      if (entries.length === 0) throw new SftpFault(STATUS_CODE.EOF, 'End of list');
      sftp.name(id, entries);
    }),
  );
  sftp.on('OPEN', (id, path, flags) => answer(id, () => openFile(id, path, flags)));
  sftp.on('READ', (id, key, offset, length) => answer(id, () => read(id, key, offset, length)));
  sftp.on('WRITE', (id, key, offset, data) => answer(id, () => write(id, key, offset, data)));
  sftp.on('CLOSE', (id, key) =>
    answer(id, async () => {
      await close(key);
      ok(id);
    }),
  );
  sftp.on('REMOVE', (id, path) =>
    answer(id, async () => {
      await home.remove(path);
      uploads.drop(home, path);
      ok(id);
    }),
  );
  sftp.on('RENAME', (id, from, to) =>
    answer(id, async () => {
      await rename(from, to, false);
      ok(id);
    }),
  );
  sftp.on('EXTENDED', (id, name, data) =>
    answer(id, async () => {
      if (name !== 'posix-rename@openssh.com')
        throw new SftpFault(STATUS_CODE.OP_UNSUPPORTED, `${name} is not offered`);
      const [from, to] = textsOf(data);
      if (from === undefined || to === undefined)
        throw new SftpFault(STATUS_CODE.BAD_MESSAGE, 'Two paths were expected');
      await rename(from, to, true);
      ok(id);
    }),
  );
  const refused = {
    MKDIR: 'Folders cannot be made here',
    RMDIR: 'Folders cannot be removed',
    SYMLINK: 'Links cannot be made here',
    READLINK: 'There are no links here',
  };
  for (const [request, message] of Object.entries(refused)) {
    sftp.on(request, (id: number) => answer(id, () => Promise.reject(denied(message))));
  }

  function end(): void {
    if (ended) return;
    ended = true;
    for (const number of handles.keys()) void letGo(number);
    sftp.end();
  }
  sftp.on('end', end);
  sftp.on('close', end);
  sftp.on('error', (error: Error) => {
    log.info({ err: loggable(error), client: home.client }, 'an SFTP conversation broke off');
    end();
  });
}

/** The strings of an extended request, each after its length in four bytes. */
function textsOf(data: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 4 <= data.length;) {
    const length = data.readUInt32BE(at);
    if (at + 4 + length > data.length) break;
    texts.push(data.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return texts;
}
