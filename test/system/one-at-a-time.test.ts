import { existsSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { oneAtATime } from '../../src/system/one-at-a-time.ts';
import { removeFolder } from '../remove-folder.ts';

let root: string;
let note: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'one-'));
  mkdirSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true });
  note = join(root, 'var/cpanel/transfer_monitor/shared-look');
});
afterEach(() => removeFolder(root));

function isDone(): boolean {
  let isDone = false;
  oneAtATime(root, 'look', () => {
    isDone = true;
  });
  return isDone;
}

test('work is left out while another process is at it, and the note is gone afterwards', () => {
  let isDoneWithin: boolean | null = null;
  oneAtATime(root, 'look', () => {
    isDoneWithin = isDone();
    expect(existsSync(note)).toBe(true);
  });
  expect(isDoneWithin).toBe(false);
  expect(existsSync(note)).toBe(false);
  expect(isDone()).toBe(true);
});

test('a note of a process that was killed, or of a clock ahead, does not stand in the way', () => {
  for (const at of [Date.now() - 10_000, Date.now() + 60_000]) {
    writeFileSync(note, '');
    utimesSync(note, at / 1000, at / 1000);
    expect(isDone()).toBe(true);
    expect(existsSync(note)).toBe(false);
  }
});

test('work that fails leaves no note', () => {
  const fail = (): void =>
    oneAtATime(root, 'look', () => {
      throw new Error('no');
    });
  expect(fail).toThrow('no');
  expect(existsSync(note)).toBe(false);
});

test('without a folder for the note it is done all the same', () => {
  removeFolder(join(root, 'var'));
  expect(isDone()).toBe(true);
});
