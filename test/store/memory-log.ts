import type { LogSource } from '../../src/store/ingest.ts';

/** A log in memory that a test grows, truncates and replaces as a server would. */
export class MemoryLog implements LogSource {
  identity = { dev: 1, ino: 1 };
  isActive = true;
  private bytes = Buffer.alloc(0);

  size(): number {
    return this.bytes.length;
  }

  read(at: number, into: number | Buffer): Buffer {
    return this.bytes.subarray(at, at + (typeof into === 'number' ? into : into.length));
  }

  append(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
  }

  /** The file is emptied and written anew: same inode. */
  truncate(): void {
    this.bytes = Buffer.alloc(0);
  }

  /** Another file stands at its place. */
  replace(): void {
    this.truncate();
    this.identity = { dev: 1, ino: this.identity.ino + 1 };
  }
}
