/** A mark is a hash at a multiple of this; the last two are kept. */
const PAGE_BYTES = 64 * 1024;
/** The beginning of the log that is compared as a whole whenever it is read on. */
export const HEAD_BYTES = 1024 * 1024;

const SEED_HIGH = 0x9e3779b1 | 0;
const SEED_LOW = 0x85ebca77 | 0;

/** Where a reading of the prefix can begin in its midst. */
interface Mark {
  offset: number;
  high: number;
  low: number;
}

const START: Mark = { offset: 0, high: SEED_HIGH, low: SEED_LOW };

/**
 * The fingerprint of a log's first bytes, made from the bytes that were folded. It takes them in any pieces. As a text it
 * holds three hashes: of all bytes, of those up to a mark 64 to 128 KB before the end, and of the first megabyte. So the
 * last bytes can be compared without those before the mark, and reading goes on from there. (64 bits in two lanes of
 * multiply, xor and rotate: it finds what was changed by chance, not what somebody has made to look the same.)
 */
export class PrefixHash {
  #offset: number;
  #high: number;
  #low: number;
  /** Bytes of a word that is not whole yet. */
  #rest = 0;
  #head: string;
  #older: Mark;
  #newer: Mark;

  constructor(from: Mark = START, head = '') {
    this.#offset = from.offset;
    this.#high = from.high;
    this.#low = from.low;
    this.#head = head;
    this.#older = from;
    this.#newer = from;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Of the first megabyte alone; empty for fewer bytes. */
  get head(): string {
    return this.#head;
  }

  copy(): PrefixHash {
    const copy = new PrefixHash(this.#older, this.#head);
    copy.#newer = this.#newer;
    copy.#offset = this.#offset;
    copy.#high = this.#high;
    copy.#low = this.#low;
    copy.#rest = this.#rest;
    return copy;
  }

  update(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const room = PAGE_BYTES - (this.#offset % PAGE_BYTES);
      const end = Math.min(bytes.length, from + room);
      this.#mix(bytes, from, end);
      from = end;
      if (this.#offset % PAGE_BYTES !== 0) continue;
      this.#older = this.#newer;
      this.#newer = { offset: this.#offset, high: this.#high, low: this.#low };
      if (this.#offset === HEAD_BYTES) this.#head = textOf(this.#high, this.#low);
    }
  }

  /** Empty where there are no bytes. */
  toString(): string {
    if (this.#offset === 0) return '';
    const rest = this.#offset % 4;
    const high = Math.imul(this.#high ^ this.#rest, 0x2c1b3c6d) ^ rest;
    const low = Math.imul(this.#low ^ this.#rest, 0x297a2d39) ^ rest;
    return [textOf(high, low), textOf(this.#older.high, this.#older.low), this.#head].join('.');
  }

  #mix(bytes: Buffer, from: number, end: number): void {
    let at = from;
    const offset = this.#offset;
    let high = this.#high;
    let low = this.#low;
    let rest = this.#rest;
    this.#offset += end - from;
    // Words stand at multiples of four of the log, however it is cut.
    for (let place = offset % 4; at < end && place > 0; place = (place + 1) % 4, at++) {
      rest |= (bytes[at] ?? 0) << (place * 8);
      if (place !== 3) continue;
      high = turn(Math.imul(high ^ rest, 0x9e3779b1));
      low = turn(Math.imul(low ^ rest, 0x5f356495));
      rest = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true);
      high = turn(Math.imul(high ^ word, 0x9e3779b1));
      low = turn(Math.imul(low ^ word, 0x5f356495));
    }
    for (let place = 0; at < end; place++, at++) rest |= (bytes[at] ?? 0) << (place * 8);
    this.#high = high;
    this.#low = low;
    this.#rest = rest;
  }
}

function turn(word: number): number {
  return (word << 15) | (word >>> 17);
}

/** The hash up to the mark before the end of a prefix of so many bytes, from its text. */
export function fromMark(text: string, offset: number): PrefixHash | null {
  const [, mark = '', head = ''] = text.split('.');
  const at = Math.max(0, (Math.floor(offset / PAGE_BYTES) - 1) * PAGE_BYTES);
  if (!/^[0-9a-f]{16}$/.test(mark)) return null;
  const high = Number.parseInt(mark.slice(0, 8), 16) | 0;
  const low = Number.parseInt(mark.slice(8), 16) | 0;
  return new PrefixHash({ offset: at, high, low }, head);
}

function textOf(high: number, low: number): string {
  return hexOf(high) + hexOf(low);
}

function hexOf(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
