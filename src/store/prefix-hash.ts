/** Below this size, loading the system's code costs more than it saves. */
const SMALL_BYTES = 4096;
/** The polynomial of CRC-32, its bits reversed. */
const POLYNOMIAL = 0xedb88320;

type Crc32 = (bytes: Uint8Array, value: number) => number;
let native: Crc32 | null | undefined;
let table: Uint32Array | undefined;

/**
 * CRC-32 (as in gzip) of bytes that follow on others.
 *
 * The system's code is fast from its first use on, unlike a loop of ours: so a log of some megabytes costs a short
 * process a few milliseconds.
 *
 * @param value the checksum of what comes before; 0 for nothing
 */
export function crc32(bytes: Uint8Array, value: number): number {
  if (native === undefined && bytes.length >= SMALL_BYTES) native = findNative();
  return native ? native(bytes, value) : crc32OfTable(bytes, value);
}

/** Null where this Node is older than 20.16 or 22.3. */
function findNative(): Crc32 | null {
  return process.getBuiltinModule?.('node:zlib').crc32 ?? null;
}

/** The same without the system's code. */
export function crc32OfTable(bytes: Uint8Array, value: number): number {
  table ??= buildTable();
  let rest = ~value;
  for (let i = 0; i < bytes.length; i++) {
    rest = (table[(rest ^ (bytes[i] as number)) & 0xff] as number) ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

function buildTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
    return rest;
  });
}

/** A mark is the checksum at a multiple of this; the last two are kept. */
const PAGE_BYTES = 64 * 1024;
/** The beginning of the log that is always compared as a whole before it is read on. */
export const HEAD_BYTES = 1024 * 1024;

/** Where a reading of the prefix can begin in the middle. */
interface Mark {
  offset: number;
  sum: number;
}

const START: Mark = { offset: 0, sum: 0 };

/**
 * The fingerprint of a log's first bytes, made from the bytes that were folded, which may be added in any pieces. As a
 * text it holds three checksums: of all bytes, of those up to a mark 64 to 128 KB before the end, and of the first
 * megabyte. So the last bytes can be compared without those before the mark, and reading continues from there. (CRC-32:
 * it finds accidental changes, not deliberate ones.)
 */
export class PrefixHash {
  #offset: number;
  #sum: number;
  #head: string;
  #older: Mark;
  #newer: Mark;

  constructor(from: Mark = START, head = '') {
    this.#offset = from.offset;
    this.#sum = from.sum;
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
    copy.#sum = this.#sum;
    return copy;
  }

  update(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const room = PAGE_BYTES - (this.#offset % PAGE_BYTES);
      const end = Math.min(bytes.length, from + room);
      this.#sum = crc32(bytes.subarray(from, end), this.#sum);
      this.#offset += end - from;
      from = end;
      if (this.#offset % PAGE_BYTES !== 0) continue;
      this.#older = this.#newer;
      this.#newer = { offset: this.#offset, sum: this.#sum };
      if (this.#offset === HEAD_BYTES) this.#head = textOf(this.#sum);
    }
  }

  /** Empty where there are no bytes. */
  toString(): string {
    if (this.#offset === 0) return '';
    return [textOf(this.#sum), textOf(this.#older.sum), this.#head].join('.');
  }
}

/** The hash up to the mark before the end of a prefix of this length, from its text. */
export function fromMark(text: string, offset: number): PrefixHash | null {
  const [, mark = '', head = ''] = text.split('.');
  const at = Math.max(0, (Math.floor(offset / PAGE_BYTES) - 1) * PAGE_BYTES);
  if (!/^[0-9a-f]{8}$/.test(mark)) return null;
  return new PrefixHash({ offset: at, sum: Number.parseInt(mark, 16) }, head);
}

function textOf(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}
