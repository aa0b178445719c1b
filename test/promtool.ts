import { spawnSync } from 'node:child_process';

export interface Checked {
  code: number | null;
  words: string;
}

/** Runs promtool (Debian's package `prometheus`). @throws where it is missing: a check that is not made proves nothing */
export function runPromtool(args: readonly string[], input = ''): Checked {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, {
    input,
    encoding: 'utf8',
  });
  if (error) throw new Error(`promtool is needed (apt-get install prometheus): ${error.message}`);
  return { code: status, words: stdout + stderr };
}

/** `promtool check metrics`: the text format, and good practice in names and help texts. */
export function checkMetrics(text: string): Checked {
  return runPromtool(['check', 'metrics'], text);
}
