import type { BigIntStats } from 'node:fs';

/** Remembers what files looked like, to tell which hold still. */
export interface Stillness {
  /** True when the file has looked the same for the whole interval; false the first time it is seen, however old it is. */
  holdsStill(path: string, stats: BigIntStats): boolean;
  /** For how many milliseconds the file has looked the same; 0 when it was never asked about. */
  stillFor(path: string): number;
  /** Forgets files that were not asked about since the last call. */
  forgetUnseen(): void;
}

interface Look {
  seen: boolean;
  looks: string;
  since: number;
}

/**
 * Judges stillness by watching size, modification time and identity for `intervalMs`, not by the age of the file: the clock of whoever wrote
 * it may be wrong, and a file whose full size was set aside beforehand shows its writing in the modification time only.
 */
export function watchStillness(intervalMs: number): Stillness {
  const files = new Map<string, Look>();
  return {
    holdsStill(path, stats) {
      const now = performance.now();
      const looks = signatureOf(stats);
      const known = files.get(path);
      if (known?.looks !== looks) {
        files.set(path, { seen: true, looks, since: now });
        return false;
      }
      known.seen = true;
      return now - known.since >= intervalMs;
    },
    stillFor(path) {
      const known = files.get(path);
      return known === undefined ? 0 : performance.now() - known.since;
    },
    forgetUnseen() {
      for (const [path, look] of files) {
        if (!look.seen) files.delete(path);
        look.seen = false;
      }
    },
  };
}

/** What a file looks like: the same text as long as it is the same file with the same content, as far as its size and times tell. */
export function signatureOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}
