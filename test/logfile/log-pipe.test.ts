import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LogPipe } from '../../src/logfile/log-pipe.ts';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import type { LogSource } from '../../src/store/log-block.ts';
import { testDriver } from '../host/open-database.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { removeFolder } from '../remove-folder.ts';
import { dumpCache } from '../store/dump.ts';
import { MemoryLog } from '../store/memory-log.ts';

const MEGABYTE = 1024 * 1024;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-pipe-'));
});
afterAll(() => removeFolder(folder));

let pipes = 0;
/** The bytes through a named pipe, which another process fills. */
function pipeOf(bytes: Buffer): LogPipe {
  const file = join(folder, `file${++pipes}`);
  const pipe = join(folder, `pipe${pipes}`);
  writeFileSync(file, bytes);
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', 'exec cat "$1" > "$2"', 'sh', file, pipe], { stdio: 'ignore' });
  return new LogPipe(openSync(pipe, 'r'));
}

function rowsOf(source: LogSource, pieceBytes?: number): ReturnType<typeof dumpCache> {
  const db = openCache(testDriver, ':memory:', 0);
  ingestLog(db, 'copyacctpipe', source, () => true, pieceBytes);
  const rows = dumpCache(db);
  db.close();
  return rows;
}

function rowsOfBytes(bytes: Buffer): ReturnType<typeof dumpCache> {
  const log = new MemoryLog();
  log.append(bytes);
  log.isActive = false;
  return rowsOf(log);
}

it.each([undefined, 5000, 100_000])(
  'gives the rows of the file, in pieces of %s bytes',
  (piece) => {
    const path = join(folder, 'master.log');
    expect(writeLargeMasterLog(path, 300)).toBeGreaterThan(MEGABYTE / 2);
    const bytes = readFileSync(path);
    const pipe = pipeOf(bytes);
    expect(rowsOf(pipe, piece)).toEqual(rowsOfBytes(bytes));
    expect(pipe.size()).toBe(bytes.length);
    // What lies behind was let go: memory does not grow with the log.
    expect(() => pipe.read(bytes.length - MEGABYTE / 4, 1)).toThrow(RangeError);
    pipe.close();
  },
);

it('passes over a line that is too long, and reads the last one without its newline', () => {
  const path = join(folder, 'short.log');
  writeLargeMasterLog(path, 5);
  const text = readFileSync(path, 'utf8').trimEnd();
  const middle = text.indexOf('\n', text.length / 2) + 1;
  const long = `${'x'.repeat(40 * MEGABYTE)}\n`;
  const bytes = Buffer.from(`${text.slice(0, middle)}${long}${text.slice(middle)}`);
  const pipe = pipeOf(bytes);
  const rows = rowsOf(pipe);
  expect(rows).toEqual(rowsOfBytes(bytes));
  expect(rows.oddity).toHaveLength(1);
  pipe.close();
});

it('is empty where its writer wrote nothing', () => {
  const pipe = pipeOf(Buffer.alloc(0));
  expect(pipe.size()).toBe(0);
  expect(pipe.read(0, 10)).toHaveLength(0);
  pipe.close();
});
