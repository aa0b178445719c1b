import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { type Run, runCommandLater, runPageLater } from '../warm/run.ts';

const roots: string[] = [];

/** A host root with stand-in vendor commands, sendmail among them. */
export function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'notify-test-'));
  roots.push(root);
  installVendorCommands(root);
  return root;
}

export function removeRoots(): void {
  // What a page has started in the background may still be writing.
  const rules = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  for (const root of roots.splice(0)) rmSync(root, rules);
}

export function writeConfig(root: string, config: unknown): void {
  const folder = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
}

/** As after days of regular runs: since when the clock has gone on, and when a run last saw it. */
export function writeClockNote(root: string, since: number, last: number): void {
  const folder = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'clock'), `${since} ${last}\n`, { mode: 0o600 });
}

/** Runs the built command over a host root. */
export function runCommand(root: string, ...args: string[]): Promise<Run> {
  return runCommandLater(root, args);
}

/** The same in a process of its own: what several do at once only processes can show. */
export function runProcess(root: string, ...args: string[]): Promise<Pick<Run, 'code'>> {
  const env = { ...process.env, WHM_TRANSFERS_ROOT: root };
  const child = spawn(join(repositoryRoot(), 'dist/whm-transfers'), args, { env, stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code })));
}

/** Runs the built page as a CGI over a host root. */
export function runPage(
  root: string,
  query: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return runPageLater(root, String(new URLSearchParams(query)));
}

/** Recent enough to be news, and the same for all that one test writes. */
export const NOW = Math.floor(Date.now() / 1000);
