import { openMonitor } from '../../src/app/monitor.ts';
import { Problem } from '../../src/app/problem.ts';
import { account } from '../../src/command/account.ts';
import type { Command } from '../../src/command/command-context.ts';
import { ingest } from '../../src/command/ingest.ts';
import { issues } from '../../src/command/issues.ts';
import { items } from '../../src/command/items.ts';
import { list } from '../../src/command/list.ts';
import { log } from '../../src/command/log.ts';
import { metrics } from '../../src/command/metrics.ts';
import { harmless, type Output } from '../../src/command/output.ts';
import { parse } from '../../src/command/parse.ts';
import { retry } from '../../src/command/retry.ts';
import { show } from '../../src/command/show.ts';
import { source } from '../../src/command/source.ts';
import { readRequest } from '../../src/page/http/request.ts';
import { answerRequest } from '../../src/page/router.ts';
import { readEnvironment } from '../../src/system/environment.ts';
import { problemWords } from '../../src/views/problem-words.ts';
import { testDriver } from '../host/open-database.ts';
import type { Run } from './run.ts';

const COMMANDS = {
  account,
  ingest,
  issues,
  items,
  list,
  log,
  metrics,
  parse,
  retry,
  show,
  source,
} satisfies Record<string, Command>;
export type CommandName = keyof typeof COMMANDS;

/**
 * Runs a command within this process, which takes a tenth of the time of one of its own.
 *
 * @throws what the command throws, but for a Problem: that becomes its exit code and its words
 */
export async function runHere(
  root: string,
  now: number,
  name: CommandName,
  args: readonly string[],
): Promise<Run> {
  const said: string[] = [];
  const written: string[] = [];
  let monitor: ReturnType<typeof openMonitor> | null = null;
  const close = (): void => {
    monitor?.db.close();
    monitor = null;
  };
  const output: Output = {
    write: (words) => void written.push(harmless(words, false)),
    steer: () => {},
    flush: () => {},
    say: (words) => void said.push(words),
    isTerminal: false,
    columns: 80,
    rows: 24,
  };
  let code: number;
  try {
    code = await COMMANDS[name](
      {
        root,
        output,
        now: () => now,
        openMonitor(options = {}) {
          monitor ??= openMonitor({ root, driver: testDriver, busyMs: 1000, now, ...options });
          return monitor;
        },
        closeMonitor: close,
        childEnv: {},
      },
      args,
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    said.push(problemWords(error.facts));
    code = error.exitCode;
  } finally {
    close();
  }
  return { code, stdout: written.join(''), stderr: said.join('\n') };
}

/** Asks for a page within this process. */
export async function pageHere(
  root: string,
  now: number,
  query: string,
): Promise<{ status: number; body: string; headers: string }> {
  const environment = readEnvironment({ REMOTE_USER: 'root', WHM_TRANSFERS_ROOT: root });
  const variables = { REQUEST_METHOD: 'GET', QUERY_STRING: query };
  const request = await readRequest(variables, async () => null);
  const answer = await answerRequest({ environment, childEnv: {}, now }, request);
  return {
    status: answer.status,
    body:
      typeof answer.body === 'string' ? answer.body : Buffer.concat([...answer.body]).toString(),
    headers: JSON.stringify(answer.headers ?? {}),
  };
}
