import { expect, test } from 'vitest';
import { bottleneckOf } from '../../src/session/bottleneck.ts';
import type { SessionFacts } from '../../src/session/facts.ts';
import { emptyHeader } from '../../src/session/header.ts';
import type { PhaseStatus, QueueName } from '../../src/session/item.ts';
import { ALL_PHASE_PAIRS, phaseOf } from '../../src/session/tally.ts';

type Status = PhaseStatus | null;

/** A running session with workers (`busy` of `all` a queue) and items by their pair of phases. */
function facts(
  crews: Record<QueueName, [busy: number, all: number]>,
  items: [transfer: Status, restore: Status, count: number][],
): SessionFacts {
  const workers = (['TRANSFER', 'RESTORE'] as const).flatMap((queue) =>
    Array.from({ length: crews[queue][1] }, (_, index) => ({
      queue,
      childNumber: index + 1,
      pid: 1,
      item: index < crews[queue][0] ? { type: 'AccountRemoteRoot', name: `a${index}` } : null,
      since: 1,
      restarts: 0,
    })),
  );
  const tallies = items.map(([transfer, restore, count]) => ({
    combo:
      ALL_PHASE_PAIRS.find(
        (each) => phaseOf(each, 'TRANSFER') === transfer && phaseOf(each, 'RESTORE') === restore,
      ) ?? 0,
    count,
    size: 0,
  }));
  return {
    id: 'copyacct1',
    header: { ...emptyHeader(), state: 'RUNNING' },
    seen: {
      id: 'copyacct1',
      state: 'RUNNING',
      pid: 1,
      initiator: null,
      creator: null,
      version: null,
      sourceHost: null,
      targetHost: null,
      startedAt: null,
      endedAt: null,
    },
    tallies,
    results: [],
    evidence: { read: 0, gone: 0, none: 0 },
    followUps: { total: 0, done: 0 },
    queueRows: 0,
    archived: false,
    oddities: [],
    workers,
  };
}

const LIVE = { masterAlive: true, stalled: null } as const;

const restoreFull = facts({ TRANSFER: [4, 4], RESTORE: [9, 9] }, [
  ['success', null, 70],
  ['warning', null, 4],
  ['success', 'active', 9],
  ['active', null, 4],
  ['failed', 'failed', 3],
]);

test('Restore is the limit where its workers are busy and more waits than they take next', () => {
  expect(bottleneckOf(restoreFull, LIVE)).toEqual({
    queue: 'RESTORE',
    text: 'Restore is the bottleneck: 9 of 9 workers busy, 74 items wait to be restored.',
  });
  const few = facts({ TRANSFER: [0, 4], RESTORE: [9, 9] }, [['success', null, 9]]);
  expect(bottleneckOf(few, LIVE)).toBeNull();
  const idle = facts({ TRANSFER: [4, 4], RESTORE: [8, 9] }, [['success', null, 74]]);
  expect(bottleneckOf(idle, LIVE)).toBeNull();
});

test('Transfer is the limit where its workers are busy and Restore waits for them', () => {
  const waiting = facts({ TRANSFER: [3, 3], RESTORE: [1, 3] }, [
    ['active', null, 3],
    ['success', 'active', 1],
    [null, null, 5],
  ]);
  expect(bottleneckOf(waiting, LIVE)).toEqual({
    queue: 'TRANSFER',
    text: 'Transfer is the bottleneck: 3 of 3 workers busy, 5 items wait; 2 of 3 Restore workers have nothing to do.',
  });
  const last = facts({ TRANSFER: [3, 3], RESTORE: [1, 3] }, [['active', null, 3]]);
  expect(bottleneckOf(last, LIVE)).toBeNull();
});

test('a session that nothing works on has no bottleneck', () => {
  expect(bottleneckOf(restoreFull, { ...LIVE, masterAlive: false })).toBeNull();
  expect(bottleneckOf(restoreFull, { ...LIVE, masterAlive: null })).toBeNull();
  expect(bottleneckOf(restoreFull, { ...LIVE, stalled: { since: 1, reason: '' } })).toBeNull();
  const paused = { ...restoreFull, header: { ...restoreFull.header, state: 'PAUSING' as const } };
  expect(bottleneckOf(paused, LIVE)).toBeNull();
});
