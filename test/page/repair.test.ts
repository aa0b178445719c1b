import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemOf } from '../../src/page/views/error-answer.ts';
import { DriverError } from '../../src/store/driver.ts';
import { problemWords } from '../../src/views/problem-words.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

const PLUGIN = join(repositoryRoot(), 'dist/plugin');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-repair-'));
  for (const name of ['index.cgi', 'page.cjs']) cpSync(join(PLUGIN, name), join(folder, name));
});
afterEach(() => removeFolder(folder));

function ask(env: Record<string, string> = {}): { head: string; body: string; stderr: string } {
  const { stdout, stderr } = spawnSync(join(folder, 'index.cgi'), [], {
    env: {
      PATH: process.env.PATH ?? '',
      WHM_TRANSFERS_ROOT: folder,
      REMOTE_USER: 'root',
      REQUEST_METHOD: 'GET',
      QUERY_STRING: '',
      ...env,
    },
    encoding: 'utf8',
    input: '',
  });
  const end = stdout.indexOf('\r\n\r\n');
  return { head: stdout.slice(0, end), body: stdout.slice(end + 4), stderr };
}

function expectRepair(): void {
  const page = ask();
  expect(page.head).toMatch(/^Status: 503 Service Unavailable\r\n/);
  expect(page.head).toContain('Content-Type: text/html; charset=utf-8');
  expect(page.body).toContain('<h1>Transfer Monitor needs to be repaired</h1>');
  expect(page.body).toContain('sh /var/cpanel/transfer_monitor/package/install.sh');
  expect(page.body).toContain('</html>');
  const json = ask({ QUERY_STRING: 'a=b&format=json' });
  expect(json.head).toMatch(/^Status: 503 /);
  expect(json.head).toContain('Content-Type: application/json; charset=utf-8');
  expect(JSON.parse(json.body)).toEqual({
    error: { code: 'fault', message: expect.stringMatching(/needs to be repaired.*install\.sh$/s) },
  });
  for (const { head, stderr } of [page, json]) {
    expect(head).toContain('X-Content-Type-Options: nosniff');
    expect(head).toContain('Cache-Control: no-store');
    expect(stderr).not.toMatch(/\n\s+at /);
  }
}

describe('an installation that is damaged says how to repair it', () => {
  const program = (): string => join(folder, 'page.cjs');
  it.each([
    ['missing', () => rmSync(program())],
    ['empty', () => truncateSync(program(), 0)],
    ['cut short', () => truncateSync(program(), 100_000)],
    [
      'no file',
      () => {
        rmSync(program());
        mkdirSync(program());
      },
    ],
  ])('where its program is %s', (_, damage) => {
    damage();
    expectRepair();
    expect(ask().head).toContain("Content-Security-Policy: default-src 'none'");
    expect(ask({ REQUEST_METHOD: 'HEAD' }).body).toBe('');
  });

  it('where no driver works, without the places that were searched for it', () => {
    const bindings =
      'better-sqlite3: Could not locate the bindings file. Tried:\n → /srv/a\n → /srv/b';
    const error = new DriverError([bindings, 'node:sqlite: No such built-in module']);
    expect(problemWords(problemOf(error).facts)).toBe(
      'No SQLite driver works here: better-sqlite3: Could not locate the bindings file; node:sqlite: No such built-in module. ' +
        'Perhaps its Node.js was replaced. On the server, as root, run: sh /var/cpanel/transfer_monitor/package/install.sh',
    );
  });

  it('where its Node is gone', () => {
    const script = join(folder, 'index.cgi');
    const text = readFileSync(script, 'utf8').replace(/N='[^']*'/, "N='/nowhere/node'");
    writeFileSync(script, text);
    chmodSync(script, 0o755);
    expectRepair();
  });
});

it('nothing that the environment asks of Node keeps page or command from starting', () => {
  const root = folder;
  const coverage = join(folder, 'coverage');
  for (const env of [
    { NODE_OPTIONS: '--bogus' },
    { NODE_OPTIONS: '--require /nowhere/x.js' },
    { NODE_DEBUG: 'module' },
    { NODE_V8_COVERAGE: coverage },
  ]) {
    expect(runPage(root, 'format=json', env).status).toBe(200);
    const asked = { ...process.env };
    Object.assign(process.env, env);
    try {
      expect(runCommand(root, ['list', '--json'])).toMatchObject({ code: 0, stderr: '' });
    } finally {
      process.env = asked;
    }
  }
  expect(existsSync(coverage)).toBe(false);
});
