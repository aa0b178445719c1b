import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cleanUp } from '../../src/app/maintain.ts';
import { removeFolder } from '../remove-folder.ts';

it('lets a folder in the place of compiled code make room, with what is in it', () => {
  const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-house-'));
  const data = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(join(data, 'code-list-html'), { recursive: true });
  writeFileSync(join(data, 'code-list-html/theirs'), 'x');
  expect(cleanUp(root)).toEqual(['code-list-html was damaged and has been removed.']);
  expect(readdirSync(data)).toEqual(['code-list-html.damaged']);
  expect(readdirSync(join(data, 'code-list-html.damaged'))).toEqual(['theirs']);
  expect(cleanUp(root)).toEqual([]);
  removeFolder(root);
});

it('leaves alone what 0.1.0 has kept of compiled code: it is old, not damaged', () => {
  const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-house-'));
  const data = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(data, { recursive: true });
  const label = `${'6e'.repeat(32)} v20.20.2 x64 3412282251`.padEnd(120);
  writeFileSync(join(data, 'code-list-html'), `${label}${'c0'.repeat(4000)}`);
  expect(cleanUp(root)).toEqual([]);
  expect(readdirSync(data)).toEqual(['code-list-html']);
  writeFileSync(join(data, 'code-list-html'), 'c0'.repeat(4000));
  expect(cleanUp(root)).toEqual(['code-list-html was damaged and has been removed.']);
  removeFolder(root);
});
