import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openMonitor } from '../../src/app/monitor.ts';
import { syncSessions } from '../../src/app/sync.ts';
import type { CommandContext } from '../../src/command/command-context.ts';
import { examineArchive, examineNotifications } from '../../src/command/examine-history.ts';
import type { Finding } from '../../src/command/finding.ts';
import { testDriver } from '../host/open-database.ts';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import {
  makeRoot,
  NOW,
  removeRoots,
  runCommand,
  writeClockNote,
  writeConfig,
} from '../notify/server.ts';
import { removeFolder } from '../remove-folder.ts';

const DAY = 86_400;

let root = '';
beforeEach(() => {
  root = makeRoot();
});
afterAll(removeRoots);

async function examine(look: typeof examineArchive): Promise<Finding[]> {
  const monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: NOW });
  syncSessions(monitor);
  try {
    return await look({ root, openMonitor: () => monitor } as CommandContext);
  } finally {
    monitor.db.close();
  }
}

const briefly = (findings: Finding[]): string[] =>
  findings.map(({ id, level }) => `${level} ${id}`);

test('an archive within its limits is well', async () => {
  expect(briefly(await examine(examineArchive))).toEqual(['ok archive']);
});

test('sessions that should be gone, and logs that were left out, are named', async () => {
  writeConfig(root, { retention: { days: 5 } });
  writeClockNote(root, NOW - 3 * DAY, NOW - 60);
  const { id, folder } = writeScenario(root, 'clean', { startedAt: NOW - 9 * DAY });
  await examine(examineArchive);
  removeFolder(folder);
  const index = new IndexDatabase(root);
  index.remove(id);
  index.close();
  const archive = join(root, 'var/cpanel/transfer_monitor/archive', id);
  mkdirSync(archive, { recursive: true });
  writeFileSync(
    join(archive, 'archive.json'),
    '{"version":1,"masterSize":5,"bytes":2048,"isWhole":false}',
  );
  const findings = await examine(examineArchive);
  expect(briefly(findings)).toEqual(['ok archive', 'warn archive:retention', 'warn archive:logs']);
  expect(findings[0]?.words).toContain('1 session ');
});

test('says who is told, and what could not be sent', async () => {
  expect((await examine(examineNotifications))[0]?.words).toContain('Notifications are off');
  writeConfig(root, {
    notify: { mail: ['ops@example.com'], webhooks: [{ url: 'http://127.0.0.1:9/s3cret' }] },
  });
  writeScenario(root, 'clean', { startedAt: NOW - 3600 });
  await runCommand(root, 'ingest');
  rmSync(join(root, 'usr/sbin/sendmail'));
  const findings = await examine(examineNotifications);
  expect(briefly(findings)).toEqual(['ok notices', 'bad notices:unsent', 'bad notices:sendmail']);
  expect(findings[0]?.words).toContain('mail to ops@example.com; generic webhook at 127.0.0.1:9');
  expect(findings[1]?.words).toMatch(/1 waiting.*ECONNREFUSED/);
  expect(JSON.stringify(findings)).not.toContain('s3cret');
});
