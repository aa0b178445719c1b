import { spawnSync } from 'node:child_process';

const LIMIT_MS = 30_000;

export interface CommandAnswer {
  out: string;
  /** Why it failed, in words; null where it did not. */
  trouble: string | null;
}

/** Runs a command that answers at once, and never throws. */
export function askCommand(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  timeout = LIMIT_MS,
): CommandAnswer {
  const { stdout, stderr, status, signal, error } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    timeout,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return { out: stdout, trouble: null };
  const words = error?.message ?? (signal ? `it was killed by ${signal}` : lastWords(stderr));
  return { out: stdout ?? '', trouble: words ?? `exit code ${status}` };
}

/** The most telling line of a failed child. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.split('\n');
  return lines.find((text) => /^[A-Za-z]*Error\b/.test(text)) ?? lines.find((text) => text);
}
