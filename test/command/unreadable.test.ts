import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_START, planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';

let root = '';
let id = '';
let master = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-unreadable-'));
  const plan = planSession({
    seed: 'x',
    accounts: 3,
    startedAt: DEFAULT_START,
    failureRate: 1,
    renameRate: 0,
  });
  const session = writeSession(root, plan);
  id = session.id;
  master = join(session.folder, 'master.log');
});
afterEach(() => removeFolder(root));

const INDEX = 'var/cpanel/transfer_sessions/whmxfer.sqlite';
const code = (...args: string[]): number | null => runCommand(root, args).code;

/** The index calls the session COMPLETED; what became of its items nobody can say. */
const LOSSES: [string, () => void][] = [
  ['is gone', () => rmSync(master)],
  [
    'is a pipe',
    () => {
      rmSync(master);
      spawnSync('mkfifo', [master]);
    },
  ],
  [
    'is a symbolic link',
    () => {
      renameSync(master, `${root}/elsewhere`);
      symlinkSync(`${root}/elsewhere`, master);
    },
  ],
  [
    'is a folder',
    () => {
      rmSync(master);
      mkdirSync(master);
    },
  ],
];

/** Each command once; how the log is lost makes no difference between most of them. */
const FEW = [['show', 'ID'], ['wait', 'ID', '--timeout', '3'], ['ingest']];
const COMMANDS_OF: Readonly<Record<string, string[][]>> = {
  'is gone': [
    ...FEW,
    ['show', 'ID', '--json'],
    ['list'],
    ['items', 'ID'],
    ['issues', 'ID'],
    ['metrics'],
    ['ingest', 'ID'],
  ],
};

describe('a command never says that all is well', () => {
  test.each(LOSSES)('where the master log %s', (kind, lose) => {
    lose();
    for (const args of COMMANDS_OF[kind] ?? FEW) {
      const words = args.map((arg) => (arg === 'ID' ? id : arg));
      const run = runCommand(root, words);
      expect(run.code, `${words.join(' ')}: ${run.stderr}`).toBe(4);
      expect(run.stderr).toMatch(/master log/);
    }
  });

  test.each(LOSSES)(
    'but a failure that it has read before is certain, though the log %s',
    (_, lose) => {
      expect(code('show', id)).toBe(1);
      lose();
      expect(code('show', id)).toBe(1);
      expect(code('wait', id)).toBe(1);
      expect(code('list')).toBe(4);
    },
  );

  test('where the index cannot be read', () => {
    const well = planSession({
      seed: 'w',
      accounts: 2,
      startedAt: DEFAULT_START + 86_400,
      failureRate: 0,
      issueRate: 0,
      renameRate: 0,
    });
    const { id: other, folder } = writeSession(root, well);
    // Logs of items would say that rsync has left files out.
    for (const name of readdirSync(folder))
      if (name.startsWith('item-')) rmSync(join(folder, name));
    expect(code('show', other)).toBe(0);
    expect(code('show', id)).toBe(1);
    writeFileSync(join(root, INDEX), 'x'.repeat(9000));
    for (const args of [['show', other], ['list'], ['wait', other], ['metrics'], ['ingest']]) {
      const run = runCommand(root, args);
      expect(run.code, args.join(' ')).toBe(4);
      expect(run.stderr).toContain('index of sessions could not be read');
    }
    expect(code('show', id)).toBe(1);
  });

  test('where the queue cannot be read, and items that wait have no names', () => {
    const queue = join(master, '../db.sqlite');
    writeFileSync(queue, 'x'.repeat(9000));
    // All items have a name from the log: nothing is lost.
    expect(code('show', id)).toBe(1);
    expect(code('items', id)).toBe(0);
    const lines = readFileSync(master, 'utf8').split('\n');
    const begun = lines.findIndex((line) => line.includes('"start-item"'));
    writeFileSync(join(master, '../.master.log'), `${lines.slice(0, begun).join('\n')}\n`);
    rmSync(master);
    for (const args of [['items', id], ['show', id], ['ingest'], ['retry', id]]) {
      const run = runCommand(root, args);
      expect(run.code, `${args.join(' ')}: ${run.stderr}`).toBe(4);
      expect(run.stderr).toContain('so waiting items have no names');
    }
  });
});
