import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEM_STATUSES } from '../../src/session/item.ts';
import { buildVerdict, type VerdictFacts, verdictRows } from '../../src/session/verdict.ts';

const NONE = { pending: 0, active: 0, success: 0, warning: 0, failed: 0, unfinished: 0 };

function facts(changes: Partial<VerdictFacts>): VerdictFacts {
  const counts = changes.counts ?? NONE;
  const itemsTotal = ITEM_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return {
    state: 'COMPLETED',
    archived: false,
    isStalled: false,
    itemsTotal,
    counts,
    results: { clean: counts.success, review: counts.warning, incomplete: 0 },
    followUps: { total: 0, done: 0 },
    logsRead: { read: 0, of: 0 },
    logsGone: 0,
    neverStarted: null,
    ...changes,
  };
}

describe('buildVerdict', () => {
  it('says what moved, what is to review, what failed and what never started', () => {
    const counts = { ...NONE, success: 452, warning: 45, failed: 2, unfinished: 1 };
    const input = facts({ counts, neverStarted: 1 });
    const verdict = buildVerdict(input);
    expect(verdict.sentence).toBe(
      '497 of 500 moved: 452 clean, 45 to review, 2 failed, 1 never started.',
    );
    expect(verdict.level).toBe('bad');
    expect(verdictRows(input).map((row) => [row.label, row.count])).toEqual([
      ['Moved, clean', 452],
      ['Moved, to review', 45],
      ['Failed', 2],
      ['Never started', 1],
    ]);
  });

  it.each(['failed', 'unfinished'] as const)('is bad where a single item is %s', (status) => {
    const counts = { ...NONE, success: 499, [status]: 1 };
    expect(buildVerdict(facts({ counts })).level).toBe('bad');
  });

  it('is good only when all of it moved clean', () => {
    const counts = { ...NONE, success: 120_000 };
    const verdict = buildVerdict(facts({ counts }));
    expect(verdict).toMatchObject({
      level: 'good',
      sentence: '120,000 of 120,000 moved: all clean.',
    });
  });

  it('says “so far” while the session goes on, and is not good then', () => {
    const counts = { ...NONE, success: 3, active: 1, pending: 6 };
    const verdict = buildVerdict(facts({ counts, state: 'RUNNING' }));
    expect(verdict.sentence).toBe('3 of 10 moved so far: 3 clean, 1 in progress, 6 waiting.');
    expect(verdict.level).toBe('open');
  });

  it('says of a session that was deleted before it was over that nobody saw its end', () => {
    const gone = { state: 'RUNNING', archived: true };
    const words = 'The server has deleted the session; when last seen, it was not over.';
    const open = buildVerdict(facts({ counts: { ...NONE, success: 3, unfinished: 7 }, ...gone }));
    expect(open.sentence).toBe(`3 of 10 moved: 3 clean, 7 unfinished. ${words}`);
    expect(open.level).toBe('bad');
    const moved = buildVerdict(facts({ counts: { ...NONE, success: 3 }, ...gone }));
    expect(moved).toMatchObject({ level: 'review', sentence: `3 of 3 moved: all clean. ${words}` });
    expect(buildVerdict(facts(gone)).sentence).toBe(`No items are known. ${words}`);
    const ended = buildVerdict(facts({ counts: { ...NONE, success: 3 }, archived: true }));
    expect(ended).toMatchObject({ level: 'good', sentence: '3 of 3 moved: all clean.' });
  });

  it('keeps what had begun apart from what never started', () => {
    const counts = { ...NONE, success: 1, unfinished: 5 };
    expect(buildVerdict(facts({ counts, state: 'ABORTED', neverStarted: 3 })).sentence).toBe(
      '1 of 6 moved: 1 clean, 2 interrupted, 3 never started. The session was aborted.',
    );
  });

  it('is bad where a moved item is incomplete, whatever the server says', () => {
    const counts = { ...NONE, success: 1 };
    const results = { clean: 0, review: 0, incomplete: 1 };
    expect(buildVerdict(facts({ counts, results }))).toMatchObject({
      level: 'bad',
      sentence: '1 of 1 moved: 1 incomplete.',
    });
  });

  it('is not good before every log has been read', () => {
    const counts = { ...NONE, success: 2 };
    const logsRead = { read: 1, of: 4 };
    expect(buildVerdict(facts({ counts, logsRead }))).toMatchObject({
      level: 'review',
      sentence: '2 of 2 moved: all clean. 3 of 4 logs have not been read for errors yet.',
    });
    expect(buildVerdict(facts({ counts, logsRead: { read: 4, of: 4 } })).level).toBe('good');
    expect(buildVerdict(facts({ counts, logsGone: 1 })).level).toBe('review');
  });

  it('is bad where the session is stalled with items left, and open where all have ended', () => {
    const running = { state: 'RUNNING', isStalled: true } as const;
    const left = { ...NONE, success: 1, active: 1 };
    expect(buildVerdict(facts({ counts: left, ...running })).level).toBe('bad');
    const ended = buildVerdict(facts({ counts: { ...NONE, success: 2 }, ...running, logsGone: 2 }));
    expect(ended).toMatchObject({
      level: 'open',
      sentence: '2 of 2 moved so far: all clean. 2 logs are gone, so their errors are not known.',
    });
  });

  it('has words for a session without items', () => {
    expect(buildVerdict(facts({})).sentence).toBe('Nothing was moved: the session has no items.');
    expect(buildVerdict(facts({})).level).not.toBe('good');
    expect(buildVerdict(facts({ state: 'RUNNING' })).sentence).toBe('No items are known yet.');
  });

  it('is never good when something failed, is unfinished, lacks something or is still to come', () => {
    const count = fc.nat(3);
    fc.assert(
      fc.property(
        fc.record({
          pending: count,
          active: count,
          success: fc.constant(0),
          warning: fc.constant(0),
          failed: count,
          unfinished: count,
        }),
        fc.record({ clean: count, review: count, incomplete: count }),
        fc.record({ read: count, left: count, gone: count }),
        fc.constantFrom('RUNNING', 'COMPLETED', 'FAILED', 'ABORTED', 'PAUSED', 'SOMETHING_NEW'),
        fc.option(fc.nat(5)),
        (others, results, logs, state, neverStarted) => {
          const moved = results.clean + results.review + results.incomplete;
          const input = facts({
            counts: { ...others, success: moved },
            results,
            logsRead: { read: logs.read, of: logs.read + logs.left },
            logsGone: logs.gone,
            state,
            neverStarted,
          });
          const verdict = buildVerdict(input);
          const isSpotless =
            state === 'COMPLETED' &&
            input.itemsTotal > 0 &&
            results.clean === input.itemsTotal &&
            logs.left === 0 &&
            logs.gone === 0;
          expect(verdict.level === 'good').toBe(isSpotless);
          // What the sentence calls clean is no more than what is clean.
          expect(verdict.sentence.includes('all clean')).toBe(
            results.clean === input.itemsTotal && input.itemsTotal > 0,
          );
          expect(verdictRows(input).reduce((sum, row) => sum + row.count, 0)).toBe(
            input.itemsTotal,
          );
        },
      ),
    );
  });
});
