import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isMasterAlive } from '../../src/whm/master-process.ts';
import { removeFolder } from '../remove-folder.ts';

const proc = mkdtempSync(join(tmpdir(), 'transfer-monitor-proc-'));
beforeAll(() => {
  for (const pid of ['17', '18', '19']) mkdirSync(join(proc, pid));
  writeFileSync(join(proc, '17', 'cmdline'), 'transfer_session - copyacct1 - MASTER\0');
  writeFileSync(join(proc, '18', 'cmdline'), 'vi\0');
  // Stands for a process that the system does not let be looked at: any error but "it is not there".
  mkdirSync(join(proc, '19', 'cmdline'));
});
afterAll(() => removeFolder(proc));

it('knows a master by its command line', () => {
  expect(isMasterAlive(17, 'copyacct1', proc)).toBe(true);
  expect(isMasterAlive(18, 'copyacct1', proc)).toBe(false);
  expect(isMasterAlive(20, 'copyacct1', proc)).toBe(false);
  expect(isMasterAlive(null, 'copyacct1', proc)).toBe(false);
});

it('does not know where it may not look, and does not fail', () => {
  expect(isMasterAlive(19, 'copyacct1', proc)).toBeNull();
});
