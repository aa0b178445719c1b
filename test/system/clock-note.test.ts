import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isClockSteady, noteClock } from '../../src/system/clock-note.ts';
import { dataFolder, dataPath } from '../../src/system/paths.ts';
import { removeFolder } from '../remove-folder.ts';

it('a named pipe in the place of the note is not waited for, and the next run replaces it', () => {
  const root = mkdtempSync(join(tmpdir(), 'clock-note-'));
  try {
    mkdirSync(dataFolder(root), { recursive: true, mode: 0o700 });
    execFileSync('mkfifo', [dataPath(root, 'clock')]);
    const day = 86_400;
    expect(isClockSteady(root, 40 * day)).toBe(false);
    expect(noteClock(root, 40 * day)).toBe(false);
    expect(noteClock(root, 42 * day)).toBe(true);
  } finally {
    removeFolder(root);
  }
});
