import { spawnSync } from 'node:child_process';

export interface HookRun {
  out: string;
  /** How the writer of the event ended: 141 is SIGPIPE, where the hook has not read all. */
  writer: number;
}

/** Bash, because it alone tells how the first of a pipe's programs has ended. */
const PIPE = `head -c "$2" /dev/zero | tr '\\0' x | { printf '%s' "$1"; cat; printf '"}\\n'; } 2>/dev/null | "$0"
printf '%s' "\${PIPESTATUS[2]}" >&3`;

/** Runs a hook as the server does: the event's JSON comes through a pipe, here with `padding` more bytes in a last field. */
export function runHook(
  file: string,
  env: NodeJS.ProcessEnv,
  event: object,
  padding: number,
): HookRun {
  const begin = `${JSON.stringify(event).slice(0, -1)},"padding":"`;
  const run = spawnSync('bash', ['-c', PIPE, file, begin, String(padding)], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    timeout: 120_000,
  });
  return { out: run.stdout, writer: Number(run.output[3]) };
}
