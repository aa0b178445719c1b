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
  unfinished: { total: 0, never: null, unnamed: 0, names: [] },
  toMove: 0,
  settled: 0,
  unlisted: [],
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

  it('does not say that nothing is wrong where logs are gone', () => {
    const counts = { ...NO_COUNTS, success: 3 };
    const { verdict } = makeSession();
    const unknown = {
      ...verdict,
      level: 'review',
      review: 0,
      logsRead: { read: 3, of: 3 },
    } as const;
    const over = { state: 'COMPLETED', live: false, endedAt: NOW - 60, counts, verdict: unknown };
    const words = buildWorkList(inputOf(over), NOW).emptyWords;
    expect(words).toContain('What the missing logs said is not known');
    expect(words).not.toMatch(/nothing is wrong/i);
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
    const left = (total: number) => ({
      unfinished: { total, never: null, unnamed: 0, names: [item] },
    });
    expect(retryAll(0, { ...left(13), toMove: 13 })).toBeUndefined();
    expect(retryAll(0, { ...left(1), toMove: 1 }, 1)).toBeUndefined();
    expect(retryAll(2, { ...left(13), toMove: 15, causes: [failure] })).toBe('Retry all 15…');
  });

  it('of a dead master names what it left, with the commands for it', () => {
    const stalled = { since: NOW - 900, reason: 'gone' };
    const item = { type: 'AccountRemoteRoot', name: 'amy' };
    const counts = { ...NO_COUNTS, success: 1, active: 1, pending: 1 };
    const unfinished = { total: 2, never: 1, unnamed: 0, names: [item] };
    const input = inputOf({ stalled, live: false, counts }, { unfinished, toMove: 2 });
    const { rows, emptyWords } = buildWorkList(input, NOW);
    expect(rows).toMatchObject([
      {
        badge: { word: '2 left' },
        advice: '1 was interrupted, 1 never started.',
        retry: { words: 'Retry 2' },
        names: [{ name: 'amy' }],
      },
    ]);
    expect(emptyWords).toBeNull();
    expect(buildWorkList(inputOf({ stalled, counts }), NOW).emptyWords).not.toContain(
      'Nothing to do',
    );
  });

  it('offers no commands for what the log counts and nothing names', () => {
    const over = { state: 'COMPLETED', live: false, endedAt: NOW - 60 };
    const unfinished = { total: 1, never: 1, unnamed: 1, names: [] };
    const counts = { ...NO_COUNTS, unfinished: 1 };
    const { rows, retryAll } = buildWorkList(inputOf({ ...over, counts }, { unfinished }), NOW);
    expect([rows[0]?.retry, retryAll]).toEqual([null, null]);
    expect(rows[0]?.advice).toContain('1 of them is counted in the log but never named');
  });

  it('says what a later session has settled, and offers nothing for it', () => {
    const counts = { ...NO_COUNTS, failed: 2 };
    const over = { state: 'COMPLETED', live: false, endedAt: NOW - 60, counts };
    const list = buildWorkList(inputOf(over, { settled: 2 }), NOW);
    expect(list.retryAll).toBeNull();
    expect(list.emptyWords).toBe(
      'Nothing is left to do. 2 items that did not move here were moved in later sessions.',
    );
  });

  it('names items whose counters say more than their messages, by what they lack', () => {
    const item = (name: string, dangerous: number, warning: number) => ({
      type: 'AccountRemoteRoot',
      name,
      level: dangerous > 0 ? (2 as const) : (1 as const),
      unlisted: { dangerous, altered: 0, skipped: 0, warning },
    });
    const unlisted = [item('amy', 2, 0), item('bob', 0, 3)];
    const { rows } = buildWorkList(inputOf({}, { unlisted }), NOW);
    expect(rows.map(({ quote, names, badge }) => [quote, names[0]?.name, badge.tone])).toEqual([
      ['amy: 2 dangerous', 'amy', 'bad'],
      ['bob: 3 warnings', 'bob', 'check'],
    ]);
  });

  it('explains the errors of logs, those of one meaning in one row', () => {
    const log = (name: string, text: string | null, failedModules: string[] = []) => ({
      type: 'AccountRemoteRoot',
      name,
      log: 'item-x',
      at: text === null ? null : 7,
      text,
      failedModules,
    });
    const quota = 'tar: ./a: Cannot write: Disk quota exceeded';
    const first = [log('amy', quota), log('bob', quota), log('cid', null, ['Mail'])];
    const { rows } = buildWorkList(inputOf({}, { silent: { items: 3, first } }), NOW);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.title[0]?.text).toMatch(/quota/i);
    expect(rows[0]).toMatchObject({ badge: { word: '2 accounts' } });
    expect(rows[0]?.quote).toContain(quota);
    expect(rows[0]?.advice).toContain('then move the account again.');
    expect(rows[1]?.quote).toBe('cid: the module Mail ended with an error');
  });

  it('offers no commands where the server has none for such items', () => {
    const names = [{ type: 'MySQLRemoteRoot', name: 'settings' }];
    const counts = { ...NO_COUNTS, unfinished: 1 };
    const over = { state: 'ABORTED', live: false, endedAt: NOW - 60, counts };
    const unfinished = { total: 1, never: 1, unnamed: 0, names };
    const list = buildWorkList(inputOf(over, { unfinished, toMove: 1 }), NOW);
    expect([list.rows[0]?.retry, list.retryAll]).toEqual([null, null]);
  });

  it('calls accounts what are accounts, and items what are not', () => {
    const silent = (type: string) => ({
      items: 6,
      first: [{ type, name: 'Starter 5 GB', log: 'item-x', at: 0, text: 'zzz', failedModules: [] }],
    });
    const wordsOf = (type: string) =>
      buildWorkList(inputOf({}, { silent: silent(type) }), NOW).rows.map(({ badge }) => badge.word);
    // Five were not read: they are counted by themselves, and by no cause.
    expect(wordsOf('AccountRemoteRoot')).toEqual(['1 account', '5 accounts']);
    expect(wordsOf('PackageRemoteRoot')).toEqual(['1 item', '5 items']);
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
