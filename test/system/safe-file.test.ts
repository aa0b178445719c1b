import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errnoOf, errorMessage } from '../../src/system/errno.ts';
import {
  openToAppend,
  openToRead,
  ownershipBreach,
  readText,
  touch,
  writeAll,
  writeAtomically,
} from '../../src/system/safe-file.ts';
import { removeFolder } from '../remove-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'safe-file-'));
});
afterEach(() => removeFolder(folder));

const file = (name = 'file'): string => join(folder, name);
const MAX = { maxBytes: 1024 };

describe('a file that is read', () => {
  it('is a regular one, found without a link', () => {
    writeFileSync(file(), 'text');
    symlinkSync(file(), file('link'));
    mkdirSync(file('folder'));
    execFileSync('mkfifo', [file('pipe')]);
    expect(readText(file(), MAX)).toBe('text');
    expect(() => readText(file('link'), MAX)).toThrow(`${file('link')} is a symbolic link`);
    expect(readText(file('link'), { ...MAX, followLinks: true })).toBe('text');
    expect(() => readText(file('folder'), MAX)).toThrow('is not a regular file');
    // To open a pipe must not wait for whoever writes into it.
    expect(() => readText(file('pipe'), MAX)).toThrow('is not a regular file');
    expect(() => readText(file('pipe'), { ...MAX, followLinks: true })).toThrow(
      'is not a regular file',
    );
    expect(() => openToRead('/dev/null')).toThrow('is not a regular file');
    expect(() => openToAppend(file('link'))).toThrow('is a symbolic link');
  });

  it('is refused where others can write or read it, or where it is too large', () => {
    writeFileSync(file(), 'x'.repeat(2000));
    expect(() => readText(file(), MAX)).toThrow('is larger than 1 KiB');
    chmodSync(file(), 0o660);
    expect(() => openToRead(file(), { forbiddenMode: 0o022 })).toThrow('can be written by others');
    chmodSync(file(), 0o644);
    expect(() => openToRead(file(), { forbiddenMode: 0o077 })).toThrow('can be read by others');
    closeSync(openToRead(file(), { forbiddenMode: 0o022, owner: 'self' }).fd);
  });

  it('is refused where it is another user’s', () => {
    const own = process.geteuid?.() ?? 0;
    expect(ownershipBreach({ uid: own, mode: 0o600 }, 'self', 0)).toBeNull();
    expect(ownershipBreach({ uid: own + 1, mode: 0o600 }, 'self', 0)).toBe(
      'belongs to another user',
    );
    expect(ownershipBreach({ uid: 0, mode: 0o600 }, 'self-or-root', 0)).toBeNull();
    expect(ownershipBreach({ uid: own + 1, mode: 0o600 }, 'self-or-root', 0)).not.toBeNull();
    expect(ownershipBreach({ uid: own + 1, mode: 0o600 }, undefined, 0o022)).toBeNull();
  });

  it('is missing in the system’s words', () => {
    let thrown: unknown;
    try {
      openToRead(file('missing'));
    } catch (error) {
      thrown = error;
    }
    expect(errnoOf(thrown)).toBe('ENOENT');
    expect(errorMessage(thrown)).toContain('no such file');
  });

  it('leaves no descriptor open that was refused', () => {
    writeFileSync(file(), 'text');
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let round = 0; round < 20; round += 1) {
      expect(() => openToRead(file(), { maxBytes: 1 })).toThrow('larger');
    }
    expect(open()).toBe(before);
  });
});

describe('a file that is written in one step', () => {
  it('is ours alone, and replaces what was there, a link too', () => {
    writeFileSync(file('other'), 'of somebody else');
    symlinkSync(file('other'), file());
    writeAtomically(file(), 'new', { sync: true });
    expect(readFileSync(file(), 'utf8')).toBe('new');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('other'), 'utf8')).toBe('of somebody else');
    expect(readdirSync(folder).sort()).toEqual(['file', 'other']);
  });

  it('leaves what was there where it is asked to, and where writing fails', () => {
    writeFileSync(file(), 'former');
    writeAtomically(file(), 'new', { keepFormer: true });
    const fails = (): boolean => {
      throw new Error('no room');
    };
    expect(() => writeAtomically(file(), fails)).toThrow('no room');
    writeAtomically(file(), (fd) => {
      writeAll(fd, Buffer.from('half'));
      return false;
    });
    expect(readFileSync(file(), 'utf8')).toBe('former');
    expect(readdirSync(folder)).toEqual(['file']);
    writeAtomically(file('free'), 'new', { keepFormer: true });
    expect(readFileSync(file('free'), 'utf8')).toBe('new');
  });

  it('takes the place of a draft that a killed process of the same number has left', () => {
    writeFileSync(`${file()}.${process.pid}`, 'half of');
    writeAtomically(file(), 'new');
    expect(readFileSync(file(), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('a stamp', () => {
  it('is made, and gets the time of now', () => {
    touch(file());
    utimesSync(file(), 1000, 1000);
    touch(file());
    expect(Date.now() - statSync(file()).mtimeMs).toBeLessThan(60_000);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });
});

describe('what an error says', () => {
  it('is read from whatever was thrown', () => {
    expect(errnoOf(Object.assign(new Error('x'), { code: 'EIO' }))).toBe('EIO');
    expect([new Error('x'), { code: 5 }, 'EIO', null, undefined].map(errnoOf)).toEqual(
      Array(5).fill(null),
    );
    expect([new Error('x'), 'y', undefined].map(errorMessage)).toEqual(['x', 'y', 'undefined']);
  });
});
