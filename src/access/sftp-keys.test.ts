import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import {
  addSftpKey,
  findSftpKey,
  listSftpKeys,
  type PublicKey,
  readPublicKey,
  revokeSftpKey,
  setSftpPassword,
  verifySftpPassword,
} from './sftp-keys.ts';

const at = new Date('2026-11-24T08:00:00Z');
// RFC 8709 and ssh-keygen agree on this one: `ssh-keygen -lf` gives the fingerprint below.
const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github';
const fingerprint = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';

let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url, 3);
  await db.query(
    `insert into client (number, name, created_at, closed_at) values (1, 'A', $1, null), (2, 'B', $1, null), (3, 'C', $1, $1)`,
    [at],
  );
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

function keyOf(text: string): PublicKey {
  const read = readPublicKey(text);
  if ('fault' in read) throw new Error(read.fault.en);
  return read;
}

function newKey(): PublicKey {
  const raw = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const head = Buffer.from('0000000b7373682d6564323535313900000020', 'hex');
  return keyOf(`ssh-ed25519 ${Buffer.concat([head, raw]).toString('base64')}`);
}

const blobOf = (key: PublicKey) => Buffer.from(key.key.split(' ')[1]!, 'base64');

describe('a public key as pasted', () => {
  test.each([line, `  ${line}\n`, line.replace(' github', ''), line.replace('github', 'kari @ Bjørk AS')])(
    '%j is read, with the fingerprint of ssh-keygen',
    (text) => {
      expect(keyOf(text)).toMatchObject({ fingerprint, key: line.replace(' github', '') });
    },
  );

  test.each([
    ['', 'not a public key'],
    ['ssh-ed25519', 'not a public key'],
    ['ssh-ed25519 AAAA', 'not a public key'],
    [line.replace('Jl github', ''), 'not a public key'],
    [line.replace('AAAAC3Nz', 'AAAAC3Nx'), 'not a public key'],
    [line.replace('OMqq', 'OM*q'), 'not a public key'],
    [`command="sh" ${line}`, 'not a public key'],
    [`${line}\n${line}`, 'not a public key'],
    [`${line}\nssh-rsa AAAA`, 'not a public key'],
    ['ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7', 'only ssh-ed25519 is accepted'],
    ['ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY', 'only ssh-ed25519 is accepted'],
    ['sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t', 'only ssh-ed25519 is accepted'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE', 'Never share it'],
  ])('%j is not taken, and the fault says why', (text, why) => {
    const read = readPublicKey(text);
    expect('fault' in read && read.fault.en).toContain(why);
    expect('fault' in read && read.fault.nb.length).toBeGreaterThan(20);
  });
});

describe('a client’s keys', () => {
  test('open the door of that client only, until they are revoked, and can be given again', async () => {
    const key = newKey();
    const id = await addSftpKey(db, at, 'kari', { client: 1, name: 'Server', publicKey: key });
    expect(await findSftpKey(db, 1, blobOf(key))).toEqual({ id, key: key.key });
    expect(await findSftpKey(db, 2, blobOf(key))).toBeUndefined();
    expect(await findSftpKey(db, 1, blobOf(newKey()))).toBeUndefined();
    expect(await revokeSftpKey(db, at, 'kari', 2, id)).toBe(false);
    expect(await revokeSftpKey(db, at, 'kari', 1, id)).toBe(true);
    expect(await revokeSftpKey(db, at, 'kari', 1, id)).toBe(false);
    expect(await findSftpKey(db, 1, blobOf(key))).toBeUndefined();
    expect(await addSftpKey(db, at, 'kari', { client: 1, name: 'Server', publicKey: key })).toBe(id);
    expect(await findSftpKey(db, 1, blobOf(key))).toBeDefined();
    const { rows } = await db.query('select act from audit where subject = $1 order by id', [`sftp key ${id}`]);
    expect(rows.map((row) => row['act'])).toEqual(['sftp-key.added', 'sftp-key.revoked', 'sftp-key.added']);
  });

  test('are listed by name and fingerprint; one without a name has its comment’s', async () => {
    const key = keyOf(line);
    await addSftpKey(db, at, 'kari', { client: 2, name: ' ', publicKey: key });
    expect(await listSftpKeys(db, 2)).toMatchObject([
      { client: 2, name: 'github', fingerprint, createdAt: at, lastUsedAt: null, revokedAt: null },
    ]);
  });

  test('of a closed client open nothing', async () => {
    const key = newKey();
    await addSftpKey(db, at, 'kari', { client: 3, name: 'Gammel', publicKey: key });
    expect(await findSftpKey(db, 3, blobOf(key))).toBeUndefined();
  });

  test('that are not ed25519 in wire form are not looked for', async () => {
    expect(await findSftpKey(db, 1, Buffer.alloc(0))).toBeUndefined();
    expect(await findSftpKey(db, 1, Buffer.alloc(51))).toBeUndefined();
  });
});

describe('a client’s password', () => {
  test('is checked, is stored as argon2id, and can be taken away', async () => {
    await setSftpPassword(db, at, 'kari', 1, 'sju-ravner-på-taket');
    const { rows } = await db.query('select sftp_password_hash as hash from client where number = 1');
    expect(rows[0]?.['hash']).toMatch(/^\$argon2id\$/);
    expect(await verifySftpPassword(db, 1, 'sju-ravner-på-taket')).toBe(true);
    expect(await verifySftpPassword(db, 1, 'sju-ravner-på-tak')).toBe(false);
    expect(await verifySftpPassword(db, 1, '')).toBe(false);
    await setSftpPassword(db, at, 'kari', 1, undefined);
    expect(await verifySftpPassword(db, 1, 'sju-ravner-på-taket')).toBe(false);
  });

  test('opens nothing for another, an unknown or a closed client', async () => {
    await setSftpPassword(db, at, 'kari', 3, 'ni-ulver-i-lia-om-natta');
    for (const client of [2, 3, 99])
      expect(await verifySftpPassword(db, client, 'ni-ulver-i-lia-om-natta')).toBe(false);
  });

  test.each(['kort', 'aaaaaaaaaaaaaaaa', '1-er-klienten-her-1'])(
    '%s is too weak or holds the client number',
    async (password) => {
      await expect(setSftpPassword(db, at, 'kari', 1, password)).rejects.toThrow('not good enough');
    },
  );

  test('of a client that is not there cannot be set', async () => {
    await expect(setSftpPassword(db, at, 'kari', 99, 'tolv-tegn-eller-mer')).rejects.toThrow('Client 99 is not known');
  });
});
