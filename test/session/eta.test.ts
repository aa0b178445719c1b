import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateEta } from '../../src/session/eta.ts';
import {
  type ProgressFacts,
  workingSeconds,
  workingSecondsAgo,
} from '../../src/session/throughput.ts';
import { median, SHAPES, tryAllShapes } from './eta-simulation.ts';

const START = 1_793_600_000;
const MB = 1_000_000;
/** One queue, four equal items of 600 MB, two of them done in 20 minutes by one child. */
const half = (change: Partial<ProgressFacts> = {}): ProgressFacts => ({
  now: START + 1200,
  startedAt: START,
  queues: [{ queue: 'RESTORE', sizeTotal: 8000 * MB, sizeDone: 4000 * MB, total: 8, done: 4 }],
  endings: [5, 10, 15, 19].map((minute) => ({
    start: START + minute * 60,
    queue: 'RESTORE',
    size: 1000 * MB,
    items: 1,
  })),
  pauses: [],
  activeItems: [{ queue: 'RESTORE', size: 1000 * MB, percent: 0, startedAt: START + 1200 }],
  hasSizes: true,
  ...change,
});

describe('the ETA over simulated sessions', () => {
  const results = tryAllShapes(0.5);

  it('is within 20 % of what is left, in the median of all steady shapes at half way', () => {
    expect(SHAPES).toHaveLength(20);
    const steady = results.filter((shape) => shape.isSteady);
    const errors = steady.map((shape) => shape.error ?? Number.POSITIVE_INFINITY);
    expect(steady.length).toBeGreaterThanOrEqual(15);
    expect(median(errors)).toBeLessThan(0.1);
    expect(errors.filter((error) => error < 0.2).length).toBeGreaterThanOrEqual(13);
  });

  it('is not thrown off by one huge account or by a pause', () => {
    const errorOf = (name: string) => results.find((shape) => shape.name === name)?.error;
    expect(errorOf('huge account first')).toBeLessThan(0.25);
    expect(errorOf('huge account in the middle')).toBeLessThan(0.2);
    expect(errorOf('paused for two hours')).toBeLessThan(0.1);
    expect(errorOf('log without sizes')).toBeLessThan(0.1);
  });

  it('follows a line that has become slower, once that shows', () => {
    const slowed = tryAllShapes(0.75).find((shape) => shape.name.startsWith('line slows'));
    expect(slowed?.error).toBeLessThan(0.2);
  });
});

describe('the ETA', () => {
  it('of equal items is what the others took', () => {
    const { etaSeconds, bytesPerSecond, reason } = estimateEta(half());
    expect(etaSeconds).toBeGreaterThan(1080);
    expect(etaSeconds).toBeLessThan(1320);
    expect(bytesPerSecond).toBeGreaterThan(3 * MB);
    expect(bytesPerSecond).toBeLessThan(4 * MB);
    expect(reason).toBeNull();
  });

  it('is never earlier than the longest running item allows', () => {
    const active = { queue: 'RESTORE', size: 3000 * MB, percent: 25, startedAt: START } as const;
    expect(estimateEta(half({ activeItems: [active] })).etaSeconds).toBeGreaterThanOrEqual(3600);
  });

  it('leaves pauses out', () => {
    const now = START + 1200;
    const later = (seconds: number) => ({
      ...half(),
      now: now + seconds,
      pauses: [{ from: now, to: now + seconds }],
      activeItems: [
        { queue: 'RESTORE', size: 1000 * MB, percent: 0, startedAt: now + seconds },
      ] as const,
    });
    expect(estimateEta(later(50_000)).etaSeconds).toBe(estimateEta(half()).etaSeconds);
  });

  it.each<[string, RegExp, Partial<ProgressFacts>]>([
    ['nothing has been named', /not named/, { queues: [] }],
    ['the session is paused', /paused/, { pauses: [{ from: START + 900, to: null }] }],
    ['no child has begun', /has reached RESTORE/, { endings: [], activeItems: [] }],
    [
      'it has only just begun',
      /Too little/,
      {
        endings: [],
        queues: [{ queue: 'RESTORE', sizeTotal: 8000 * MB, sizeDone: 10 * MB, total: 8, done: 0 }],
        activeItems: [{ queue: 'RESTORE', size: 1000 * MB, percent: 1, startedAt: START + 30 }],
      },
    ],
    [
      'nothing has moved on lately',
      /Nothing has progressed in RESTORE for \d+ minutes/,
      {
        now: START + 20_000,
        activeItems: [{ queue: 'RESTORE', size: 1000 * MB, percent: 0, startedAt: START + 1200 }],
      },
    ],
  ])('is unknown, with the reason, when %s', (_, reason, change) => {
    const eta = estimateEta(half(change));
    expect(eta).toMatchObject({ etaSeconds: null, bytesPerSecond: null });
    expect(eta.reason).toMatch(reason);
  });

  it('is 0 when everything is done', () => {
    const queues = [{ queue: 'RESTORE' as const, sizeTotal: 1, sizeDone: 1, total: 8, done: 8 }];
    expect(estimateEta(half({ queues }))).toEqual({
      etaSeconds: 0,
      bytesPerSecond: null,
      reason: null,
    });
  });

  it('counts items where the log has no sizes, and names no throughput', () => {
    const facts = half({ hasSizes: false });
    const eta = estimateEta({
      ...facts,
      endings: facts.endings.map((bucket) => ({ ...bucket, size: 0 })),
    });
    expect(eta.bytesPerSecond).toBeNull();
    expect(eta.etaSeconds).toBeGreaterThan(1080);
    expect(eta.etaSeconds).toBeLessThan(1320);
  });

  it('stays a whole number where next to nothing of a vast queue is done', () => {
    const startedAt = START;
    const { etaSeconds } = estimateEta({
      now: START + 6384,
      startedAt,
      queues: [{ queue: 'TRANSFER', sizeTotal: 14_109_198_197, sizeDone: 0, total: 2, done: 0 }],
      endings: [{ start: START, queue: 'TRANSFER', size: 1, items: 3 }],
      pauses: [],
      activeItems: [{ queue: 'TRANSFER', size: 1, percent: 1, startedAt }],
      hasSizes: true,
    });
    expect(etaSeconds).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is a whole number of seconds from 0 on, or a reason, whatever the facts are', () => {
    const queue = fc.constantFrom('TRANSFER' as const, 'RESTORE' as const);
    const size = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e12 }));
    const at = fc.integer({ min: START - 5000, max: START + 200_000 });
    const facts = fc.record({
      now: at,
      startedAt: fc.option(at),
      queues: fc.array(
        fc.record({ queue, sizeTotal: size, sizeDone: size, total: fc.nat(50), done: fc.nat(60) }),
        { maxLength: 2 },
      ),
      endings: fc.array(fc.record({ start: at, queue, size, items: fc.nat(9) }), { maxLength: 12 }),
      pauses: fc.array(fc.record({ from: at, to: fc.option(at) }), { maxLength: 2 }),
      activeItems: fc.array(
        fc.record({
          queue,
          size: fc.option(size),
          percent: fc.option(fc.integer({ min: -5, max: 120 })),
          startedAt: fc.option(at),
        }),
        { maxLength: 4 },
      ),
      hasSizes: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const { etaSeconds, bytesPerSecond, reason } = estimateEta(given);
        if (etaSeconds === null) expect(reason).toMatch(/\.$/);
        else
          expect(Number.isSafeInteger(etaSeconds) && etaSeconds >= 0 && reason === null).toBe(true);
        if (bytesPerSecond !== null)
          expect(Number.isFinite(bytesPerSecond) && bytesPerSecond >= 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

it('working time skips pauses, forth and back', () => {
  const facts = half({
    now: START + 1000,
    pauses: [
      { from: START + 200, to: START + 500 },
      { from: START + 700, to: START + 800 },
    ],
  });
  expect(workingSeconds(facts, START)).toBe(600);
  for (const seconds of [0, 100, 200, 201, 350, 400, 401, 600]) {
    expect(workingSeconds(facts, workingSecondsAgo(facts, seconds))).toBe(seconds);
  }
});
