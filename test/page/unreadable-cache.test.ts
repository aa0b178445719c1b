import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../host/open-database.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-unreadable-'));
const whole = join(folder, 'whole');
const id = 'copyacctunreadable';
const archived = 'copyacctdeleted';
/** A file that is not ours, to which a link leads. */
const foreign = join(folder, 'foreign');
const CACHE = 'var/cpanel/transfer_monitor/cache.sqlite';

beforeAll(() => {
  writeFileSync(foreign, '');
  for (const name of [archived, id]) {
    const session = join(whole, 'var/cpanel/transfer_sessions', name);
    mkdirSync(session, { recursive: true });
    writeLargeMasterLog(join(session, 'master.log'), 30);
  }
  expect(runCommand(whole, ['ingest']).code).toBe(0);
  removeFolder(join(whole, 'var/cpanel/transfer_sessions', archived));
  expect(runCommand(whole, ['ingest']).code).toBe(0);
});
afterAll(() => removeFolder(folder));

function change(cache: string, sql: string): void {
  const db = openDatabase(cache);
  db.exec(sql);
  db.close();
}

function replace(cache: string, make: () => void): void {
  rmSync(cache);
  make();
}

/** What has become of the cache, and whether `ingest` can make it whole again. */
const WAYS: [string, (cache: string) => void, boolean][] = [
  ['was cut', (cache) => truncateSync(cache, 4096), true],
  ['is a folder', (cache) => replace(cache, () => mkdirSync(cache)), true],
  ['is a pipe', (cache) => replace(cache, () => spawnSync('mkfifo', [cache])), true],
  ['is a link', (cache) => replace(cache, () => symlinkSync(foreign, cache)), true],
  ['is text', (cache) => writeFileSync(cache, 'no database'.repeat(1000)), true],
  ['has lost a column', (cache) => change(cache, 'ALTER TABLE item DROP COLUMN label'), true],
  ['has lost the table of its version', (cache) => change(cache, 'DROP TABLE meta'), true],
  ['is of a later version', (cache) => change(cache, 'PRAGMA user_version = 99'), false],
];

describe.each(WAYS)('a cache that %s', (way, spoil, isDamaged) => {
  const root = join(folder, way.replaceAll(' ', '-'));
  const words = isDamaged
    ? /The cache is damaged\. Run: whm-transfers ingest/
    : /was written by a later version of Transfer Monitor\. Install that version again/;
  beforeAll(() => {
    cpSync(whole, root, { recursive: true });
    spoil(join(root, CACHE));
    // The first page would have it repaired before the others have asked.
    writeFileSync(join(root, 'var/cpanel/transfer_monitor/maintained'), '');
  });

  test.each([
    ['the list', ''],
    ['a session', `session=${id}`],
    ['a log', `session=${id}&log=master.log`],
    ['the search', `session=${id}&grep=start`],
  ])('%s is shown, with what is lacking', (_, query) => {
    const { status, body } = runPage(root, query);
    expect(status).toBe(200);
    expect(body).toMatch(words);
  });

  test('data says it too', () => {
    const { status, body } = runPage(root, `session=${id}&format=json`);
    expect(status).toBe(200);
    expect(JSON.parse(body).items.length).toBeGreaterThan(0);
    expect(JSON.parse(body).warnings.join(' ')).toMatch(words);
  });

  test.each([
    ['list', ['list']],
    ['items', ['items', id, '--json']],
    ['show of a session that nobody has', ['show', 'copyacctnobody']],
    ['account that nobody has', ['account', 'nobody-has-this']],
  ])('%s answers, says what is lacking, and ends with 4', (_, args) => {
    const { code, stderr } = runCommand(root, args);
    // Nothing of the items is looked at for a session that nobody has: there the lost column is not met.
    if (way === 'has lost a column' && args.includes('copyacctnobody')) {
      expect(code).toBe(3);
      return;
    }
    expect(stderr).toMatch(words);
    expect(stderr.match(new RegExp(words, 'g'))).toHaveLength(1);
    expect(code).toBe(4);
  });

  test('a page repairs it in the background, where that can be done', async () => {
    const tool = join(root, 'usr/local/bin/whm-transfers');
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    writeFileSync(tool, `#!/bin/sh\necho "$*" >'${join(root, 'called')}'\n`);
    chmodSync(tool, 0o755);
    const stamp = join(root, 'var/cpanel/transfer_monitor/maintained');
    writeFileSync(stamp, '');
    utimesSync(stamp, 1_000_000, 1_000_000);
    expect(runPage(root, `session=${id}`).status).toBe(200);
    // The first screen looks at no such column: only `ingest`, which checks all, finds that it is lost.
    if (way === 'has lost a column') return;
    if (isDamaged) {
      const called = (): string => readFileSync(join(root, 'called'), 'utf8');
      await vi.waitFor(() => expect(called()).toBe('ingest --quiet\n'), { timeout: 20_000 });
    } else {
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(existsSync(join(root, 'called'))).toBe(false);
    }
  });

  test('ingest makes it whole, or leaves what is not its own', () => {
    const { code, stderr } = runCommand(root, ['ingest']);
    expect(code).toBe(isDamaged ? 0 : 4);
    if (isDamaged) expect(runPage(root, '').body).not.toMatch(words);
    else expect(stderr).toMatch(words);
  });
});

test.each(['cache.sqlite', 'notices.sqlite'])(
  'a link in the place of %s makes room, and what it leads to stays',
  (name) => {
    const root = join(folder, `linked-${name}`);
    cpSync(whole, root, { recursive: true });
    const path = join(root, 'var/cpanel/transfer_monitor', name);
    const target = join(folder, `target-${name}`);
    const db = openDatabase(target);
    db.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    db.close();
    const bytes = readFileSync(target);
    rmSync(path, { force: true });
    symlinkSync(target, path);
    expect(runCommand(root, ['ingest']).stderr).toContain('has been rebuilt');
    expect(readFileSync(target).equals(bytes)).toBe(true);
    expect(readdirSync(folder).filter((one) => one.startsWith(`target-${name}`))).toHaveLength(1);
    expect(lstatSync(path).isFile()).toBe(true);
    expect(lstatSync(`${path}.damaged`).isSymbolicLink()).toBe(true);
    expect(runCommand(root, ['list']).code).toBe(0);
  },
);

test('what can be read of a damaged cache is shown: sessions that the server has deleted', () => {
  const root = join(folder, 'salvaged');
  cpSync(whole, root, { recursive: true });
  change(join(root, CACHE), 'DROP TABLE meta');
  const { status, body } = runPage(root, 'format=json');
  expect(status).toBe(200);
  const ids = JSON.parse(body).sessions.map((session: { id: string }) => session.id);
  expect(ids.sort()).toEqual([archived, id].sort());
});
