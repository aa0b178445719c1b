import { QUEUES, type QueueName } from '../session/item.ts';
import type { IssueExplanation, Item, Session } from './contract.ts';
import { pageHref } from './link.ts';
import { queueWord } from './words.ts';

/** Why an item is not here: its failure, said once, in its own words. */
export interface ItemReason {
  /** "Failed in Transfer", "Never finished". */
  title: string;
  /** The failure in the log's words; null where the log does not say why. */
  text: string | null;
  explanation: IssueExplanation | null;
  /** The commands that move it again; null where they would not bring it here. */
  retryHref: string | null;
  /** The queue whose log says more. */
  queue: QueueName | null;
}

/** Null for an item that has moved, or still may. */
export function buildReason(session: Session, item: Item): ItemReason | null {
  const { status } = item;
  if (status !== 'failed' && status !== 'unfinished') return null;
  const queue = failedIn(item);
  const failure = session.issues.find(({ kind }) => kind === 'failure');
  const said = queue === null ? null : item.queues[queue]?.failure;
  const text = said ?? failure?.items[0]?.text ?? null;
  const isUnfinished = status === 'unfinished';
  return {
    title: isUnfinished
      ? 'Unfinished: the session ended before this was moved'
      : `Failed in ${queue === null ? 'this session' : queueWord(queue)}`,
    text,
    explanation: failure?.explanation ?? null,
    retryHref: pageHref({
      session: session.id,
      ...(isUnfinished ? {} : { issue: failure?.id ?? null }),
      report: 'retry',
      format: 'raw',
    }),
    queue: queue ?? lastBegun(item),
  };
}

/** An item that fails in TRANSFER is marked as failed in RESTORE as well: that is one failure, in TRANSFER. */
export function failedIn({ queues }: Item): QueueName | null {
  return QUEUES.find((queue) => queues[queue]?.status === 'failed') ?? null;
}

/** Whether a phase only repeats the failure of the queue before it: nothing was started in it. */
export function isEcho(item: Item, queue: QueueName): boolean {
  const phase = item.queues[queue];
  const first = failedIn(item);
  if (phase?.status !== 'failed' || first === null || first === queue) return false;
  return phase.logfile === null || phase.failure === item.queues[first]?.failure;
}

function lastBegun({ queues }: Item): QueueName | null {
  return QUEUES.findLast((queue) => queues[queue]?.startedAt != null) ?? null;
}
