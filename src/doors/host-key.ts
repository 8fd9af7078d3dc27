import { createHash, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { isCode } from './names-as-bytes.ts';

/** The drop server's own key, by which senders know it. `fingerprint` is `SHA256:…`; `knownHosts` the `ssh-ed25519 …` of a known_hosts line. */
export interface HostKey {
  privateKey: string;
  fingerprint: string;
  knownHosts: string;
}

/** The ed25519 host key kept in a folder as `host-key` (0600), made the first time; of several processes at once all get the same. */
export async function hostKeyIn(folder: string): Promise<HostKey> {
  const path = join(folder, 'host-key');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const privateKey = (await readIfThere(path)) ?? (await make(path));
  await chmod(path, 0o600);
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error || Array.isArray(parsed)) {
    throw new Error(`${path} is not an SSH private key; put the right one back, senders know the server by it`);
  }
  const blob = parsed.getPublicSSH();
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
  return { privateKey, fingerprint, knownHosts: `ssh-ed25519 ${blob.toString('base64')}` };
}

async function make(path: string): Promise<string> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600 });
  try {
    await link(temporary, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(temporary);
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
