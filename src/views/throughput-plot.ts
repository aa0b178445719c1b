import type { Activity } from '../session/activity.ts';
import type { ThroughputBucket } from '../session/flow.ts';
import { QUEUES } from '../session/item.ts';
import type { TimeAxis } from '../session/time-axis.ts';
import { formatDuration } from './duration.ts';
import {
  type AxisView,
  buildAxis,
  buildPauses,
  describeTime,
  type PlotPause,
  placeOn,
} from './plot-axis.ts';
import { countNoun, formatRate } from './size.ts';
import { queueWord } from './words.ts';

/** A bar over time; `height` from 0 to 1 of the scale's top. `isOpen`: its time is not over. */
export interface PlotBar {
  x: number;
  width: number;
  height: number;
  isOpen: boolean;
  words: string;
}

export interface ThroughputPlot {
  title: string;
  /** How long the time of a bar is. */
  note: string;
  peak: string | null;
  /** Labels of the scale's top, middle and bottom. */
  scale: string[];
  panels: { label: string; bars: PlotBar[] }[];
  pauses: PlotPause[];
  axis: AxisView;
  hasOpenBar: boolean;
  rows: { time: string; transfer: string; restore: string; items: string }[];
}

/** Both queues on one scale, from the session's beginning to now or its end; null where nothing has been moved. */
export function buildThroughput({ axis, throughput, pauses }: Activity): ThroughputPlot {
  const { queues, bucketSeconds, isOpen } = throughput;
  const hasBytes = QUEUES.some((queue) => queues[queue].some((bucket) => bucket.bytes !== null));
  const weigh = ({ bytes, items, seconds }: ThroughputBucket): number =>
    hasBytes ? (seconds > 0 ? (bytes ?? 0) / seconds : 0) : items;
  const say = (value: number): string => (hasBytes ? formatRate(value) : countNoun(value, 'item'));
  const peak = peakOf(throughput.queues, weigh);
  const top = hasBytes ? topOfRate(peak?.value ?? 0) : topOfCount(peak?.value ?? 0);
  const each = formatDuration(bucketSeconds);
  return {
    title: hasBytes ? 'Throughput' : 'Items ended',
    note: `each bar ${each}`,
    peak:
      peak === null
        ? null
        : `Peak ${say(peak.value)}: ${queueWord(peak.queue)}, ${describeTime(axis, peak.start)}`,
    scale: [say(top), say(top / 2), '0'],
    panels: QUEUES.map((queue) => ({
      label: queueWord(queue),
      bars: queues[queue].flatMap((bucket, index) => {
        if (bucket.seconds <= 0) return [];
        const isLast = isOpen && index === queues[queue].length - 1;
        const start = Math.max(bucket.start, axis.begin);
        const x = placeOn(axis, start);
        const words = `${describeTime(axis, start)}: ${say(weigh(bucket))}${isLast ? ` in ${formatDuration(bucket.seconds)} so far` : ''}`;
        return [
          {
            x,
            width: placeOn(axis, start + bucket.seconds) - x,
            height: weigh(bucket) / top,
            isOpen: isLast,
            words,
          },
        ];
      }),
    })),
    pauses: buildPauses(axis, pauses),
    axis: buildAxis(axis),
    hasOpenBar: isOpen,
    rows: buildRows(axis, queues, (bucket) => say(weigh(bucket))),
  };
}

type Queues = Activity['throughput']['queues'];

function peakOf(queues: Queues, weigh: (bucket: ThroughputBucket) => number) {
  let peak: { value: number; start: number; queue: keyof Queues } | null = null;
  for (const queue of QUEUES) {
    for (const bucket of queues[queue]) {
      const value = weigh(bucket);
      if (value > (peak?.value ?? 0)) peak = { value, start: bucket.start, queue };
    }
  }
  return peak;
}

function buildRows(
  axis: TimeAxis,
  { TRANSFER, RESTORE }: Queues,
  say: (bucket: ThroughputBucket) => string,
): ThroughputPlot['rows'] {
  return TRANSFER.flatMap((transfer, index) => {
    const restore = RESTORE[index];
    if (restore === undefined || transfer.seconds <= 0) return [];
    return [
      {
        time: describeTime(axis, transfer.start),
        transfer: say(transfer),
        restore: say(restore),
        items: `${transfer.items} / ${restore.items}`,
      },
    ];
  });
}

/** Tops whose halves are round numbers as well. */
const ROUND = [1, 2, 4, 6, 8];

function topOfRate(rate: number): number {
  let unit = 1024;
  while (rate > unit * 800) unit *= 1024;
  return unit * topOf(rate / unit);
}

function topOfCount(count: number): number {
  return Math.max(2, topOf(count));
}

/** The smallest round number that is not less; at least 1. */
function topOf(value: number): number {
  for (let power = 1; ; power *= 10) {
    const found = ROUND.find((digit) => digit * power >= value);
    if (found !== undefined) return found * power;
  }
}
