import { explanationOf } from '../session/explanation.ts';
import {
  type AccountFacts,
  activeKey,
  type GroupFacts,
  type Observation,
  type SessionFacts,
} from '../session/facts.ts';
import type { ItemFacts, ItemStatus } from '../session/item.ts';
import {
  type ActiveShare,
  itemsTotalOf,
  type QueueProgress,
  queueProgress,
  sessionPercent,
} from '../session/progress.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import { isAtEnd, type SessionState } from '../session/state.ts';
import { comboOf, itemStatusOf, lastQueueOf } from '../session/tally.ts';
import type {
  AccountAttempt,
  IssueExplanation,
  IssueGroup,
  Item,
  Phase,
  QueueView,
  SessionSummary,
  Worker,
} from './contract.ts';

/**
 * The index decides where it has the session, else the last word of the log. Of an archived session the index's last
 * word is remembered, and counts for more: the server may have found out later that its master had died.
 */
export function stateOf(facts: SessionFacts, inIndex: boolean): SessionState {
  const said = inIndex || facts.archived ? facts.seen.state : null;
  return said ?? facts.header.state ?? facts.seen.state ?? 'PENDING';
}

/** How the items of a session are to be read: its state decides what is unfinished, its log what is the last queue. */
export interface Reading {
  state: SessionState;
  over: boolean;
  lastQueue: QueueName;
}

export function readingOf(facts: SessionFacts, inIndex: boolean): Reading {
  const state = stateOf(facts, inIndex);
  return {
    state,
    over: isAtEnd({ state, archived: facts.archived }),
    lastQueue: lastQueueOf(facts.header.queueCount, facts.tallies),
  };
}

/** Items by overall status; they add up to the session's total, also those that nothing has named yet. */
export function countsOf(facts: SessionFacts, reading: Reading): Record<ItemStatus, number> {
  const counts = { success: 0, warning: 0, failed: 0, active: 0, pending: 0, unfinished: 0 };
  let named = 0;
  for (const tally of facts.tallies) {
    counts[itemStatusOf(tally.combo, reading.lastQueue, reading.over)] += tally.count;
    named += tally.count;
  }
  counts[reading.over ? 'unfinished' : 'pending'] += itemsTotalOf(facts) - named;
  return counts;
}

/** Both queues, with the progress of the items at work in them. */
export function progressOf(
  facts: SessionFacts,
  observed: Observation,
  active: readonly ItemFacts[],
): QueueProgress[] {
  const shares: ActiveShare[] = [];
  for (const item of active) {
    for (const queue of QUEUES) {
      if (item.phases[queue]?.status !== 'active') continue;
      const percent = observed.activePercent.get(activeKey(queue, item.type, item.name)) ?? null;
      shares.push({ queue, size: item.size ?? 0, percent });
    }
  }
  return QUEUES.map((queue) => queueProgress(facts, queue, shares));
}

export function summaryJson(
  facts: SessionFacts,
  observed: Observation,
  queues: readonly QueueProgress[],
): SessionSummary {
  const { header, seen } = facts;
  const reading = readingOf(facts, observed.inIndex);
  const counts = countsOf(facts, reading);
  return {
    id: facts.id,
    state: reading.state,
    live: observed.masterAlive === true,
    stalled: observed.stalled,
    archived: facts.archived,
    initiator: header.initiator ?? seen.initiator,
    creator: seen.creator,
    sourceHost: header.sourceHost ?? seen.sourceHost,
    targetHost: seen.targetHost,
    formatVersion: header.formatVersion ?? seen.version,
    startedAt: header.startedAt ?? seen.startedAt,
    endedAt: reading.over ? (header.endedAt ?? seen.endedAt) : null,
    lastActivityAt: lastActivityAt(facts, observed, reading.over),
    percent: sessionPercent(queues),
    itemsTotal: itemsTotalOf(facts),
    itemsDone: counts.success + counts.warning + counts.failed,
    counts,
    issueCounts: { failure: counts.failed, ...header.issueCounts },
  };
}

/** Once a session is over, its log's last stamp tells; before that, the growth of any of its logs is a sign of life. */
function lastActivityAt(facts: SessionFacts, observed: Observation, over: boolean): number | null {
  const logged = facts.header.lastEventAt;
  const grown = observed.lastGrowthAt;
  if (over) return logged ?? facts.seen.endedAt ?? grown;
  if (logged === null || grown === null) return logged ?? grown;
  return Math.max(logged, grown);
}

export function queueJson(progress: QueueProgress, over: boolean): QueueView {
  const { pending, active, ...rest } = progress;
  return over
    ? { ...rest, pending: 0, active: 0, unfinished: pending + active }
    : { ...rest, pending, active, unfinished: 0 };
}

export function itemJson(item: ItemFacts, reading: Reading, observed: Observation): Item {
  return {
    type: item.type,
    name: item.name,
    localName: item.localName,
    label: item.label,
    size: item.size,
    status: itemStatusOf(comboOf(item.phases), reading.lastQueue, reading.over),
    queues: {
      TRANSFER: phaseJson(item, 'TRANSFER', reading, observed),
      RESTORE: phaseJson(item, 'RESTORE', reading, observed),
    },
  };
}

function phaseJson(
  item: ItemFacts,
  queue: QueueName,
  reading: Reading,
  observed: Observation,
): Phase | null {
  const facts = item.phases[queue];
  if (!facts) return null;
  const { status, started: _, ...phase } = facts;
  const isActive = status === 'active';
  const percent = observed.activePercent.get(activeKey(queue, item.type, item.name)) ?? null;
  return {
    ...phase,
    status: isActive && reading.over ? 'unfinished' : status,
    percent: isActive ? percent : 100,
  };
}

export function workersJson(facts: SessionFacts, over: boolean): Worker[] {
  return facts.workers.map((worker) => ({
    queue: worker.queue,
    childNumber: worker.childNumber,
    pid: worker.pid,
    item: over ? null : (worker.item?.name ?? null),
    since: worker.since,
    restarts: worker.restarts,
  }));
}

export function groupJson(group: GroupFacts): IssueGroup {
  return {
    id: group.id,
    kind: group.kind,
    module: group.module,
    function: group.function,
    line: group.line,
    template: group.template,
    count: group.count,
    itemCount: group.itemCount,
    items: group.entries.map(({ type, name, queue, text, repair }) => ({
      type,
      name,
      queue,
      text,
      repair,
    })),
    explanation: explanationJson(group),
  };
}

function explanationJson(group: GroupFacts): IssueExplanation | null {
  // A message says more than its template, where one is at hand.
  const text = group.entries[0]?.text ?? group.template;
  const known = explanationOf({ ...group, text });
  if (known === null) return null;
  const { title, meaning, effect, impact, advice } = known;
  return { title, meaning, effect, impact, advice };
}

/** One attempt at an account. Its times reach over both queues. */
export function attemptJson(account: AccountFacts, reading: Reading): AccountAttempt {
  const { item, sessionId } = account;
  const { TRANSFER, RESTORE } = item.phases;
  const status = itemStatusOf(comboOf(item.phases), reading.lastQueue, reading.over);
  const isEnded = status === 'success' || status === 'warning' || status === 'failed';
  return {
    sessionId,
    type: item.type,
    name: item.name,
    localName: item.localName,
    status,
    startedAt: TRANSFER?.startedAt ?? RESTORE?.startedAt ?? null,
    endedAt: isEnded ? (RESTORE?.endedAt ?? TRANSFER?.endedAt ?? null) : null,
    failure: TRANSFER?.failure ?? RESTORE?.failure ?? null,
  };
}
