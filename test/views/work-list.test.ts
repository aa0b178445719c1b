import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/views/contract.ts';
import { buildHero } from '../../src/views/session-hero.ts';
import type { WorkInput } from '../../src/views/session-input.ts';
import { buildSessionPage } from '../../src/views/session-page.ts';
import { buildWorkList } from '../../src/views/work-list.ts';
import { makeSession, makeSessionInput, makeWork, NO_COUNTS, NOW } from '../render/fixtures.ts';

const NOTHING: WorkInput = {
  causes: [],
  causesTotal: 0,
  unexplained: { total: 0, names: [] },
  unfinished: [],
  silent: { items: 0, first: [] },
  underWay: [],
};

function inputOf(changes: Partial<Session>, work: Partial<WorkInput> = {}) {
  return makeSessionInput({ session: makeSession(changes), work: { ...NOTHING, ...work } });
}

describe('the work list', () => {
  it('of a session that waits says that it was not started', () => {
    const input = inputOf({ state: 'PENDING', live: false, counts: { ...NO_COUNTS, pending: 3 } });
    expect(buildWorkList(input, NOW).emptyWords).toContain('has not been started');
    expect(buildSessionPage(input, NOW).about.startedWord).toBe('created');
  });

  it('offers to retry all only where that is more than one row does', () => {
    const over = { state: 'ABORTED', live: false, endedAt: NOW - 60 } as const;
    const item = { type: 'AccountRemoteRoot', name: 'amy' };
    const [cause] = makeWork(makeSession()).causes;
    if (cause === undefined) throw new Error('the fixture has no cause');
    const failure = { ...cause, kind: 'failure' as const, itemCount: 2, items: [item] };
    const retryAll = (failed: number, work: Partial<WorkInput>, unfinished = 13) =>
      buildWorkList(inputOf({ ...over, counts: { ...NO_COUNTS, unfinished, failed } }, work), NOW)
        .retryAll?.words;
    expect(retryAll(0, { unfinished: [item] })).toBeUndefined();
    expect(retryAll(0, { unfinished: [item] }, 1)).toBeUndefined();
    expect(retryAll(2, { unfinished: [item], causes: [failure] })).toBe('Retry all 15…');
  });

  it('calls accounts what are accounts, and items what are not', () => {
    const silent = (type: string) => ({
      items: 6,
      first: [{ type, name: 'Starter 5 GB', log: 'item-x', at: 0, text: 'rsync error' }],
    });
    const wordOf = (type: string) =>
      buildWorkList(inputOf({}, { silent: silent(type) }), NOW).rows[0]?.badge.word;
    expect(wordOf('AccountRemoteRoot')).toBe('6 accounts');
    expect(wordOf('PackageRemoteRoot')).toBe('6 items');
  });
});

describe('a stalled session', () => {
  const reason = 'Look at the end of the master log and of the master error log for the cause.';
  const stalled = { stalled: { since: NOW - 900, reason }, lastActivityAt: NOW - 900 };

  it('has nothing under way, and says its age once', () => {
    const input = inputOf(stalled);
    expect(buildWorkList(input, NOW).underWayTitle.word).toBe('Interrupted');
    expect(buildHero(input, NOW).lastActivity).toBeNull();
  });

  it('names only logs that are there, each with its link', () => {
    const partsOf = (hasMasterErrors: boolean) =>
      buildHero({ ...inputOf(stalled), hasMasterErrors }, NOW).alarm?.parts ?? [];
    const linked = (hasMasterErrors: boolean) =>
      partsOf(hasMasterErrors).flatMap(({ text, href }) => (href === null ? [] : [text]));
    expect(linked(true)).toEqual(['master log', 'master error log']);
    expect(linked(false)).toEqual(['master log']);
    expect(
      partsOf(false)
        .map(({ text }) => text)
        .join(''),
    ).not.toContain('error log');
  });
});
