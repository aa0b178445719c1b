/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number from `low` to `high`, both inclusive. */
  int(low: number, high: number): number;
  /** True in `probability` of the cases. */
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** `length` letters and digits, as the server puts at the end of ids. */
  letters(length: number, alphabet?: string): string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Mulberry32 over a hash of the seed: small, fast, and good enough to vary test data. */
export function seededRandom(seed: string | number): Random {
  let state = hashText(String(seed));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(values: readonly T[]): T => {
    const value = values[int(0, values.length - 1)];
    if (value === undefined) {
      throw new Error('nothing to pick from');
    }
    return value;
  };
  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    letters: (length, alphabet = LETTERS) => {
      let text = '';
      while (text.length < length) {
        text += alphabet[int(0, alphabet.length - 1)];
      }
      return text;
    },
  };
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
