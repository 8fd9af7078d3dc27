/** How long a delivery waits before it is tried again. */
import { randomInt } from 'node:crypto';

const first = 5_000;
const most = 3_600_000;

/** Milliseconds after the `attempt`-th try (from 1): five seconds doubling up to an hour, half of it by chance. */
export function backOff(attempt: number, chance: (below: number) => number = (below) => randomInt(below)): number {
  const whole = Math.min(most, first * 2 ** (attempt - 1));
  return whole / 2 + chance(whole / 2 + 1);
}
