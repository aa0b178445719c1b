import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { errnoOf, errorMessage } from './errno.ts';

/**
 * Starts a program. Where the machine has no process, no memory or no descriptor left, or the file is missing, Node
 * throws, or returns a child without pipes that reports the reason a moment later: here both become words, and a child
 * that is returned has its pipes.
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
      child.on('error', (error) => resolve({ child: null, reason: reasonOf(error) }));
    });
  } catch (error) {
    return { child: null, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return errnoOf(error) === 'ENOENT' ? 'it is not there' : errorMessage(error);
}
