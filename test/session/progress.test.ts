import { describe, expect, it } from 'vitest';
import type { SessionFacts } from '../../src/session/facts.ts';
import { emptyHeader } from '../../src/session/header.ts';
import { queueProgress, sessionPercent } from '../../src/session/progress.ts';
import { QUEUES } from '../../src/session/queue.ts';

// An item's two phases as one number: 5 × TRANSFER + RESTORE; see tally.ts.
const TRANSFERRING = 5;
const TRANSFERRED = 10;
const DONE = 12;

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
