import type { ChildProcess, SpawnOptions } from 'node:child_process';

/**
 * Starts a program. Where the machine has no process, no memory or no descriptor left, or the file is missing, Node throws, or
 * gives a child without pipes that says why a moment later: here both are words, and a child that is given has its pipes.
 */
export async function startProcess(
  path: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<{ child: ChildProcess } | { child: null; reason: string }> {
  const { spawn } = await import('node:child_process');
  try {
    const child = spawn(path, args, options);
    if (child.pid !== undefined) return { child };
    return await new Promise((resolve) => {
      child.on('error', (error) => resolve({ child: null, reason: wordsOf(error) }));
    });
  } catch (error) {
    return { child: null, reason: wordsOf(error) };
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return 'it is not there';
  return error instanceof Error ? error.message : String(error);
}
