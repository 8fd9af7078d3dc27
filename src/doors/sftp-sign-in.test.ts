/** Who gets in on the drop server, and how much one sender may ask of it. */
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import Client from 'ssh2-sftp-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listSftpKeys, revokeSftpKey, setSftpPassword } from '../access/sftp-keys.ts';
import { hostKeyIn } from './host-key.ts';
import { type SftpLimits, type SftpServer, startSftpServer } from './sftp-server.ts';
import { password, type SftpRig, startSftpRig, textOf } from './sftp-rig-for-tests.ts';

const limits = { connectionsPerClient: 4, handlesPerSession: 5, largestFile: 100_000 };
let rig: SftpRig;

beforeAll(async () => {
  rig = await startSftpRig(limits);
});
afterAll(() => rig.remove());

interface Credentials {
  username?: string;
  password?: string;
  privateKey?: string;
}

async function connected(credentials: Credentials = { password }, port = rig.server.port): Promise<Client> {
  const client = new Client('sender', { error: () => undefined, end: () => undefined, close: () => undefined });
  await client.connect({ host: '127.0.0.1', port, username: '33220', ...credentials });
  return client;
}

async function getsIn(credentials: Credentials, port = rig.server.port): Promise<boolean> {
  try {
    await (await connected(credentials, port)).end();
    return true;
  } catch (error) {
    if (String(error).includes('authentication methods failed')) return false;
    throw error;
  }
}

const privateKey = () => readFile(rig.keyFile, 'utf8');

describe('signing in', () => {
  test('works by key and by password, and the key’s use is remembered', async () => {
    expect(await getsIn({ privateKey: await privateKey() })).toBe(true);
    expect(await getsIn({ password })).toBe(true);
    expect((await listSftpKeys(rig.db, 33220))[0]?.lastUsedAt).toBeInstanceOf(Date);
  });

  test.each(['44110', '99999', '033220', '33220 ', "33220' or 1=1", '../33220', 'root', '', '-1', '33220e0'])(
    'is refused to the user name %j with the password of 33220',
    async (username) => {
      expect(await getsIn({ username, password })).toBe(false);
    },
  );

  test('is refused with a wrong or empty password, a foreign key, an RSA key, and with nothing', async () => {
    expect(await getsIn({ password: 'feil-passord-her' })).toBe(false);
    expect(await getsIn({ privateKey: await readFile(rig.otherKeyFile, 'utf8') })).toBe(false);
    expect(await getsIn({ privateKey: ssh2.utils.generateKeyPairSync('ed25519').private })).toBe(false);
    expect(await getsIn({ privateKey: ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private })).toBe(false);
    expect(await getsIn({})).toBe(false);
  });

  test('is refused with a key that was revoked', async () => {
    const key = await privateKey();
    const [known] = await listSftpKeys(rig.db, 33220);
    await revokeSftpKey(rig.db, rig.house.clock.now(), 'test', 33220, known!.id);
    expect(await getsIn({ privateKey: key })).toBe(false);
    await rig.db.query('update sftp_key set revoked_at = null where id = $1', [known!.id]);
    expect(await getsIn({ privateKey: key })).toBe(true);
  });

  test('after too many wrong passwords is held back even with the right one, for a while; a key still opens', async () => {
    const attempts = { perUser: 3, perAddress: 1000, windowMs: 3000, atOnce: 2 };
    await withServer({ attempts }, async ({ port }) => {
      await setSftpPassword(rig.db, rig.house.clock.now(), 'test', 44110, 'riktig-passord-4');
      const wrong = { username: '44110', password: 'galt-passord-4' };
      const right = { username: '44110', password: 'riktig-passord-4' };
      expect(await Promise.all([1, 2, 3, 4].map(() => getsIn(wrong, port)))).toEqual([false, false, false, false]);
      expect(await getsIn(right, port)).toBe(false);
      expect(await getsIn({ username: '44110', privateKey: await readFile(rig.otherKeyFile, 'utf8') }, port)).toBe(
        true,
      );
      expect(await getsIn({ password }, port)).toBe(true);
      await vi.waitFor(async () => expect(await getsIn(right, port)).toBe(true), { timeout: 15_000, interval: 500 });
    });
  });

  test('with the right password on many connections at once is never held back', async () => {
    const attempts = { perUser: 1, perAddress: 1, windowMs: 60_000, atOnce: 2 };
    await withServer({ attempts }, async ({ port }) => {
      expect(await Promise.all([1, 2, 3, 4].map(() => getsIn({ password }, port)))).toEqual([true, true, true, true]);
    });
  });

  test('does not happen by asking whether somebody’s public key would do', async () => {
    const key = await privateKey();
    const stolen = ssh2.utils.parseKey(key);
    if (stolen instanceof Error || Array.isArray(stolen)) throw new Error('no key');
    const mine = await readFile(rig.otherKeyFile, 'utf8');
    const key33220 = forged(stolen.getPublicSSH(), mine);
    const connection = new ssh2.Client();
    const outcome = new Promise<string>((resolve) => {
      connection.on('ready', () => resolve('in'));
      connection.on('close', () => resolve('out'));
      connection.on('error', () => undefined);
    });
    let asked = 0;
    connection.connect({
      host: '127.0.0.1',
      port: rig.server.port,
      username: '33220',
      // The public half of the victim's key, signed with another key, again and again until the server has had enough.
      authHandler(_left, _partial, next) {
        asked += 1;
        next({ type: 'publickey', username: '33220', key: key33220 });
      },
    });
    expect(await outcome).toBe('out');
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(25);
    connection.end();
  });
});

/** A second server on the same homes and keys, with limits of its own. */
async function withServer(own: Partial<SftpLimits>, work: (server: SftpServer) => Promise<void>): Promise<void> {
  const keyFolder = join(rig.folder, 'keys');
  const server = await startSftpServer(rig.house, {
    homes: rig.homes,
    keyFolder,
    host: '127.0.0.1',
    port: 0,
    limits: own,
  });
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

/** A connection that reads and says nothing of its own. */
function silentlyConnected(port: number): Socket {
  return connect(port, '127.0.0.1')
    .on('error', () => undefined)
    .resume();
}

/** A key that shows one public half and signs with another private one. */
function forged(publicBlob: Buffer, privateText: string): ssh2.ParsedKey {
  const key = ssh2.utils.parseKey(privateText);
  if (key instanceof Error || Array.isArray(key)) throw new Error('no key');
  return new Proxy(key, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      return property === 'getPublicSSH' ? () => publicBlob : value;
    },
  });
}

describe('limits', () => {
  test('a file over the size limit is refused while it is sent, and nothing of it reaches the inbox', async () => {
    const client = await connected();
    await expect(client.put(Buffer.alloc(100_001), '/inbox/stor.csv')).rejects.toThrow(
      'larger than the 100000 bytes allowed',
    );
    await client.put(Buffer.alloc(100_000), '/inbox/passe.csv');
    await client.end();
    expect(await readdir(rig.homes.inbox(33220))).toEqual(['passe.csv']);
  });

  test('open handles are counted', async () => {
    const client = await connected();
    const streams = Array.from({ length: 6 }, (_none, n) => client.createWriteStream(`/inbox/åpen-${n}.csv`));
    const outcomes = await Promise.all(
      streams.map(
        (stream) =>
          new Promise<string>((resolve) =>
            stream.on('open', () => resolve('open')).on('error', (error: Error) => resolve(error.message)),
          ),
      ),
    );
    expect(outcomes.filter((each) => each === 'open')).toHaveLength(5);
    expect(outcomes.filter((each) => each.includes('At most 5 files'))).toHaveLength(1);
    await client.end();
  });

  test('connections of one client are counted, and those of others are not held back by it', async () => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => connected()));
    await expect(connected().then((client) => client.list('/'))).rejects.toBeInstanceOf(Error);
    const other = await connected({ username: '44110', privateKey: await readFile(rig.otherKeyFile, 'utf8') });
    expect(await other.list('/')).toHaveLength(2);
    await Promise.all([...clients, other].map((client) => client.end()));
    await vi.waitFor(async () => expect(await getsIn({ password })).toBe(true), { timeout: 5000 });
  });

  test('who does not sign in is put out, and all together are counted', async () => {
    await withServer({ signInMs: 2500, connections: 5 }, async ({ port }) => {
      const silent = Array.from({ length: 20 }, () => silentlyConnected(port));
      const before = performance.now();
      const ends = await Promise.all(
        silent.map((socket) => once(socket, 'close').then(() => performance.now() - before)),
      );
      expect(ends.filter((ms) => ms > 2400)).toHaveLength(5);
    });
  });

  test('who is silent is put out, who works is not', async () => {
    await withServer({ idleMs: 2500 }, async ({ port }) => {
      const client = await connected({ password }, port);
      for (let n = 0; n < 6; n += 1) {
        await sleep(500);
        expect(await client.list('/')).toHaveLength(2);
      }
      await sleep(3500);
      await expect(client.list('/')).rejects.toBeInstanceOf(Error);
    });
  });

  test('rubbish instead of the protocol harms nobody', async () => {
    const socket = silentlyConnected(rig.server.port);
    socket.write(Buffer.alloc(50_000, 0xff));
    await once(socket, 'close');
    expect(await getsIn({ password })).toBe(true);
  });
});

describe('the server itself', () => {
  test('keeps its host key, readable by its user only, also when many start at once', async () => {
    const folder = join(rig.folder, 'many');
    const keys = await Promise.all([1, 2, 3, 4, 5].map(() => hostKeyIn(folder)));
    expect(new Set(keys.map((key) => key.fingerprint)).size).toBe(1);
    expect((await hostKeyIn(folder)).fingerprint).toBe(keys[0]!.fingerprint);
    expect((await stat(join(folder, 'host-key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['host-key']);
    await writeFile(join(folder, 'host-key'), 'ødelagt');
    await expect(hostKeyIn(folder)).rejects.toThrow('is not an SSH private key');
  });

  test('does not serve a home whose inbox is a link', async () => {
    await rm(join(rig.homes.folder, '44110'), { recursive: true, force: true });
    await mkdir(join(rig.homes.folder, '44110'));
    await symlink(rig.homes.inbox(33220), rig.homes.inbox(44110));
    await expect(
      connected({ username: '44110', privateKey: await readFile(rig.otherKeyFile, 'utf8') }),
    ).rejects.toBeInstanceOf(Error);
    expect(rig.logged.some((line) => line.includes('is a link'))).toBe(true);
  });

  test('says which port is taken', async () => {
    const again = startSftpServer(rig.house, {
      homes: rig.homes,
      keyFolder: join(rig.folder, 'keys'),
      host: '127.0.0.1',
      port: rig.server.port,
    });
    await expect(again).rejects.toThrow(`cannot listen on 127.0.0.1:${rig.server.port}`);
  });

  test('keeps passwords and keys out of its log', async () => {
    const log = rig.logged.join('\n');
    expect(log).not.toContain(password);
    expect(log).not.toContain('galt-passord-4');
    expect(await textOf(join(rig.folder, 'keys', 'host-key'))).toContain('PRIVATE KEY');
  });
});
