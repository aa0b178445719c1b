import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'command-usage-'));
});
afterAll(() => removeFolder(root));

const run = (...args: string[]) => runCommand(root, args);

describe('help', () => {
  it.each([
    ['show', '--help'],
    ['show', '-h'],
    ['show', 'anything', '--json', '-h'],
  ])('%s %s is answered with what the command takes', (...args) => {
    expect(run(...args)).toEqual({
      code: 0,
      stdout: 'Usage: whm-transfers show SESSION [--json]\n  show one session\n',
      stderr: '',
    });
  });

  it('names every command and what the exit codes mean', () => {
    const { code, stdout } = run('-h');
    expect(code).toBe(0);
    for (const name of stdout.matchAll(/^ {2}([a-z]+) /gm)) {
      expect(run(name[1] ?? '', '-h').stdout).toContain(`Usage: whm-transfers ${name[1]}`);
    }
    expect(stdout).toMatch(
      / 1 {2}.*unfinished.*moved incompletely.*\(doctor\)\n.* 3 {2}not found.*account/s,
    );
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('is no help for a name behind --', () => {
    expect(run('account', '--', '-h')).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('a usage error', () => {
  const WAIT = 'Usage: whm-transfers wait SESSION [--timeout SECONDS]';
  const SHOW = 'Usage: whm-transfers show SESSION [--json]';
  it.each([
    [['show'], 'show: SESSION is missing.', SHOW],
    [['show', ''], 'show: SESSION is empty.', SHOW],
    [['show', 'a', 'b'], 'show: Unexpected argument “b” (expected SESSION).', SHOW],
    [['show', 'a', '--jsn'], 'show: There is no option --jsn.', SHOW],
    [['show', 'a', '--json=1'], 'show: --json takes no value.', SHOW],
    [
      ['wait', 'a', '--timeout', '-1'],
      'wait: --timeout needs a value; one that begins with a dash is written as --timeout=VALUE.',
      WAIT,
    ],
    [['wait', 'a', '--timeout=-1'], 'wait: --timeout needs a number of seconds, 0 or more.', WAIT],
    [['wait', 'a', '--timeout'], 'wait: --timeout needs a value.', WAIT],
    [
      ['control', 'a'],
      'control: pause|abort|resume is missing.',
      'Usage: whm-transfers control SESSION pause|abort|resume',
    ],
    [
      ['metrics', 'a\u001b[2J'],
      'metrics: Unexpected argument “a␛[2J” (expected none).',
      'Usage: whm-transfers metrics',
    ],
  ])('%j says what is wrong, and how it is called', (args, words, usage) => {
    expect(run(...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `whm-transfers ${words}\n${usage}\n`,
    });
  });

  it.each(['items', 'issues'])('%s gives JSON or CSV, not both', (command) => {
    const { code, stdout, stderr } = run(command, 'a', '--json', '--csv');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--json and --csv cannot be used together.');
  });

  it('keeps its exit code where nobody hears the words', () => {
    const command = join(repositoryRoot(), 'dist/whm-transfers');
    const shell = spawnSync('sh', ['-c', '"$1" show nobody 2>/dev/full', 'sh', command], {
      env: { ...process.env, WHM_TRANSFERS_ROOT: root },
    });
    expect(shell.status).toBe(3);
  });

  it('names the way to the help where there is no such command', () => {
    const { code, stderr } = run('shwo');
    expect(code).toBe(2);
    expect(stderr).toBe('There is no command “shwo”.\nAll commands: whm-transfers --help\n');
  });
});

describe('list --state', () => {
  it('finds a state in any case, also one that the index names by a mixed one', () => {
    const host = mkdtempSync(join(tmpdir(), 'command-state-'));
    try {
      const { id } = writeScenario(host, 'pending');
      const index = openDatabase(join(host, 'var/cpanel/transfer_sessions/whmxfer.sqlite'));
      index.prepare('UPDATE sessions SET state = ?').run('Restore_Pending');
      index.close();
      for (const state of ['Restore_Pending', 'restore_pending', 'RESTORE_PENDING']) {
        expect(runCommand(host, ['list', '--state', state]).stdout).toContain(id);
      }
      const none = runCommand(host, ['list', '--state', 'Restore']);
      expect(none.stdout).toBe('');
      expect(none.stderr).toContain('No session is Restore.\n');
    } finally {
      removeFolder(host);
    }
  });
});

describe('the data folder', () => {
  it('is named where a file stands in its place', () => {
    const host = mkdtempSync(join(tmpdir(), 'command-data-'));
    try {
      mkdirSync(join(host, 'var/cpanel'), { recursive: true });
      writeFileSync(join(host, 'var/cpanel/transfer_monitor'), '');
      const { code, stderr } = runCommand(host, ['list']);
      expect(code).toBe(4);
      expect(stderr).toMatch(/transfer_monitor must be a folder/);
      expect(stderr).not.toContain('EEXIST');
    } finally {
      removeFolder(host);
    }
  });

  it('may hold settings that begin with a byte order mark', () => {
    const host = mkdtempSync(join(tmpdir(), 'command-mark-'));
    try {
      const folder = join(host, 'var/cpanel/transfer_monitor');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, 'config.json'), '\ufeff{"stall":{"minutes":7}}', { mode: 0o600 });
      const { stderr } = runCommand(host, ['list']);
      expect(stderr).toBe('There are no transfer sessions.\n');
    } finally {
      removeFolder(host);
    }
  });
});
