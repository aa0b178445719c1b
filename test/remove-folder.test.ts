import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from './remove-folder.ts';

/** Makes files for half a second in a folder that disappears under it. */
const WRITER = `
const { mkdirSync, writeFileSync } = require('node:fs');
const folder = process.argv[1];
const end = Date.now() + 500;
process.stdout.write('writes');
for (let n = 0; Date.now() < end; n += 1) {
  try { mkdirSync(folder + '/in/here', { recursive: true }); writeFileSync(folder + '/in/here/' + n, ''); } catch {}
}
`;

test('removes a folder that a process still writes into', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'remove-folder-'));
  const writer = spawn(process.execPath, ['-e', WRITER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'close');
  await once(writer.stdout, 'data');
  removeFolder(folder);
  await ended;
  removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});
