import type { PrefixHash } from './prefix-hash.ts';

/** A master log to read from; `LiveLogHandle` and `LogPipe` have this shape. */
export interface LogSource {
  readonly identity: { readonly dev: number; readonly ino: number };
  /** True while the server still writes it: its last line may be incomplete. */
  readonly isActive: boolean;
  size(): number;
  /**
   * Changes whenever the bytes may have changed; null while a change would leave it the same, because the last one is
   * too recent for the file system's clock.
   */
  stamp(): string | null;
  /** False when another file, or none, has taken its place. */
  isInPlace(): boolean;
  /** Bytes from `at` on, at most so many or what the given buffer can take; fewer only at the end of the file. */
  read(at: number, into: number | Buffer): Buffer;
}

/** Whole lines of a log, read at once. */
export interface LogBlock {
  /** Offset of its first byte in the log. */
  at: number;
  /** The lines, with their newlines. Valid until the next block is read. */
  bytes: Buffer;
  /** How far the log is read with it: the bytes of the lines, or of a line that was skipped. */
  taken: number;
  /** Bytes of a line that was too long to be read; then there are no lines. */
  overlong: number | null;
  /** Its last line has no newline: nothing can be read behind it. */
  isLast: boolean;
  /** The end of a long line was not found in the time there was: nothing is taken, though there is more. */
  isGivenUp: boolean;
  /** The fingerprint of the log up to the block's end. */
  hash: PrefixHash;
}

/**
 * Large enough that the cost of a system call does not matter. V8 allocates a text of more than 128 KB separately, and
 * would request and release that memory for every block.
 */
const BLOCK_BYTES = 64 * 1024;
/** A line longer than this is counted as broken and its text is not kept. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
/**
 * The end of a longer line is looked for in pieces that fit into the processor's cache: this many bytes always, more
 * while there is time.
 */
const SKIP_BYTES = 256 * 1024;
const ALWAYS_SKIPPED_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

const ALWAYS = (): boolean => true;

/** Reads a log block by block; all blocks share one buffer. */
export class LogReader {
  readonly #source: LogSource;
  #buffer: Buffer;

  /** @param mostBytes no block is larger, unless one line is */
  constructor(source: LogSource, mostBytes: number) {
    this.#source = source;
    this.#buffer = Buffer.allocUnsafe(Math.min(mostBytes, BLOCK_BYTES));
  }

  /**
   * The whole lines from `from` on; `taken` is 0 where there are none. A completed log may lack its last newline (it
   * was edited or cut): what follows the last one counts as a line then.
   *
   * @param hash the fingerprint of what comes before `from`; what is taken is added to it
   * @param hasTimeLeft whether to keep looking for the end of a very long line
   */
  read(from: number, hash: PrefixHash, hasTimeLeft: () => boolean = ALWAYS): LogBlock {
    for (;;) {
      const bytes = this.#source.read(from, this.#buffer);
      const isWhole = bytes.length < this.#buffer.length;
      const taken =
        isWhole && this.#isEnd(from + bytes.length) ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
      if (taken > 0 || isWhole) {
        const lines = bytes.subarray(0, taken);
        hash.update(lines);
        const isLast = taken > 0 && lines[taken - 1] !== NEWLINE;
        return { at: from, bytes: lines, taken, overlong: null, isLast, isGivenUp: false, hash };
      }
      if (bytes.length >= MAX_LINE_BYTES) return this.#passOver(from, bytes, hash, hasTimeLeft);
      this.#buffer = Buffer.allocUnsafe(Math.min(bytes.length * 4, MAX_LINE_BYTES));
    }
  }

  #isEnd(end: number): boolean {
    return !this.#source.isActive && end >= this.#source.size();
  }

  #passOver(from: number, seen: Buffer, before: PrefixHash, hasTimeLeft: () => boolean): LogBlock {
    const none = Buffer.alloc(0);
    const nothing = {
      at: from,
      bytes: none,
      taken: 0,
      overlong: null,
      isLast: false,
      hash: before,
    };
    const hash = before.copy();
    hash.update(seen);
    const buffer = this.#buffer.subarray(0, SKIP_BYTES);
    for (let length = seen.length; ; ) {
      if (length >= ALWAYS_SKIPPED_BYTES && !hasTimeLeft()) return { ...nothing, isGivenUp: true };
      const bytes = this.#source.read(from + length, buffer);
      const newline = bytes.indexOf(NEWLINE);
      const isLast = newline < 0;
      if (isLast && bytes.length === buffer.length) {
        hash.update(bytes);
        length += bytes.length;
        continue;
      }
      if (isLast && this.#source.isActive) return { ...nothing, isGivenUp: false };
      const end = isLast ? bytes.length : newline;
      const taken = length + (isLast ? end : end + 1);
      hash.update(bytes.subarray(0, taken - length));
      const overlong = length + end;
      return { at: from, bytes: none, taken, overlong, isLast, isGivenUp: false, hash };
    }
  }
}
