import { describe, expect, it } from 'vitest';
import { buildActivity } from '../../src/views/session-activity.ts';
import { activityOf, type SessionTime, type Work } from '../render/activity.ts';
import { makeSession, makeSessionInput, NOW } from '../render/fixtures.ts';

const MB = 1024 * 1024;
/** At a full hour. */
const T0 = 1_793_599_200;
const work = (name: string, start: number, end: number | null, more: Partial<Work> = {}): Work => ({
  queue: 'TRANSFER',
  worker: 1,
  name,
  size: 600 * MB,
  start: T0 + start,
  end: end === null ? null : T0 + end,
  status: end === null ? 'active' : 'success',
  ...more,
});
const build = (
  works: Work[],
  time: Partial<SessionTime> = {},
  more: Parameters<typeof makeSessionInput>[0] = {},
) =>
  buildActivity(
    makeSessionInput({
      ...more,
      activity: activityOf(works, { begin: T0, until: T0 + 600, ...time }),
    }),
    NOW,
  );

describe('the throughput plot', () => {
  it('has a round scale, names its peak, and says the same as a table', () => {
    const plot = build([work('a', 60, 120, { size: 660 * MB })], { isOver: true }).throughput;
    expect(plot).toMatchObject({
      title: 'Throughput',
      note: 'each bar 10 s',
      scale: ['20 MB/s', '10 MB/s', '0'],
      hasOpenBar: false,
    });
    expect(plot?.peak).toMatch(/^Peak 11 MB\/s: Transfer, \d\d:01:00$/);
    expect(plot?.panels.map(({ label }) => label)).toEqual(['Transfer', 'Restore']);
    expect(plot?.panels[0]?.bars[6]).toMatchObject({ x: 0.1, height: 0.55, isOpen: false });
    expect(plot?.rows[6]).toMatchObject({ transfer: '11 MB/s', restore: '0 bytes/s' });
    expect(plot?.rows[12]).toMatchObject({ items: '1 / 0' });
  });

  it('divides the open bar by its own time, and marks it', () => {
    // 10 MB/s all the time: no drop at the end, though the last bucket has lasted 5 of its 10 s.
    const plot = build([work('a', 0, 605, { size: 6050 * MB })], { until: T0 + 605 }).throughput;
    const last = plot?.panels[0]?.bars.at(-1);
    expect(last).toMatchObject({ isOpen: true, height: 1 });
    expect(last?.words).toContain('10 MB/s in 5 s so far');
    expect(plot?.axis.last).toMatchObject({ isNow: true });
  });

  it('counts items where the log has no sizes', () => {
    const plot = build([work('a', 0, 60), work('b', 60, 65)], { hasSizes: false }).throughput;
    expect(plot).toMatchObject({ title: 'Items ended', scale: ['2 items', '1 item', '0'] });
  });

  it('says the date at the times of a session that goes over days', () => {
    const days = (count: number) =>
      build([work('a', 0, 60)], { until: T0 + count * 86_400, isOver: true }).throughput?.axis
        .ticks;
    expect(days(3)?.filter(({ date }) => date !== null).length).toBeGreaterThanOrEqual(2);
    expect(days(30)?.every(({ label }) => /^\d{4}-\d\d-\d\d$/.test(label))).toBe(true);
    expect(build([work('a', 0, 60)]).throughput?.axis.ticks.every((t) => t.date === null)).toBe(
      true,
    );
  });
});

describe('the timeline', () => {
  it('names each mark, and links it to its item', () => {
    const [lane] =
      build([work('oakfield', 0, 100, { status: 'warning' }), work('larkspur', 130, null)]).timeline
        ?.lanes ?? [];
    expect(lane).toMatchObject({
      label: 'Transfer 1',
      items: '2',
      idle: '30 s',
      busy: '9 min 30 s',
    });
    const [first, second] = lane?.marks ?? [];
    expect(first?.words).toMatch(/^oakfield: to review, 1 min 40 s from \d\d:00:00$/);
    expect(first?.href).toMatch(/^index\.cgi\?session=\w+&item=oakfield&type=AccountRemoteRoot$/);
    expect(second?.words).toMatch(/^larkspur: in progress since \d\d:02:10$/);
  });

  it('says what is in a mark of several', () => {
    const works = ['a', 'b', 'c'].map((name, i) => work(name, i, i + 1));
    works.push(work('bad', 3, 4, { status: 'failed' }));
    const [lane] = build(works, { until: T0 + 90_000 }).timeline?.lanes ?? [];
    expect(lane?.marks).toHaveLength(1);
    expect(lane?.marks[0]?.words).toMatch(
      /^4 items from \d\d\d\d-\d\d-\d\d \d\d:00:00, 4 s: 1 failed, 3 ok; opens bad$/,
    );
    expect(lane?.marks[0]?.shares).toEqual([
      { kind: 'failed', share: 0.25 },
      { kind: 'success', share: 0.75 },
    ]);
  });

  it('explains the marks that are there, and what stopped by its session’s state', () => {
    const words = (time: Partial<SessionTime>) =>
      build([work('a', 0, 9), work('b', 10, null)], time).timeline?.legend.map(({ word }) => word);
    expect(words({})).toEqual(['OK', 'In progress']);
    expect(words({ isOver: true })).toEqual(['OK', 'Unfinished']);
    expect(words({ stoppedAt: T0 + 100 })).toEqual(['OK', 'Interrupted']);
  });

  it('shows pauses, and says how long they were', () => {
    const plot = build([work('a', 0, 60)], { pauses: [{ from: T0 + 120, to: T0 + 420 }] }).timeline;
    expect(plot).toMatchObject({ paused: 'Paused, 5 min', pauses: [{ x: 0.2 }] });
    expect(plot?.pauses[0]?.width).toBeCloseTo(0.5);
    expect(plot?.lanes[0]).toMatchObject({ paused: '5 min', idle: '4 min' });
  });
});

describe('what took longest', () => {
  it('is ten accounts with their queue, duration, size, rate and log', () => {
    const works = Array.from({ length: 12 }, (_, i) => work(`a${i}`, i * 10, i * 10 + 40 - i));
    works.push(work('default', 0, 500, { type: 'PackageRemoteRoot' }));
    const { slowest } = build(works);
    expect(slowest?.title).toBe('Slowest accounts');
    expect(slowest?.rows).toHaveLength(10);
    expect(slowest?.rows[0]).toMatchObject({
      name: 'a0',
      queue: 'Transfer',
      duration: '40 s',
      size: '600 MB',
      rate: '15 MB/s',
    });
    expect(slowest?.rows[0]?.logHref).toContain('log=item-TRANSFER_AccountRemoteRoot_a0');
  });

  it('counts what is under way up to now, and has no rate of it', () => {
    const { slowest } = build([work('a', 0, 200), work('b', 300, null)]);
    expect(slowest?.rows[0]).toMatchObject({
      name: 'b',
      duration: '5 min',
      isOpen: true,
      rate: '–',
    });
  });

  it('offers no log that is gone, and shows settings where there are no accounts', () => {
    const works = [work('default', 0, 500, { type: 'PackageRemoteRoot' })];
    const { slowest } = build(works, {}, { logs: 'gone' });
    expect(slowest).toMatchObject({
      title: 'Slowest items',
      rows: [{ type: 'Package', size: '–' }],
    });
    expect(slowest?.rows[0]?.logHref).toBeNull();
  });
});

describe('workers', () => {
  it('have finished where their queue has nothing left', () => {
    const session = makeSession();
    const queues = session.queues.map((queue) => ({ ...queue, pending: 0 }));
    const rest = (changes: object) =>
      buildActivity(makeSessionInput({ session: { ...session, ...changes } }), NOW).workers.at(-1)
        ?.rest;
    expect(rest({})).toBe('idle');
    expect(rest({ queues })).toBe('finished');
  });
});
