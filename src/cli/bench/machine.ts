/** What every benchmark says of itself. */
import { cpus, totalmem } from 'node:os';

/** One line of a benchmark: ours beside its floor in the same run. `ratio` is ours ÷ floor of the unit; for rates, above 1 is faster than the floor. */
export interface Measured {
  name: string;
  ours: number;
  floor: number;
  ratio: number;
  unit: string;
  rssMiB: number;
}

/** The machine a benchmark ran on, in a line. */
export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

/** A rate and its floor as a line. */
export function measured(name: string, unit: string, ours: number, floor: number, rssMiB: number): Measured {
  const rounded = (value: number) => Number(value.toPrecision(4));
  return { name, ours: rounded(ours), floor: rounded(floor), ratio: rounded(ours / floor), unit, rssMiB };
}

/** Seconds that `work` takes, and what it returns. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { seconds: (performance.now() - start) / 1000, value };
}

/** Watches this process's resident memory while `work` runs; the most it saw, in MiB. */
export async function mostMemory<T>(work: () => Promise<T>): Promise<{ rssMiB: number; value: T }> {
  let most = process.memoryUsage.rss();
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
  try {
    const value = await work();
    most = Math.max(most, process.memoryUsage.rss());
    return { rssMiB: Math.round(most / 2 ** 20), value };
  } finally {
    clearInterval(timer);
  }
}
