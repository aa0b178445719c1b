import { rmSync } from 'node:fs';

/** Removes a test's folder; a process that the product has left in the background may still write there. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
