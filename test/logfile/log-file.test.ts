import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLogName, type LogHandle, LogNameError, openLog } from '../../src/logfile/log-file.ts';
import { removeFolder } from '../remove-folder.ts';

let dir: string;
const opened: LogHandle[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'log-file-'));
});
afterEach(() => {
  for (const handle of opened.splice(0)) handle.close();
  // What a killed shell has started may move the folder once more.
  removeFolder(dir);
});

function open(name: string): LogHandle {
  const handle = openLog(dir, name);
  if (handle === null) throw new Error(`no ${name}`);
  opened.push(handle);
  return handle;
}

function codeOf(name: string): string {
  try {
    openLog(dir, name)?.close();
  } catch (error) {
    if (error instanceof LogNameError) return error.code;
    throw error;
  }
  return 'none';
}

describe('names of logs', () => {
  it.each([
    'master.log',
    'master.error_log',
    'item-RESTORE_PackageRemoteRoot_Größe L, 5 GB',
    'item-..',
  ])('takes %j', (name) => expect(isLogName(name)).toBe(true));

  it.each([
    '',
    '.',
    '..',
    '.master.log',
    'db.sqlite',
    'item-',
    'item-../db.sqlite',
    'item-a/../../x',
    '/etc/passwd',
    'master.log\0',
    'item-a\0b',
    'pause',
  ])('refuses %j', (name) => {
    expect(isLogName(name)).toBe(false);
    expect(codeOf(name)).toBe('malformed');
  });
});

describe('openLog', () => {
  it('answers null where there is no log, no folder, or a name too long for a file', () => {
    expect(openLog(dir, 'master.log')).toBeNull();
    expect(openLog(join(dir, 'gone'), 'master.log')).toBeNull();
    expect(openLog(dir, `item-${'x'.repeat(300)}`)).toBeNull();
  });

  it('prefers the completed log to the active one', () => {
    writeFileSync(join(dir, '.master.log'), 'active');
    expect(open('master.log')).toMatchObject({ isActive: true, name: 'master.log' });
    writeFileSync(join(dir, 'master.log'), 'completed');
    const handle = open('master.log');
    expect(handle.isActive).toBe(false);
    expect(handle.read(0, 100).toString()).toBe('completed');
  });

  it('reads on through growth and rename', () => {
    writeFileSync(join(dir, '.master.log'), 'one\n');
    const handle = open('master.log');
    expect(handle.isStillActive()).toBe(true);
    appendFileSync(join(dir, '.master.log'), 'two\n');
    renameSync(join(dir, '.master.log'), join(dir, 'master.log'));
    expect(handle.isStillActive()).toBe(false);
    expect(handle.size()).toBe(8);
    expect(handle.read(4, 100).toString()).toBe('two\n');
    expect(handle.read(8, 100)).toHaveLength(0);
    expect(open('master.log').identity).toEqual(handle.identity);
  });

  it('fills a given buffer and says how much of it', () => {
    writeFileSync(join(dir, 'master.log'), 'abcdef');
    const handle = open('master.log');
    const buffer = Buffer.alloc(4);
    expect(handle.read(0, buffer).toString()).toBe('abcd');
    expect(handle.read(4, buffer).toString()).toBe('ef');
    expect(buffer.toString()).toBe('efcd');
  });

  it('refuses links, folders and named pipes', () => {
    writeFileSync(join(dir, 'secret'), 'x');
    symlinkSync(join(dir, 'secret'), join(dir, 'master.log'));
    expect(codeOf('master.log')).toBe('not-a-file');
    mkdirSync(join(dir, 'item-RESTORE_AccountLocal_folder'));
    expect(codeOf('item-RESTORE_AccountLocal_folder')).toBe('not-a-file');
    execFileSync('mkfifo', [join(dir, '.item-RESTORE_AccountLocal_pipe')]);
    expect(codeOf('item-RESTORE_AccountLocal_pipe')).toBe('not-a-file');
  });
});

describe('the folder', () => {
  it('is never a link to another one, and one that is swapped for a link meanwhile is not followed', () => {
    const other = join(dir, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'master.log'), 'not of the session\n');
    const link = join(dir, 'link');
    symlinkSync(other, link);
    expect(openLog(link, 'master.log')).toBeNull();
    expect(openLog(join(dir, 'nothing'), 'master.log')).toBeNull();
    const file = join(dir, 'file');
    writeFileSync(file, '');
    expect(openLog(file, 'master.log')).toBeNull();
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    writeFileSync(join(folder, 'master.log'), 'own\n');
    const swap = `while :; do mv -T ${folder} ${folder}.away && ln -s ${other} ${folder}; rm ${folder}; mv -T ${folder}.away ${folder}; done`;
    const swapper = spawn('sh', ['-c', swap], { stdio: 'ignore' });
    const seen = new Set<string>();
    try {
      const end = Date.now() + 1500;
      while (Date.now() < end) {
        const handle = openLog(folder, 'master.log');
        if (handle) seen.add(handle.read(0, 99).toString());
        handle?.close();
      }
    } finally {
      swapper.kill('SIGKILL');
    }
    expect([...seen]).toEqual(['own\n']);
  });
});
