import { spawn } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLine, readLines } from '../../src/system/fault-file.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

const LIMIT = 256 * 1024;

let folder = '';
let log = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-fault-file-'));
  log = join(folder, 'data/faults.log');
});
afterEach(() => removeFolder(folder));

describe('the file of the fault log', () => {
  it('is made in its folder, for its owner alone, and nowhere else', () => {
    appendLine(log, 'one');
    appendLine(log, 'two');
    expect(readFileSync(log, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    expect(() => appendLine(join(folder, 'no/such/faults.log'), 'x')).toThrow('does not exist');
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('is taken from others who could read it', () => {
    appendLine(log, 'one');
    rmSync(log);
    writeFileSync(log, '', { mode: 0o644 });
    appendLine(log, 'two');
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a symbolic link', (target: string) => symlinkSync(target, log)],
    ['a second name of another file', (target: string) => linkSync(target, log)],
    ['a folder', () => mkdirSync(log)],
  ])('is not written through %s', (_, damage) => {
    mkdirSync(join(folder, 'data'));
    const target = join(folder, 'target');
    writeFileSync(target, 'kept');
    damage(target);
    expect(() => appendLine(log, 'one')).toThrow();
    expect(readFileSync(target, 'utf8')).toBe('kept');
  });

  it('goes on behind a line that a full disk has cut off', () => {
    appendLine(log, 'one');
    writeFileSync(log, 'one\n{"cut', { mode: 0o600 });
    appendLine(log, 'two');
    expect(readLines(log)).toEqual(['one', '{"cut', 'two']);
  });

  it('is put aside when it has grown, and holds no more than twice its limit', () => {
    const line = 'x'.repeat(999);
    for (let i = 0; i < 1000; i++) appendLine(log, line);
    expect(statSync(log).size).toBeLessThanOrEqual(LIMIT + 1000);
    expect(statSync(`${log}.1`).size).toBeLessThanOrEqual(LIMIT + 1000);
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it('is put aside in spite of a lock that a killed process has left', () => {
    appendLine(log, 'x'.repeat(LIMIT + 1));
    writeFileSync(`${log}.lock`, '');
    appendLine(log, 'held');
    expect(existsSync(`${log}.1`)).toBe(false);
    utimesSync(`${log}.lock`, 1, 1);
    appendLine(log, 'free');
    expect(readFileSync(log, 'utf8')).toBe('free\n');
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it('loses no line of processes that write at once', async () => {
    const script = join(folder, 'writer.cjs');
    buildSync({
      stdin: {
        contents: `import { appendLine } from './src/system/fault-file.ts';
          const [, , path, name] = process.argv;
          for (let i = 0; i < 100; i++) appendLine(path, JSON.stringify({ name, i, pad: 'y'.repeat(450) }));`,
        resolveDir: repositoryRoot(),
        loader: 'ts',
      },
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    const writers = ['a', 'b', 'c', 'd'].map(
      (name) =>
        new Promise((resolve) => {
          spawn(process.execPath, [script, log, name], { stdio: 'inherit' }).on('exit', resolve);
        }),
    );
    expect(await Promise.all(writers)).toEqual([0, 0, 0, 0]);
    const seen = readLines(log).map((line) => JSON.parse(line) as { name: string; i: number });
    expect(new Set(seen.map(({ name, i }) => `${name}${i}`)).size).toBe(400);
  });
});
