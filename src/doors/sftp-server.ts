/** The built-in SFTP drop server: one home for each client, signed in to by client number with an ed25519 key or a password. */
import { createServer, type Server, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { isClientFolder, type Homes } from '../access/homes.ts';
import { findSftpKey, touchSftpKey, verifySftpPassword } from '../access/sftp-keys.ts';
import { type House, usualLargestFile } from '../intake/receive.ts';
import { type AttemptLimits, countAttempts } from './attempts.ts';
import { hostKeyIn } from './host-key.ts';
import { type Home, openHome } from './sftp-home.ts';
import { serveSftp } from './sftp-session.ts';
import { openUploads } from './sftp-upload.ts';

/** How much one sender, and all together, may ask of the server. Times in milliseconds, sizes in bytes. */
export interface SftpLimits {
  connections: number;
  connectionsPerClient: number;
  handlesPerSession: number;
  largestFile: number;
  signInMs: number;
  idleMs: number;
  signInsPerConnection: number;
  attempts: AttemptLimits;
}

/** The limits unless told otherwise. */
export const usualSftpLimits: SftpLimits = {
  connections: 200,
  connectionsPerClient: 16,
  handlesPerSession: 64,
  largestFile: usualLargestFile,
  signInMs: 30_000,
  idleMs: 15 * 60_000,
  signInsPerConnection: 20,
  attempts: { perUser: 8, perAddress: 40, windowMs: 15 * 60_000, atOnce: 2 },
};

/** Where the server listens, where its host key is kept, and who is told when a file of an outbox was read. */
export interface SftpSetting {
  homes: Homes;
  keyFolder: string;
  host: string;
  /** 0 for a free one. */
  port: number;
  limits?: Partial<SftpLimits>;
  onRead?: (client: number, fileName: string, whole: boolean) => void;
}

/** The running server. `fingerprint` and `knownHosts` are what senders pin. */
export interface SftpServer {
  port: number;
  fingerprint: string;
  knownHosts: string;
  /** Ends all connections; unfinished uploads are kept for resuming. */
  close(): Promise<void>;
}

// As much as may wait to be written for one connection before its socket is held back, and when it is let go again.
const mostPending = 8 * 2 ** 20;
const fewPending = 2 * 2 ** 20;

/** Starts the server. Throws when the port is taken or the host key cannot be read. */
export async function startSftpServer(
  house: Pick<House, 'db' | 'clock' | 'log'>,
  setting: SftpSetting,
): Promise<SftpServer> {
  const limits = { ...usualSftpLimits, ...setting.limits };
  const key = await hostKeyIn(setting.keyFolder);
  const attempts = countAttempts(limits.attempts);
  const uploads = openUploads(limits.largestFile);
  const sockets = new Map<string, Socket>();
  const signingIn = new WeakMap<Socket, NodeJS.Timeout>();
  const perClient = new Map<number, number>();

  // ssh2 does the talking, our own listener holds the sockets: to switch Nagle's delay off, to hold back who sends faster than the disk takes,
  // and for limits. ssh2 tells of a connection only when its first line came, by address and port.
  const talker = new ssh2.Server({ hostKeys: [key.privateKey], ident: 'Kreditorflyt' });
  talker.on('connection', (connection, { ip, port }) => {
    const socket = sockets.get(`${ip} ${port}`);
    if (socket) converse(connection, socket, ip);
    else connection.end();
  });
  const listener = createServer({ noDelay: true }, (socket) => {
    const place = `${socket.remoteAddress} ${socket.remotePort}`;
    if (sockets.size >= limits.connections) {
      socket.destroy();
      return;
    }
    sockets.set(place, socket);
    const late = setTimeout(() => socket.destroy(), limits.signInMs);
    signingIn.set(socket, late);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      sockets.delete(place);
    });
    talker.injectSocket(socket);
  });

  function converse(connection: Connection, socket: Socket, address: string): void {
    let home: Home | undefined;
    let tries = 0;
    let pending = 0;
    let ready = false;
    let idle: NodeJS.Timeout | undefined;

    async function signIn(context: AuthContext): Promise<void> {
      tries += 1;
      if (tries > limits.signInsPerConnection) {
        connection.end();
        return;
      }
      try {
        const answer = await admit(context, address);
        if (answer === 'no') {
          context.reject(['publickey', 'password']);
          return;
        }
        // Only proof makes it the sender's home; to ask whether a key would do proves nothing.
        if (answer === 'yes' && !ready) home = await openHome(setting.homes, Number(context.username));
        context.accept();
      } catch (error) {
        house.log.error({ err: error }, 'the drop server could not check a sign-in');
        connection.end();
      }
    }

    connection.on('authentication', (context) => void signIn(context));
    connection.on('ready', () => {
      ready = true;
      clearTimeout(signingIn.get(socket));
      idle = setTimeout(() => connection.end(), limits.idleMs);
      const client = home?.client ?? 0;
      const count = (perClient.get(client) ?? 0) + 1;
      perClient.set(client, count);
      connection.once('close', () => perClient.set(client, (perClient.get(client) ?? 1) - 1));
      if (count > limits.connectionsPerClient) connection.end();
    });
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp, reject) => {
        if (home === undefined) {
          reject();
          return;
        }
        // At once: OpenSSH sends its first request without waiting for the answer.
        serveSftp(acceptSftp(), {
          home,
          uploads,
          log: house.log,
          mostHandles: limits.handlesPerSession,
          onRequest: () => void idle?.refresh(),
          onPending(bytes) {
            pending += bytes;
            if (pending > mostPending) socket.pause();
            else if (pending < fewPending && socket.isPaused()) socket.resume();
          },
          onRead: (reader, fileName, whole) => setting.onRead?.(reader, fileName, whole),
        });
      });
    });
    connection.on('error', (error: Error) =>
      house.log.debug({ err: error, client: home?.client }, 'a connection to the drop server broke'),
    );
    connection.on('close', () => clearTimeout(idle));
  }

  /** Whether these credentials open the home of their user name; `would` when only the proof is missing. */
  async function admit(context: AuthContext, address: string): Promise<'yes' | 'would' | 'no'> {
    if (!isClientFolder(context.username)) return 'no';
    const client = Number(context.username);
    if (context.method === 'publickey') {
      if (context.key.algo !== 'ssh-ed25519') return 'no';
      const known = await findSftpKey(house.db, client, context.key.data);
      if (!known) return 'no';
      if (!context.signature || !context.blob) return 'would';
      const parsed = ssh2.utils.parseKey(known.key);
      if (parsed instanceof Error || Array.isArray(parsed)) {
        throw new Error(`SFTP key ${known.id} in the database is not a key`);
      }
      // A failure of the check itself comes back as an Error, which is no yes.
      const verified: unknown = parsed.verify(context.blob, context.signature, context.hashAlgo);
      if (verified !== true) return 'no';
      await touchSftpKey(house.db, house.clock.now(), known.id);
      return 'yes';
    }
    if (context.method !== 'password') return 'no';
    const { username, password } = context;
    const right = await attempts.check(username, address, () => verifySftpPassword(house.db, client, password));
    if (right === 'held')
      house.log.warn({ client }, 'a sign-in to the drop server is held back after too many failures');
    return right === true ? 'yes' : 'no';
  }

  await listen(listener, setting.port, setting.host);
  const bound = listener.address();
  return {
    port: bound !== null && typeof bound === 'object' ? bound.port : setting.port,
    fingerprint: key.fingerprint,
    knownHosts: key.knownHosts,
    async close() {
      const ended = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await ended;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) =>
      reject(
        new Error(`The drop server cannot listen on ${host}:${port} (${error.message}); choose another port`, {
          cause: error,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}
