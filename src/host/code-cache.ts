import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** A cache begins with a line that says what it is of and the checksum of the rest, padded to this length. */
const LABEL_BYTES = 128;

/**
 * Runs a CommonJS program with what V8 has kept of an earlier run: its functions need not be compiled again, which
 * is a good part of a short process. A cache that is missing or does not fit costs nothing but that time, and is made
 * anew when the process ends, if the program then exports a true `isUsual`: a run that ended early has compiled little.
 *
 * @param path the program within the function that Node wraps around a CommonJS module, as the build leaves it (to
 *   wrap it here would copy all of it once more); ASCII only
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

/** Code that runs as root: only a file that nobody else can have written is taken. */
function readCache(path: string, label: string): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) return null;
    const bytes = readFileSync(fd);
    const code = bytes.subarray(LABEL_BYTES);
    return bytes.toString('latin1', 0, LABEL_BYTES) === labelOf(label, code) ? code : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

function writeCache(path: string, label: string, script: Script): void {
  if (!existsSync(dirname(path))) return;
  try {
    const draft = `${path}.${process.pid}`;
    const code = script.createCachedData();
    const fd = openSync(draft, 'wx', 0o600);
    try {
      writeSync(fd, Buffer.concat([Buffer.from(labelOf(label, code), 'latin1'), code]));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, path);
  } catch {
    // A full or read-only disk: the page was answered, the next one is as slow as this.
  }
}

function labelOf(label: string, code: Buffer): string {
  return `${label} ${checksum(code)} `.padEnd(LABEL_BYTES).slice(0, LABEL_BYTES);
}

/**
 * V8 trusts what it is given: a block that a crash of the server has left empty would crash it. One word of each
 * kilobyte tells that without costing more than the cache saves.
 */
function checksum(code: Buffer): number {
  let sum = code.length;
  for (let at = code.length - 4; at >= 0; at -= 1024) {
    sum = Math.imul(sum ^ code.readUInt32LE(at), 0x01000193);
  }
  return sum >>> 0;
}
