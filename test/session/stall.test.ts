import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedSilence,
  DEFAULT_THRESHOLDS,
  type StallQuestion,
  stallDueAt,
  stallOf,
} from '../../src/session/stall.ts';

const NOW = 1_793_700_000;
const GB = 1_000_000_000;
const quiet = (minutes: number) => NOW - minutes * 60;
const ask = (change: Partial<StallQuestion>): StallQuestion => ({
  state: 'RUNNING',
  masterAlive: true,
  now: NOW,
  lastActivityAt: quiet(5),
  activeItems: [],
  ...change,
});
const item = (size: number | null, minutes: number, name = 'rivergdn') => ({
  name,
  size,
  lastGrowthAt: quiet(minutes),
});

describe('a stall', () => {
  it('is a master process that is gone, at once', () => {
    const stall = stallOf(ask({ masterAlive: false }));
    expect(stall?.since).toBe(quiet(5));
    expect(stall?.reason).toContain('master process is gone');
    expect(stallOf(ask({ masterAlive: false, lastActivityAt: null }))?.since).toBe(NOW);
    for (const state of ['PAUSING', 'ABORTING']) {
      expect(stallOf(ask({ state, masterAlive: false }))?.reason).toContain('gone');
    }
  });

  it.each(['PENDING', 'PAUSED', 'COMPLETED', 'FAILED', 'ABORTED', 'SOMETHING_NEW'])(
    'never concerns a session that is %s',
    (state) => {
      const question = ask({ state, masterAlive: false, lastActivityAt: quiet(10_000) });
      expect(stallOf(question)).toBeNull();
      expect(stallDueAt(question)).toBeNull();
    },
  );

  it('is a dead master of a session that has used up its memory, and no silence of it', () => {
    const state = 'REACHEDMAXMEM';
    expect(stallOf(ask({ state, masterAlive: false }))?.reason).toContain('used up its memory');
    expect(stallOf(ask({ state, lastActivityAt: quiet(10_000) }))).toBeNull();
    expect(stallDueAt(ask({ state, masterAlive: null }))).toBeNull();
  });

  it.each(['RUNNING', 'PAUSING', 'ABORTING', 'REACHEDMAXMEM'])(
    'leaves nothing to transfer where all items of a session that is %s have ended',
    (state) => {
      const stall = stallOf(ask({ state, masterAlive: false, isAllEnded: true }));
      expect(stall?.reason).toMatch(/^All items have ended; only the session was never closed/);
      expect(stall?.reason).not.toContain('missing');
      expect(stall?.reason).toContain('Nothing is left to transfer. ');
      const failed = stallOf(ask({ state, masterAlive: false, isAllEnded: true, failed: 1 }));
      expect(failed?.reason).toContain('Only the item that failed is left to transfer.');
    },
  );

  it('is silence of a living master too, when all has ended', () => {
    const stall = stallOf(ask({ lastActivityAt: quiet(16), isAllEnded: true }));
    expect(stall?.reason).toContain('only the session was never closed');
    expect(stall?.reason).not.toContain('missing');
  });

  it('is silence beyond 15 minutes when no large item runs', () => {
    expect(stallOf(ask({ lastActivityAt: quiet(14) }))).toBeNull();
    expect(stallOf(ask({ lastActivityAt: quiet(16) }))?.reason).toMatch(
      /^No log has grown for 16 minutes, and no item/,
    );
    expect(
      stallOf(ask({ lastActivityAt: quiet(16), activeItems: [item(0.1 * GB, 16)] }))?.reason,
    ).toContain('“rivergdn”');
    expect(stallOf(ask({ lastActivityAt: null }))).toBeNull();
  });

  it('gives a 300 GB account hours of silence, but not for ever', () => {
    expect(
      stallOf(ask({ lastActivityAt: quiet(240), activeItems: [item(300 * GB, 240)] })),
    ).toBeNull();
    expect(
      stallOf(ask({ lastActivityAt: quiet(300), activeItems: [item(300 * GB, 300)] })),
    ).not.toBeNull();
    expect(allowedSilence({ size: 1e15 })).toBe(DEFAULT_THRESHOLDS.maxSeconds);
    expect(allowedSilence({ size: null })).toBe(DEFAULT_THRESHOLDS.baseSeconds);
  });

  it('is none while one log grows', () => {
    const activeItems = [item(1, 600, 'silent'), item(1, 1, 'busy')];
    expect(stallOf(ask({ lastActivityAt: quiet(600), activeItems }))).toBeNull();
  });

  it('is none while pausing waits for a running item', () => {
    const question = {
      state: 'PAUSING',
      lastActivityAt: quiet(120),
      activeItems: [item(300 * GB, 120)],
    };
    expect(stallOf(ask(question))).toBeNull();
    expect(
      stallOf(ask({ ...question, activeItems: [item(300 * GB, 400)], lastActivityAt: quiet(400) }))
        ?.reason,
    ).toContain('for which the session waits');
  });

  it('follows the thresholds that are given', () => {
    const thresholds = { baseSeconds: 60, bytesPerSecond: GB, maxSeconds: 120 };
    expect(stallOf(ask({ thresholds }))?.since).toBe(quiet(5));
    expect(allowedSilence({ size: 30 * GB }, thresholds)).toBe(90);
    expect(allowedSilence({ size: 300 * GB }, thresholds)).toBe(120);
  });

  it('comes exactly at the time that is foretold, if nothing changes', () => {
    const questions = fc.record({
      state: fc.constantFrom('RUNNING', 'PAUSING', 'ABORTING', 'PAUSED', 'REACHEDMAXMEM'),
      masterAlive: fc.constantFrom(true, false, null),
      now: fc.integer({ min: NOW - 100_000, max: NOW + 100_000 }),
      lastActivityAt: fc.option(fc.integer({ min: NOW - 100_000, max: NOW })),
      activeItems: fc.array(
        fc.record({
          name: fc.constant('a'),
          size: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
          lastGrowthAt: fc.integer({ min: NOW - 100_000, max: NOW }),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(questions, (question) => {
        const dueAt = stallDueAt(question);
        expect(stallOf(question) !== null).toBe(dueAt !== null && question.now >= dueAt);
        if (dueAt !== null && question.masterAlive !== false) {
          expect(stallOf({ ...question, now: dueAt - 1 })).toBeNull();
          expect(stallOf({ ...question, now: dueAt })).not.toBeNull();
        }
      }),
    );
  });
});
