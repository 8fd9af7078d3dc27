/** Holds back who guesses passwords. */
export interface Attempts {
  /** False while this user name from this address, or this address, has failed too often. */
  mayTry(user: string, address: string): boolean;
  /** Counts an attempt as failed, until it succeeds. */
  begin(user: string, address: string): void;
  succeeded(user: string, address: string): void;
}

/** How many failures are borne in `windowMs`: by one name from one address, and by one address in all. */
export interface AttemptLimits {
  perUser: number;
  perAddress: number;
  windowMs: number;
}

const mostRemembered = 10_000;

/**
 * Counts failed passwords in memory. One name is held back per address, so that a stranger cannot lock a client out; keys are not
 * counted, they cannot be guessed.
 */
export function countAttempts({ perUser, perAddress, windowMs }: AttemptLimits): Attempts {
  const failures = new Map<string, { count: number; until: number }>();
  const keysOf = (user: string, address: string) => [`user ${user} ${address}`, `address ${address}`] as const;

  function countOf(key: string): number {
    const found = failures.get(key);
    return found === undefined || found.until <= performance.now() ? 0 : found.count;
  }

  function count(key: string, more: number): void {
    const before = countOf(key);
    failures.delete(key);
    failures.set(key, { count: Math.max(0, before + more), until: performance.now() + windowMs });
    const oldest = failures.keys().next();
    if (failures.size > mostRemembered && !oldest.done) failures.delete(oldest.value);
  }

  return {
    mayTry(user, address) {
      const [byUser, byAddress] = keysOf(user, address);
      return countOf(byUser) < perUser && countOf(byAddress) < perAddress;
    },
    begin(user, address) {
      for (const key of keysOf(user, address)) count(key, 1);
    },
    succeeded(user, address) {
      const [byUser, byAddress] = keysOf(user, address);
      failures.delete(byUser);
      count(byAddress, -1);
    },
  };
}
