/**
 * A bounded hash table of 64-bit keys for comparing the rows of one file: 16 or 20 bytes a place, never a string kept.
 * Two different keys fall together about once in 3×10^7 files of a million rows.
 */

/**
 * The most distinct keys that one file's rows are compared by; beyond it only the books compare. A million keys take
 * 20 to 37 MB.
 */
export const keyLimit = 2_000_000;

export interface KeyTable {
  /** Hashes the parts; the slot of the key, negative (−1 − slot) when it was not there before, 0 … when it was; undefined when full. */
  slot: (parts: readonly string[]) => number | undefined;
  /** The slot of a key that is there; undefined when it is not. */
  find: (parts: readonly string[]) => number | undefined;
  /** Where the key was first seen. */
  line: (slot: number) => number;
  setLine: (slot: number, line: number) => void;
  /** One or two numbers beside the key: an occurrence counter, or hashes of what should be equal. */
  note: (slot: number, which?: 0 | 1) => number;
  setNote: (slot: number, note: number, which?: 0 | 1) => void;
  size: () => number;
}

let high = 0;
let low = 0;

/** Hashes texts with their lengths as borders, into `high` and `low` (32 bits each). */
function hash(parts: readonly string[]): void {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (const part of parts) {
    h1 = Math.imul(h1 ^ part.length, 0x85ebca6b);
    h2 = Math.imul(h2 ^ (part.length + 0x9e37), 0xc2b2ae35);
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      h1 = Math.imul(h1 ^ code, 0x9e3779b1);
      h2 = Math.imul(h2 ^ code, 0x5f356495);
    }
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 0x85ebca6b) ^ Math.imul(h2 ^ (h2 >>> 13), 0xc2b2ae35);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 0x85ebca6b) ^ Math.imul(h1 ^ (h1 >>> 13), 0xc2b2ae35);
  high = h1 >>> 0;
  // 0 0 marks a free slot.
  low = h1 === 0 && h2 === 0 ? 1 : h2 >>> 0;
}

/** A 32-bit hash of texts, for telling whether two rows say the same. */
export function shortHash(parts: readonly string[]): number {
  hash(parts);
  return high;
}

const twoTo32 = 4_294_967_296;

/** How full the places may be; linear probing stays short below it. */
const fullest = 0.8;

/** Makes an empty table that takes at most `limit` keys, with one or two notes beside each. */
export function keyTable(notesPerKey: 1 | 2, limit: number = keyLimit): KeyTable {
  let capacity = 1024;
  let scale = capacity / twoTo32;
  let keys = new Uint32Array(capacity * 2);
  let lines = new Uint32Array(capacity);
  let notes = new Uint32Array(capacity * notesPerKey);
  let used = 0;

  /** Where the key is, or the free place where it would be. */
  function place(h: number, l: number): number {
    for (let at = Math.floor(l * scale); ; at = at + 1 === capacity ? 0 : at + 1) {
      const keyHigh = keys[at * 2]!;
      const keyLow = keys[at * 2 + 1]!;
      if ((keyHigh === h && keyLow === l) || (keyHigh === 0 && keyLow === 0)) return at;
    }
  }

  // By half, not by doubling: a million keys leave few places idle.
  function grow(): void {
    const [oldKeys, oldLines, oldNotes, oldCapacity] = [keys, lines, notes, capacity];
    capacity = Math.ceil(capacity * 1.5);
    scale = capacity / twoTo32;
    keys = new Uint32Array(capacity * 2);
    lines = new Uint32Array(capacity);
    notes = new Uint32Array(capacity * notesPerKey);
    for (let from = 0; from < oldCapacity; from++) {
      const h = oldKeys[from * 2]!;
      const l = oldKeys[from * 2 + 1]!;
      if (h === 0 && l === 0) continue;
      const at = place(h, l);
      keys[at * 2] = h;
      keys[at * 2 + 1] = l;
      lines[at] = oldLines[from]!;
      for (let which = 0; which < notesPerKey; which++)
        notes[at * notesPerKey + which] = oldNotes[from * notesPerKey + which]!;
    }
  }

  return {
    slot(parts) {
      if (used > capacity * fullest && used < limit) grow();
      hash(parts);
      const [h, l] = [high, low];
      const at = place(h, l);
      if (keys[at * 2] !== 0 || keys[at * 2 + 1] !== 0) return at;
      if (used >= limit) return undefined;
      used++;
      keys[at * 2] = h;
      keys[at * 2 + 1] = l;
      return -1 - at;
    },
    find(parts) {
      hash(parts);
      const at = place(high, low);
      return keys[at * 2] === 0 && keys[at * 2 + 1] === 0 ? undefined : at;
    },
    line: (slot) => lines[slot]!,
    setLine: (slot, line) => {
      lines[slot] = line;
    },
    note: (slot, which = 0) => notes[slot * notesPerKey + which]!,
    setNote: (slot, note, which = 0) => {
      notes[slot * notesPerKey + which] = note;
    },
    size: () => used,
  };
}
