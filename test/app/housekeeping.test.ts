import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepHouse } from '../../src/app/housekeeping.ts';

it('lets a folder in the place of compiled code make room, with what is in it', () => {
  const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-house-'));
  const data = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(join(data, 'code-list-html'), { recursive: true });
  writeFileSync(join(data, 'code-list-html/theirs'), 'x');
  expect(keepHouse(root)).toEqual(['code-list-html was damaged and is taken away.']);
  expect(readdirSync(data)).toEqual(['code-list-html.damaged']);
  expect(readdirSync(join(data, 'code-list-html.damaged'))).toEqual(['theirs']);
  expect(keepHouse(root)).toEqual([]);
  rmSync(root, { recursive: true });
});
