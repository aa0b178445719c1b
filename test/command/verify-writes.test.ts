import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cpsrvd, startCpsrvd } from '../host/cpsrvd.ts';
import { moveToServer } from '../host/moved-server.ts';
import { repositoryRoot } from '../host/repository.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';

let root = '';
let server: Cpsrvd;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'writes-'));
  installVendorCommands(root);
  server = await startCpsrvd({ root });
});
afterAll(async () => {
  await server.stop();
  removeFolder(root);
});

const CALLS = [
  ...['open', 'openat', 'openat2', 'creat', 'truncate', 'mkdir', 'mkdirat', 'rmdir', 'mknod'],
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'link', 'linkat', 'symlink'],
  ...['symlinkat', 'chmod', 'fchmodat', 'chown', 'fchownat', 'lchown', 'utimensat'],
].map((name) => `?${name}`);

/** A call that changes something, or opens a file to change it. Those that fail change nothing. */
function changes(line: string): boolean {
  if (/= -1 E[A-Z]+/.test(line) || !/\w\(/.test(line)) return false;
  const [, call = ''] = /(\w+)\(/.exec(line) ?? [];
  return call.startsWith('open') ? /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) : true;
}

function pathsIn(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path);
}

it('opens no file to write to but its own', async () => {
  const { id } = moveToServer(server, root, {
    ...{ seed: 'writes', accounts: 12, startedAt: Math.floor(Date.now() / 1000) - 7200 },
  });
  const trace = join(root, 'trace');
  const tool = join(repositoryRoot(), 'dist/whm-transfers');
  const args = ['-f', '-s', '4096', '-e', `trace=${CALLS.join(',')}`, '-o', trace];
  const env = { ...process.env, WHM_TRANSFERS_ROOT: root };
  const code = await new Promise((resolve) => {
    execFile(
      'strace',
      [...args, tool, 'verify', id, '--json'],
      { env, maxBuffer: 1 << 28 },
      (error) => resolve(error?.code ?? 0),
    );
  });
  expect(code).toBe(0);
  const lines = readFileSync(trace, 'utf8').split('\n');
  // It has looked at the server's queue, so this test would see it.
  expect(lines.some((line) => line.includes(`${id}/db.sqlite`))).toBe(true);
  const own = join(root, 'var/cpanel/transfer_monitor');
  const written = lines.filter(changes);
  expect(written.some((line) => pathsIn(line).some((path) => path.startsWith(own)))).toBe(true);
  // The stand-in for the server's own command keeps its notes there; a terminal and nothing are no files.
  const allowed = [own, join(root, '.stand-in'), '/dev/null', '/dev/tty'];
  const wrong = written.filter((line) =>
    pathsIn(line).some((path) => !allowed.some((start) => path.startsWith(start))),
  );
  expect(wrong).toEqual([]);
});
