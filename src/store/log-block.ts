/** A master log to read from; the file handle of the shell has this shape. */
export interface LogSource {
  readonly identity: { readonly dev: number; readonly ino: number };
  /** True while the server still writes it: its last line may be incomplete. */
  readonly isActive: boolean;
  size(): number;
  /** Bytes from `at` on, at most so many or what the given buffer can take; fewer only at the end of the file. */
  read(at: number, into: number | Buffer): Buffer;
}

/** Whole lines of a log that were read at once. */
export interface LogBlock {
  /** Offset of its first byte in the log. */
  at: number;
  /** The lines, with their newlines. Valid until the next block is read. */
  bytes: Buffer;
  /** How far the log is read with it: the bytes of the lines, or of a line that was passed over. */
  taken: number;
  /** Bytes of a line that was too long to be read; then there are no lines. */
  overlong: number | null;
}

/**
 * Large enough that a system call does not count. A text of more than 128 KB is memory of its own for V8, which it asks the
 * system for and gives back with every block.
 */
const BLOCK_BYTES = 64 * 1024;
/** A line longer than this is counted as broken and its text is not kept. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Reads a log block by block; all blocks share one buffer. */
export class LogReader {
  readonly #source: LogSource;
  #buffer: Buffer;

  /** @param mostBytes no block is larger, unless a line is */
  constructor(source: LogSource, mostBytes: number) {
    this.#source = source;
    this.#buffer = Buffer.allocUnsafe(Math.min(mostBytes, BLOCK_BYTES));
  }

  /**
   * The whole lines from `from` on; `taken` is 0 where there are none. A completed log may lack its last
   * newline (it was edited or cut): what follows the last one is a line then.
   */
  read(from: number): LogBlock {
    for (;;) {
      const bytes = this.#source.read(from, this.#buffer);
      const isWhole = bytes.length < this.#buffer.length;
      const taken =
        isWhole && this.#isEnd(from + bytes.length) ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
      if (taken > 0 || isWhole) {
        return { at: from, bytes: bytes.subarray(0, taken), taken, overlong: null };
      }
      if (bytes.length >= LONGEST_LINE_BYTES) return this.#passOver(from, bytes.length);
      this.#buffer = Buffer.allocUnsafe(Math.min(bytes.length * 4, LONGEST_LINE_BYTES));
    }
  }

  #isEnd(end: number): boolean {
    return !this.#source.isActive && end >= this.#source.size();
  }

  #passOver(from: number, seen: number): LogBlock {
    const pass = (taken: number, overlong: number | null): LogBlock => ({
      at: from,
      bytes: Buffer.alloc(0),
      taken,
      overlong,
    });
    for (let length = seen; ; ) {
      const bytes = this.#source.read(from + length, this.#buffer);
      const newline = bytes.indexOf(NEWLINE);
      if (newline >= 0) return pass(length + newline + 1, length + newline);
      length += bytes.length;
      if (bytes.length < this.#buffer.length) {
        return this.#source.isActive ? pass(0, null) : pass(length, length);
      }
    }
  }
}
