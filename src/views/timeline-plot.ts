import type { Activity } from '../session/activity.ts';
import { type Lane, type Segment, SPAN_STATUSES, type SpanStatus } from '../session/timeline.ts';
import { formatDuration } from './duration.ts';
import { pageHref } from './link.ts';
import {
  type AxisView,
  buildAxis,
  buildPauses,
  describeTime,
  type PlotPause,
  placeOn,
} from './plot-axis.ts';
import { countNoun, formatCount } from './size.ts';
import { type Badge, queueWord } from './words.ts';

/** One mark of a lane: from 0 to 1 of the axis. `shares` are the parts of its height, the most severe first. */
export interface LaneMark {
  x: number;
  width: number;
  shares: { kind: SpanStatus; share: number }[];
  words: string;
  href: string | null;
}

/** One worker's lane. */
export interface TimelineLane {
  /** The row's id. */
  key: string;
  label: string;
  items: string;
  busy: string;
  idle: string;
  paused: string;
  /** From when to when the worker existed. */
  life: { x: number; width: number; words: string };
  marks: LaneMark[];
}

export interface TimelinePlot {
  lanes: TimelineLane[];
  pauses: PlotPause[];
  /** All pauses in words; null where there are none. */
  paused: string | null;
  axis: AxisView;
  /** The meanings of the marks that are drawn. */
  legend: { kind: SpanStatus; icon: string; word: string }[];
  words: string;
  links: string;
  more: string | null;
}

const KINDS: Record<SpanStatus, Badge> = {
  success: { word: 'OK', icon: 'tick', tone: 'good' },
  warning: { word: 'To review', icon: 'triangle', tone: 'check' },
  active: { word: 'In progress', icon: 'play', tone: 'info' },
  failed: { word: 'Failed', icon: 'cross', tone: 'bad' },
  unfinished: { word: 'Unfinished', icon: 'broken', tone: 'bad' },
};

/** In a session that still counts as running, what stopped was interrupted. */
export function spanWord(kind: SpanStatus, isOver: boolean): string {
  return kind === 'unfinished' && !isOver ? 'Interrupted' : KINDS[kind].word;
}

export function buildTimeline(sessionId: string, activity: Activity): TimelinePlot {
  const { axis, timeline } = activity;
  const pauses = buildPauses(axis, activity.pauses);
  const seconds = activity.pauses.reduce(
    (sum, pause) => sum + Math.max(0, (pause.to ?? axis.until) - pause.from),
    0,
  );
  const kinds = new Set<string>();
  for (const { segments } of timeline.lanes) {
    for (const { counts } of segments) for (const kind in counts) kinds.add(kind);
  }
  const lanes = timeline.lanes.map((lane) => buildLane(sessionId, activity, lane));
  const links = lanes.reduce((sum, lane) => sum + lane.marks.length, 0);
  return {
    lanes,
    pauses,
    paused: pauses.length === 0 ? null : `Paused, ${formatDuration(seconds)}`,
    axis: buildAxis(axis),
    legend: SPAN_STATUSES.filter((kind) => kinds.has(kind))
      .reverse()
      .map((kind) => ({ kind, icon: KINDS[kind].icon, word: spanWord(kind, !axis.isOpen) })),
    words: `${describeTime(axis, axis.begin)} to ${axis.isOpen ? 'now' : describeTime(axis, axis.until)}, ${formatDuration(axis.until - axis.begin)}`,
    links: countNoun(links, 'link'),
    more: timeline.more === 0 ? null : `${countNoun(timeline.more, 'more worker')} not shown.`,
  };
}

function buildLane(sessionId: string, activity: Activity, lane: Lane): TimelineLane {
  const { axis } = activity;
  const x = placeOn(axis, lane.from);
  return {
    key: `tm-lane-${lane.queue.toLowerCase()}-${lane.worker}`,
    label: `${queueWord(lane.queue)} ${lane.worker}`,
    items: formatCount(lane.items),
    busy: formatDuration(lane.busy),
    idle: formatDuration(lane.idle),
    paused: formatDuration(lane.paused),
    life: {
      x,
      width: placeOn(axis, lane.to) - x,
      words: `At work from ${describeTime(axis, lane.from)} to ${describeTime(axis, lane.to)}, ${formatDuration(lane.to - lane.from)}`,
    },
    marks: lane.segments.map((segment) => buildMark(sessionId, activity, segment)),
  };
}

function buildMark(sessionId: string, { axis, names }: Activity, segment: Segment): LaneMark {
  const { start, end, counts, item } = segment;
  const named = names.get(item);
  const kinds = SPAN_STATUSES.filter((kind) => counts[kind] !== undefined);
  const total = kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  const word = (kind: SpanStatus) => spanWord(kind, !axis.isOpen).toLowerCase();
  const name = named?.name ?? '';
  const since = describeTime(axis, start);
  let words: string;
  if (total > 1) {
    const parts = kinds.map((kind) => `${formatCount(counts[kind] ?? 0)} ${word(kind)}`);
    words = `${countNoun(total, 'item')} from ${since}, ${formatDuration(end - start)}: ${parts.join(', ')}; opens ${name}`;
  } else if (counts.active === 1) {
    words = `${name}: in progress since ${since}`;
  } else {
    words = `${name}: ${word(kinds[0] ?? 'success')}, ${formatDuration(end - start)} from ${since}`;
  }
  const x = placeOn(axis, start);
  return {
    x,
    width: placeOn(axis, end) - x,
    shares: kinds.map((kind) => ({ kind, share: (counts[kind] ?? 0) / total })),
    words,
    href:
      named === undefined
        ? null
        : pageHref({ session: sessionId, item: named.name, type: named.type }),
  };
}
