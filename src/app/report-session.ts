import { bottleneckOf } from '../session/bottleneck.ts';
import type { GroupFacts } from '../session/facts.ts';
import type { IssueKind } from '../session/issue.ts';
import type { ItemChoice, ItemFacts, ItemStatus, QueueName } from '../session/item.ts';
import { levelOfChoice } from '../session/result.ts';
import type { SessionStatus } from '../session/status.ts';
import {
  ALL_PHASE_PAIRS,
  itemStatusOf,
  type PhasePair,
  phaseOf,
  phasePairsOf,
} from '../session/tally.ts';
import { countGroups, type GroupFilter, listGroups } from '../store/issue-query.ts';
import { countItems, type ItemFilter, type ItemOrder, listItems } from '../store/item-query.ts';
import { findHits } from '../store/search-hits.ts';
import {
  type Paging,
  SCHEMA_VERSION,
  type Session,
  type SessionSummary,
} from '../views/contract.ts';
import { groupJson, itemJson, queueJson, summaryJson, workersJson } from '../views/session-json.ts';
import { sessionWarnings } from '../views/session-warnings.ts';
import { cacheWarnings } from './cache-limit.ts';
import { formatCursor } from './cursor.ts';
import { estimateSession, type SessionEstimate } from './estimate.ts';
import { readForecast } from './forecast/read-forecast.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';

/** What narrows and orders a session's lists; null = not narrowed. `sort` null: what needs attention first. */
export interface SessionNarrowing {
  queue: QueueName | null;
  status: ItemChoice | null;
  kind: IssueKind | null;
  search: string | null;
  sort: { by: ItemOrder | 'status'; descending: boolean } | null;
}

export const NOT_NARROWED: SessionNarrowing = {
  queue: null,
  status: null,
  kind: null,
  search: null,
  sort: null,
};

/** What an administrator must look at comes first. */
const ATTENTION: readonly ItemStatus[] = [
  'failed',
  'unfinished',
  'warning',
  'active',
  'pending',
  'success',
];

/** The pairs of phases that a queue and a status select; null: all. */
export function phasePairsFor(
  narrowing: Pick<SessionNarrowing, 'queue' | 'status'>,
  session: SessionStatus,
): PhasePair[] | null {
  const { queue, status } = narrowing;
  if (queue === null && status === null) return null;
  const isMoved = levelOfChoice(status) !== null;
  return ALL_PHASE_PAIRS.filter((combo) => {
    const whole = itemStatusOf(combo, session);
    if (isMoved && whole !== 'success' && whole !== 'warning') return false;
    if (queue === null) return isMoved || whole === status;
    const phase = phaseOf(combo, queue);
    if (isMoved) return phase !== null;
    if (status === null) return phase !== null;
    if (phase === null) return status === (session.over ? 'unfinished' : 'pending');
    if (phase === 'active') return status === (session.over ? 'unfinished' : 'active');
    return phase === status;
  });
}

export function summarize(snapshot: Snapshot): SessionSummary {
  return summaryJson(snapshot);
}

/** The session without its lists: everything that one line, a poll or a first screen needs. */
export interface SessionReport {
  session: Session;
  estimate: SessionEstimate;
}

export function reportSession(monitor: Monitor, snapshot: Snapshot): SessionReport {
  const { facts, observation, problems, queues, status } = snapshot;
  const estimate = estimateSession(monitor, snapshot);
  return {
    estimate,
    session: {
      ...summaryJson(snapshot),
      etaSeconds: estimate.etaSeconds,
      bytesPerSecond: estimate.bytesPerSecond,
      queues: queues.filter((q) => q.total > 0).map((q) => queueJson(q, status.over)),
      workers: workersJson(facts, status.over),
      items: [],
      issues: [],
      warnings: [...cacheWarnings(monitor), ...sessionWarnings(facts, observation, problems)],
      forecast: readForecast(monitor, snapshot, estimate),
      bottleneck: bottleneckOf(facts, observation),
      cursor: formatCursor(monitor.root, snapshot),
    },
  };
}

export interface SessionLists {
  items: ItemFacts[];
  groups: GroupFacts[];
  paging: Paging;
}

/**
 * One page of a session's items and of its issue groups. `page` counts from 1; `groupLimit` and `itemLimit` allow fewer
 * than `perPage`, and `entryLimit` is the maximum number of messages for each group.
 */
export function readLists(
  monitor: Monitor,
  snapshot: Snapshot,
  narrowing: SessionNarrowing,
  page: {
    page: number;
    perPage: number;
    entryLimit: number;
    groupLimit?: number;
    itemLimit?: number;
  },
): SessionLists {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  const window = { limit: page.perPage, offset: (page.page - 1) * page.perPage };
  const ofGroups = groupFilter(monitor, snapshot, narrowing);
  const ofItems = itemFilter(monitor, snapshot, narrowing);
  return {
    items: readItems(monitor, snapshot, narrowing.sort, ofItems, {
      ...window,
      limit: page.itemLimit ?? page.perPage,
    }),
    groups: listGroups(
      db,
      sid,
      ofGroups,
      { ...window, limit: page.groupLimit ?? page.perPage },
      page.entryLimit,
    ),
    paging: {
      page: page.page,
      perPage: page.perPage,
      itemsTotal: countOf(monitor, snapshot, ofItems),
      issuesTotal: countGroups(db, sid, ofGroups),
    },
  };
}

/** The selected items. */
export function itemFilter(
  { db }: Monitor,
  { synced, status }: Snapshot,
  narrowing: Pick<SessionNarrowing, 'queue' | 'status' | 'search'>,
): ItemFilter {
  const found = findHits(db, synced.session, narrowing.search);
  return {
    phasePairs: phasePairsFor(narrowing, status),
    level: levelOfChoice(narrowing.status),
    found,
  };
}

/** The selected issue groups. */
export function groupFilter(
  { db }: Monitor,
  { synced }: Snapshot,
  { kind, search }: Pick<SessionNarrowing, 'kind' | 'search'>,
): GroupFilter {
  return { kind, found: findHits(db, synced.session, search) };
}

/** From the tallies where no text narrows the list; otherwise by counting rows. */
function countOf(monitor: Monitor, { facts, synced }: Snapshot, filter: ItemFilter): number {
  const { phasePairs, level = null, found } = filter;
  if (found !== null || phasePairs?.includes(0) || phasePairs === null) {
    return countItems(monitor.db, synced.session.sid, filter);
  }
  const rows =
    level === null ? facts.tallies : facts.results.filter((result) => result.level === level);
  return rows
    .filter(({ combo }) => phasePairs.includes(combo))
    .reduce((sum, { count }) => sum + count, 0);
}

function readItems(
  monitor: Monitor,
  snapshot: Snapshot,
  sort: SessionNarrowing['sort'],
  wanted: ItemFilter,
  window: { limit: number; offset: number },
): ItemFacts[] {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  if (sort !== null && sort.by !== 'status') {
    return listItems(db, sid, wanted, { by: sort.by, descending: sort.descending }, window);
  }
  // By status: each status is a range of its own, so that a page costs what it shows, and not a sort of all items.
  const statuses = sort?.descending ? [...ATTENTION].reverse() : ATTENTION;
  const items: ItemFacts[] = [];
  let skip = window.offset;
  for (const status of statuses) {
    const mine = phasePairsOf(status, snapshot.status).filter(
      (combo) => wanted.phasePairs === null || wanted.phasePairs.includes(combo),
    );
    const limit = window.limit - items.length;
    if (mine.length === 0 || limit <= 0) continue;
    const filter = { ...wanted, phasePairs: mine };
    const count = countOf(monitor, snapshot, filter);
    if (count <= skip) {
      skip -= count;
      continue;
    }
    items.push(
      ...listItems(db, sid, filter, { by: 'log', descending: false }, { limit, offset: skip }),
    );
    skip = 0;
  }
  return items;
}

/** The JSON of one page of a session. */
export function sessionPageJson(
  monitor: Monitor,
  snapshot: Snapshot,
  narrowing: SessionNarrowing,
  page: { page: number; perPage: number },
): Session & { schemaVersion: number; paging: Paging } {
  const { session } = reportSession(monitor, snapshot);
  const lists = readLists(monitor, snapshot, narrowing, { ...page, entryLimit: -1 });
  return {
    schemaVersion: SCHEMA_VERSION,
    ...session,
    items: lists.items.map((item) => itemJson(item, snapshot)),
    issues: lists.groups.map(groupJson),
    paging: lists.paging,
  };
}
