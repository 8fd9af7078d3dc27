/** How a client signs in on the SFTP drop server: ed25519 keys, and a password where it must be. */
import { createHash } from 'node:crypto';
import type { Database, Sql } from '../db/database.ts';
import type { Text } from '../domain/problems/entry.ts';
import { recordAct } from './audit.ts';
import { hashPassword, isPassword, passwordFault, pretendToCheck } from './password.ts';

/** A client's key. `fingerprint` is as `ssh-keygen -l` shows it: `SHA256:…`. */
export interface SftpKey {
  id: number;
  client: number;
  name: string;
  fingerprint: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** A public key as understood: its algorithm and base64 without comment, and what stood after it. */
export interface PublicKey {
  key: string;
  fingerprint: string;
  comment: string;
}

const algorithm = 'ssh-ed25519';
// The wire form (RFC 8709 § 4): two lengths of four bytes, the eleven letters of the name, and 32 bytes of key.
const wireLength = 4 + algorithm.length + 4 + 32;

/** Reads a line as it stands in an OpenSSH `.pub` file; else what is wrong with it and what to do. */
export function readPublicKey(text: string): PublicKey | { fault: Text } {
  const line = text.trim();
  if (line.includes('PRIVATE KEY')) {
    return {
      fault: {
        nb: 'Dette er en privat nøkkel. Del den aldri; lag en ny, og lim inn filen som slutter på .pub.',
        en: 'This is a private key. Never share it; make a new one, and paste the file that ends in .pub.',
      },
    };
  }
  const parts = /^(\S+) +(\S+)(?: +(.*))?$/.exec(line);
  const [, type = '', base64 = '', comment = ''] = parts ?? [];
  if (/^(ssh-(rsa|dss)|ecdsa-|sk-)/.test(type)) {
    return {
      fault: {
        nb: `Nøkkelen er av typen ${type}; bare ${algorithm} godtas. Lag en med: ssh-keygen -t ed25519`,
        en: `The key is of type ${type}; only ${algorithm} is accepted. Make one with: ssh-keygen -t ed25519`,
      },
    };
  }
  const blob = Buffer.from(base64, 'base64');
  if (type !== algorithm || !isEd25519(blob) || blob.toString('base64') !== base64) {
    return {
      fault: {
        nb: `Dette er ikke en offentlig nøkkel. Lim inn hele linjen fra .pub-filen; den begynner med ${algorithm}.`,
        en: `This is not a public key. Paste the whole line of the .pub file; it begins with ${algorithm}.`,
      },
    };
  }
  return { key: `${algorithm} ${base64}`, fingerprint: fingerprintOf(blob), comment: comment.trim() };
}

/** `SHA256:` and the hash of a key's wire form in base64 without padding. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function isEd25519(blob: Buffer): boolean {
  return (
    blob.length === wireLength &&
    blob.readUInt32BE(0) === algorithm.length &&
    blob.toString('latin1', 4, 4 + algorithm.length) === algorithm &&
    blob.readUInt32BE(4 + algorithm.length) === 32
  );
}

/** Gives a client a key and returns its id. A key it had before and that was revoked is valid again; a valid one keeps its id. */
export async function addSftpKey(
  db: Database,
  at: Date,
  actor: string,
  key: { client: number; name: string; publicKey: PublicKey; userId?: number },
): Promise<number> {
  const { client, publicKey } = key;
  const name = key.name.trim() || publicKey.comment || publicKey.fingerprint;
  return db.transaction(async (sql) => {
    const { rows } = await sql.query<{ id: number }>(
      `insert into sftp_key (client, name, public_key, fingerprint, created_at, created_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (client, fingerprint) do update set name = excluded.name, revoked_at = null returning id`,
      [client, name, publicKey.key, publicKey.fingerprint, at, key.userId ?? null],
    );
    const id = rows[0]!.id;
    const detail = { fingerprint: publicKey.fingerprint };
    await recordAct(sql, { at, actor, act: 'sftp-key.added', client, subject: `sftp key ${id}`, detail });
    return id;
  });
}

/** A client's keys, the newest first, revoked ones too. */
export async function listSftpKeys(sql: Pick<Sql, 'query'>, client: number): Promise<SftpKey[]> {
  const { rows } = await sql.query<SftpKey>(
    `select id, client, name, fingerprint, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
     from sftp_key where client = $1 order by id desc`,
    [client],
  );
  return rows;
}

/** Ends a key of this client; from now on it opens nothing. False when the client has no such valid key. */
export async function revokeSftpKey(
  db: Database,
  at: Date,
  actor: string,
  client: number,
  id: number,
): Promise<boolean> {
  return db.transaction(async (sql) => {
    const { rowCount } = await sql.query(
      'update sftp_key set revoked_at = $1 where id = $2 and client = $3 and revoked_at is null',
      [at, id, client],
    );
    if (rowCount === 0) return false;
    await recordAct(sql, { at, actor, act: 'sftp-key.revoked', client, subject: `sftp key ${id}` });
    return true;
  });
}

/** The valid key of an open client that has this wire form; undefined when there is none. */
export async function findSftpKey(
  sql: Pick<Sql, 'query'>,
  client: number,
  blob: Buffer,
): Promise<{ id: number; key: string } | undefined> {
  if (!isEd25519(blob)) return undefined;
  const { rows } = await sql.query<{ id: number; key: string }>(
    `select sftp_key.id, public_key as key from sftp_key join client on client.number = sftp_key.client
     where client = $1 and fingerprint = $2 and revoked_at is null and closed_at is null`,
    [client, fingerprintOf(blob)],
  );
  return rows[0];
}

/** Remembers that a key opened the door. */
export async function touchSftpKey(sql: Pick<Sql, 'query'>, at: Date, id: number): Promise<void> {
  await sql.query('update sftp_key set last_used_at = $1 where id = $2', [at, id]);
}

/** Sets a client's SFTP password, or takes it away. Throws when it is too weak. */
export async function setSftpPassword(
  db: Database,
  at: Date,
  actor: string,
  client: number,
  password: string | undefined,
): Promise<void> {
  const fault = password === undefined ? undefined : passwordFault(password, String(client));
  if (fault)
    throw new Error(
      `The SFTP password for client ${client} is not good enough (${fault}): use twelve characters or more`,
    );
  const hash = password === undefined ? null : await hashPassword(password);
  await db.transaction(async (sql) => {
    const { rowCount } = await sql.query('update client set sftp_password_hash = $1 where number = $2', [hash, client]);
    if (rowCount === 0) throw new Error(`Client ${client} is not known here; register it before it gets a password`);
    const act = hash === null ? 'sftp-password.removed' : 'sftp-password.set';
    await recordAct(sql, { at, actor, act, client, subject: `client ${client}` });
  });
}

/** True when this is the SFTP password of an open client. Takes as long for a client that is not there or has none. */
export async function verifySftpPassword(sql: Pick<Sql, 'query'>, client: number, password: string): Promise<boolean> {
  const { rows } = await sql.query<{ hash: string | null }>(
    'select sftp_password_hash as hash from client where number = $1 and closed_at is null',
    [client],
  );
  const hash = rows[0]?.hash;
  if (hash) return isPassword(password, hash);
  await pretendToCheck(password);
  return false;
}
