import { describe, expect, it } from 'vitest';
import type { SessionFacts } from '../../src/session/facts.ts';
import { emptyHeader } from '../../src/session/header.ts';
import { QUEUES } from '../../src/session/item.ts';
import { itemsTotalOf, queueProgress, sessionPercent } from '../../src/session/progress.ts';

// An item's two phases as one number: 5 × TRANSFER + RESTORE; see tally.ts.
const TRANSFERRING = 5;
const TRANSFERRED = 10;
const DONE = 12;
const FAILED = 24;

function factsOf(items: number, size: number, tallies: SessionFacts['tallies']): SessionFacts {
  const nothing = { state: null, pid: null, initiator: null, creator: null, sourceHost: null };
  const header = emptyHeader();
  header.queueCount = { TRANSFER: items, RESTORE: items };
  header.queueSize = { TRANSFER: size, RESTORE: size };
  return {
    id: 'copyacctprogress',
    header,
    seen: {
      id: 'copyacctprogress',
      ...nothing,
      targetHost: null,
      version: null,
      startedAt: null,
      endedAt: null,
    },
    tallies,
    queueRows: 0,
    archived: false,
    oddities: [],
    workers: [],
    results: [],
    evidence: { read: 0, gone: 0, none: 0 },
    followUps: { total: 0, done: 0 },
  };
}

describe('the percent of a queue', () => {
  it('is that of the sizes as long as they are no larger than announced', () => {
    const facts = factsOf(2, 1000, [{ combo: TRANSFERRED, count: 1, size: 900 }]);
    expect(queueProgress(facts, 'TRANSFER', [])).toMatchObject({
      percent: 90,
      sizeTotal: 1000,
      sizeDone: 900,
    });
  });

  it('goes by items while some wait and the announced size has been outgrown', () => {
    const facts = factsOf(2, 500, [{ combo: TRANSFERRED, count: 1, size: 900 }]);
    const progress = queueProgress(facts, 'TRANSFER', []);
    expect(progress).toMatchObject({ percent: 50, sizeTotal: 900, sizeDone: 900, pending: 1 });
    expect(sessionPercent([progress])).toBe(50);
  });

  it('goes by the true sizes where no item waits', () => {
    const facts = factsOf(2, 500, [
      { combo: TRANSFERRED, count: 1, size: 900 },
      { combo: TRANSFERRING, count: 1, size: 100 },
    ]);
    const shares = [{ queue: 'TRANSFER' as const, size: 100, percent: 50 }];
    expect(queueProgress(facts, 'TRANSFER', shares)).toMatchObject({
      percent: 95,
      sizeTotal: 1000,
      sizeDone: 950,
    });
  });

  it('is 100 only of what is whole', () => {
    const waiting = factsOf(2, 900, [{ combo: TRANSFERRED, count: 1, size: 900 }]);
    expect(queueProgress(waiting, 'TRANSFER', []).percent).toBe(99.99);
    const ending = factsOf(1, 900, [{ combo: TRANSFERRING, count: 1, size: 900 }]);
    const shares = [{ queue: 'TRANSFER' as const, size: 900, percent: 100 }];
    expect(queueProgress(ending, 'TRANSFER', shares).percent).toBe(99.99);
    const almost = factsOf(10_000_000, 1e15, [{ combo: DONE, count: 9_999_999, size: 1e15 - 1 }]);
    expect(sessionPercent(QUEUES.map((queue) => queueProgress(almost, queue, [])))).toBe(99.99);
    const whole = factsOf(2, 9000, [{ combo: DONE, count: 2, size: 900 }]);
    expect(sessionPercent(QUEUES.map((queue) => queueProgress(whole, queue, [])))).toBe(100);
  });

  it('counts nothing of an item whose log does not say how far it is', () => {
    const facts = factsOf(1, 1000, [{ combo: TRANSFERRING, count: 1, size: 1000 }]);
    const shares = [{ queue: 'TRANSFER' as const, size: 1000, percent: null }];
    expect(queueProgress(facts, 'TRANSFER', shares)).toMatchObject({ percent: 0, sizeDone: 0 });
  });

  it('is that of the items which the log names, where it announces none', () => {
    const facts = factsOf(0, 0, [{ combo: TRANSFERRING, count: 1, size: 0 }]);
    facts.header.queueCount = { TRANSFER: null, RESTORE: null };
    expect(queueProgress(facts, 'TRANSFER', [])).toMatchObject({ total: 1, active: 1, pending: 0 });
    expect(queueProgress(facts, 'RESTORE', [])).toMatchObject({ total: 0, percent: 0 });
    expect(itemsTotalOf(facts)).toBe(1);
    for (const queue of QUEUES) {
      facts.header.queueCount = { TRANSFER: null, RESTORE: null, [queue]: 5 };
      expect(itemsTotalOf(facts)).toBe(5);
    }
    expect(itemsTotalOf({ ...facts, queueRows: 7 })).toBe(7);
  });

  it('stays a number that can be written out, whatever the sizes are', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const facts = factsOf(3, most, [
      { combo: DONE, count: 1, size: most },
      { combo: TRANSFERRED, count: 1, size: most },
    ]);
    const { sizeDone, sizeTotal } = queueProgress(facts, 'TRANSFER', []);
    expect([sizeDone, sizeTotal]).toEqual([most, most]);
  });
});

describe('the percent of a session', () => {
  const partOf = (queue: 'TRANSFER' | 'RESTORE', size: number, sizeDone: number) => {
    const facts = factsOf(10, size, []);
    return queueProgress(facts, queue, [{ queue, size: sizeDone, percent: 100 }]);
  };

  it('weighs its queues by their sizes', () => {
    expect(sessionPercent([partOf('TRANSFER', 1000, 900), partOf('RESTORE', 3000, 1500)])).toBe(60);
  });

  it('is 100 when all has ended, failed or not', () => {
    const facts = factsOf(3, 1000, [
      { combo: DONE, count: 2, size: 100 },
      { combo: FAILED, count: 1, size: 100 },
    ]);
    const queues = QUEUES.map((queue) => queueProgress(facts, queue, []));
    expect(queues.map(({ failed }) => failed)).toEqual([1, 1]);
    expect(sessionPercent(queues)).toBe(100);
  });
});
