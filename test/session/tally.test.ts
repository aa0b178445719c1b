import { describe, expect, it } from 'vitest';
import {
  ITEM_STATUSES,
  type ItemStatus,
  type PhaseStatus,
  type QueueName,
} from '../../src/session/item.ts';
import {
  ALL_PHASE_PAIRS,
  itemStatusOf,
  lastQueueOf,
  phaseOf,
  phasePairsOf,
} from '../../src/session/tally.ts';

type Phase = PhaseStatus | null;
const PHASES: readonly Phase[] = [null, 'active', 'success', 'warning', 'failed'];

function comboWith(transfer: Phase, restore: Phase): number {
  const combo = ALL_PHASE_PAIRS.find(
    (one) => phaseOf(one, 'TRANSFER') === transfer && phaseOf(one, 'RESTORE') === restore,
  );
  if (combo === undefined) throw new Error(`no combination for ${transfer}, ${restore}`);
  return combo;
}

const tallyOf = (transfer: Phase, restore: Phase, count = 1) => ({
  combo: comboWith(transfer, restore),
  count,
  size: 0,
});

describe('the status of an item', () => {
  // transfer, restore, last queue, while the session goes on, when it is over
  it.each<[Phase, Phase, QueueName, ItemStatus, ItemStatus]>([
    [null, null, 'RESTORE', 'pending', 'unfinished'],
    ['active', null, 'RESTORE', 'active', 'unfinished'],
    [null, 'active', 'RESTORE', 'active', 'unfinished'],
    ['success', null, 'RESTORE', 'active', 'unfinished'],
    ['warning', null, 'RESTORE', 'active', 'unfinished'],
    ['success', 'active', 'RESTORE', 'active', 'unfinished'],
    ['success', 'success', 'RESTORE', 'success', 'success'],
    [null, 'success', 'RESTORE', 'success', 'success'],
    ['success', 'warning', 'RESTORE', 'warning', 'warning'],
    ['warning', 'success', 'RESTORE', 'warning', 'warning'],
    ['active', 'success', 'RESTORE', 'success', 'success'],
    ['failed', null, 'RESTORE', 'failed', 'failed'],
    ['failed', 'success', 'RESTORE', 'failed', 'failed'],
    ['success', 'failed', 'RESTORE', 'failed', 'failed'],
    ['success', null, 'TRANSFER', 'success', 'success'],
    ['warning', null, 'TRANSFER', 'warning', 'warning'],
    ['active', null, 'TRANSFER', 'active', 'unfinished'],
    [null, null, 'TRANSFER', 'pending', 'unfinished'],
  ])(
    'TRANSFER %s, RESTORE %s, last queue %s: %s; when over: %s',
    (transfer, restore, last, ...expected) => {
      const combo = comboWith(transfer, restore);
      expect([false, true].map((over) => itemStatusOf(combo, { lastQueue: last, over }))).toEqual(
        expected,
      );
    },
  );

  it('is one of every combination, and finds it again', () => {
    expect(ALL_PHASE_PAIRS).toHaveLength(PHASES.length ** 2);
    for (const last of ['TRANSFER', 'RESTORE'] as const) {
      for (const over of [false, true]) {
        const found = ITEM_STATUSES.flatMap((status) => {
          const phasePairs = phasePairsOf(status, { lastQueue: last, over });
          for (const combo of phasePairs)
            expect(itemStatusOf(combo, { lastQueue: last, over })).toBe(status);
          return phasePairs;
        });
        expect(found.sort((a, b) => a - b)).toEqual(ALL_PHASE_PAIRS);
      }
    }
  });
});

describe('the queue in which items are through', () => {
  const none = { TRANSFER: null, RESTORE: null };

  it('is the later one that is announced with items in it', () => {
    expect(lastQueueOf({ TRANSFER: 3, RESTORE: 3 }, [])).toBe('RESTORE');
    expect(lastQueueOf({ TRANSFER: 1, RESTORE: 0 }, [tallyOf(null, 'success')])).toBe('TRANSFER');
    expect(lastQueueOf({ TRANSFER: 0, RESTORE: 1 }, [tallyOf('success', null)])).toBe('RESTORE');
    expect(lastQueueOf({ TRANSFER: 3, RESTORE: null }, [])).toBe('TRANSFER');
  });

  it('is the later one that an item has been seen in, where none is announced', () => {
    expect(lastQueueOf(none, [tallyOf('success', null)])).toBe('TRANSFER');
    expect(lastQueueOf(none, [tallyOf('success', null), tallyOf(null, 'active')])).toBe('RESTORE');
    expect(lastQueueOf(none, [tallyOf('success', 'success')])).toBe('RESTORE');
    expect(lastQueueOf(none, [tallyOf('success', null), tallyOf(null, 'active', 0)])).toBe(
      'TRANSFER',
    );
    expect(lastQueueOf({ TRANSFER: 0, RESTORE: 0 }, [])).toBe('RESTORE');
  });
});
