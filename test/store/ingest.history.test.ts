import { afterEach, expect, it, vi } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { listGroups } from '../../src/store/issue-query.ts';
import { findSession } from '../../src/store/session-row.ts';
import { testDriver } from '../host/open-database.ts';
import { MemoryLog } from './memory-log.ts';

afterEach(() => vi.restoreAllMocks());

function logOf(text: string): MemoryLog {
  const log = new MemoryLog();
  log.append(Buffer.from(text));
  return log;
}

/** A success whose warnings tie in all but their texts: one kind, one item, one line of the log. */
function success(...warnings: string[]): string {
  const contents = {
    action: 'success-item',
    queue: 'TRANSFER',
    item: 'bob',
    item_type: 'AccountRemoteRoot',
    time: 1_793_600_000,
    msg: { warnings: warnings.map((text) => ({ msg: [text] })) },
    child_number: 1,
  };
  return `${JSON.stringify({ pid: 1, type: 'control', contents })}\n`;
}

const TEXTS = ['A disk is old.', 'The moon is full.', 'No tea is left.', 'Rain is near.'];

it('issues that tie stand in one order, whatever the cache has seen before', () => {
  const orders = [TEXTS, [...TEXTS].reverse(), [TEXTS[2] ?? '', TEXTS[0] ?? '']].map((before) => {
    const db = openCache(testDriver, ':memory:', 0);
    // The numbers of the groups are given in the order in which the cache meets them.
    ingestLog(db, 'earlier', logOf(before.map((text) => success(text)).join('')), () => true);
    ingestLog(db, 'session', logOf(success(...TEXTS)), () => true);
    const sid = findSession(db, 'session')?.sid ?? 0;
    const page = { limit: 10, offset: 0 };
    const groups = listGroups(db, sid, { kind: null, found: null }, page, 1);
    db.close();
    return groups.map(({ id }) => id);
  });
  expect(orders[0]).toHaveLength(TEXTS.length);
  expect(orders[1]).toEqual(orders[0]);
  expect(orders[2]).toEqual(orders[0]);
});

it('a transaction ends after half a second of folding, however many lines a piece has', () => {
  const log = logOf('x\n'.repeat(150_000));
  const db = openCache(testDriver, ':memory:', 0);
  // Each look at the clock finds 200 ms gone by, as slow a disk as it takes.
  let fifths = 0;
  vi.spyOn(process, 'hrtime').mockImplementation(() => {
    fifths += 1;
    return [Math.floor(fifths / 5), (fifths % 5) * 2e8];
  });
  const first = ingestLog(db, 'session', log, () => false);
  expect(first.done).toBe(false);
  expect(first.offset).toBeGreaterThan(0);
  expect(first.offset).toBeLessThan(log.size());
  db.close();
});
