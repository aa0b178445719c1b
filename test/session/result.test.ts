import { describe, expect, it } from 'vitest';
import { judgeOutcome, resultOf } from '../../src/session/result.ts';

const NONE = { dangerous: 0, altered: 0, skipped: 0, warning: 0 };

describe('what outcomes say of a moved item', () => {
  it.each([
    ['nothing reported', NONE, [], 'clean'],
    [
      'a warning without explanation',
      { ...NONE, warning: 1 },
      [{ kind: 'warning', effect: null }],
      'review',
    ],
    ['a harmless warning', { ...NONE, warning: 1 }, [{ kind: 'warning', effect: 'none' }], 'clean'],
    ['a counter without entries', { ...NONE, skipped: 10 }, [], 'review'],
    ['a dangerous counter without entries', { ...NONE, dangerous: 1 }, [], 'incomplete'],
    [
      'a dangerous entry',
      { ...NONE, dangerous: 1 },
      [{ kind: 'dangerous', effect: null }],
      'incomplete',
    ],
    [
      'a dangerous entry that may break something',
      { ...NONE, dangerous: 1 },
      [{ kind: 'dangerous', effect: 'maybe' }],
      'review',
    ],
    [
      'a warning of what is not here',
      { ...NONE, warning: 1 },
      [{ kind: 'warning', effect: 'not-moved' }],
      'incomplete',
    ],
    [
      'fewer entries than counted',
      { ...NONE, altered: 2 },
      [{ kind: 'altered', effect: 'none' }],
      'review',
    ],
    [
      'more entries than counted',
      { ...NONE, altered: 1 },
      [
        { kind: 'altered', effect: 'none' },
        { kind: 'altered', effect: 'none' },
      ],
      'clean',
    ],
  ] as const)('%s', (_, counts, entries, result) => {
    expect(resultOf('success', judgeOutcome(counts, entries).level)).toBe(result);
  });

  it('counts more than it lists where a counter of one kind does', () => {
    const entries = [
      { kind: 'warning', effect: null },
      { kind: 'warning', effect: null },
    ] as const;
    expect(judgeOutcome({ ...NONE, warning: 2 }, entries).isUnlisted).toBe(false);
    expect(judgeOutcome({ ...NONE, warning: 1, altered: 1 }, entries).isUnlisted).toBe(true);
  });

  it('is known when the item has ended', () => {
    expect(resultOf('active', 2)).toBeNull();
    expect(resultOf('pending', 0)).toBeNull();
    expect(resultOf('failed', 0)).toBe('failed');
    expect(resultOf('unfinished', 0)).toBe('unfinished');
  });
});
