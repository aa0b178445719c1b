import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEM_STATUSES } from '../../src/session/item.ts';
import { drawVerdict, type VerdictFacts } from '../../src/session/verdict.ts';

const NONE = { pending: 0, active: 0, success: 0, warning: 0, failed: 0, unfinished: 0 };
const QUIET = { failure: 0, dangerous: 0, altered: 0, skipped: 0, warning: 0 };

function facts(changes: Partial<VerdictFacts>): VerdictFacts {
  const counts = changes.counts ?? NONE;
  const itemsTotal = ITEM_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return {
    state: 'COMPLETED',
    archived: false,
    itemsTotal,
    counts,
    issueCounts: QUIET,
    neverStarted: null,
    ...changes,
  };
}

describe('drawVerdict', () => {
  it('says what moved, what is to check, what failed and what never started', () => {
    const counts = { ...NONE, success: 452, warning: 45, failed: 2, unfinished: 1 };
    const verdict = drawVerdict(facts({ counts, neverStarted: 1 }));
    expect(verdict.sentence).toBe(
      '497 of 500 moved: 452 clean, 45 with changes to check, 2 failed, 1 never started.',
    );
    expect(verdict.level).toBe('bad');
    expect(verdict.rows.map((row) => [row.label, row.count])).toEqual([
      ['Moved clean', 452],
      ['Moved, with changes to check', 45],
      ['Failed', 2],
      ['Never started', 1],
    ]);
  });

  it.each(['failed', 'unfinished'] as const)('is bad where a single item is %s', (status) => {
    const counts = { ...NONE, success: 499, [status]: 1 };
    expect(drawVerdict(facts({ counts })).level).toBe('bad');
  });

  it('is good only when all of it moved clean', () => {
    const counts = { ...NONE, success: 120_000 };
    const verdict = drawVerdict(facts({ counts }));
    expect(verdict).toMatchObject({
      level: 'good',
      sentence: '120,000 of 120,000 moved: all clean.',
    });
  });

  it('says “so far” while the session goes on, and is not good then', () => {
    const counts = { ...NONE, success: 3, active: 1, pending: 6 };
    const verdict = drawVerdict(facts({ counts, state: 'RUNNING' }));
    expect(verdict.sentence).toBe('3 of 10 moved so far: 3 clean, 1 in progress, 6 waiting.');
    expect(verdict.level).toBe('open');
  });

  it('says of a session that was deleted before it was over that nobody saw its end', () => {
    const gone = { state: 'RUNNING', archived: true };
    const words = 'The server has deleted the session; when last seen, it was not over.';
    const open = drawVerdict(facts({ counts: { ...NONE, success: 3, unfinished: 7 }, ...gone }));
    expect(open.sentence).toBe(`3 of 10 moved: 3 clean, 7 not finished. ${words}`);
    expect(open.level).toBe('bad');
    const moved = drawVerdict(facts({ counts: { ...NONE, success: 3 }, ...gone }));
    expect(moved).toMatchObject({ level: 'check', sentence: `3 of 3 moved: all clean. ${words}` });
    expect(drawVerdict(facts(gone)).sentence).toBe(`No items are known. ${words}`);
    const ended = drawVerdict(facts({ counts: { ...NONE, success: 3 }, archived: true }));
    expect(ended).toMatchObject({ level: 'good', sentence: '3 of 3 moved: all clean.' });
  });

  it('keeps what had begun apart from what never started', () => {
    const counts = { ...NONE, success: 1, unfinished: 5 };
    expect(drawVerdict(facts({ counts, state: 'ABORTED', neverStarted: 3 })).sentence).toBe(
      '1 of 6 moved: 1 clean, 2 not finished, 3 never started. The session was aborted.',
    );
  });

  it('asks to check a clean session that reported something dangerous', () => {
    const counts = { ...NONE, success: 2 };
    const issueCounts = { ...QUIET, dangerous: 1 };
    expect(drawVerdict(facts({ counts, issueCounts })).level).toBe('check');
  });

  it('has words for a session without items', () => {
    expect(drawVerdict(facts({})).sentence).toBe('Nothing was moved: the session has no items.');
    expect(drawVerdict(facts({})).level).not.toBe('good');
    expect(drawVerdict(facts({ state: 'RUNNING' })).sentence).toBe('No items are known yet.');
  });

  it('is never good when something failed, is unfinished, is dangerous or is still to come', () => {
    const count = fc.nat(3);
    fc.assert(
      fc.property(
        fc.record({
          pending: count,
          active: count,
          success: count,
          warning: count,
          failed: count,
          unfinished: count,
        }),
        fc.record({
          failure: count,
          dangerous: count,
          altered: count,
          skipped: count,
          warning: count,
        }),
        fc.constantFrom('RUNNING', 'COMPLETED', 'FAILED', 'ABORTED', 'PAUSED', 'SOMETHING_NEW'),
        fc.option(fc.nat(5)),
        (counts, issueCounts, state, neverStarted) => {
          const input = facts({ counts, issueCounts, state, neverStarted });
          const verdict = drawVerdict(input);
          const isSpotless =
            state === 'COMPLETED' &&
            input.itemsTotal > 0 &&
            counts.success === input.itemsTotal &&
            issueCounts.dangerous === 0 &&
            issueCounts.failure === 0;
          expect(verdict.level === 'good').toBe(isSpotless);
          expect(verdict.rows.reduce((sum, row) => sum + row.count, 0)).toBe(input.itemsTotal);
        },
      ),
    );
  });
});
