import { type Activity, Slowest } from '../session/activity.ts';
import { activeKey } from '../session/facts.ts';
import { Flow, type UnderWay } from '../session/flow.ts';
import { QUEUES } from '../session/item.ts';
import { type Pause, pausesOf } from '../session/pause.ts';
import { carriesSizes } from '../session/progress.ts';
import { lastActivityOf } from '../session/status.ts';
import { phaseOf, type Tally } from '../session/tally.ts';
import { makeAxis } from '../session/time-axis.ts';
import { type HeardOf, TimelineDraft } from '../session/timeline.ts';
import { eachSpan } from '../session/work-span.ts';
import { readMarks } from '../store/session-query.ts';
import { firstStart, readItemNames, readWorkRows } from '../store/work-query.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';

/** More of the longest items than are shown: items that are no accounts give way to accounts. */
const SLOWEST = 40;

/** When the session was paused, in order of time. */
export function readPauses(monitor: Monitor, snapshot: Snapshot): Pause[] {
  return pausesOf(readMarks(monitor.db, snapshot.synced.session.sid));
}

/** How the session went, from one pass over all of its items; null where no worker has begun anything at a known time. */
export function readActivity({ db, ...monitor }: Monitor, snapshot: Snapshot): Activity | null {
  const { facts, observation, status, synced } = snapshot;
  const { sid } = synced.session;
  const { header } = facts;
  const begin = header.startedAt ?? firstStart(db, sid);
  if (begin === null) return null;
  const lastSign = lastActivityOf(facts, status, observation.lastGrowthAt) ?? begin;
  const now = Math.max(header.lastEventAt ?? 0, observation.now);
  // Without its master nothing works any more, though the session still counts as running.
  const isDead = observation.stalled !== null && observation.masterAlive !== true;
  const isStopped = status.over || isDead;
  const end = status.over ? (header.endedAt ?? lastSign) : now;
  const axis = makeAxis(begin, end, !status.over);
  const until = isDead && !status.over ? lastSign : axis.until;
  const pauses = readPauses({ db, ...monitor }, snapshot);

  const timeline = new TimelineDraft({
    axis,
    pauses,
    until,
    isStopped,
    spans: facts.tallies.reduce((sum, tally) => sum + spansIn(tally), 0),
    workers: facts.workers.length,
  });
  const flow = new Flow(axis);
  const slowest = new Slowest(SLOWEST, isStopped ? null : until);
  const shown = new Set<number>();
  for (const rows of readWorkRows(db, sid, axis)) {
    eachSpan(rows, (span) => {
      timeline.add(span);
      flow.add(span);
      slowest.add(span);
    });
  }
  for (const work of underWay(snapshot, until)) flow.addUnderWay(work);
  const drawn = timeline.finish(heardOf(snapshot));
  if (drawn.lanes.length === 0) return null;
  for (const { item } of slowest.found) shown.add(item);
  for (const lane of drawn.lanes) for (const { item } of lane.segments) shown.add(item);
  return {
    axis,
    pauses,
    throughput: flow.finish(carriesSizes(facts)),
    timeline: drawn,
    slowest: slowest.found,
    names: readItemNames(db, shown),
    atWork: facts.workers.flatMap(({ queue, childNumber, item }) =>
      item === null ? [] : [{ queue, childNumber, type: item.type }],
    ),
  };
}

/** How many spans the items of a tally have. */
function spansIn({ combo, count }: Tally): number {
  return count * QUEUES.filter((queue) => phaseOf(combo, queue) !== null).length;
}

/** A worker whose queue has nothing left ends: what the log last says of it is its end. */
function heardOf({ facts, queues }: Snapshot): HeardOf {
  const since = new Map(
    facts.workers.map((worker) => [`${worker.queue} ${worker.childNumber}`, worker.since]),
  );
  const done = queues.filter(({ total, pending }) => total > 0 && pending === 0);
  return (queue, worker) =>
    done.some((candidate) => candidate.queue === queue)
      ? (since.get(`${queue} ${worker}`) ?? null)
      : null;
}

/** From the ends of their logs. Spread up to the last activity: a stall brings nothing. */
function underWay({ active, observation }: Snapshot, until: number): UnderWay[] {
  const end = Math.min(until, observation.lastGrowthAt ?? until);
  return active.flatMap(({ type, name, size, phases }) =>
    QUEUES.flatMap((queue) => {
      const phase = phases[queue];
      const percent = observation.activePercent.get(activeKey(queue, type, name)) ?? 0;
      if (phase?.status !== 'active' || phase.startedAt === null) return [];
      return [{ queue, start: phase.startedAt, end, bytes: ((size ?? 0) * percent) / 100 }];
    }),
  );
}
