import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { lstatOrNull, openToAppend, readOpened } from './safe-file.ts';

/** A larger log is put aside, replacing the one that was put aside before. */
const MAX_BYTES = 256 * 1024;
/** A rotation takes no time: a lock of this age was left by a killed process. */
const OLD_LOCK_MS = 60_000;

/** The log that was put aside. */
export function formerPath(path: string): string {
  return `${path}.1`;
}

/**
 * Appends a line. Several processes may do so at once: each line is one write at the file's end.
 *
 * @throws errors of the system; an error in words where the file is not ours
 */
export function appendLine(path: string, line: string): void {
  makeFolder(dirname(path));
  tryRotate(path);
  const { fd, stat } = openToAppend(path, { owner: 'self' });
  try {
    if (stat.nlink !== 1) throw new Error(`${path} has a second name`);
    if ((stat.mode & 0o077) !== 0) fchmodSync(fd, 0o600);
    // A full disk may have left the last line without its end.
    const bytes = Buffer.from(`${endsLine(fd, stat.size) ? '' : '\n'}${line}\n`);
    const written = writeSync(fd, bytes);
    if (written < bytes.length) throw new Error(`${path} took ${written} of ${bytes.length} bytes`);
  } finally {
    closeSync(fd);
  }
}

/** Makes the data folder; not on a machine without the folder above it. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) throw new Error(`${dirname(folder)} does not exist`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

function endsLine(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === 0x0a;
}

/** A log that cannot be put aside continues to be used. */
function tryRotate(path: string): void {
  try {
    rotate(path);
  } catch (error) {
    if (sizeOf(path) > 2 * MAX_BYTES) throw error;
  }
}

/** One process at a time: a second one would replace the log that was just put aside with the new one. */
function rotate(path: string): void {
  if (sizeOf(path) <= MAX_BYTES) return;
  const lock = `${path}.lock`;
  const held = lstatOrNull(lock);
  if (held && Math.abs(Date.now() - held.mtimeMs) > OLD_LOCK_MS) rmSync(lock, { force: true });
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (error) {
    // Another process is doing it.
    if (errnoOf(error) === 'EEXIST') return;
    throw error;
  }
  try {
    if (sizeOf(path) > MAX_BYTES) renameSync(path, formerPath(path));
  } finally {
    rmSync(lock, { force: true });
  }
}

function sizeOf(path: string): number {
  const stat = lstatOrNull(path);
  return stat?.isFile() ? stat.size : 0;
}

/**
 * The last lines of a log, without one that is cut off at either end; none where there is no log.
 *
 * @throws errors of the system
 */
export function readLines(path: string, mostBytes = 2 * MAX_BYTES): string[] {
  if (!lstatOrNull(path)?.isFile()) return [];
  return readOpened(path, {}, ({ fd, stat: { size } }) => {
    const from = Math.max(0, size - mostBytes);
    const bytes = Buffer.alloc(size - from);
    const got = readSync(fd, bytes, 0, bytes.length, from);
    const lines = bytes.toString('utf8', 0, got).split('\n');
    return (from > 0 ? lines.slice(1) : lines).filter((line) => line !== '');
  });
}
