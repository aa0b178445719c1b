import { mkdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessEnvironment } from '../../system/environment.ts';
import { errnoOf, errorMessage } from '../../system/errno.ts';
import { recordBug } from '../../system/fault-context.ts';
import { dataFolder, OWN_FILES } from '../../system/paths.ts';
import { readOpened, UnsafeFileError, writeAtomically } from '../../system/safe-file.ts';

export type CsrfSecretReading = { secret: Buffer } | { secret: null; reason: string };

const BYTES = 32;

/**
 * The server's secret behind the CSRF proofs: 32 random bytes in `csrf.key` (0600) in our data folder, made at its
 * first use. Of several processes at once, one makes it and all get the same bytes. A file that others could have read
 * or written, or that is cut short, is replaced: open forms then need a reload. Without a secret there are no controls,
 * but there is still a page: hence no exception.
 */
export async function readCsrfSecret(dataDirectory: string): Promise<CsrfSecretReading> {
  const path = join(dataDirectory, OWN_FILES.csrfKey);
  try {
    const found = readSecret(path);
    if (Buffer.isBuffer(found)) return { secret: found };
    await makeSecret(dataDirectory, path, found === 'unsafe');
    const made = readSecret(path);
    if (Buffer.isBuffer(made)) return { secret: made };
    return { secret: null, reason: `${path} is ${made}.` };
  } catch (error) {
    recordBug(error);
    const words = errorMessage(error);
    return { secret: null, reason: `The secret that protects the forms cannot be saved: ${words}` };
  }
}

/** The secret of this server. */
export function readFormSecret({ root }: ProcessEnvironment): Promise<CsrfSecretReading> {
  return readCsrfSecret(dataFolder(root));
}

function readSecret(path: string): Buffer | 'missing' | 'unsafe' {
  try {
    return readOpened(path, { owner: 'self-or-root', forbiddenMode: 0o077 }, ({ fd, stat }) => {
      const secret = Buffer.alloc(BYTES);
      const isWhole = stat.size === BYTES && readSync(fd, secret, 0, BYTES, 0) === BYTES;
      return isWhole ? secret : 'unsafe';
    });
  } catch (error) {
    if (error instanceof UnsafeFileError) return 'unsafe';
    if (errnoOf(error) === 'ENOENT') return 'missing';
    throw error;
  }
}

async function makeSecret(directory: string, path: string, replace: boolean): Promise<void> {
  const { randomBytes } = await import('node:crypto');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeAtomically(path, randomBytes(BYTES), { sync: true, keepFormer: !replace });
}
