/** A block of SHA-256 in bytes, and its rounds. */
const BLOCK = 64;
const ROUNDS = 64;

/**
 * HMAC-SHA-256 (RFC 2104, FIPS 180-4) of a short text. Every page needs one, and to load `node:crypto` for it would cost
 * a tenth of the time in which a bare Node starts.
 */
export function hmacSha256(secret: Uint8Array, text: Uint8Array): Uint8Array {
  const key = new Uint8Array(BLOCK);
  key.set(secret.length > BLOCK ? sha256(secret) : secret);
  const padded = (pad: number): Uint8Array => key.map((byte) => byte ^ pad);
  return sha256(padded(0x5c), sha256(padded(0x36), text));
}

/** The digest of some parts, one behind the other. */
function sha256(...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(Math.ceil((length + 9) / BLOCK) * BLOCK);
  let filled = 0;
  for (const part of parts) {
    bytes.set(part, filled);
    filled += part.length;
  }
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(bytes.length - 4, (length * 8) >>> 0);
  const { state, added } = firstWords();
  for (let at = 0; at < bytes.length; at += BLOCK) mixBlock(state, added, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, word] of state.entries()) digest.setUint32(i * 4, word);
  return new Uint8Array(digest.buffer);
}

/** The first 32 bits of the fractions of square roots (of 8 primes) and of cube roots (of 64). */
function firstWords(): { state: Uint32Array; added: Uint32Array } {
  const state = new Uint32Array(8);
  const added = new Uint32Array(ROUNDS);
  let count = 0;
  for (let number = 2; count < ROUNDS; number++) {
    if (!isPrime(number)) continue;
    if (count < state.length) state[count] = fractionOf(Math.sqrt(number));
    added[count] = fractionOf(Math.cbrt(number));
    count += 1;
  }
  return { state, added };
}

function fractionOf(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function isPrime(number: number): boolean {
  for (let i = 2; i * i <= number; i++) if (number % i === 0) return false;
  return true;
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function mixBlock(state: Uint32Array, added: Uint32Array, view: DataView, at: number): void {
  const words = new Uint32Array(ROUNDS);
  const word = (i: number): number => words[i] ?? 0;
  for (let i = 0; i < ROUNDS; i++) {
    if (i < 16) {
      words[i] = view.getUint32(at + i * 4);
      continue;
    }
    const [x, y] = [word(i - 15), word(i - 2)];
    const first = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const second = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[i] = word(i - 16) + first + word(i - 7) + second;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < ROUNDS; i++) {
    const chosen = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g));
    const first = h + chosen + (added[i] ?? 0) + word(i);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [i, sum] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + sum;
}
