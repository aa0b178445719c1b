import { expect, test } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { activeLogs } from '../../src/store/evidence-store.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { findSession } from '../../src/store/session-row.ts';
import { testDriver } from '../host/open-database.ts';
import { MemoryLog } from './memory-log.ts';

function start(item: string): string {
  const contents = {
    action: 'start-item',
    time: 1_793_592_800,
    queue: 'TRANSFER',
    child_number: 1,
    item_type: 'AccountRemoteRoot',
    item,
  };
  return `${JSON.stringify({ type: 'control', contents })}\n`;
}

test('of any number of items that a log calls at work, a look takes a bounded number', () => {
  const db = openCache(testDriver, ':memory:', 0);
  const log = new MemoryLog();
  log.append(Buffer.from(Array.from({ length: 30 }, (_, i) => start(`user${i}`)).join('')));
  ingestLog(db, 'copyacctbusy', log, () => true);
  const sid = findSession(db, 'copyacctbusy')?.sid ?? 0;
  expect(activeLogs(db, sid, 'TRANSFER', 10)).toHaveLength(10);
  expect(activeLogs(db, sid, 'TRANSFER', 100)).toHaveLength(30);
  db.close();
});
