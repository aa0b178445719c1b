import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';

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

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the built command over a host root. */
export function runCommand(root: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      join(repositoryRoot(), 'dist/whm-transfers'),
      args,
      { env: { ...process.env, WHM_TRANSFERS_ROOT: root }, maxBuffer: 1 << 28 },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

/** Runs the built page as a CGI over a host root. */
export function runPage(
  root: string,
  query: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    execFile(
      join(repositoryRoot(), 'dist/plugin/index.cgi'),
      {
        env: {
          PATH: process.env.PATH,
          WHM_TRANSFERS_ROOT: root,
          REMOTE_USER: 'root',
          REQUEST_METHOD: 'GET',
          QUERY_STRING: String(new URLSearchParams(query)),
        },
        maxBuffer: 1 << 28,
      },
      (_, stdout) => {
        const end = stdout.indexOf('\r\n\r\n');
        const status = Number(/^Status: (\d+)/.exec(stdout)?.[1] ?? 0);
        resolve({ status, body: stdout.slice(end + 4) });
      },
    );
  });
}

/** Recent enough to be news, and the same for all that one test writes. */
export const NOW = Math.floor(Date.now() / 1000);
