import { expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { testDriver } from '../host/open-database.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';

type Line = Record<string, unknown>;

/** Workers and items after reading the lines at once; also read line by line, which must give the same. */
function read(lines: readonly Line[]) {
  const [whole, pieces] = [4_000_000, 1].map((bytes) => {
    const db = openCache(testDriver, ':memory:', 0);
    const log = new MemoryLog();
    for (const { pid, ...contents } of lines) {
      log.append(Buffer.from(`${JSON.stringify({ type: 'control', pid, contents })}\n`));
    }
    log.isActive = false;
    ingestLog(db, 'copyacctwork', log, () => true, bytes);
    const { worker = [], item = [] } = dumpCache(db);
    db.close();
    return { workers: worker.map(({ session: _, ...row }) => row), item: item[0] };
  });
  expect(pieces).toEqual(whole);
  return whole ?? { workers: [], item: undefined };
}

const line = (time: number, action: string, more: Line = {}): Line => ({
  action,
  queue: 'TRANSFER',
  child_number: 1,
  item: 'rivergdn',
  item_type: 'AccountRemoteRoot',
  pid: 700,
  time,
  ...more,
});
const RESTORE = { queue: 'RESTORE' };
const OF_CHILD = { item: undefined, item_type: undefined };

const idle = {
  queue: 'TRANSFER',
  child: 1,
  pid: 700,
  item_type: null,
  item_name: null,
  restarts: 0,
};
const atWork = { ...idle, item_type: 'AccountRemoteRoot', item_name: 'rivergdn' };

it('a child works on an item from its first line to its outcome, then it is idle', () => {
  const begun = [line(100, 'start'), line(101, 'process-item'), line(105, 'start-item')];
  expect(read(begun).workers).toEqual([{ ...atWork, since: 100 }]);
  const ended = [...begun, line(130, 'success-item')];
  expect(read(ended).workers).toEqual([{ ...idle, since: 130 }]);
  const next = [...ended, line(140, 'start', { item: 'blueoaks' })];
  expect(read(next).workers).toEqual([{ ...atWork, item_name: 'blueoaks', since: 140 }]);
});

it('a child that is through has no item, and is idle since then', () => {
  const lines = [line(100, 'start'), line(120, 'complete', OF_CHILD)];
  expect(read(lines).workers).toEqual([{ ...idle, since: 120 }]);
});

it('a child that died counts as a restart, and has the process of its successor', () => {
  const died = [
    line(100, 'start'),
    line(110, 'child-failed', OF_CHILD),
    line(110, 'failed-item', { pid: 699 }),
  ];
  expect(read(died).workers).toEqual([{ ...idle, since: 110, restarts: 1 }]);
  // The master has written the failure: the item's process was the child's all the same.
  expect(read(died).item).toMatchObject({ t_pid: 700, t_status: 'failed' });
  const goesOn = [...died, line(112, 'start', { item: 'blueoaks', pid: 701 })];
  expect(read(goesOn).workers).toEqual([
    { ...atWork, item_name: 'blueoaks', pid: 701, since: 112, restarts: 1 },
  ]);
});

it('the echo of a failure in RESTORE is no work of a child', () => {
  const failed = [line(100, 'start'), line(120, 'failed-item', { msg: { failure: 'No space.' } })];
  const echo = [
    line(120, 'start-item', RESTORE),
    line(120, 'failed-item', { ...RESTORE, msg: { failure: 'No space.' } }),
  ];
  expect(read([...failed, ...echo]).workers).toEqual([{ ...idle, since: 120 }]);
});

it('the master has number 0 and is no child', () => {
  expect(read([line(100, 'start', { child_number: 0 })]).workers).toEqual([]);
});

it('an item has started when its child took it, or at the first sign of work where that line is lost', () => {
  const later = [line(103, 'process-item'), line(105, 'start-item'), line(130, 'success-item')];
  expect(read([line(100, 'start'), ...later]).item).toMatchObject({
    t_started_at: 100,
    t_ended_at: 130,
    t_attempts: 1,
  });
  expect(read(later).item).toMatchObject({ t_started_at: 103, t_attempts: 1 });
  expect(read([line(100, 'start'), ...later, line(200, 'start')]).item).toMatchObject({
    t_started_at: 200,
    t_ended_at: null,
    t_attempts: 2,
  });
});
