import { existsSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommand, runPage } from '../command/run.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-unchanged-'));
afterAll(() => removeFolder(root));

test('a poll that finds nothing is answered without the cache', () => {
  const { id } = writeScenario(root, 'clean');
  runCommand(root, ['ingest']);
  const { cursor } = JSON.parse(runPage(root, `session=${id}&format=parts`).body);
  const path = join(root, 'var/cpanel/transfer_monitor/cache.sqlite');
  renameSync(path, `${path}.away`);
  const poll = runPage(root, `session=${id}&format=parts&since=${cursor}`);
  expect([poll.status, existsSync(path)]).toEqual([304, false]);
});
