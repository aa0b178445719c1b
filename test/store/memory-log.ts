import type { LogSource } from '../../src/store/ingest-log.ts';

/** A log in memory that a test grows, truncates and replaces as a server would. */
export class MemoryLog implements LogSource {
  identity = { dev: 1, ino: 1 };
  private active = true;
  private bytes = Buffer.alloc(0);
  private changes = 0;

  get isActive(): boolean {
    return this.active;
  }

  /** A rename changes the stamp. */
  set isActive(active: boolean) {
    this.changes += 1;
    this.active = active;
  }

  size(): number {
    return this.bytes.length;
  }

  stamp(): string | null {
    return `${this.changes}`;
  }

  isInPlace(): boolean {
    return true;
  }

  read(at: number, into: number | Buffer): Buffer {
    return this.bytes.subarray(at, at + (typeof into === 'number' ? into : into.length));
  }

  append(bytes: Uint8Array): void {
    this.changes += 1;
    this.bytes = Buffer.concat([this.bytes, bytes]);
  }

  /** Other bytes are written over those that are there, from a place on: as long as before, or longer. */
  overwrite(bytes: Buffer, part: number): void {
    this.changes += 1;
    const at = Math.floor(part * this.bytes.length);
    this.bytes = Buffer.concat([
      this.bytes.subarray(0, at),
      bytes,
      this.bytes.subarray(at + bytes.length),
    ]);
  }

  /** Becomes what another one is now. */
  take(log: MemoryLog): void {
    this.bytes = log.bytes;
    this.identity = log.identity;
    this.isActive = log.isActive;
    this.changes = log.changes;
  }

  /** The file is emptied and written again: same inode. */
  truncate(): void {
    this.changes += 1;
    this.bytes = Buffer.alloc(0);
  }

  /** Another file is at its place. */
  replace(): void {
    this.truncate();
    this.identity = { dev: 1, ino: this.identity.ino + 1 };
  }
}
