import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { systemPath } from './file-lock.ts';

/**
 * As whom PostgreSQL runs: `self` for an ordinary user; for root (which PostgreSQL refuses) `other` with that user's ids, or `namespace`,
 * a user namespace in which root's files belong to an ordinary user. `owner` is who must own the data folder, seen from outside.
 */
export interface Identity {
  kind: 'self' | 'other' | 'namespace';
  owner: number;
  ids: { uid: number; gid: number } | undefined;
  prefix: string[];
}

/** Environment of every PostgreSQL program: nothing of ours but the path. */
export const postgresEnv = { PATH: systemPath, LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/**
 * Chooses as whom PostgreSQL runs in `folder`, by trying: the owner the data already has comes first. Throws, naming DATABASE_URL, where nothing works.
 */
export function chooseIdentity(folder: string, postgres: string, uid = process.getuid?.() ?? -1): Identity {
  const self: Identity = { kind: 'self', owner: uid, ids: undefined, prefix: [] };
  if (uid !== 0) return self;
  const nobody = nobodyIds();
  const other = (ids: { uid: number; gid: number }): Identity => ({ kind: 'other', owner: ids.uid, ids, prefix: [] });
  const namespace: Identity = {
    kind: 'namespace',
    owner: 0,
    ids: undefined,
    prefix: ['unshare', '-U', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`],
  };
  const owned = statSync(`${folder}/data`, { throwIfNoEntry: false });
  const candidates =
    owned === undefined
      ? [other(nobody), namespace]
      : owned.uid === 0
        ? [namespace, other(nobody)]
        : [other({ uid: owned.uid, gid: owned.gid }), namespace];
  const failures: string[] = [];
  for (const candidate of candidates) {
    const failure = trial(candidate, folder, postgres);
    if (failure === undefined) return candidate;
    failures.push(`${candidate.kind === 'other' ? `as user ${candidate.owner}` : 'in a user namespace'}: ${failure}`);
  }
  throw new Error(
    `PostgreSQL does not run as root, and here it cannot run otherwise (${failures.join('; ')}). ` +
      `Start Kreditorflyt as an ordinary user, or set DATABASE_URL to a PostgreSQL server of version 15 or later.`,
  );
}

/** Runs a program as `identity` and waits for it. */
export function runAs(identity: Identity, command: string[], input = ''): SpawnSyncReturns<string> {
  const [program = 'false', ...rest] = [...identity.prefix, ...command];
  return spawnSync(program, rest, { env: postgresEnv, cwd: '/', encoding: 'utf8', input, ...identity.ids });
}

/** What hinders the candidate, or undefined: it must reach the folder and the program. */
function trial(candidate: Identity, folder: string, postgres: string): string | undefined {
  const result = runAs(candidate, ['sh', '-c', 'cd "$1" && exec "$2" --version', 'sh', folder, postgres]);
  if (result.error) return result.error.message;
  return result.status === 0 ? undefined : result.stderr.trim() || `exit code ${result.status}`;
}

function nobodyIds(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}
