import { join } from 'node:path';
import { type Run, runCommand as runProcess } from '../command/run.ts';
import { repositoryRoot } from '../host/repository.ts';
import { type Asked, type Ran, runWarm, runWarmLater } from './warm.ts';

export type { Run };

export interface PageRun {
  status: number;
  head: string;
  body: string;
}

/** As `runCommand` of `test/command/run.ts`, without the start of a process where nothing is to be read from standard input. */
export function runCommand(root: string, args: string[], input?: string): Run {
  if (input !== undefined) return runProcess(root, args, input);
  return inWords(runWarm(commandLine(root, args)));
}

/** The same for what asks a server that this process plays. */
export async function runCommandLater(root: string, args: string[]): Promise<Run> {
  return inWords(await runWarmLater(commandLine(root, args)));
}

/** As `runPage` of `test/command/run.ts`, without the start of a process. */
export function runPage(
  root: string,
  query: string,
  env: Record<string, string> = {},
  input = '',
): PageRun {
  return inParts(runWarm(pageRequest(root, query, env, input)));
}

/** The same for what asks a server that this process plays. */
export async function runPageLater(
  root: string,
  query: string,
  env: Record<string, string> = {},
  input = '',
): Promise<PageRun> {
  return inParts(await runWarmLater(pageRequest(root, query, env, input)));
}

function commandLine(root: string, args: string[]): Asked {
  const file = join(repositoryRoot(), 'dist/whm-transfers');
  return { file, args, env: { ...process.env, WHM_TRANSFERS_ROOT: root } };
}

function pageRequest(
  root: string,
  query: string,
  more: Record<string, string>,
  input: string,
): Asked {
  const env = {
    PATH: process.env.PATH ?? '',
    WHM_TRANSFERS_ROOT: root,
    REMOTE_USER: 'root',
    REQUEST_METHOD: 'GET',
    QUERY_STRING: query,
    ...more,
  };
  return { file: join(repositoryRoot(), 'dist/plugin/index.cgi'), args: [], env, input };
}

function inWords({ code, stdout, stderr }: Ran): Run {
  return { code, stdout: String(stdout), stderr: String(stderr) };
}

function inParts({ stdout }: Ran): PageRun {
  const text = String(stdout);
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end);
  return { status: Number(/^Status: (\d+)/.exec(head)?.[1]), head, body: text.slice(end + 4) };
}
