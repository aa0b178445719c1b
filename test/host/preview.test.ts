import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { openDatabase } from './open-database.ts';
import { Preview } from './preview.ts';
import { sessionsFolder } from './simulator/write-session.ts';

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

test('shows sessions of every state behind a link that logs in, and leaves nothing behind', async () => {
  const plugin = mkdtempSync(join(tmpdir(), 'plugin-'));
  writeFileSync(
    join(plugin, 'index.cgi'),
    '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\nhello $REMOTE_USER"\n',
    { mode: 0o755 },
  );
  const preview = await Preview.start(0, plugin);
  const entry = await fetch(preview.link, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = new URL(entry.headers.get('location') ?? '', preview.link);
  expect(await (await fetch(page, { headers: { cookie } })).text()).toBe('hello root');

  const index = openDatabase(join(sessionsFolder(preview.root), 'whmxfer.sqlite'));
  const found = index.prepare('SELECT state, pid FROM sessions').all();
  const rows = found.map(({ state, pid }) => [Number(state), Number(pid)] as const);
  index.close();
  expect(new Set(rows.map(([state]) => state))).toEqual(new Set([0, 20, 50, 70, 100, 150, 200]));
  const masters = rows.filter(([state, pid]) => (state === 20 || state === 50) && isAlive(pid));
  expect(masters.length).toBeGreaterThanOrEqual(2);

  const { root } = preview;
  await preview.stop();
  expect(existsSync(root)).toBe(false);
  await expect(fetch(preview.link)).rejects.toThrow();
  removeFolder(plugin);
});
