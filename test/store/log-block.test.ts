import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { LogReader } from '../../src/store/log-block.ts';
import { PrefixHash } from '../../src/store/prefix-hash.ts';
import { testDriver } from '../host/open-database.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
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
    rmSync(folder, { recursive: true, force: true });
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
