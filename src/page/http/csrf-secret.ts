import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { errnoOf, wordsOf } from '../../system/errno.ts';
import { noteMistake } from '../../system/fault-context.ts';

export type CsrfSecretReading = { secret: Buffer } | { secret: null; reason: string };

const FILE = 'csrf.key';
const BYTES = 32;

/**
 * The server's secret behind the CSRF proofs: 32 random bytes in `csrf.key` (0600) of our data folder,
 * made at the first use. Of several processes at once, one makes it and all get the same bytes. A file
 * that others could have read or written, or that is cut short, is replaced: open forms then need a
 * reload. Without a secret there are no controls, but there is a page: hence no exception.
 */
export async function readCsrfSecret(dataDirectory: string): Promise<CsrfSecretReading> {
  const path = join(dataDirectory, FILE);
  try {
    const found = readSecret(path);
    if (Buffer.isBuffer(found)) return { secret: found };
    await makeSecret(dataDirectory, path, found === 'unsafe');
    const made = readSecret(path);
    if (Buffer.isBuffer(made)) return { secret: made };
    return { secret: null, reason: `${path} is ${made}.` };
  } catch (error) {
    noteMistake(error);
    const words = wordsOf(error);
    return { secret: null, reason: `The secret of the forms cannot be kept: ${words}` };
  }
}

function readSecret(path: string): Buffer | 'missing' | 'unsafe' {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return 'missing';
    if (code === 'ELOOP') return 'unsafe';
    throw error;
  }
  try {
    const stat = fstatSync(descriptor);
    const owned = stat.uid === 0 || stat.uid === process.getuid?.();
    if (!stat.isFile() || !owned || (stat.mode & 0o077) !== 0 || stat.size !== BYTES)
      return 'unsafe';
    const secret = Buffer.alloc(BYTES);
    return readSync(descriptor, secret, 0, BYTES, 0) === BYTES ? secret : 'unsafe';
  } finally {
    closeSync(descriptor);
  }
}

/** Writes under a name of its own first: the secret's name never stands for half of it. */
async function makeSecret(directory: string, path: string, replace: boolean): Promise<void> {
  const { randomBytes } = await import('node:crypto');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, randomBytes(BYTES));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (replace) renameSync(draft, path);
    // Unlike a rename, a link fails where another process was faster.
    else linkSync(draft, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
