import type { Observation, SessionFacts } from './facts.ts';
import type { QueueName } from './item.ts';
import { itemsTotalOf } from './progress.ts';
import { phaseOf } from './tally.ts';

/** Which queue the others wait for; `queue` null where it is no queue. */
export interface Bottleneck {
  queue: QueueName | null;
  text: string;
}

/** How many workers of a queue the log has shown, and how many of them have an item. */
interface Crew {
  all: number;
  busy: number;
}

/**
 * What a running session waits for: Restore, when all its workers are busy and more items wait between the queues than
 * they can take next; Transfer, when all its workers are busy, items wait for them, and Restore has nothing to do.
 */
export function bottleneckOf(
  facts: SessionFacts,
  { masterAlive, stalled }: Pick<Observation, 'masterAlive' | 'stalled'>,
): Bottleneck | null {
  if (masterAlive !== true || stalled !== null || facts.header.state !== 'RUNNING') return null;
  const transfer = crewOf(facts, 'TRANSFER');
  const restore = crewOf(facts, 'RESTORE');
  const between = countWhere(facts, (ended, restored) => ended && restored === null);
  if (isFull(restore) && between > restore.all) {
    return {
      queue: 'RESTORE',
      text: `Restore is the bottleneck: ${crewWords(restore)}, ${itemWords(between)} to be restored.`,
    };
  }
  const waiting = waitingOf(facts);
  if (isFull(transfer) && waiting > 0 && between === 0 && !isFull(restore)) {
    const idle =
      restore.all === 0
        ? 'nothing waits to be restored'
        : `${restore.all - restore.busy} of ${restore.all} Restore workers have nothing to do`;
    return {
      queue: 'TRANSFER',
      text: `Transfer is the bottleneck: ${crewWords(transfer)}, ${itemWords(waiting)}; ${idle}.`,
    };
  }
  return null;
}

function crewOf({ workers }: SessionFacts, queue: QueueName): Crew {
  const crew = workers.filter((worker) => worker.queue === queue);
  return { all: crew.length, busy: crew.filter(({ item }) => item !== null).length };
}

function isFull({ all, busy }: Crew): boolean {
  return all > 0 && busy === all;
}

function countWhere(
  { tallies }: SessionFacts,
  fits: (isTransferred: boolean, restored: ReturnType<typeof phaseOf>) => boolean,
): number {
  let sum = 0;
  for (const { combo, count } of tallies) {
    const transfer = phaseOf(combo, 'TRANSFER');
    const isTransferred = transfer === 'success' || transfer === 'warning';
    if (fits(isTransferred, phaseOf(combo, 'RESTORE'))) sum += count;
  }
  return sum;
}

/** Items that no worker has taken, named or only counted. */
function waitingOf(facts: SessionFacts): number {
  const taken = facts.tallies.reduce((sum, { combo, count }) => sum + (combo === 0 ? 0 : count), 0);
  return Math.max(0, itemsTotalOf(facts) - taken);
}

function crewWords({ all, busy }: Crew): string {
  return `${busy} of ${all} ${all === 1 ? 'worker' : 'workers'} busy`;
}

function itemWords(count: number): string {
  return count === 1 ? '1 item waits' : `${count} items wait`;
}
