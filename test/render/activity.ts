import { type Activity, type ItemName, Slowest } from '../../src/session/activity.ts';
import { Flow } from '../../src/session/flow.ts';
import type { PhaseStatus, QueueName } from '../../src/session/item.ts';
import type { Pause } from '../../src/session/pause.ts';
import { makeAxis } from '../../src/session/time-axis.ts';
import { TimelineDraft } from '../../src/session/timeline.ts';

/** A worker's time with an item, as a test writes it down. */
export interface Work {
  queue: QueueName;
  worker: number;
  name: string;
  type?: string;
  size?: number;
  start: number | null;
  end: number | null;
  status: PhaseStatus;
}

export interface SessionTime {
  begin: number;
  /** Now, or the end of the session. */
  until: number;
  isOver?: boolean;
  pauses?: Pause[];
  hasSizes?: boolean;
  /** Up to when workers were at work, where that is not `until`. */
  stoppedAt?: number;
  /** When an idle worker was heard of last, by "TRANSFER 1". */
  heardOf?: Record<string, number>;
}

/** What the page makes of hand-made work. */
export function activityOf(works: readonly Work[], time: SessionTime): Activity {
  const { begin, until, isOver = false, pauses = [], hasSizes = true, stoppedAt } = time;
  const axis = makeAxis(begin, until, !isOver);
  const isStopped = isOver || stoppedAt !== undefined;
  const timeline = new TimelineDraft({
    axis,
    pauses,
    until: stoppedAt ?? axis.until,
    isStopped,
    spans: works.length,
    workers: new Set(works.map(({ queue, worker }) => `${queue} ${worker}`)).size,
  });
  const flow = new Flow(axis);
  const slowest = new Slowest(40, isStopped ? null : axis.until);
  const rows: string[] = [];
  const names = new Map<number, ItemName>();
  for (const { name, type = 'AccountRemoteRoot', size = 0, ...work } of works) {
    const key = `${type} ${name}`;
    if (!rows.includes(key)) rows.push(key);
    const item = rows.indexOf(key);
    const log = (queue: string) => `item-${queue}_${type}_${name}`;
    names.set(item, {
      type,
      name,
      logfiles: { TRANSFER: log('TRANSFER'), RESTORE: log('RESTORE') },
    });
    for (const part of [timeline, flow, slowest]) part.add({ ...work, item, size });
  }
  return {
    axis,
    pauses,
    names,
    throughput: flow.finish(hasSizes),
    timeline: timeline.finish((queue, worker) => time.heardOf?.[`${queue} ${worker}`] ?? null),
    slowest: slowest.found,
    atWork: [],
  };
}
