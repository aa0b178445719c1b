import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { testDriver } from '../host/open-database.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';

type Line = Record<string, unknown>;

const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

function openDatabase() {
  return openCache(testDriver, ':memory:', 0);
}

function logOf(lines: readonly Line[]): MemoryLog {
  const log = new MemoryLog();
  for (const contents of lines) {
    log.append(Buffer.from(`${JSON.stringify({ type: 'control', pid: 1, contents })}\n`));
  }
  log.isActive = false;
  return log;
}

/** The rows after reading the lines at once; also read line by line, which must give the same. */
function rowsOf(lines: readonly Line[]): ReturnType<typeof dumpCache> {
  const [whole, pieces] = [4_000_000, 1].map((bytes) => {
    const db = openDatabase();
    ingestLog(db, 'copyacctends', logOf(lines), () => true, bytes);
    const rows = dumpCache(db);
    db.close();
    return rows;
  });
  expect(pieces).toEqual(whole);
  return whole ?? {};
}

const line = (action: string, queue: string, msg: unknown = {}, more: Line = {}): Line => ({
  action,
  queue,
  msg,
  item: 'rivergdn',
  item_type: 'AccountRemoteRoot',
  child_number: 1,
  time: 1_793_600_000,
  ...more,
});
const start = (queue: string) => line('start', queue);
const fail = (queue: string, failure = 'No space.', msg = {}) =>
  line('failed-item', queue, { failure, ...msg });
const succeed = (queue: string) => line('success-item', queue, { size: 5 });

/** The failures that the list of issues shows, as [queue, text]. */
function failuresOf(lines: readonly Line[]): unknown[] {
  const { issue = [], group = [] } = rowsOf(lines);
  const failures = group.filter(({ kind }) => kind === 'failure').map(({ key }) => key);
  const listed = issue.filter(({ key }) => failures.includes(key));
  expect(
    group.filter(({ kind }) => kind === 'failure').reduce((n, g) => n + Number(g.count), 0),
  ).toBe(listed.length);
  return listed.map(({ queue, text }) => [queue, text]);
}

function itemOf(lines: readonly Line[]) {
  const [item] = rowsOf(lines).item ?? [];
  return item;
}

describe('one failure an item', () => {
  const echo = [line('start-item', 'RESTORE'), fail('RESTORE')];

  it('is listed once, however often and in which queue the log tells of it', () => {
    const transfer = [['TRANSFER', 'No space.']];
    expect(failuresOf([start('TRANSFER'), fail('TRANSFER'), ...echo])).toEqual(transfer);
    expect(failuresOf([start('TRANSFER'), fail('TRANSFER'), ...echo, fail('TRANSFER')])).toEqual(
      transfer,
    );
    expect(failuresOf([fail('TRANSFER'), ...echo, ...echo])).toEqual(transfer);
    expect(failuresOf([...echo, fail('TRANSFER')])).toEqual(transfer);
    expect(failuresOf([...echo, fail('TRANSFER'), ...echo])).toEqual(transfer);
    expect(failuresOf([...echo, ...echo])).toEqual([['RESTORE', 'No space.']]);
  });

  it('stays when the word on the other queue is taken back', () => {
    const lines = [
      start('TRANSFER'),
      fail('TRANSFER'),
      fail('RESTORE', 'Echo.'),
      succeed('TRANSFER'),
    ];
    expect(failuresOf(lines)).toEqual([['RESTORE', 'Echo.']]);
  });

  it('leaves the other messages of its queue where they are', () => {
    const warned = fail('RESTORE', 'Echo.', {
      warnings: 1,
      contents: { warnings: [{ msg: ['w'] }] },
    });
    const { issue = [] } = rowsOf([warned, fail('TRANSFER')]);
    expect(issue.map(({ queue, text }) => [queue, text])).toEqual([
      ['RESTORE', 'w'],
      ['TRANSFER', 'No space.'],
    ]);
  });
});

describe('the words of an outcome', () => {
  it('stay with the phase until a new attempt or another outcome', () => {
    const lines = [
      start('TRANSFER'),
      line('success-item', 'TRANSFER', { message: 'Account copied.' }),
      line('failed-item', 'RESTORE', { failure: 'No space.', message: 'Partly restored.' }),
    ];
    expect(itemOf(lines)).toMatchObject({
      t_message: 'Account copied.',
      t_failure: null,
      r_message: 'Partly restored.',
      r_failure: 'No space.',
    });
    expect(itemOf([...lines, succeed('RESTORE')])).toMatchObject({
      r_message: null,
      r_failure: null,
    });
    expect(itemOf([...lines, start('RESTORE')])).toMatchObject({ r_message: null });
  });
});

describe('an item that starts again', () => {
  const failed = [start('TRANSFER'), succeed('TRANSFER'), start('RESTORE'), fail('RESTORE')];

  it('is active, and its old failure in RESTORE is gone', () => {
    const lines = [...failed, start('TRANSFER')];
    expect(failuresOf(lines)).toEqual([]);
    expect(itemOf(lines)).toMatchObject({ t_status: 'active', t_attempts: 2, r_status: null });
    expect(rowsOf(lines).tally).toMatchObject([{ count: 1, size: 5 }]);
  });

  it('forgets the counters of RESTORE', () => {
    const lines = [
      start('TRANSFER'),
      succeed('TRANSFER'),
      line('warning-item', 'RESTORE', { warnings: 3 }),
      start('TRANSFER'),
    ];
    expect(rowsOf(lines).session).toMatchObject([{ warning: 0 }]);
  });

  it('fails again as a failure of its own', () => {
    const lines = [...failed, start('TRANSFER'), succeed('TRANSFER'), start('RESTORE')];
    expect(failuresOf([...lines, fail('RESTORE', 'Again.')])).toEqual([['RESTORE', 'Again.']]);
    expect(failuresOf([...lines, succeed('RESTORE')])).toEqual([]);
  });
});

describe('a line without a type', () => {
  const untyped = line('success-item', 'TRANSFER', {}, { item_type: undefined });

  it('means the item of that name', () => {
    const { item = [] } = rowsOf([start('TRANSFER'), untyped]);
    expect(item.map(({ type, t_status }) => [type, t_status])).toEqual([
      ['AccountRemoteRoot', 'success'],
    ]);
  });

  it('is an item of its own where two have the name, or none', () => {
    const other = line('start', 'TRANSFER', {}, { item_type: 'PackageRemoteRoot' });
    const typesOf = (lines: Line[]) => (rowsOf(lines).item ?? []).map(({ type }) => type);
    expect(typesOf([start('TRANSFER'), other, untyped])).toEqual([
      '',
      'AccountRemoteRoot',
      'PackageRemoteRoot',
    ]);
    expect(typesOf([untyped, start('TRANSFER'), untyped])).toEqual(['', 'AccountRemoteRoot']);
  });
});

describe('sizes beyond all reason', () => {
  const names = Array.from({ length: 1100 }, (_, i) => `acct${i}`);
  const lines = names.flatMap((item) => [
    line('start', 'TRANSFER', {}, { item }),
    line('success-item', 'TRANSFER', { size: MAX_AMOUNT, warnings: MAX_AMOUNT }, { item }),
  ]);

  it('are summed up to a bound', () => {
    const db = openDatabase();
    ingestLog(db, 'copyacctends', logOf(lines), () => true, 20_000);
    const { tally, bucket, session } = dumpCache(db);
    expect(tally).toMatchObject([{ count: 1100, size: MAX_AMOUNT }]);
    expect(bucket).toMatchObject([{ items: 1100, size: MAX_AMOUNT }]);
    expect(session).toMatchObject([{ warning: MAX_AMOUNT }]);
    db.close();
  });

  it('do not depend on how the log is cut', () => {
    const { tally } = rowsOf([...lines.slice(0, 20), start('TRANSFER'), succeed('TRANSFER')]);
    expect(tally?.reduce((sum, { count }) => sum + Number(count), 0)).toBe(11);
  });
});
