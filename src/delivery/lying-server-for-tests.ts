/** An SFTP server in memory that says OK and does otherwise. */
import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';
import type { SFTPWrapper } from 'ssh2';

export type Lie = 'nothing' | 'keeps nothing' | 'keeps half' | 'loses at rename' | 'hangs up at rename';

export interface LyingServer {
  port: number;
  fingerprint: string;
  /** Changes its ways. */
  lie(lie: Lie): void;
  /** How many writes it was asked for. */
  writes(): number;
  close(): Promise<void>;
}

const { STATUS_CODE } = ssh2.utils.sftp;

/** Starts it on a free port; any key may enter. */
export async function startLyingServer(first: Lie): Promise<LyingServer> {
  let lie = first;
  let writes = 0;
  const files = new Map<string, Buffer>();
  const host = ssh2.utils.generateKeyPairSync('ed25519');
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => context.accept());
    client.on('ready', () => {
      client.on('session', (accept) => {
        accept().on('sftp', (acceptSftp) => serve(acceptSftp(), () => client.end()));
      });
    });
  });

  function serve(sftp: SFTPWrapper, hangUp: () => void): void {
    const handles = new Map<string, string>();
    const pathOf = (handle: Buffer) => handles.get(handle.toString('hex')) ?? '';
    const attributes = (size: number) => ({ mode: 0o100600, uid: 0, gid: 0, size, atime: 0, mtime: 0 });
    sftp.on('OPEN', (request, path, flags) => {
      const handle = Buffer.alloc(4);
      handle.writeUInt32BE(handles.size);
      handles.set(handle.toString('hex'), path);
      if ((flags & 8) !== 0) files.set(path, Buffer.alloc(0));
      sftp.handle(request, handle);
    });
    sftp.on('WRITE', (request, handle, offset, data) => {
      writes += 1;
      const path = pathOf(handle);
      const held = files.get(path) ?? Buffer.alloc(0);
      const kept = lie === 'keeps nothing' || (lie === 'keeps half' && offset > 0) ? Buffer.alloc(0) : data;
      files.set(path, Buffer.concat([held.subarray(0, offset), kept]));
      sftp.status(request, STATUS_CODE.OK);
    });
    sftp.on('READ', (request, handle, offset, length) => {
      const part = (files.get(pathOf(handle)) ?? Buffer.alloc(0)).subarray(offset, offset + length);
      if (part.length === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, part);
    });
    const stat = (request: number, path: string) => {
      const held = files.get(path);
      if (path === '/' || path === '.') sftp.attrs(request, { ...attributes(0), mode: 0o40700 });
      else if (held) sftp.attrs(request, attributes(held.length));
      else sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
    };
    sftp.on('STAT', stat);
    sftp.on('LSTAT', stat);
    sftp.on('FSTAT', (request, handle) => stat(request, pathOf(handle)));
    sftp.on('REALPATH', (request, path) =>
      sftp.name(request, [{ filename: path, longname: path, attrs: attributes(0) }]),
    );
    sftp.on('FSETSTAT', (request) => sftp.status(request, STATUS_CODE.OK));
    sftp.on('SETSTAT', (request) => sftp.status(request, STATUS_CODE.OK));
    sftp.on('CLOSE', (request) => sftp.status(request, STATUS_CODE.OK));
    sftp.on('RENAME', (request, from, to) => {
      files.set(to, lie === 'loses at rename' ? Buffer.alloc(0) : (files.get(from) ?? Buffer.alloc(0)));
      files.delete(from);
      if (lie === 'hangs up at rename') hangUp();
      else sftp.status(request, STATUS_CODE.OK);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const blob = Buffer.from(host.public.split(' ')[1]!, 'base64');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return {
    port: address.port,
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    lie(next) {
      lie = next;
    },
    writes: () => writes,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
