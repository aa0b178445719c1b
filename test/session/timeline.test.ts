import { describe, expect, it } from 'vitest';
import { makeAxis } from '../../src/session/time-axis.ts';
import { TimelineDraft } from '../../src/session/timeline.ts';
import { activityOf, type SessionTime, type Work } from '../render/activity.ts';

const T0 = 1_793_600_400;
const work = (name: string, start: number, end: number | null, more: Partial<Work> = {}): Work => ({
  queue: 'TRANSFER',
  worker: 1,
  name,
  start: T0 + start,
  end: end === null ? null : T0 + end,
  status: end === null ? 'active' : 'success',
  ...more,
});
const lanesOf = (works: Work[], time: Partial<SessionTime> = {}) =>
  activityOf(works, { begin: T0, until: T0 + 1000, ...time }).timeline.lanes;

describe('a worker’s time', () => {
  it('is idle between its items and after the last one, as long as the session goes on', () => {
    const [lane] = lanesOf([work('a', 0, 100), work('b', 160, 200)]);
    expect(lane).toMatchObject({ items: 2, from: T0, to: T0 + 1000, busy: 140, idle: 860 });
  });

  it('is busy up to now with what is under way', () => {
    const [lane] = lanesOf([work('a', 100, 200), work('b', 250, null)]);
    expect(lane).toMatchObject({ from: T0 + 100, to: T0 + 1000, busy: 850, idle: 50 });
    expect(lane?.segments.at(-1)).toMatchObject({ end: T0 + 1000, counts: { active: 1 } });
  });

  it('ends with the last word of a worker whose queue has nothing left', () => {
    const [lane] = lanesOf([work('a', 0, 100)], { heardOf: { 'TRANSFER 1': T0 + 130 } });
    expect(lane).toMatchObject({ to: T0 + 130, busy: 100, idle: 30 });
  });

  it('ends when the session ended', () => {
    const [lane] = lanesOf([work('a', 0, null)], { isOver: true });
    expect(lane).toMatchObject({ to: T0 + 1000, busy: 1000, idle: 0 });
    expect(lane?.segments).toMatchObject([{ counts: { unfinished: 1 } }]);
  });

  it('ends when the master was seen last, where it has died', () => {
    const [lane] = lanesOf([work('a', 0, null)], { stoppedAt: T0 + 400 });
    expect(lane).toMatchObject({ to: T0 + 400, busy: 400 });
    expect(lane?.segments).toMatchObject([{ end: T0 + 400, counts: { unfinished: 1 } }]);
  });

  it('is paused in the pauses that it has lived through, which are no idle time', () => {
    const pauses = [
      { from: T0 - 500, to: T0 + 50 },
      { from: T0 + 300, to: T0 + 500 },
      { from: T0 + 900, to: null },
    ];
    const [lane] = lanesOf([work('a', 100, 250)], { pauses });
    expect(lane).toMatchObject({ from: T0 + 100, busy: 150, paused: 300, idle: 450 });
  });

  it('is not counted twice where an item was left without an end', () => {
    const [lane] = lanesOf([work('a', 0, null), work('b', 400, null)]);
    expect(lane).toMatchObject({ items: 2, busy: 600, idle: 400 });
  });

  it('has of several items that were taken at once, or out of turn, each once', () => {
    const [lane] = lanesOf([
      work('b', 400, null),
      work('c', 400, null),
      work('a', 100, null),
      work('d', 400, null, { status: 'success' }),
      work('late', 0, 50),
    ]);
    expect(lane).toMatchObject({ items: 5, from: T0, busy: 1000, idle: 0 });
    const counts = lane?.segments.map((segment) => [
      segment.start - T0,
      segment.end - T0,
      segment.counts,
    ]);
    expect(counts).toEqual([
      [0, 50, { success: 1 }],
      [100, 100, { unfinished: 1 }],
      [400, 1000, { active: 2, success: 1 }],
    ]);
  });

  it('has the items whose times the log does not tell', () => {
    const [lane] = lanesOf([work('a', 0, 10), { ...work('b', 0, 0), start: null, end: null }]);
    expect(lane).toMatchObject({ items: 2, busy: 10 });
  });
});

it('tells the workers of the two queues apart, in the order of their numbers', () => {
  const lanes = lanesOf([
    work('a', 0, 10, { worker: 2 }),
    work('b', 0, 10, { queue: 'RESTORE' }),
    work('c', 0, 10),
  ]);
  expect(lanes.map(({ queue, worker }) => `${queue} ${worker}`)).toEqual([
    'TRANSFER 1',
    'TRANSFER 2',
    'RESTORE 1',
  ]);
});

it('draws what is short together, says what is in it, and opens the gravest', () => {
  const works = Array.from({ length: 10 }, (_, i) => work(`a${i}`, i, i + 1));
  works[4] = work('bad', 4, 5, { status: 'failed' });
  const [lane] = lanesOf([...works, work('long', 500, 900)], { until: T0 + 100_000 });
  expect(lane?.segments).toMatchObject([
    { start: T0, end: T0 + 10, counts: { success: 9, failed: 1 }, item: 4 },
    { start: T0 + 500, end: T0 + 900, counts: { success: 1 }, item: 10 },
  ]);
});

it('covers the whole of a session of 200,000 short items, in a bounded number of marks', () => {
  const axis = makeAxis(T0, T0 + 400_000, false);
  const draft = new TimelineDraft({
    axis,
    pauses: [],
    until: axis.until,
    isStopped: true,
    spans: 200_000,
    workers: 10,
  });
  for (let item = 0; item < 200_000; item += 1) {
    const start = T0 + Math.floor(item / 10) * 20;
    draft.add({
      queue: item % 2 === 0 ? 'TRANSFER' : 'RESTORE',
      worker: 1 + (Math.floor(item / 2) % 5),
      item,
      size: 1,
      start,
      end: start + 19,
      status: item === 123_456 ? 'failed' : 'success',
    });
  }
  const { lanes } = draft.finish(() => null);
  const segments = lanes.flatMap((lane) => lane.segments);
  expect(lanes).toHaveLength(10);
  expect(segments.length).toBeLessThan(1000);
  expect(segments.reduce((sum, { counts }) => sum + (counts.success ?? 0), 0)).toBe(199_999);
  expect(segments.filter(({ counts }) => counts.failed === 1)).toMatchObject([{ item: 123_456 }]);
  for (const lane of lanes) {
    expect(lane).toMatchObject({ items: 20_000, busy: 380_000 });
    expect(lane.busy + lane.idle + lane.paused).toBe(lane.to - lane.from);
    expect(lane.segments[0]?.start).toBe(T0);
    expect(lane.segments.at(-1)?.end).toBe(T0 + 399_980 + 19);
  }
});
