import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { LogReader, type LogSource } from '../../src/store/log-block.ts';
import { PrefixHash } from '../../src/store/prefix-hash.ts';
import { testDriver } from '../host/open-database.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { removeFolder } from '../remove-folder.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';

const MEGABYTE = 1024 * 1024;

function logOf(bytes: Buffer, isActive = true): MemoryLog {
  const log = new MemoryLog();
  log.append(bytes);
  log.isActive = isActive;
  return log;
}

function rowsOf(bytes: Buffer, pieceBytes?: number): ReturnType<typeof dumpCache> {
  const db = openCache(testDriver, ':memory:', 0);
  ingestLog(db, 'copyacctblocks', logOf(bytes, false), () => true, pieceBytes);
  const rows = dumpCache(db);
  db.close();
  return rows;
}

it('gives the same rows for many blocks in one transaction as for a transaction each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-blocks-'));
  try {
    const path = join(folder, 'master.log');
    // Some twenty blocks.
    expect(writeLargeMasterLog(path, 400)).toBeGreaterThan(MEGABYTE);
    const bytes = readFileSync(path);
    const rows = rowsOf(bytes);
    expect(rows.item).toHaveLength(400);
    expect(rows.issue?.length).toBeGreaterThan(400);
    expect(rowsOf(bytes, 10_000)).toEqual(rows);
  } finally {
    removeFolder(folder);
  }
});

it('reads a line that is longer than a block', () => {
  const line = Buffer.from(`${'x'.repeat(300_000)}\nshort\nhal`);
  const block = new LogReader(logOf(line), 100).read(0, new PrefixHash());
  expect(block.taken).toBe(300_000 + 1 + 'short\n'.length);
  expect(block.bytes.length).toBe(block.taken);
});

it('passes over a line that nobody could read, and reads on behind it', () => {
  const bytes = Buffer.alloc(17 * MEGABYTE, 'x');
  bytes[bytes.length - 100] = 0x0a;
  bytes[bytes.length - 50] = 0x0a;
  const reader = new LogReader(logOf(bytes), 4 * MEGABYTE);
  const block = reader.read(0, new PrefixHash());
  expect(block).toMatchObject({ taken: bytes.length - 99, overlong: bytes.length - 100 });
  expect(block.bytes).toHaveLength(0);
  expect(reader.read(block.taken, new PrefixHash())).toMatchObject({ taken: 50, overlong: null });
});

it('waits for the end of a last line as long as the log is written', () => {
  const bytes = Buffer.from('one\ntwo');
  expect(new LogReader(logOf(bytes), 100).read(4, new PrefixHash()).taken).toBe(0);
  expect(new LogReader(logOf(bytes, false), 100).read(4, new PrefixHash()).taken).toBe(3);
});

describe('a line that does not end for hundreds of megabytes', () => {
  const HEAD = Buffer.from('{"type":"start"}\n{"type":"start"}\n');
  const SIZE = 200 * 1024 * 1024;
  let reads = 0;
  /** As a hole in a file: nothing of it is in memory. */
  const hole: LogSource = {
    identity: { dev: 1, ino: 2 },
    isActive: false,
    size: () => SIZE,
    stamp: () => 'as it was',
    isInPlace: () => true,
    read: (at, into) => {
      reads += 1;
      const buffer = typeof into === 'number' ? Buffer.alloc(into) : into;
      const bytes = buffer.subarray(0, Math.max(0, Math.min(buffer.length, SIZE - at))).fill(0);
      if (at < HEAD.length) HEAD.copy(bytes, 0, at);
      return bytes;
    },
  };

  it('is given up when the time is used up, outside of the lock, and read by who has time', () => {
    const db = openCache(testDriver, ':memory:', 0);
    const inTime = ingestLog(db, 'copyacctlong', hole, () => false);
    expect(inTime).toEqual({ offset: HEAD.length, size: SIZE, done: false });
    reads = 0;
    expect(ingestLog(db, 'copyacctlong', hole, () => false)).toEqual(inTime);
    expect(reads).toBeLessThan(400);
    const whole = ingestLog(db, 'copyacctlong', hole, () => true);
    expect(whole).toEqual({ offset: SIZE, size: SIZE, done: true });
    const fresh = openCache(testDriver, ':memory:', 0);
    ingestLog(fresh, 'copyacctlong', hole, () => true);
    const rows = (from: typeof db) => from.prepare('SELECT * FROM session').all();
    expect(rows(db)).toEqual(rows(fresh));
    db.close();
    fresh.close();
  });
});
