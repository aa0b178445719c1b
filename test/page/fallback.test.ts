import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_START, planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';
import { canMount, drainDisk, fillDisk, mount } from './small-disk.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-fallback-'));
const data = join(root, 'var/cpanel/transfer_monitor');
/** A session that the server has deleted (only the cache knows it), and one with failed items. */
let gone = '';
let id = '';
let folder = '';
let item = '';

function write(seed: string, day: number): { id: string; folder: string } {
  const startedAt = DEFAULT_START + day * 86_400;
  const plan = planSession({ seed, accounts: 4, startedAt, failureRate: 1, renameRate: 0 });
  return writeSession(root, plan);
}

const fill = (): void => fillDisk(data);
const drain = (): void => drainDisk(data);
const grow = (): void => writeFileSync(join(folder, 'master.log'), '\n', { flag: 'a' });

beforeAll(() => {
  if (!canMount) return;
  mkdirSync(data, { recursive: true });
  mount('-t', 'tmpfs', '-o', 'size=8m,mode=700', 'none', data);
  const first = write('gone', 0);
  gone = first.id;
  runCommand(root, ['ingest']);
  removeFolder(first.folder);
  const index = new BetterSqlite3(join(root, 'var/cpanel/transfer_sessions/whmxfer.sqlite'));
  index.prepare('DELETE FROM sessions WHERE sessionid = ?').run(gone);
  index.close();
  ({ id, folder } = write('here', 1));
  expect(runPage(root, '').status).toBe(200);
  item = JSON.parse(runCommand(root, ['items', id, '--json']).stdout).items[0].name;
});

afterAll(() => {
  spawnSync('umount', ['-l', data]);
  removeFolder(root);
});

const VIEWS: [string, () => string, 'html' | 'json' | 'other'][] = [
  ['the list', () => '', 'html'],
  ['a session', () => `session=${id}`, 'html'],
  ['a session that the server has deleted', () => `session=${gone}`, 'other'],
  ['an item', () => `session=${id}&item=${item}`, 'html'],
  ['the log viewer', () => `session=${id}&log=master.log`, 'html'],
  ['the search', () => `session=${id}&grep=start`, 'other'],
  ['an account', () => `account=${item}`, 'html'],
  ['a comparison', () => `session=${id}&compare=${gone}`, 'html'],
  ['the list as JSON', () => 'format=json', 'json'],
  ['a session as JSON', () => `session=${id}&format=json`, 'json'],
  ['an item as JSON', () => `session=${id}&item=${item}&format=json`, 'json'],
  ['a log as it is', () => `session=${id}&log=master.log&format=raw`, 'other'],
  ['an account as JSON', () => `account=${item}&format=json`, 'json'],
  ['a comparison as JSON', () => `session=${id}&compare=${gone}&format=json`, 'json'],
  ['lines of a log as JSON', () => `session=${id}&log=master.log&format=json`, 'json'],
  ['a search as JSON', () => `session=${id}&grep=start&format=json`, 'json'],
  ['a table', () => `session=${id}&format=csv`, 'other'],
  ['metrics', () => 'format=openmetrics', 'other'],
];

/** A view is shown, with the words on what is wrong wherever something new could not be kept. */
function expectView(query: string, form: string, words: RegExp): void {
  const { status, body } = runPage(root, query);
  expect(status).toBe(200);
  const banner = new RegExp(`class="tm-note tm-note-bad" role="alert">.*${words.source}`, 's');
  if (form === 'html') expect(banner.test(body)).toBe(true);
  if (form === 'json') expect(JSON.parse(body).warnings.join('\n')).toMatch(words);
  if (query === '' || query === 'format=json') expect(body.includes(gone)).toBe(true);
}

/** Commands with their exit codes: what failed is certain, and of the others all could be read. */
const COMMANDS: [string, () => string[], number][] = [
  ['list', () => ['list'], 0],
  ['show', () => ['show', id], 1],
  ['show, as JSON', () => ['show', id, '--json'], 1],
  ['items', () => ['items', id], 0],
  ['issues', () => ['issues', id, '--json'], 0],
  ['log', () => ['log', id], 0],
  ['log, with a search', () => ['log', id, '--grep', 'start'], 0],
  ['account', () => ['account', item], 0],
  ['retry', () => ['retry', id], 0],
  ['wait', () => ['wait', id, '--timeout', '5'], 1],
  ['metrics', () => ['metrics'], 0],
  ['ingest', () => ['ingest'], 4],
];

function expectCommand(args: string[], code: number, words: RegExp): void {
  const run = runCommand(root, args);
  expect(run.stderr).toMatch(words);
  expect(run.code, run.stderr).toBe(code);
  if (args[0] !== 'wait' && args[0] !== 'ingest') expect(run.stdout).not.toBe('');
}

describe.runIf(canMount)('on a disk that is full', () => {
  const words = /The disk that \S+\/var\/cpanel\/transfer_monitor is on is full\./;
  beforeAll(() => {
    fill();
    grow();
  });
  afterAll(drain);

  test.each(VIEWS)('%s is shown', (_, query, form) => expectView(query(), form, words));
  test.each(COMMANDS)('%s answers', (_, args, code) => expectCommand(args(), code, words));
  test('a session that the server has deleted is known', () => {
    expect(runCommand(root, ['show', gone]).code).toBe(1);
  });
  test('nothing is left behind', () => {
    expect(readdirSync(data).filter((name) => /\.\d+/.test(name))).toEqual([]);
  });
});

describe.runIf(canMount)('on a disk that has filled up while the cache is open', () => {
  let db: BetterSqlite3.Database | null = null;
  beforeAll(() => {
    db = new BetterSqlite3(join(data, 'cache.sqlite'));
    db.prepare('SELECT count(*) FROM session').get();
    fill();
    grow();
  });
  afterAll(() => {
    db?.close();
    drain();
  });

  test.each(VIEWS)('%s is shown', (_, query) => expect(runPage(root, query()).status).toBe(200));
  test('what failed is certain', () => expect(runCommand(root, ['show', id]).code).toBe(1));
});

describe.runIf(canMount)('in a folder that can only be read', () => {
  const words = /transfer_monitor is on a read-only disk\./;
  beforeAll(() => {
    grow();
    mount('-o', 'remount,ro', data);
  });
  afterAll(() => mount('-o', 'remount,rw', data));

  test.each(VIEWS)('%s is shown', (_, query, form) => expectView(query(), form, words));
  test.each(COMMANDS)('%s answers', (_, args, code) => expectCommand(args(), code, words));
});

describe.runIf(canMount)('where another process writes the cache', () => {
  const words = /Another process is writing the cache/;
  let writer: ChildProcess | null = null;
  beforeAll(async () => {
    grow();
    const script = `const db = new (require('better-sqlite3'))(process.argv[1]); db.exec('BEGIN IMMEDIATE'); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['-e', script, join(data, 'cache.sqlite')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    writer = child;
    await new Promise((resolve) => child.stdout.once('data', resolve));
  });
  afterAll(() => {
    writer?.kill();
  });

  test.each(VIEWS)('%s is shown at once', (_, query, form) => expectView(query(), form, words));
  test('a session that the cache does not have yet is shown from its log', () => {
    const fresh = write('unseen', 1);
    for (const query of ['', '&log=master.log', '&format=json']) {
      const { status, body } = runPage(root, `session=${fresh.id}${query}`);
      expect(status).toBe(200);
      expect(body).toContain('Another process has locked the cache.');
    }
    removeFolder(fresh.folder);
  });
  test('that nobody has moved an account is not certain then', () => {
    const { code, stderr } = runCommand(root, ['account', 'nobody-has-this']);
    expect(stderr).toMatch(words);
    expect(code).toBe(4);
    expect(runCommand(root, ['account', 'nobody-has-this', '--json']).code).toBe(4);
  });
  test.each([
    ['show', () => ['show', id], 1],
    ['items', () => ['items', id], 4],
    ['list', () => ['list'], 4],
  ] as const)('%s answers, and says that it is behind', (_, args, code) =>
    expectCommand([...args()], code, words),
  );
});
