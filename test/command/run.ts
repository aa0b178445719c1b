import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command against a host root. */
export function runCommand(root: string, args: string[], input?: string): Run {
  const run = spawnSync(join(repositoryRoot(), 'dist/whm-transfers'), args, {
    env: { ...process.env, WHM_TRANSFERS_ROOT: root },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Runs the built page as a CGI; status and body of its answer. */
export function runPage(
  root: string,
  query: string,
  env: Record<string, string> = {},
  input = '',
): { status: number; head: string; body: string } {
  const run = spawnSync(join(repositoryRoot(), 'dist/plugin/index.cgi'), [], {
    env: {
      PATH: process.env.PATH ?? '',
      WHM_TRANSFERS_ROOT: root,
      REMOTE_USER: 'root',
      REQUEST_METHOD: 'GET',
      QUERY_STRING: query,
      ...env,
    },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    input,
  });
  const end = run.stdout.indexOf('\r\n\r\n');
  const head = run.stdout.slice(0, end);
  return {
    status: Number(/^Status: (\d+)/.exec(head)?.[1]),
    head,
    body: run.stdout.slice(end + 4),
  };
}
