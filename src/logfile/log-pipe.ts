import { closeSync, readSync } from 'node:fs';
import { errnoOf } from '../system/errno.ts';

/** How much is read from the system at once, in bytes. */
const CHUNK_BYTES = 64 * 1024;
/** This many bytes before the last read stay readable: the cursor's hash covers them. */
const KEPT_BYTES = 4096;
/** How long to wait for a writer if the descriptor does not block. */
const WAIT_MS = 20;

/**
 * A log that comes through a pipe, a terminal or a device, read once from beginning to end. It keeps what was read last
 * and a little before it: reading on and on needs no more memory than the longest read.
 */
export class LogPipe {
  readonly identity = { dev: 0, ino: 0 };
  /** A log that ends with its writer is complete. */
  readonly isActive = false;
  /** Bytes from offset `from` on. */
  private held = Buffer.alloc(0);
  private from = 0;
  /** Bytes up to here have been returned. */
  private given = 0;
  private isEnded = false;

  constructor(private readonly fd: number) {}

  /** How many bytes have come so far: more than have been returned, unless the log has ended. Waits for them. */
  size(): number {
    this.fill(this.given + 1);
    return this.from + this.held.length;
  }

  /**
   * Bytes from offset `at`; fewer than requested only at the end. Throws a system error, and a `RangeError` for bytes
   * that have been discarded already.
   */
  read(at: number, into: number | Buffer): Buffer {
    const length = typeof into === 'number' ? into : into.length;
    if (at < this.from) throw new RangeError('A pipe cannot be read backward.');
    this.letGo(at - KEPT_BYTES);
    this.fill(at + length);
    const start = at - this.from;
    const bytes = this.held.subarray(start, start + length);
    this.given = Math.max(this.given, at + bytes.length);
    return bytes;
  }

  /** What came through a pipe cannot change any more. */
  stamp(): string {
    return 'pipe';
  }

  isInPlace(): boolean {
    return true;
  }

  close(): void {
    // Standard input is not ours to close.
    if (this.fd > 2) closeSync(this.fd);
  }

  private letGo(before: number): void {
    const count = Math.min(before - this.from, this.held.length);
    // Small amounts are discarded later: copying for them would be wasted.
    if (count < CHUNK_BYTES) return;
    this.held = Buffer.from(this.held.subarray(count));
    this.from += count;
  }

  private fill(until: number): void {
    const chunks = [this.held];
    let end = this.from + this.held.length;
    while (!this.isEnded && end < until) {
      const chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, until - end));
      const got = this.readSome(chunk);
      if (got === 0) this.isEnded = true;
      else
        chunks.push(
          got * 2 < chunk.length ? Buffer.from(chunk.subarray(0, got)) : chunk.subarray(0, got),
        );
      end += got;
    }
    if (chunks.length > 1) this.held = Buffer.concat(chunks);
  }

  private readSome(into: Buffer): number {
    for (;;) {
      try {
        return readSync(this.fd, into);
      } catch (error) {
        const code = errnoOf(error);
        if (code !== 'EAGAIN') throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
      }
    }
  }
}
