import { itemKey } from '../session/item.ts';
import { itemsTotalOf } from '../session/progress.ts';
import { countsOf } from '../session/status.ts';
import { phasePairsOf } from '../session/tally.ts';
import {
  countCauses,
  countDoneByIssue,
  listCauses,
  listUnexplained,
} from '../store/cause-query.ts';
import { countItems, listItems } from '../store/item-query.ts';
import { listSilentLogs, listUnlisted } from '../store/lack-query.ts';
import type { NamedItem, WorkInput } from '../views/session-input.ts';
import { itemJson } from '../views/session-json.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { readSettled, retryStatus, type Settled } from './resolved-later.ts';

/** How much of the work is read: rows of causes, and items named in a row. */
export interface WorkLimits {
  causes: number;
  names: number;
}

/** For the first screen; all of them are under Issues. */
const FIRST_SCREEN: WorkLimits = { causes: 10, names: 4 };
/** Logs of moved items whose first errors are read, to put those with the same meaning into one row. */
const SILENT_READ = 200;
/** Items under way that the first screen shows. */
const UNDER_WAY_SHOWN = 6;

/** What has to be done about a session, the most urgent first, a row for each cause. */
export function readWork(
  monitor: Monitor,
  snapshot: Snapshot,
  limits: WorkLimits = FIRST_SCREEN,
): WorkInput {
  const { db } = monitor;
  const { sid, id } = snapshot.synced.session;
  const { over } = snapshot.status;
  const settled = readSettled(monitor, snapshot);
  const { itemIds } = settled;
  const done = countDoneByIssue(db, id);
  const causes = listCauses(db, sid, itemIds, limits).map((cause) => ({
    ...cause,
    done: Math.min(done.get(cause.id) ?? 0, cause.itemCount),
  }));
  const counts = countsOf(snapshot.facts, retryStatus(snapshot));
  const unfinished = readUnfinished(monitor, snapshot, settled, limits.names);
  return {
    causes,
    causesTotal: causes.length < limits.causes ? causes.length : countCauses(db, sid, itemIds),
    unexplained: listUnexplained(db, sid, itemIds, limits.names),
    unfinished,
    toMove: Math.max(0, counts.failed + counts.unfinished - itemIds.length - unfinished.unnamed),
    settled: itemIds.length,
    silent: listSilentLogs(db, sid, Math.max(SILENT_READ, limits.names)),
    unlisted: listUnlisted(db, sid),
    underWay: over
      ? []
      : [...snapshot.active]
          .map((item) => itemJson(item, snapshot))
          .sort((a, b) => startOf(a) - startOf(b))
          .slice(0, UNDER_WAY_SHOWN),
  };
}

/** Items that the end of the session or the death of its master left unfinished. */
function readUnfinished(
  { db }: Monitor,
  snapshot: Snapshot,
  settled: Settled,
  limit: number,
): WorkInput['unfinished'] {
  const { facts, observation, synced } = snapshot;
  const status = retryStatus(snapshot);
  const total = Math.max(0, countsOf(facts, status).unfinished - settled.unfinished);
  if (total === 0) return { total, never: null, unnamed: 0, names: [] };
  const known = countItems(db, synced.session.sid, { phasePairs: null, found: null });
  const unnamed = Math.min(total, Math.max(0, itemsTotalOf(facts) - known));
  const filter = { phasePairs: phasePairsOf('unfinished', status), found: null };
  const order = { by: 'log', descending: false } as const;
  const names: NamedItem[] = [];
  for (let offset = 0; names.length < limit; offset += limit) {
    const items = listItems(db, synced.session.sid, filter, order, { limit, offset });
    const left = items.filter((item) => !settled.keys.has(itemKey(item)));
    names.push(...left.map(({ type, name }) => ({ type, name })));
    if (items.length < limit) break;
  }
  names.splice(limit);
  // It is not counted how far the items that a later session has settled were.
  const never = settled.unfinished > 0 ? null : neverStarted(snapshot, observation.neverStarted);
  return { total, never, unnamed, names };
}

/** In a session that is not over, everything that waits was never begun. */
function neverStarted({ facts, status }: Snapshot, known: number | null): number | null {
  return status.over ? known : countsOf(facts, status).pending;
}

function startOf({ queues }: ReturnType<typeof itemJson>): number {
  const { TRANSFER, RESTORE } = queues;
  return (RESTORE?.status === 'active' ? RESTORE.startedAt : TRANSFER?.startedAt) ?? 0;
}
