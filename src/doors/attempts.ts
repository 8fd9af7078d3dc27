import { openSlots } from './slots.ts';

/** Holds back who guesses passwords. */
export interface Attempts {
  /**
   * The outcome of the check, or `held` without checking while this user name from this address, or this address, has failed too often. Checks of
   * one name from one address happen one after the other, so that many at once cannot slip through.
   */
  check(user: string, address: string, isRight: () => Promise<boolean>): Promise<boolean | 'held'>;
}

/** How many failures are borne in `windowMs`: by one name from one address, and by one address in all. `atOnce` checks run at the same time. */
export interface AttemptLimits {
  perUser: number;
  perAddress: number;
  windowMs: number;
  atOnce: number;
}

const mostRemembered = 10_000;

/**
 * Counts failed passwords in memory. One name is held back per address, so that a stranger cannot lock a client out; keys are not
 * counted, they cannot be guessed.
 */
export function countAttempts({ perUser, perAddress, windowMs, atOnce }: AttemptLimits): Attempts {
  const failures = new Map<string, { count: number; until: number }>();
  const turns = new Map<string, Promise<unknown>>();
  const inSlot = openSlots(atOnce);

  function countOf(key: string): number {
    const found = failures.get(key);
    return found === undefined || found.until <= performance.now() ? 0 : found.count;
  }

  function count(key: string): void {
    const before = countOf(key);
    failures.delete(key);
    failures.set(key, { count: before + 1, until: performance.now() + windowMs });
    const oldest = failures.keys().next();
    if (failures.size > mostRemembered && !oldest.done) failures.delete(oldest.value);
  }

  async function checkNow(
    byUser: string,
    byAddress: string,
    isRight: () => Promise<boolean>,
  ): Promise<boolean | 'held'> {
    if (countOf(byUser) >= perUser || countOf(byAddress) >= perAddress) return 'held';
    const right = await inSlot(isRight);
    if (right) failures.delete(byUser);
    else {
      count(byUser);
      count(byAddress);
    }
    return right;
  }

  return {
    async check(user, address, isRight) {
      const [byUser, byAddress] = [`user ${user} ${address}`, `address ${address}`];
      const turn = Promise.allSettled([turns.get(byUser)]).then(() => checkNow(byUser, byAddress, isRight));
      turns.set(byUser, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(byUser) === turn) turns.delete(byUser);
      }
    },
  };
}
