import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runProgram } from '../system/code-cache.ts';
import { readEnvironment } from '../system/environment.ts';
import { errorMessage } from '../system/errno.ts';
import { dataFolder, OWN_FAMILIES } from '../system/paths.ts';
import { writeAll } from '../system/safe-file.ts';
import { unchangedHead } from './http/not-modified.ts';
import { methodOf } from './http/request.ts';
import { compress, formatHead, type PageAnswer } from './http/response.ts';
import { repairAnswer } from './repair-answer.ts';
import { answerShared } from './shared-answer.ts';
import { codeCacheKey } from './urls.ts';

declare const __PROGRAM_ID__: string;

/** `index.cgi`: answers a poll if nothing has changed, and leaves everything else to the program beside it. */
function main(): void {
  const environment = readEnvironment(process.env);
  const query = new URLSearchParams(process.env.QUERY_STRING ?? '');
  try {
    const head = unchangedHead(environment, process.env, Math.floor(Date.now() / 1000));
    if (head !== null) {
      writeSync(1, head);
      return;
    }
    const shared = answerShared(environment, process.env);
    if (shared !== null) {
      // A reader who has hung up is no fault.
      void sendCompressed(shared).finally(() => process.exit());
      return;
    }
    runProgram(
      join(dirname(process.argv[1] ?? ''), 'page.cjs'),
      __PROGRAM_ID__,
      join(dataFolder(environment.root), `${OWN_FAMILIES.code}${codeCacheKey(query)}`),
    );
  } catch (error) {
    // The program records its own faults: this one is that it cannot be read or started.
    const words = errorMessage(error);
    process.stderr.write(`transfer_monitor: ${words}\n`);
    const asData = (query.get('format') || 'html') !== 'html';
    const answer = repairAnswer(asData, noteFault(error, environment.root));
    const isHead = methodOf(process.env) === 'HEAD';
    writeSync(1, `${formatHead(answer)}${isHead ? '' : answer.body}`);
  }
}

async function sendCompressed(answer: PageAnswer): Promise<void> {
  const { headers, status, body } = await compress(answer, process.env);
  const blocks = typeof body === 'string' ? [Buffer.from(body)] : body;
  writeAll(1, Buffer.concat([Buffer.from(formatHead({ status, headers, body: '' })), ...blocks]));
}

/** @returns the fault's id in the log; null where it could not be written */
function noteFault(error: unknown, root: string): string | null {
  try {
    const path = join(dirname(process.argv[1] ?? ''), 'fault.cjs');
    const { recordStartFault } = createRequire(path)(path) as typeof import('./start-fault.ts');
    const asked = `${methodOf(process.env)} ${process.env.QUERY_STRING ?? ''}`;
    const fault = recordStartFault(error, root, asked);
    if (fault?.trouble === null) return fault.id;
    if (fault) process.stderr.write(`transfer_monitor: not in the fault log: ${fault.trouble}\n`);
    return null;
  } catch {
    // The fault log is missing as well as the program; the error's message is on stderr.
    return null;
  }
}

main();
