import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFolder } from '../../remove-folder.ts';
import { openDatabase } from '../open-database.ts';
import { SIMULATED_SECRET } from './databases.ts';
import { ISSUE_TEMPLATES } from './issue-templates.ts';
import { writeLargeItemLog, writeLargeMasterLog } from './large-log.ts';
import { planSession } from './plan.ts';
import { sessionsFolder, writeSession } from './write-session.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'simulator-'));
});
afterEach(() => removeFolder(root));

interface Line {
  pid: number | string;
  type: string;
  contents: Record<string, unknown>;
}

function readLines(path: string): Line[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function actions(lines: Line[]): unknown[] {
  return lines.map(({ contents }) => contents.action);
}

function hashOf(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const name of readdirSync(folder).filter((file) => !file.includes('sqlite'))) {
    hashes[name] = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  }
  return hashes;
}

const MIXED = {
  seed: 'mixed',
  accounts: 30,
  packages: 8,
  featureLists: 2,
  failureRate: 0.15,
  deathRate: 0.1,
  renameRate: 0.3,
};

test('a whole session ends with undotted logs and one outcome an item and queue', () => {
  const { folder, truth } = writeSession(root, planSession(MIXED));
  const lines = readLines(join(folder, 'master.log'));
  expect(lines[0]).toMatchObject({ type: 'control', contents: { action: 'start' } });
  expect(lines.at(-1)?.contents).toMatchObject({ action: 'complete', child_number: 0 });
  const outcomes = lines.filter(({ contents }) =>
    /^(success|warning|failed)-item$/.test(String(contents.action)),
  );
  expect(outcomes).toHaveLength(40 * 2);
  expect(truth.counts.failed).toBeGreaterThan(0);
  expect(Object.values(truth.counts).reduce((sum, count) => sum + count, 0)).toBe(40);
  const dotted = readdirSync(folder).filter((name) => name.startsWith('.'));
  const deaths = actions(lines).filter((action) => action === 'child-failed');
  expect(deaths.length).toBeGreaterThan(0);
  expect(dotted).toHaveLength(deaths.length);
});

test('children are interleaved and stamps never fall', () => {
  const { folder } = writeSession(root, planSession(MIXED));
  const lines = readLines(join(folder, 'master.log'));
  const times = lines.map(({ contents }) => Number(contents.time));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const pids = new Set(lines.slice(0, 60).map(({ pid }) => pid));
  expect(pids.size).toBeGreaterThan(4);
});

test('the same plan gives the same bytes, another seed others', () => {
  const first = writeSession(root, planSession(MIXED));
  const before = hashOf(first.folder);
  expect(hashOf(writeSession(root, planSession(MIXED)).folder)).toEqual(before);
  const other = writeSession(root, planSession({ ...MIXED, seed: 'other' }));
  expect(hashOf(other.folder)['master.log']).not.toBe(before['master.log']);
});

test('a session seen in the middle keeps its dots and names what waits in its queue', () => {
  const plan = { ...planSession(MIXED), untilSeconds: 100 };
  const { folder, truth, id } = writeSession(root, plan);
  const names = readdirSync(folder);
  expect(names).toContain('.master.log');
  expect(names).not.toContain('master.log');
  expect(names.some((name) => name.startsWith('.item-TRANSFER_AccountRemoteRoot_'))).toBe(true);
  expect(names.some((name) => name.startsWith('item-'))).toBe(true);
  const queue = openDatabase(join(folder, 'db.sqlite'));
  const rows = queue.prepare('SELECT state, count(*) AS n FROM queue GROUP BY state').all();
  queue.close();
  expect(rows.find(({ state }) => state === 0)?.n).toBe(truth.counts.pending);
  const index = openDatabase(join(sessionsFolder(root), 'whmxfer.sqlite'));
  expect(index.prepare('SELECT sessionid, state, endtime FROM sessions').all()).toEqual([
    { sessionid: id, state: 20, endtime: null },
  ]);
  index.close();
});

test('pause, resume and abort leave their words and flags', () => {
  const plan = planSession({ ...MIXED, deathRate: 0, failureRate: 0 });
  const paused = writeSession(root, { ...plan, deeds: [{ atSeconds: 60, deed: 'pause' }] });
  expect(actions(readLines(join(paused.folder, '.master.log'))).slice(-1)).toEqual(['pause']);
  expect(readdirSync(paused.folder)).toContain('pause');
  expect(paused.truth.state).toBe('PAUSED');

  const resumed = writeSession(root, {
    ...plan,
    deeds: [{ atSeconds: 60, deed: 'pause', resumeAfterSeconds: 300 }],
  });
  const words = actions(readLines(join(resumed.folder, 'master.log')));
  expect(words.filter((word) => ['pausing', 'pause', 'resume'].includes(String(word)))).toEqual([
    'pausing',
    'pause',
    'resume',
  ]);
  expect(resumed.truth.state).toBe('COMPLETED');
  expect(resumed.truth.counts.unfinished).toBe(0);

  const aborted = writeSession(root, { ...plan, deeds: [{ atSeconds: 60, deed: 'abort' }] });
  expect(actions(readLines(join(aborted.folder, 'master.log'))).slice(-2)).toEqual([
    'aborting',
    'abort',
  ]);
  expect(readdirSync(aborted.folder)).toContain('abort');
  expect(aborted.truth.counts.unfinished).toBeGreaterThan(20);
});

test('format 1.6 has strings, no stamps, no warning-item, no sizes', () => {
  const { folder, truth } = writeSession(root, planSession({ ...MIXED, formatVersion: '1.6' }));
  const lines = readLines(join(folder, 'master.log'));
  expect(truth.counts.warning).toBeGreaterThan(0);
  expect(lines.every(({ pid }) => typeof pid === 'string')).toBe(true);
  expect(lines.some(({ contents }) => 'time' in contents)).toBe(false);
  for (const absent of ['warning-item', 'start-item', 'queue_size']) {
    expect(actions(lines)).not.toContain(absent);
  }
});

test('the secret stands in the session table and in no log', () => {
  const { folder } = writeSession(root, planSession({ ...MIXED, itemLogs: 'full' }));
  for (const name of readdirSync(folder).filter((file) => !file.includes('sqlite'))) {
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain(SIMULATED_SECRET);
  }
  expect(readFileSync(join(folder, 'db.sqlite'), 'latin1')).toContain(SIMULATED_SECRET);
});

test('the catalogue has about sixty templates with their own ids', () => {
  expect(ISSUE_TEMPLATES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ISSUE_TEMPLATES.map(({ id }) => id)).size).toBe(ISSUE_TEMPLATES.length);
});

test('big logs have the promised sizes', () => {
  const path = join(root, 'big');
  const bytes = writeLargeMasterLog(path, 500);
  expect(statSync(path).size).toBe(bytes);
  expect(bytes / 500).toBeGreaterThan(3_000);
  expect(bytes / 500).toBeLessThan(3_900);
  expect(writeLargeItemLog(path, 1_000_000)).toBe(statSync(path).size);
  expect(statSync(path).size).toBeGreaterThanOrEqual(1_000_000);
  expect(statSync(path).size).toBeLessThan(1_200_000);
});
