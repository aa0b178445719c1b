import type { Activity, ItemName, LongWork } from '../session/activity.ts';
import { isAtEnd } from '../session/state.ts';
import type { Worker } from './contract.ts';
import { formatDuration } from './duration.ts';
import { pageHref } from './link.ts';
import type { SessionPageInput } from './session-input.ts';
import { countNoun, formatRate, formatSize } from './size.ts';
import { buildThroughput, type ThroughputPlot } from './throughput-plot.ts';
import { describeMoment, type Moment } from './time.ts';
import { buildTimeline, type TimelinePlot } from './timeline-plot.ts';
import { describeType, isAccountType, queueWord } from './words.ts';

export interface WorkerRow {
  queue: string;
  number: number;
  pid: string;
  item: string | null;
  href: string | null;
  /** What a worker without an item does. */
  rest: string;
  since: Moment | null;
  duration: string;
  restarts: string | null;
}

export interface SlowRow {
  name: string;
  href: string;
  /** Its type, where it is not an account. */
  type: string | null;
  queue: string;
  duration: string;
  isOpen: boolean;
  size: string;
  rate: string;
  logHref: string | null;
}

/** `isWorking` false: `workers` are those that had to be started again, and none of them exists any more. */
export interface ActivityView {
  isWorking: boolean;
  /** What slows the session down, in one sentence. */
  bottleneck: string | null;
  isBottleneck: boolean;
  /** False where nothing is left to say about workers. */
  showWorkers: boolean;
  workers: WorkerRow[];
  noWorkersWords: string;
  throughput: ThroughputPlot | null;
  timeline: TimelinePlot | null;
  slowest: { title: string; rows: SlowRow[] } | null;
  /** Shown instead of the plots where there are none. */
  emptyWords: string | null;
}

/** Shown as long as a session is at work: a line that appeared and disappeared would move everything below it. */
const NO_LIMIT = 'Neither queue is waiting for the other at the moment.';

/** Rows of the table of what took longest. */
const SLOWEST = 10;

/** What each worker is working on now, and how it went over time. */
export function buildActivity(input: SessionPageInput, now: number): ActivityView {
  const { session, activity } = input;
  const isWorking = hasWorkers(session);
  const shown = session.workers.filter(({ restarts }) => isWorking || restarts > 0);
  return {
    isWorking,
    bottleneck: session.bottleneck?.text ?? (session.live ? NO_LIMIT : null),
    isBottleneck: session.bottleneck !== null,
    showWorkers: shown.length > 0 || !isAtEnd(session),
    workers: shown.map((worker) => buildWorker(worker, input, now)),
    noWorkersWords: session.live
      ? 'No worker has taken an item yet.'
      : 'No worker is working on this session.',
    throughput: activity ? buildThroughput(activity) : null,
    timeline: activity ? buildTimeline(session.id, activity) : null,
    slowest: activity ? buildSlowest(input, activity) : null,
    emptyWords: activity === null ? emptyWords(session) : null,
  };
}

/** What the log says of workers outlives them: none is left once the session is over, paused, or its master gone. */
function hasWorkers(session: SessionPageInput['session']): boolean {
  const { state, live, stalled } = session;
  return !isAtEnd(session) && state !== 'PAUSED' && (live || stalled === null);
}

function emptyWords(session: SessionPageInput['session']): string {
  return isAtEnd(session)
    ? 'The log has no times of any work, so there is nothing to show.'
    : 'Throughput, timeline and the slowest accounts appear here once the first worker has taken an item.';
}

function buildWorker(
  worker: Worker,
  { session, activity }: SessionPageInput,
  now: number,
): WorkerRow {
  const { restarts, item, queue: name, childNumber } = worker;
  const type = activity?.atWork.find(
    (work) => work.queue === name && work.childNumber === childNumber,
  )?.type;
  const queue = session.queues.find((candidate) => candidate.queue === worker.queue);
  return {
    queue: queueWord(worker.queue),
    number: worker.childNumber,
    pid: worker.pid === null ? '–' : String(worker.pid),
    item,
    href:
      item === null || type === undefined ? null : pageHref({ session: session.id, item, type }),
    rest: queue !== undefined && queue.total > 0 && queue.pending === 0 ? 'finished' : 'idle',
    since: describeMoment(worker.since, now),
    duration: worker.since === null ? '–' : formatDuration(now - worker.since),
    restarts: restarts === 0 ? null : countNoun(restarts, 'restart'),
  };
}

function buildSlowest(
  input: SessionPageInput,
  { slowest, names }: Activity,
): ActivityView['slowest'] {
  const rows = slowest.flatMap((work) => {
    const named = names.get(work.item);
    return named === undefined ? [] : [buildSlowRow(input, work, named)];
  });
  if (rows.length === 0) return null;
  const accounts = rows.filter(({ type }) => type === null);
  return accounts.length > 0
    ? { title: 'Slowest accounts', rows: accounts.slice(0, SLOWEST) }
    : { title: 'Slowest items', rows: rows.slice(0, SLOWEST) };
}

function buildSlowRow(
  { session, logs }: SessionPageInput,
  { queue, size, seconds, isOpen }: LongWork,
  { type, name, logfiles }: ItemName,
): SlowRow {
  const isAccount = isAccountType(type);
  const log = logfiles[queue];
  const hasSize = isAccount && size > 0;
  return {
    name,
    href: pageHref({ session: session.id, item: name, type }),
    type: isAccount ? null : describeType(type),
    queue: queueWord(queue),
    duration: formatDuration(seconds),
    isOpen,
    size: hasSize ? formatSize(size) : '–',
    rate: hasSize && !isOpen && seconds > 0 ? formatRate(size / seconds) : '–',
    logHref: logs === 'gone' || log === null ? null : pageHref({ session: session.id, log }),
  };
}
