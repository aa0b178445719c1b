import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { sessionsFolder, type WrittenSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';

interface Line {
  log?: string;
  at: number;
  time: number | null;
  severity: string;
  source: string | null;
  module: string | null;
  text: string;
}

let root = '';
let deaths: WrittenSession;
let hostile: WrittenSession;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'command-log-'));
  deaths = writeScenario(root, 'deaths');
  hostile = writeScenario(root, 'hostile');
});
afterAll(() => removeFolder(root));

const log = (...args: string[]) => runCommand(root, ['log', ...args]);

function linesOf(...args: string[]): Line[] {
  const { code, stdout, stderr } = log(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Line);
}

describe('log', () => {
  it('gives every line of the master log, with its offset', () => {
    const bytes = readFileSync(join(deaths.folder, 'master.log'));
    const lines = linesOf(deaths.id);
    const starts = [0];
    for (let at = bytes.indexOf(10); at + 1 < bytes.length; at = bytes.indexOf(10, at + 1)) {
      starts.push(at + 1);
    }
    expect(lines.map((line) => line.at)).toEqual(starts);
    for (const line of lines) {
      const keys = ['at', 'time', 'severity', 'source', 'module', 'text'];
      expect(Object.keys(line)).toEqual(keys);
    }
  });

  it('gives one log by its name, and one severity alone', () => {
    const name = readdirSync(deaths.folder).find((file) => file.startsWith('item-RESTORE_Acc'));
    const all = linesOf(deaths.id, String(name));
    expect(new Set(all.map((line) => line.module))).toContain('Homedir');
    for (const severity of ['error', 'warn', 'success', 'info', 'debug', 'raw']) {
      const wanted = all.filter((line) => line.severity === severity);
      expect(linesOf(deaths.id, String(name), '--severity', severity)).toEqual(wanted);
    }
  });

  it('searches all logs in their order, or the one that is named', () => {
    const found = linesOf(deaths.id, '--grep', 'homedir');
    const logs = [...new Set(found.map((line) => line.log))];
    expect(logs.length).toBeGreaterThan(10);
    expect(logs).toEqual(['master.log', ...logs.slice(1).sort()]);
    const name = String(logs[3]);
    const inOne = linesOf(deaths.id, name, '--grep', 'homedir');
    expect(inOne).toEqual(
      found.filter((line) => line.log === name).map(({ log: _, ...line }) => line),
    );
    const all = linesOf(deaths.id, name);
    expect(inOne).toEqual(all.filter((line) => /homedir/i.test(line.text)));
    expect(linesOf(deaths.id, name, '--grep', '/^(started|ended) module h/')).toEqual(
      all.filter((line) => /^(started|ended) module h/i.test(line.text)),
    );
  });

  it('says so when nothing matches', () => {
    expect(log(deaths.id, '--grep', 'no such words')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^No line matches in \d+ logs\.\n$/),
    });
  });

  it('writes for people: a stamp, a severity, and nothing that steers a terminal', () => {
    const { code, stdout } = log(deaths.id);
    expect(code).toBe(0);
    const first = stdout.slice(0, stdout.indexOf('\n'));
    expect(first).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info {4}The session started$/);
    expect(stdout).not.toContain('\u001b');
    const steering =
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
    for (const args of [[], ['--json'], ['--grep', 'a'], ['--grep', 'a', '--json']]) {
      const { stdout: text } = log(hostile.id, ...args);
      expect(text.length).toBeGreaterThan(1000);
      expect(steering.exec(text)).toBeNull();
    }
  });

  it.each([
    ['no session', [], 2],
    ['a session id that is none', ['../x'], 2],
    ['an unknown session', ['nosuch'], 3],
    ['a file that is no log', ['ID', 'db.sqlite'], 3],
    ['a way out of the folder', ['ID', '../master.log'], 2],
    ['an unknown log', ['ID', 'item-RESTORE_AccountRemoteRoot_nobody'], 3],
    ['an unknown log to follow', ['ID', 'item-RESTORE_AccountRemoteRoot_nobody', '--follow'], 3],
    ['an unknown severity', ['ID', '--severity', 'loud'], 2],
    ['a broken pattern', ['ID', '--grep', '/(/'], 2],
    ['a pattern without end', ['ID', 'master.log', '--grep', '/^(.?.?)+\u0001$/'], 2],
    ['all logs to follow', ['ID', '--grep', 'x', '--follow'], 2],
  ])('refuses %s', (_, args: string[], code) => {
    const run = log(...args.map((word) => (word === 'ID' ? deaths.id : word)));
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(/^whm-transfers log: \S/);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('log --follow', () => {
  const id = 'copyacct20261102031320follow';
  const name = 'item-RESTORE_AccountRemoteRoot_bob';
  let folder = '';
  const stopped: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stopped.splice(0)) stop();
    removeFolder(folder);
  });

  const master = (action: string) =>
    appendFileSync(
      join(folder, '.master.log'),
      `${JSON.stringify({ type: 'control', pid: 7, contents: { action, child_number: 0, time: 1_793_600_000 } })}\n`,
    );

  function begin(): void {
    folder = join(sessionsFolder(root), id);
    mkdirSync(folder);
    master('start');
  }

  function follow(...args: string[]) {
    const command = join(repositoryRoot(), 'dist/whm-transfers');
    const child = spawn(command, ['log', id, ...args, '--follow'], {
      env: { ...process.env, WHM_TRANSFERS_ROOT: root },
    });
    stopped.push(() => child.kill());
    const out = { text: '', words: '' };
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      out.text += piece;
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      out.words += piece;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const comes = (text: string) =>
      expect.poll(() => out.text, { timeout: 15_000 }).toContain(text);
    return { out, ended, comes };
  }

  it('goes on over a new attempt and the rename, and ends with the session', async () => {
    begin();
    const path = join(folder, `.${name}`);
    const { out, ended, comes } = follow(name);
    await expect.poll(() => out.words, { timeout: 15_000 }).toContain('does not exist yet');
    writeFileSync(path, 'one\ntwo\nhal');
    await comes('two');
    appendFileSync(path, 'f\n');
    await comes('half');
    writeFileSync(path, 'again\n');
    await comes('again');
    renameSync(path, join(folder, name));
    appendFileSync(join(folder, name), 'last words');
    await comes('last words');
    master('complete');
    renameSync(join(folder, '.master.log'), join(folder, 'master.log'));
    expect(await ended).toBe(0);
    expect(
      out.text
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(28)),
    ).toEqual(['one', 'two', 'half', 'again', 'last words']);
    expect(out.words).toContain('starts over');
  });

  it('gives on only what matches, at once', async () => {
    begin();
    const path = join(folder, `.${name}`);
    writeFileSync(path, 'ERROR: one\nfine\n');
    const { out, ended, comes } = follow(name, '--grep', '/o[nh]e/', '--json');
    await comes('ERROR: one');
    appendFileSync(path, 'fine\nohe\n');
    await comes('ohe');
    rmSync(path);
    master('complete');
    expect(await ended).toBe(0);
    const lines = out.text.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Line).at)).toEqual([0, 21]);
  });

  it('ends where the log stays without its end', async () => {
    begin();
    const { out, ended, comes } = follow();
    await comes('The session started');
    master('abort');
    appendFileSync(join(folder, '.master.log'), 'half a li');
    expect(await ended).toBe(0);
    expect(out.text).toContain('The session is aborted');
    expect(out.text).toContain('half a li');
  });
});
