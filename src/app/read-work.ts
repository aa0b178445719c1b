import {
  countCauses,
  countDoneByIssue,
  countUnexplained,
  listCauses,
  listSilentErrors,
} from '../store/cause-query.ts';
import type { WorkInput } from '../views/session-input.ts';
import { itemJson } from '../views/session-json.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { NOT_NARROWED, readLists } from './report-session.ts';

/** How much of the work is read: rows of causes, and items that a row names. */
export interface WorkLimits {
  causes: number;
  names: number;
}

/** On the first screen; all of them stand under Issues. */
const FIRST_SCREEN: WorkLimits = { causes: 10, names: 4 };
/** Items under way that the first screen shows. */
const UNDER_WAY_SHOWN = 6;

/** What is to be done about a session, the most urgent first, a row for each cause. */
export function readWork(
  monitor: Monitor,
  snapshot: Snapshot,
  limits: WorkLimits = FIRST_SCREEN,
): WorkInput {
  const { db } = monitor;
  const { sid, id } = snapshot.synced.session;
  const { over } = snapshot.status;
  const done = countDoneByIssue(db, id);
  const causes = listCauses(db, sid, limits.causes, limits.names).map((cause) => ({
    ...cause,
    done: done.get(cause.id) ?? 0,
  }));
  const few = { page: 1, perPage: limits.names, groupLimit: 0, entryLimit: 0 };
  const unfinished = over
    ? readLists(monitor, snapshot, { ...NOT_NARROWED, status: 'unfinished' }, few)
    : null;
  const unexplained = countUnexplained(db, sid);
  const failed =
    unexplained === 0
      ? null
      : readLists(
          monitor,
          snapshot,
          { ...NOT_NARROWED, status: 'failed' },
          { ...few, perPage: Math.max(50, limits.names) },
        );
  return {
    causes,
    causesTotal: countCauses(db, sid),
    unexplained: {
      total: unexplained,
      names: (failed?.items ?? [])
        .filter(({ phases }) => !phases.TRANSFER?.failure && !phases.RESTORE?.failure)
        .slice(0, limits.names)
        .map(({ type, name }) => ({ type, name })),
    },
    unfinished: (unfinished?.items ?? []).map(({ type, name }) => ({ type, name })),
    silent: listSilentErrors(db, sid, limits.names),
    underWay: over
      ? []
      : [...snapshot.active]
          .map((item) => itemJson(item, snapshot))
          .sort((a, b) => startOf(a) - startOf(b))
          .slice(0, UNDER_WAY_SHOWN),
  };
}

function startOf({ queues }: ReturnType<typeof itemJson>): number {
  const { TRANSFER, RESTORE } = queues;
  return (RESTORE?.status === 'active' ? RESTORE.startedAt : TRANSFER?.startedAt) ?? 0;
}
