import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../src/views/contract.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';

const FIXTURES = join(repositoryRoot(), 'test/fixtures');
const DOCUMENTED = join(FIXTURES, 'documented-session/master.log');
const KINDS = join(FIXTURES, 'line-kinds/master-2.3.log');

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-parse-'));
});
afterAll(() => removeFolder(root));

function parse(file: string, input?: string): { code: number | null; session: Session } {
  const { code, stdout } = runCommand(root, ['parse', file, '--json'], input);
  return { code, session: JSON.parse(stdout) as Session };
}

describe('the documented session', () => {
  it('gives what one reads off it by hand', () => {
    const { code, session } = parse(DOCUMENTED);
    expect(code).toBe(0);
    expect(session).toMatchObject({
      schemaVersion: 1,
      id: null,
      state: 'COMPLETED',
      live: false,
      archived: false,
      stalled: null,
      sourceHost: 'vm5.docs.cpanel.net',
      formatVersion: '1.6',
      initiator: 'copyacct',
      percent: 100,
      itemsTotal: 3,
      itemsDone: 3,
      counts: { success: 0, warning: 3, failed: 0, active: 0, pending: 0, unfinished: 0 },
      issueCounts: { failure: 0, dangerous: 1, altered: 1, skipped: 31, warning: 8 },
      warnings: [],
    });
    expect(session.items.map(({ name, status }) => [name, status])).toEqual([
      ['fredfred', 'warning'],
      ['colin', 'warning'],
      ['stacy', 'warning'],
    ]);
    expect(session.issues.map(({ kind, count }) => [kind, count])).toEqual([
      ['dangerous', 1],
      ['altered', 1],
      ['altered', 1],
    ]);
    expect(session.issues[1]?.items[0]?.repair).toEqual({
      label: 'Rename',
      path: '/scripts5/rename_mysql_db',
      params: { orig: 'colin_testdatabase', new: 'testdatabase' },
    });
  });

  it('reads the same from a pipe, and without its last newline', () => {
    const whole = parse(DOCUMENTED).session;
    const text = readFileSync(DOCUMENTED, 'utf8');
    const drop = ({ cursor: _, ...rest }: Session) => rest;
    expect(drop(parse('-', text).session)).toEqual(drop(whole));
    expect(drop(parse('-', text.trimEnd()).session)).toEqual(drop(whole));
  });

  it('reads the same through a link, a named pipe and /dev/stdin', () => {
    const drop = ({ cursor: _, ...rest }: Session) => rest;
    const whole = drop(parse(DOCUMENTED).session);
    const link = join(root, 'linked.log');
    symlinkSync(DOCUMENTED, link);
    expect(drop(parse(link).session)).toEqual(whole);
    expect(drop(parse('/dev/stdin', readFileSync(DOCUMENTED, 'utf8')).session)).toEqual(whole);
    const pipe = join(root, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const shell = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', DOCUMENTED, pipe]);
    expect(drop(parse(pipe).session)).toEqual(whole);
    shell.kill();
  });

  it('takes the dot of its name for a log that is still being written', () => {
    const folder = join(root, 'copyacct20261124100000dot');
    mkdirSync(folder);
    const half = `${readFileSync(DOCUMENTED, 'utf8').trimEnd()}\n{"indent":0,"pid":1,"type":"con`;
    writeFileSync(join(folder, '.master.log'), half);
    writeFileSync(join(folder, 'master.log'), half);
    expect(parse(join(folder, 'master.log')).session.warnings).toHaveLength(1);
    const { session } = parse(join(folder, '.master.log'));
    expect(session).toMatchObject({ id: 'copyacct20261124100000dot', warnings: [] });
    symlinkSync(join(folder, '.master.log'), join(root, 'dotted.log'));
    expect(parse(join(root, 'dotted.log')).session.warnings).toEqual([]);
  });

  it('is readable text without --json', () => {
    const { stdout, code } = runCommand(root, ['parse', DOCUMENTED]);
    expect(code).toBe(0);
    expect(stdout).toContain('3 of 3 moved: 3 to review.');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('one example of every kind of line', () => {
  it('counts one failure with its echo once, and what never started as unfinished', () => {
    const { code, session } = parse(KINDS);
    expect(code).toBe(1);
    expect(session).toMatchObject({
      state: 'ABORTED',
      formatVersion: '2.3',
      startedAt: 1793600000,
      endedAt: 1793600523,
      itemsTotal: 3,
      itemsDone: 2,
      counts: { success: 0, warning: 1, failed: 1, active: 0, pending: 0, unfinished: 1 },
      issueCounts: { failure: 1, dangerous: 1, altered: 1, skipped: 1, warning: 1 },
    });
    const blueoaks = session.items.find(({ name }) => name === 'blueoaks');
    expect(blueoaks).toMatchObject({ localName: 'blueoak2', status: 'failed' });
    expect(blueoaks?.queues.TRANSFER).toMatchObject({ attempts: 1, childNumber: 2, pid: 21702 });
    expect(blueoaks?.queues.RESTORE).toMatchObject({ status: 'failed', attempts: 0 });
    expect(session.issues.filter(({ kind }) => kind === 'failure')).toHaveLength(1);
    expect(
      session.workers.find((w) => w.queue === 'TRANSFER' && w.childNumber === 2),
    ).toMatchObject({
      restarts: 1,
      item: null,
    });
    expect(session.warnings).toEqual([expect.stringContaining('Use of uninitialized value')]);
  });
});

describe('bad input', () => {
  it.each([
    [[], 2],
    [['nonsense'], 2],
    [['parse'], 2],
    [['parse', 'a', 'b'], 2],
    [['parse', '/nowhere/master.log'], 3],
    [['parse', '/'], 4],
    [['parse', '/dev/null/master.log'], 3],
    [['show', '../../etc'], 2],
    [['show', 'unknown'], 3],
    [['items', 'unknown', '--queue', 'SIDEWAYS'], 2],
    [['list', '--wrong'], 2],
    [['account', 'nobody'], 3],
    [['wait', 'unknown'], 3],
    [['control', 'unknown', 'explode'], 2],
    [['--version'], 0],
    [['--help'], 0],
    [['list'], 0],
  ])('%j ends with exit code %d and words on stderr only', (args, code) => {
    const run = runCommand(root, args);
    expect(run.code).toBe(code);
    if (code !== 0) {
      expect(run.stdout).toBe('');
      expect(run.stderr).not.toBe('');
      expect(run.stderr).not.toMatch(/\n\s+at /);
    }
  });

  it.each([['list'], ['source'], ['metrics'], ['show', 'x']])(
    'a host root that does not exist is an error for “%s”, and is not made',
    (...args) => {
      const nowhere = join(root, 'nowhere');
      const run = runCommand(nowhere, args);
      expect(run.code).toBe(4);
      expect(run.stderr).toContain('does not exist');
      expect(existsSync(nowhere)).toBe(false);
    },
  );

  it('loses nothing but what is broken', () => {
    const file = join(root, 'broken.log');
    const lines = readFileSync(DOCUMENTED, 'utf8').trimEnd().split('\n');
    const halved = lines.map((line, i) => (i === 6 ? line.slice(0, 80) : line));
    writeFileSync(
      file,
      `${halved.join('\n')}\n{"type":"control"}\n[]\n{"type":"new","contents":{}}\n`,
    );
    const { session, code } = parse(file);
    expect(code).toBe(0);
    expect(session.counts.warning).toBe(3);
    expect(session.warnings).toHaveLength(4);
  });

  it.each(['Moved all accounts.\n', '{"a": 1}\n', '{"type":"control","cont'])(
    'says of what holds no record of a session that it cannot be read: %j',
    (text) => {
      const file = join(root, 'other.log');
      writeFileSync(file, text);
      const run = runCommand(root, ['parse', file]);
      expect(run.code).toBe(4);
      expect(run.stderr).toContain(`${file} contains no records of a transfer session`);
    },
  );

  it('is an empty log at its emptiest', () => {
    const { session, code } = parse('-', '');
    expect(code).toBe(0);
    expect(session).toMatchObject({ itemsTotal: 0, percent: 0, items: [], issues: [] });
  });
});

describe('a log that was damaged', () => {
  const record = (contents: object) =>
    JSON.stringify({ indent: 0, pid: 101, type: 'control', contents, partial: 0 });
  const item = (action: string, name: string, msg: unknown) =>
    record({
      action,
      queue: 'RESTORE',
      item: name,
      item_type: 'AccountLocal',
      child_number: 1,
      msg,
    });
  const start = [record({ action: 'start', child_number: 0 })];
  const end = record({ action: 'complete', child_number: 0 });

  it('tells of the failure behind half a line, and of the end behind a word of another program', () => {
    const half = '{"indent":0,"pid":101,"type":"contr';
    const lines = [
      ...start,
      half + item('failed-item', 'größe', { failure: 'Full.' }),
      `Killed${end}`,
    ];
    const { code, session } = parse('-', `${lines.join('\n')}\n`);
    expect(code).toBe(1);
    expect(session).toMatchObject({
      state: 'COMPLETED',
      counts: { failed: 1, unfinished: 0 },
      issueCounts: { failure: 1 },
      warnings: [expect.stringContaining('1'), expect.stringContaining('1')],
    });
    expect(session.issues.map(({ items }) => items.map(({ text }) => text))).toEqual([['Full.']]);
  });

  it('is read whatever its numbers and its depth are', () => {
    const size = Number.MAX_SAFE_INTEGER;
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const lines = [
      ...start,
      ...Array.from({ length: 1100 }, (_, i) => item('success-item', `acct${i}`, { size })),
      item('warning-item', 'deep', { warnings: 1, contents: { warnings: [{ msg: '@' }] } }).replace(
        '"@"',
        deep,
      ),
      end,
    ];
    const { code, session } = parse('-', lines.join('\n'));
    expect(code).toBe(0);
    expect(session).toMatchObject({ percent: 100, counts: { success: 1100, warning: 1 } });
  });
});
