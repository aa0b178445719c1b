import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runProgram } from '../system/code-cache.ts';
import { readEnvironment } from '../system/environment.ts';
import { wordsOf } from '../system/errno.ts';
import { dataFolder, OWN_FAMILIES } from '../system/paths.ts';
import { unchangedHead } from './http/not-modified.ts';
import { methodOf } from './http/request.ts';
import { formatHead } from './http/response.ts';
import { repairAnswer } from './repair-answer.ts';

declare const __PROGRAM_ID__: string;

/** Views that have little of the program in common: each keeps what it needs. */
const VIEWS = ['compare', 'grep', 'log', 'item', 'session', 'account'] as const;

/** `index.cgi`: answers a poll of what has not changed, and leaves all else to the program beside it. */
function main(): void {
  const environment = readEnvironment(process.env);
  const query = new URLSearchParams(process.env.QUERY_STRING ?? '');
  const form = query.get('format') ? 'data' : 'html';
  try {
    const head = unchangedHead(environment, process.env, Math.floor(Date.now() / 1000));
    if (head !== null) {
      writeSync(1, head);
      return;
    }
    const view = VIEWS.find((name) => query.has(name)) ?? 'list';
    // A poll reads what is new and shows little; it needs other parts of the program than a first look.
    const use = query.get('format') === 'parts' ? 'parts' : query.get('since') ? 'poll' : form;
    runProgram(
      join(dirname(process.argv[1] ?? ''), 'page.cjs'),
      __PROGRAM_ID__,
      join(dataFolder(environment.root), `${OWN_FAMILIES.code}${view}-${use}`),
    );
  } catch (error) {
    // The program keeps its own faults to itself: this one is that it cannot be read or begun.
    const words = wordsOf(error);
    process.stderr.write(`transfer_monitor: ${words}\n`);
    const asData = form === 'data' && query.get('format') !== 'html';
    const answer = repairAnswer(asData, noteFault(error, environment.root));
    const isHead = methodOf(process.env) === 'HEAD';
    writeSync(1, `${formatHead(answer)}${isHead ? '' : answer.body}`);
  }
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
    // It is gone as the program is; the error's words are on stderr.
    return null;
  }
}

main();
