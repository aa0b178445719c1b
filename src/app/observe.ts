import { itemProgressOf } from '../log/item-progress.ts';
import { isLogName, openLog } from '../logfile/log-file.ts';
import { activeKey, type Observation, type SessionFacts } from '../session/facts.ts';
import { type ItemFacts, QUEUES } from '../session/item.ts';
import { itemsTotalOf, neverStartedOf, type QueueProgress } from '../session/progress.ts';
import {
  DEFAULT_THRESHOLDS,
  type StallQuestion,
  type StallThresholds,
  stallDueAt,
  stallOf,
  type WatchedItem,
} from '../session/stall.ts';
import { countsOf, laterOf, progressOf, type SessionStatus, statusOf } from '../session/status.ts';
import { ALL_PHASE_PAIRS, phaseOf } from '../session/tally.ts';
import { listItems } from '../store/item-query.ts';
import { readFacts } from '../store/session-query.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { isMasterAlive } from '../whm/master-process.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';
import { attempt } from './session-trouble.ts';
import type { SyncResult } from './sync.ts';

/** At most this many items can be at work: two queues of up to nine workers, and some that died unnoticed. */
const MAX_ACTIVE = 64;
/** How much of the end of an item's log is read to find its progress. */
const TAIL_BYTES = 64 * 1024;

/** A session as it is now: what the cache holds, and what the machine shows at this moment. */
export interface Snapshot {
  synced: SyncResult;
  facts: SessionFacts;
  observation: Observation;
  /** What went wrong in reading it. */
  problems: ProblemFacts[];
  /** How its items are to be read. */
  status: SessionStatus;
  /** Both queues, with the progress of the items at work in them. */
  queues: QueueProgress[];
  /** Items at work, with both phases. */
  active: ItemFacts[];
  /** When the session counts as stalled if nothing changes; null: never, or it does already. */
  stallDueAt: number | null;
}

const ACTIVE_PHASE_PAIRS = ALL_PHASE_PAIRS.filter((combo) =>
  QUEUES.some((queue) => phaseOf(combo, queue) === 'active'),
);

/** Looks at what is never stored: the master process, the growth of logs, the progress of items at work. */
export function observeSession(
  monitor: Monitor,
  synced: SyncResult,
  facts: SessionFacts = readFacts(monitor.db, synced.session),
): Snapshot {
  const { db, root, now } = monitor;
  const { session, inIndex, hasFolder } = synced;
  const status = statusOf(facts, inIndex);
  const { state, over } = status;
  const active = over
    ? []
    : listItems(
        db,
        session.sid,
        { phasePairs: ACTIVE_PHASE_PAIRS, found: null },
        { by: 'log', descending: false },
        { limit: MAX_ACTIVE, offset: 0 },
      );
  const activePercent = new Map<string, number>();
  const watched: WatchedItem[] = [];
  const problems = [...synced.problems];
  const folder = hasFolder ? sessionPath(root, session.id) : null;
  let lastGrowthAt = synced.log?.grownAt ?? null;
  for (const item of active) {
    let grownAt = 0;
    for (const queue of QUEUES) {
      const phase = item.phases[queue];
      if (phase?.status !== 'active') continue;
      grownAt = Math.max(grownAt, phase.startedAt ?? 0);
      const { logfile } = phase;
      if (folder === null || logfile === null) continue;
      const tail = attempt(
        problems,
        (reason) => ({ code: 'log-unreadable', log: logfile, reason }),
        () => readTail(folder, logfile),
      );
      if (!tail) continue;
      grownAt = Math.max(grownAt, tail.grownAt);
      lastGrowthAt = Math.max(lastGrowthAt ?? 0, tail.grownAt);
      const { percent } = itemProgressOf(tail.text);
      if (percent !== null) activePercent.set(activeKey(queue, item.type, item.name), percent);
    }
    if (grownAt > 0) watched.push({ name: item.name, size: item.size, lastGrowthAt: grownAt });
  }
  const { pid } = facts.seen;
  const masterAlive = inIndex && pid !== null ? isMasterAlive(pid, session.id) : null;
  const question: StallQuestion = {
    state,
    masterAlive,
    now,
    lastActivityAt: laterOf(lastGrowthAt, facts.header.lastEventAt),
    activeItems: watched,
    isAllEnded: isAllEnded(facts, status),
    failed: countsOf(facts, status).failed,
    thresholds: thresholdsOf(monitor),
  };
  const canStall = !over && !synced.isAlone;
  const stalled = canStall ? stallOf(question) : null;
  return {
    synced,
    facts,
    status,
    queues: progressOf(facts, activePercent, active),
    active,
    stallDueAt: canStall && stalled === null ? stallDueAt(question) : null,
    problems,
    observation: {
      now,
      inIndex,
      masterAlive,
      lastGrowthAt,
      hasFolder,
      neverStarted: neverStartedOf(facts, synced.isLogLost),
      activePercent,
      stalled,
    },
  };
}

/** Items are known, and all of them have ended. */
function isAllEnded(facts: SessionFacts, status: SessionStatus): boolean {
  const { active, pending, unfinished } = countsOf(facts, status);
  return itemsTotalOf(facts) > 0 && active + pending + unfinished === 0;
}

/** The thresholds of `config.json` in the form that the rule takes. */
function thresholdsOf({ config }: Monitor): StallThresholds {
  const { minutes, minutesPerGigabyte } = config.stall;
  const secondsPerGigabyte = minutesPerGigabyte * 60;
  return {
    ...DEFAULT_THRESHOLDS,
    baseSeconds: minutes * 60,
    bytesPerSecond: secondsPerGigabyte > 0 ? 1e9 / secondsPerGigabyte : Number.MAX_SAFE_INTEGER,
  };
}

/** The end of an item's log; null where there is none that may be read. */
function readTail(folder: string, name: string): { text: string; grownAt: number } | null {
  // The log's name comes from the master log: a name that is no file of the session is skipped.
  if (!isLogName(name)) return null;
  const handle = openLog(folder, name);
  if (!handle) return null;
  try {
    const size = handle.size();
    const at = Math.max(0, size - TAIL_BYTES);
    return { text: handle.read(at, size - at).toString('utf8'), grownAt: handle.modifiedAt() };
  } finally {
    handle.close();
  }
}
