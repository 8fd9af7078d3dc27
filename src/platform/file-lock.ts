import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Programs of the base system, found without reading the environment. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const env = { PATH: systemPath };

/** A held lock; the kernel frees it when `release` is called and when this process dies in any way. */
export interface FileLock {
  release(): Promise<void>;
}

/**
 * Waits for the kernel's lock (`flock`) on a file, made if it is missing. A child holds it for us and ends when its standard input closes,
 * which also happens when this process is killed: no lock is ever left behind.
 */
export async function lockFile(path: string, mode: 'exclusive' | 'shared'): Promise<FileLock> {
  const child = spawn(
    'flock',
    [mode === 'exclusive' ? '-x' : '-s', path, 'sh', '-c', 'echo held; exec cat >/dev/null'],
    {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  await heldBy(child, path);
  const ended = once(child, 'exit');
  child.unref();
  return {
    async release() {
      child.ref();
      child.stdin?.end();
      await ended;
    },
  };
}

/** True when the lock on the file could be had at this moment (it is given back at once). */
export function lockIsFree(path: string, mode: 'exclusive' | 'shared'): boolean {
  return spawnSync('flock', ['-n', mode === 'exclusive' ? '-x' : '-s', path, 'true'], { env }).status === 0;
}

async function heldBy(child: ChildProcess, path: string): Promise<void> {
  const complaints: Buffer[] = [];
  child.stderr?.on('data', (data: Buffer) => complaints.push(data));
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Error(`Cannot lock ${path}: the program flock (Debian package util-linux) did not start`, { cause })),
    );
    child.once('exit', () =>
      reject(
        new Error(`Cannot lock ${path}: ${Buffer.concat(complaints).toString().trim()}. Run as the user who owns it.`),
      ),
    );
    child.stdout?.once('data', () => resolve());
  });
}
