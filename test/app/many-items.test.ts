import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Monitor, openMonitor } from '../../src/app/monitor.ts';
import { observeSession, type Snapshot } from '../../src/app/observe.ts';
import { readActivity } from '../../src/app/read-activity.ts';
import { syncSession } from '../../src/app/sync.ts';
import { testDriver } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';

/** One worker has begun so many accounts at once and has ended none: a log that no server would write. */
const ITEMS = 4000;
const T0 = 1_793_592_800;
const ID = 'copyacctmanyitems';
const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-items-'));
let monitor: Monitor;
let snapshot: Snapshot;

beforeAll(() => {
  const folder = join(root, 'var/cpanel/transfer_sessions', ID);
  mkdirSync(folder, { recursive: true });
  const lines = Array.from({ length: ITEMS }, (_, i) =>
    JSON.stringify({
      type: 'control',
      contents: {
        action: 'start-item',
        time: T0,
        queue: 'TRANSFER',
        child_number: 1,
        item_type: 'AccountRemoteRoot',
        item: `u${i}`,
      },
    }),
  );
  writeFileSync(join(folder, '.master.log'), `${lines.join('\n')}\n`);
  monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: T0 + 60 });
  const synced = syncSession(monitor, ID);
  if (synced === null) throw new Error('the session is not found');
  snapshot = observeSession(monitor, synced);
});
afterAll(() => {
  monitor.db.close();
  removeFolder(root);
});

it('reads the names of what the activity shows, not of all that is under way', () => {
  const activity = readActivity(monitor, snapshot);
  expect(activity?.timeline.lanes).toMatchObject([
    { items: ITEMS, segments: [{ counts: { active: ITEMS } }] },
  ]);
  expect(activity?.names.size).toBeLessThan(50);
  expect(activity?.atWork).toEqual([
    { queue: 'TRANSFER', childNumber: 1, type: 'AccountRemoteRoot' },
  ]);
});
