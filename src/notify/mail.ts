import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hostPath } from '../system/environment.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { folderWith } from '../system/installation-place.ts';
import { startProcess } from '../system/start-process.ts';
import type { Mail } from './compose-mail.ts';

/** What became of a message; `reason` is in words for the reader. */
export type Delivery =
  | { ok: true }
  | { ok: false; reason: string; retryAfterSeconds: number | null };

const SENDMAIL = '/usr/sbin/sendmail';
const TIMEOUT_MS = 30_000;
const MAX_STDERR_BYTES = 4096;

/**
 * Loads the composer, which is nodemailer's: 90 KB that only a mail needs, so the build puts it into a file of its own
 * beside the page. Tests of the sources load it from there.
 */
async function loadComposer(root: string): Promise<typeof import('./compose-mail.ts')> {
  const folder = folderWith(root, 'compose-mail.cjs');
  if (folder === null) return import('./compose-mail.ts');
  const path = join(folder, 'compose-mail.cjs');
  return createRequire(path)(path) as typeof import('./compose-mail.ts');
}

/** Hands a message to the server's own sendmail. Never rejects. */
export async function sendMail(
  root: string,
  env: Readonly<Record<string, string>>,
  mail: Mail,
): Promise<Delivery> {
  const failed = (reason: string): Delivery => ({ ok: false, reason, retryAfterSeconds: null });
  let message: string;
  try {
    const { composeMail } = await loadComposer(root);
    message = await composeMail(mail);
  } catch (error) {
    recordBug(error);
    return failed(errorMessage(error));
  }
  const started = await startProcess(hostPath(root, SENDMAIL), ['-t', '-i'], {
    cwd: '/',
    env: { ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  if (started.child === null) return failed(`sendmail cannot be started: ${started.reason}`);
  const { child } = started;
  return new Promise((resolve) => {
    let stderr = '';
    const finish = (delivery: Delivery): void => {
      clearTimeout(timer);
      resolve(delivery);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(failed(`sendmail did not answer within ${TIMEOUT_MS / 1000} s`));
    }, TIMEOUT_MS);
    child.stderr?.on('data', (piece: Buffer) => {
      if (stderr.length < MAX_STDERR_BYTES) stderr += piece.toString('utf8');
    });
    // A sendmail that ends early closes its input; its exit code and message say why.
    child.stdin?.on('error', () => {});
    child.on('close', (code, signal) => {
      if (code === 0) return finish({ ok: true });
      const words = stderr.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
      finish(failed(`sendmail ended with ${signal ?? `code ${code}`}${words && `: ${words}`}`));
    });
    child.stdin?.end(message);
  });
}
