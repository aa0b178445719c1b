import { Problem } from '../app/problem.ts';
import { dropSecrets, readEnvironment } from '../system/environment.ts';
import { errnoOf, errorMessage } from '../system/errno.ts';
import { beginFaultLog } from '../system/fault-context.ts';
import { writeAll } from '../system/safe-file.ts';
import { methodOf, readRequest } from './http/request.ts';
import { compress, errorJson, formatHead, type PageAnswer } from './http/response.ts';
import { answerRequest } from './router.ts';

/** A form of this page has a few hundred bytes: a request that takes longer to send them is not one. */
const MAX_MS = 10_000;

/**
 * The standard input up to that length, or to its end. A request that promises a body and never sends it, or sends it
 * drop by drop, is not waited for beyond the time limit for the whole reading; a blocking read could not be
 * interrupted.
 *
 * @returns null where the time was up
 */
export function readInput(length: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const blocks: Buffer[] = [];
    let size = 0;
    const input = process.stdin;
    const end = (result: Buffer | null): void => {
      clearTimeout(timer);
      input.removeAllListeners('data').pause();
      resolve(result);
    };
    const timer = setTimeout(() => end(null), MAX_MS);
    input.on('data', (block: Buffer) => {
      blocks.push(block);
      size += block.length;
      if (size >= length) end(Buffer.concat(blocks).subarray(0, length));
    });
    input.on('end', () => end(Buffer.concat(blocks)));
    input.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** True once a view was shown: the next process needs what this one has compiled by then. */
export let isUsual = false;

/** One request of the web server: reads it, answers it, ends. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const childEnv = dropSecrets(process.env);
  beginFaultLog({
    root: environment.root,
    where: 'page',
    asked: `${methodOf(process.env)} ${process.env.QUERY_STRING ?? ''}`,
  });
  const now = Math.floor(Date.now() / 1000);
  const request = await readRequest(process.env, readInput);
  const answer = await answerRequest({ environment, childEnv, now }, request);
  send(await compress(answer, process.env));
  isUsual = answer.status === 200;
}

let isBegun = false;

function send(answer: PageAnswer): void {
  isBegun = true;
  write(Buffer.from(formatHead(answer)));
  if (typeof answer.body === 'string') {
    write(Buffer.from(answer.body));
    return;
  }
  for (const block of answer.body) write(block);
}

/** If the server has hung up, the answer ends. */
function write(bytes: Buffer): void {
  try {
    writeAll(1, bytes);
  } catch (error) {
    if (errnoOf(error) !== 'EPIPE') throw error;
  }
}

/** Errors that the router could not turn into an answer: above all, those in the middle of one. */
async function fail(error: unknown): Promise<void> {
  const { recordUnexpected } = await import('../app/session-trouble.ts');
  const fault = recordUnexpected(error);
  const { maskSecrets } = await import('../log/mask.ts');
  const words = maskSecrets(errorMessage(error));
  process.stderr.write(`transfer_monitor: ${words}${fault ? ` (fault ${fault.id})` : ''}\n`);
  process.exitCode = 1;
  // A second head in the middle of an answer would be read as part of it.
  if (isBegun) return;
  const id = fault?.trouble === null ? fault.id : null;
  send(errorJson(new Problem('fault', { code: 'internal-error' }), id));
}

// Errors that no promise of ours waits for: an unhandled rejection, an error in a callback.
process.on('uncaughtException', (error) => {
  void fail(error).finally(() => process.exit());
});

main()
  .catch(fail)
  // Everything is written: letting Node shut down step by step would only keep the web server waiting.
  .finally(() => process.exit());
