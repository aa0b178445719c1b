import { rmSync } from 'node:fs';

/** Milliseconds for which a process that the product has left in the background may go on writing. */
const PATIENCE = 10_000;

/**
 * Removes a test's folder while a process that the product has left in the background may still write there.
 * Node's own `maxRetries` removes the folder again, but not what has come into it since.
 */
export function removeFolder(path: string): void {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}
