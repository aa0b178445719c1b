import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Flow } from '../../src/session/flow.ts';
import { makeAxis } from '../../src/session/time-axis.ts';
import { activityOf, type Work } from '../render/activity.ts';

/** At a full hour, so that buckets of minutes begin with it. */
const T0 = 1_793_599_200;
const work = (start: number, end: number, size: number, more: Partial<Work> = {}): Work => ({
  queue: 'TRANSFER',
  worker: 1,
  name: `${start}`,
  size,
  start: T0 + start,
  end: T0 + end,
  status: 'success',
  ...more,
});
const flowOf = (works: Work[], seconds: number, isOver = false, hasSizes = true) =>
  activityOf(works, { begin: T0, until: T0 + seconds, isOver, hasSizes }).throughput;

describe('throughput', () => {
  it('spreads the bytes of an item over the time that it took', () => {
    const { queues, bucketSeconds } = flowOf([work(30, 150, 1200)], 3600, true);
    expect(bucketSeconds).toBe(60);
    expect(queues.TRANSFER.slice(0, 4).map(({ bytes }) => bytes)).toEqual([300, 600, 300, 0]);
    expect(queues.TRANSFER.map(({ items }) => items).slice(0, 4)).toEqual([0, 0, 1, 0]);
  });

  it('goes on to now, so that a stall is seen', () => {
    const { queues } = flowOf([work(0, 60, 600)], 3600);
    expect(queues.TRANSFER).toHaveLength(60);
    expect(queues.TRANSFER.slice(1).every(({ bytes }) => bytes === 0)).toBe(true);
  });

  it('knows how long the open bucket is so far, and that of a session that is over is none', () => {
    const open = flowOf([work(0, 3590, 1)], 3555);
    expect(open.isOpen).toBe(true);
    expect(open.queues.RESTORE.at(-1)).toMatchObject({ start: T0 + 3540, seconds: 15 });
    expect(flowOf([work(0, 3555, 1)], 3555, true).isOpen).toBe(false);
  });

  it('counts nothing as moved that failed, and says no bytes where the log has none', () => {
    const failed = flowOf([work(0, 60, 600, { status: 'failed' })], 600, true);
    expect(failed.queues.TRANSFER.every(({ bytes }) => bytes === 0)).toBe(true);
    expect(failed.queues.TRANSFER.reduce((sum, { items }) => sum + items, 0)).toBe(1);
    const unsized = flowOf([work(0, 60, 0)], 600, true, false);
    expect(unsized.queues.TRANSFER.every(({ bytes }) => bytes === null)).toBe(true);
  });

  it('counts of what is under way the part that is done, up to the last sign of it', () => {
    const axis = makeAxis(T0, T0 + 600, true);
    const flow = new Flow(axis);
    flow.addUnderWay({ queue: 'RESTORE', start: T0 + 60, end: T0 + 80, bytes: 2000 });
    const { queues, bucketSeconds } = flow.finish(true);
    expect(bucketSeconds).toBe(10);
    const moving = queues.RESTORE.filter(({ bytes }) => bytes !== 0);
    expect(moving.map(({ start, bytes }) => [start - T0, bytes])).toEqual([
      [60, 1000],
      [70, 1000],
    ]);
  });

  it('loses no byte, however the items lie', () => {
    const item = fc.record({
      start: fc.nat(9000),
      length: fc.nat(4000),
      size: fc.nat(1_000_000_000),
    });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 40 }), (items) => {
        const works = items.map(({ start, length, size }, index) =>
          work(start, start + length, size, { name: `i${index}` }),
        );
        const end = Math.max(...works.map(({ end }) => (end ?? T0) - T0), 1);
        const { queues } = flowOf(works, end, true);
        const sum = queues.TRANSFER.reduce((all, { bytes }) => all + (bytes ?? 0), 0);
        const moved = items.reduce((all, { size }) => all + size, 0);
        expect(Math.abs(sum - moved)).toBeLessThanOrEqual(queues.TRANSFER.length);
      }),
    );
  });
});

describe('the axis', () => {
  it.each([
    [100, 10],
    [600, 10],
    [1000, 20],
    [3600, 60],
    [7200, 120],
    [86_400, 1800],
    [90 * 86_400, 2 * 86_400],
  ])('of %i seconds has buckets of %i', (seconds, bucket) => {
    const axis = makeAxis(T0, T0 + seconds, true);
    expect(axis.bucketSeconds).toBe(bucket);
    expect(axis.from).toBeLessThanOrEqual(T0);
    expect(axis.to).toBeGreaterThanOrEqual(T0 + seconds);
    expect((axis.to - axis.from) / bucket).toBeLessThanOrEqual(60);
  });

  it('stays where it is while now moves within a bucket', () => {
    const { from, to } = makeAxis(T0, T0 + 3601, true);
    expect(makeAxis(T0, T0 + 3659, true)).toMatchObject({ from, to });
  });
});
