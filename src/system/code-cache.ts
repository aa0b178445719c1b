import { existsSync, lstatSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { listNames, removeDrafts } from './draft.ts';
import { type OpenedFile, readOpened, writeAtomically } from './safe-file.ts';

/**
 * A cache begins with a line that says what it belongs to, how long its code is, and a checksum, padded to this length.
 * The code follows, twice.
 */
const LABEL_BYTES = 128;
const CACHE_NAME = /^code-[a-z]+-[a-z]+$/;
/** A draft's name ends with the number of the process that writes it. */
const DRAFT = /^code-[a-z]+-[a-z]+\.(\d+)$/;

/**
 * Runs a CommonJS program with what V8 kept of an earlier run: its functions need not be compiled again, which is a
 * good part of a short process. A cache that is missing or does not fit costs only that time, and is made again when
 * the process ends, if the program then exports a true `isUsual`: a run that ended early has compiled little.
 *
 * @param path the program within the function that Node wraps around a CommonJS module, as the build leaves it
 *   (wrapping it here would copy all of it once more); ASCII only
 * @param id changes with every change of the program
 * @param cachePath where the cache is kept; nothing is kept where its folder is missing
 */
export function runProgram(path: string, id: string, cachePath: string): void {
  const label = `${id} ${process.version} ${process.arch}`;
  const cachedData = readCache(cachePath, label);
  const script = new Script(
    readFileSync(path, 'latin1'),
    cachedData === null ? { filename: path } : { filename: path, cachedData },
  );
  const module: { exports: { isUsual?: unknown } } = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(path), module, path, dirname(path));
  if (cachedData !== null && script.cachedDataRejected !== true) return;
  process.on('exit', () => {
    if (module.exports.isUsual === true) writeCache(cachePath, label, script);
  });
}

/** Code that runs as root: only a file that nobody else can have written is used. */
function readCache(path: string, label: string): Buffer | null {
  try {
    return readOpened(path, { owner: 'self', forbiddenMode: 0o022 }, (file) =>
      readSoundCode(file, label),
    );
  } catch {
    return null;
  }
}

function writeCache(path: string, label: string, script: Script): void {
  if (!existsSync(dirname(path))) return;
  try {
    const code = script.createCachedData();
    const head = Buffer.from(labelOf(label, code), 'latin1');
    writeAtomically(path, Buffer.concat([head, code, code]), { sync: true });
  } catch {
    // A full or read-only disk: this page was answered, and the next one is just as slow.
  }
  removeDrafts(dirname(path), DRAFT);
}

/** The names of caches whose bytes are not those that were written; pages ignore them and make them again. */
export function damagedCaches(folder: string): string[] {
  return listNames(folder).filter((name) => {
    if (!CACHE_NAME.test(name)) return false;
    const path = join(folder, name);
    try {
      if (!lstatSync(path).isFile()) return true;
      // One of another release or another Node is old, not damaged.
      return readOpened(
        path,
        {},
        (file) => readSoundCode(file, null) === null && !isOfFirstRelease(file),
      );
    } catch {
      return false;
    }
  });
}

/** 0.1.0 kept the code once, behind a checksum alone. */
const FIRST_LABEL = /^[0-9a-f]{64} v[\d.]+ \w+ \d+ {2,}/;

function isOfFirstRelease({ fd, stat }: OpenedFile): boolean {
  if (stat.size < LABEL_BYTES) return false;
  const head = readBytes(fd, Buffer.allocUnsafe(LABEL_BYTES), 0).toString('latin1');
  return FIRST_LABEL.test(head);
}

const LABEL_END = / \d+ \d+ *$/;

function labelOf(label: string, code: Buffer): string {
  const words = `${label} ${code.length} ${checksum(code)} `;
  return words.padEnd(LABEL_BYTES).slice(0, LABEL_BYTES);
}

/**
 * V8 trusts what it is given: one changed bit can make it crash, or hang, at every request from then on. The code is
 * stored twice, and the two copies are compared: a comparison is the one check of every byte that costs next to nothing
 * in a process that is a few milliseconds old (a checksum of all bytes costs more than the cache saves). The second
 * copy is read through a small buffer, because memory that a process touches for the first time costs more than the
 * bytes put there.
 *
 * @param label what it must belong to; null: anything
 * @returns the code; null where it is damaged or of another program
 */
function readSoundCode({ fd, stat }: OpenedFile, label: string | null): Buffer | null {
  const length = (stat.size - LABEL_BYTES) / 2;
  if (length <= 0 || !Number.isInteger(length)) return null;
  const head = readBytes(fd, Buffer.allocUnsafe(LABEL_BYTES), 0).toString('latin1');
  const words = head.replace(LABEL_END, '');
  if (words === head || (label !== null && words !== label)) return null;
  const code = readBytes(fd, Buffer.allocUnsafeSlow(length), LABEL_BYTES);
  if (head !== labelOf(words, code)) return null;
  const piece = Buffer.allocUnsafeSlow(Math.min(length, PIECE_BYTES));
  for (let at = 0; at < length; at += piece.length) {
    const size = Math.min(piece.length, length - at);
    const second = readBytes(fd, piece.subarray(0, size), LABEL_BYTES + length + at);
    if (!second.equals(code.subarray(at, at + size))) return null;
  }
  return code;
}

const PIECE_BYTES = 64 * 1024;

/** Fills a buffer from a place in a file. @throws where the file ends before */
function readBytes(fd: number, bytes: Buffer, from: number): Buffer {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(fd, bytes, at, bytes.length - at, from + at);
    if (read === 0) throw new Error('the file has ended');
    at += read;
  }
  return bytes;
}

/** One word of each kilobyte, to recognise a block that a crash of the server left empty in both copies. */
function checksum(code: Buffer): number {
  // Read as one array: a call for each word would take ten times as long in a process that has just begun.
  const words = new Uint32Array(code.buffer, code.byteOffset, Math.floor(code.length / 4));
  let sum = code.length;
  for (let at = words.length - 1; at >= 0; at -= 256) {
    sum = Math.imul(sum ^ (words[at] ?? 0), 0x01000193);
  }
  return sum >>> 0;
}
