import { describe, expect, it } from 'vitest';
import { buildAccountPage } from '../../src/views/account-page.ts';
import { buildComparePage } from '../../src/views/compare-page.ts';
import type { AccountAttempt, SessionSummary } from '../../src/views/contract.ts';
import { buildErrorPage } from '../../src/views/error-page.ts';
import { viewFound } from '../../src/views/found.ts';
import { buildItemPage } from '../../src/views/item-page.ts';
import { buildListPage, compareListed } from '../../src/views/list-page.ts';
import type { LogPageInput } from '../../src/views/log-input.ts';
import { buildLogPage, logLabel } from '../../src/views/log-page.ts';
import {
  makeGroup,
  makeItem,
  makeLines,
  makeSession,
  makeSummary,
  NOW,
} from '../render/fixtures.ts';

describe('buildListPage', () => {
  const listed = (changes: Partial<SessionSummary> = {}, etaSeconds: number | null = null) => ({
    summary: makeSummary(changes),
    etaSeconds,
  });
  const input = {
    sessions: [listed()],
    total: 1,
    counts: { under_way: 1, needs_work: 0, done: 0 },
    query: { state: null, q: null, page: 1, perPage: 50 },
    readingPercent: null,
    warnings: [],
  };
  const NO_FAILURE = { success: 500, warning: 0, failed: 0, active: 0, pending: 0, unfinished: 0 };
  const NO_WORK = {
    ...{ review: 0, incomplete: 0, failed: 0, unfinished: 0 },
    ...{ followUps: { total: 0, done: 0 }, logsRead: { read: 4, of: 4 } },
  };
  const rowOf = (session: ReturnType<typeof listed>) =>
    buildListPage({ ...input, sessions: [session] }, NOW).groups[0]?.rows[0];

  it('puts sessions under what they need, under way first', () => {
    const over = { state: 'COMPLETED', live: false, percent: 100 } as const;
    const sessions = [
      listed(),
      listed({ ...over, id: 'bad' }),
      listed({ ...over, id: 'good', counts: NO_FAILURE }),
    ];
    const { groups } = buildListPage({ ...input, sessions }, NOW);
    expect(groups.map(({ title, rows }) => [title, rows.length])).toEqual([
      ['Under way', 1],
      ['Needs work', 1],
      ['Done', 1],
    ]);
  });

  it('keeps its chips in one order, with the counts that it is given', () => {
    const counts = { under_way: 3, needs_work: 8, done: 3 };
    const { filters } = buildListPage({ ...input, counts }, NOW);
    expect(filters.map(({ label, count }) => `${label} ${count}`)).toEqual([
      'All 14',
      'Under way 3',
      'Needs work 8',
      'Done 3',
    ]);
  });

  it('says the time left of what runs, and names what came of what is over', () => {
    expect(rowOf(listed({}, 4_380))?.what).toBe('about 1 h 13 min left');
    const over = { state: 'COMPLETED', live: false, percent: 100 } as const;
    expect(rowOf(listed({ ...over, counts: NO_FAILURE }))?.state.word).toBe('All moved');
    const failed = { ...NO_FAILURE, success: 488, failed: 12 };
    expect(rowOf(listed({ ...over, counts: failed }))).toMatchObject({
      level: 'bad',
      state: { word: '12 failed', tone: 'bad' },
      items: '488 of 500 moved',
    });
  });

  it('says how many are moved and how long it takes as the session’s own page does', () => {
    const counts = { ...NO_FAILURE, success: 30, warning: 4, failed: 4, active: 6, pending: 456 };
    const row = rowOf(listed({ counts }, 4_380));
    const summary = makeSummary({ counts });
    expect(row?.items).toBe('34 of 500 moved');
    expect(summary.verdict.sentence).toContain(row?.items);
    // What is being paused does not get to the end that an estimate is for.
    expect(rowOf(listed({ state: 'PAUSING', counts }, 4_380))?.what).not.toContain('left');
  });

  it('calls nothing done of what not all is known', () => {
    const over = { state: 'COMPLETED', live: false, percent: 100, counts: NO_FAILURE } as const;
    const { verdict } = makeSummary({ ...over });
    const what = (changes: Partial<SessionSummary['verdict']>) =>
      rowOf(listed({ ...over, verdict: { ...verdict, ...NO_WORK, ...changes } }))?.what;
    expect(what({ level: 'good' })).toBe('Nothing to do');
    expect(what({ level: 'review' })).toBe('Not everything is known: logs are missing');
    expect(what({ level: 'review', logsRead: { read: 3, of: 4 } })).toBe(
      'Logs are being read for errors',
    );
  });

  it('has nothing to do only where it is under “Done”', () => {
    const over = { live: false, percent: 100, endedAt: NOW - 5 } as const;
    const total = { ...NO_FAILURE, success: 500 };
    const clean = makeSummary({ ...over, state: 'COMPLETED', counts: total }).verdict;
    const one: Partial<SessionSummary>[] = [
      { state: 'COMPLETED', counts: { ...total, success: 499, failed: 1 } },
      { state: 'COMPLETED', counts: { ...total, success: 499, unfinished: 1 } },
      { state: 'COMPLETED', counts: total, verdict: { ...clean, level: 'bad', incomplete: 1 } },
      { state: 'COMPLETED', counts: total, verdict: { ...clean, level: 'review', review: 1 } },
      { state: 'COMPLETED', counts: total, verdict: { ...clean, level: 'review' } },
      { state: 'FAILED', counts: total, verdict: { ...clean, level: 'bad' } },
      { state: 'ABORTED', counts: total, verdict: { ...clean, level: 'bad' } },
      { state: 'RUNNING', archived: true, verdict: { ...clean, level: 'review' } },
      { state: 'COMPLETED', counts: total, verdict: { ...clean, level: 'good' } },
    ];
    const said = one.map((changes) => {
      const { groups } = buildListPage(
        { ...input, sessions: [listed({ ...over, ...changes })] },
        NOW,
      );
      return [groups[0]?.title, groups[0]?.rows[0]?.what];
    });
    expect(said.filter(([, what]) => what === 'Nothing to do').map(([title]) => title)).toEqual([
      'Done',
    ]);
    expect(said[0]).toEqual(['Needs work', 'See why 1 item failed']);
    expect(said[2]).toEqual(['Needs work', 'See what is missing in 1 item']);
  });

  it('has what is stalled before all else', () => {
    const stalled = { since: NOW - 900, reason: 'gone' };
    const sessions = [
      makeSummary({ id: 'new', startedAt: NOW - 5 }),
      makeSummary({ id: 'stuck', startedAt: NOW - 9_000, stalled }),
      makeSummary({ id: 'over', state: 'COMPLETED', startedAt: NOW - 1 }),
    ];
    expect(sessions.sort(compareListed).map(({ id }) => id)).toEqual(['stuck', 'new', 'over']);
  });

  it('leads from a search to the account of that name', () => {
    const query = { ...input.query, q: 'bob&co' };
    expect(buildListPage({ ...input, query }, NOW).accountHref).toBe('index.cgi?account=bob%26co');
    expect(buildListPage(input, NOW).accountHref).toBeNull();
  });

  it('tells an empty server from a filter that finds nothing', () => {
    const none = { ...input, sessions: [], total: 0 };
    expect(buildListPage(none, NOW)).toMatchObject({ isEmpty: true, isNoMatch: false });
    const filtered = { ...none, query: { ...input.query, q: 'x' } };
    expect(buildListPage(filtered, NOW)).toMatchObject({ isEmpty: false, isNoMatch: true });
  });

  it('does not call a server empty because the address asks for a page behind the last', () => {
    const page = { ...input, sessions: [], total: 14, query: { ...input.query, page: 99 } };
    const view = buildListPage(page, NOW);
    expect(view).toMatchObject({ isEmpty: false, isNoMatch: false });
    expect(view.pager?.beyond?.words).toBe('There is no page 99.');
  });
});

describe('buildAccountPage', () => {
  const attempt: AccountAttempt = {
    sessionId: 'S2',
    type: 'AccountRemoteRoot',
    name: 'bob',
    localName: 'bob2',
    status: 'success',
    startedAt: NOW - 90,
    endedAt: NOW - 30,
    failure: null,
  };
  const older: AccountAttempt = {
    ...attempt,
    sessionId: 'S1',
    localName: null,
    status: 'failed',
    failure: 'disk full',
  };

  it('calls an earlier failure settled once a later session has moved the account', () => {
    const page = buildAccountPage(
      { account: 'bob', attempts: [attempt, older], results: ['clean', 'failed'] },
      NOW,
    );
    expect(page.rows.map((row) => row.isSettled)).toEqual([false, true]);
    expect(page.summary).toBe(
      'Moved clean in the latest of 2 attempts. It is called bob2 on this server.',
    );
  });

  it.each([
    ['failed', 'failed', 'Failed in its only attempt.', 'bad'],
    ['unfinished', 'unfinished', 'Unfinished in its only attempt.', 'bad'],
    ['success', 'clean', 'Moved clean in its only attempt.', 'good'],
    ['success', 'review', 'Moved in its only attempt, to review.', 'review'],
    // Its outcome reports nothing; its log does.
    ['success', 'incomplete', 'Moved incompletely in its only attempt.', 'bad'],
    ['warning', 'incomplete', 'Moved incompletely in its only attempt.', 'bad'],
    ['warning', 'clean', 'Moved clean in its only attempt.', 'good'],
    ['active', null, 'Under way, in its only attempt.', 'open'],
  ] as const)(
    'has words for one attempt of status %s that is %s',
    (status, result, summary, tone) => {
      const attempts = [{ ...attempt, localName: null, status }];
      const page = buildAccountPage({ account: 'bob', attempts, results: [result] }, NOW);
      expect([page.summary, page.summaryTone]).toEqual([summary, tone]);
    },
  );

  it('says what kind of item in words', () => {
    const type = (type: string) =>
      buildAccountPage(
        { account: 'bob', attempts: [{ ...attempt, type }], results: ['clean'] },
        NOW,
      ).rows[0]?.type;
    expect(['AccountRemoteRoot', 'PackageRemoteRoot', 'NewType'].map(type)).toEqual([
      'Account',
      'Package',
      'NewType',
    ]);
  });

  it('does not call a failure settled by an earlier success', () => {
    const page = buildAccountPage(
      {
        account: 'bob',
        attempts: [{ ...older, sessionId: 'S3' }, attempt],
        results: ['failed', 'clean'],
      },
      NOW,
    );
    expect(page.rows[0]?.isSettled).toBe(false);
    expect(page.summaryTone).toBe('bad');
  });

  it('offers similar names for one that was never seen', () => {
    const page = buildAccountPage(
      { account: 'bo', attempts: [], results: [], similar: ['bob'] },
      NOW,
    );
    expect(page).toMatchObject({
      isEmpty: true,
      similar: [{ name: 'bob', href: 'index.cgi?account=bob' }],
    });
  });
});

describe('buildItemPage', () => {
  const input = {
    session: makeSession({ issues: [] }),
    item: makeItem('bob', 'failed'),
    domain: null,
    logs: 'present' as const,
    readingPercent: null,
  };

  it('says a failure once, in its own words, and shows the other queue as not started', () => {
    const failure = makeGroup('failure', { id: 'f', count: 3 });
    const own = { type: input.item.type, name: 'bob', queue: 'TRANSFER' as const, repair: null };
    const issues = [{ ...failure, items: [{ ...own, text: 'The transfer failed.' }] }];
    const { TRANSFER, RESTORE } = input.item.queues;
    if (TRANSFER === null || RESTORE === null) throw new Error('Both phases are needed.');
    const view = (restore: typeof RESTORE) =>
      buildItemPage(
        {
          ...input,
          session: makeSession({ issues }),
          item: { ...input.item, queues: { TRANSFER, RESTORE: restore } },
        },
        NOW,
      );
    const { failure: words } = TRANSFER;
    const page = view({ ...RESTORE, failure: words });
    expect(page.reason).toMatchObject({ title: 'Failed in Transfer', text: words });
    expect(page.reason?.retryHref).toContain('issue=f&report=retry');
    expect(page.issues).toEqual([]);
    expect(page.phases.map(({ phase }) => phase?.badge.word)).toEqual(['Failed', undefined]);
    expect(page.phases[1]?.emptyWords).toBe('not started');
    expect(page.phases[0]?.phase?.logHref).toContain('log=item-TRANSFER_AccountRemoteRoot_bob');
    // A restore that began and met another failure is no echo.
    expect(view({ ...RESTORE, failure: 'Another one.' }).phases[1]?.phase).not.toBeNull();
  });

  it('has no reason for what has moved, and one without words for what was left', () => {
    const reason = (status: 'success' | 'active' | 'unfinished') =>
      buildItemPage({ ...input, item: makeItem('bob', status) }, NOW).reason;
    expect(reason('success')).toBeNull();
    expect(reason('active')).toBeNull();
    expect(reason('unfinished')?.title).toMatch(/^Unfinished/);
  });

  it('speaks of the account in its messages, not of a placeholder', () => {
    const entry = { type: input.item.type, name: 'bob', queue: 'RESTORE' as const, repair: null };
    const group = makeGroup('altered', { id: 'one', template: 'The theme of ‹name› is gone.' });
    const issues = [{ ...group, items: [{ ...entry, text: 'The theme of bob is gone.' }] }];
    const [issue] = buildItemPage({ ...input, session: makeSession({ issues }) }, NOW).issues;
    expect(issue?.items[0]?.pieces).toEqual([
      { text: 'The theme of bob is gone.', differs: false },
    ]);
  });

  it('places modules in the time of their queue', () => {
    const modules = {
      RESTORE: [
        { name: 'Homedir', at: 0, startedAt: 100, endedAt: 150, ok: true, message: null },
        { name: 'Mysql', at: 9, startedAt: 150, endedAt: 200, ok: false, message: 'no' },
      ],
    };
    const page = buildItemPage({ ...input, modules }, NOW);
    expect(page.phases[1]?.phase?.modules.map((row) => row.bar)).toEqual([
      { x: 0, width: 0.5, tone: 'good' },
      { x: 0.5, width: 0.5, tone: 'bad' },
    ]);
  });

  it('counts the messages of this item, and shows its marks alone', () => {
    const entry = { type: input.item.type, queue: 'RESTORE' as const, text: 'x', repair: null };
    const group = makeGroup('altered', { id: 'one', count: 214 });
    const issues = [{ ...group, items: [1, 2].map(() => ({ ...entry, name: 'bob' })) }];
    const tick = { issueId: 'one', type: entry.type, done: true, note: '', who: 'root', at: NOW };
    const view = (name: string) =>
      buildItemPage(
        { ...input, session: makeSession({ issues }), followUps: [{ ...tick, name }] },
        NOW,
      ).issues[0];
    expect(view('other')).toMatchObject({ count: '1', messages: '2 messages', marked: null });
    expect(view('bob')).toMatchObject({ marked: 'done', more: null });
  });

  it('offers the attempts of what it is', () => {
    const words = (type: string) =>
      buildItemPage({ ...input, item: { ...input.item, type } }, NOW).accountWords;
    expect(words('AccountLocal')).toBe('All attempts of this account');
    expect(words('PackageRemoteRoot')).toBe('All attempts at this item');
  });

  it('has words for a queue that the item never reached', () => {
    const item = makeItem('bob', 'pending');
    expect(buildItemPage({ ...input, item }, NOW).phases[0]?.emptyWords).toBe('not started yet');
    const over = makeSession({ state: 'ABORTED' });
    expect(buildItemPage({ ...input, item, session: over }, NOW).phases[0]?.emptyWords).toBe(
      'not started',
    );
  });
});

describe('buildLogPage', () => {
  const input: LogPageInput = {
    sessionId: 'S1',
    log: 'master.log',
    logs: [],
    isAllLogs: true,
    item: null,
    lines: makeLines(),
    marks: null,
    from: 100,
    to: 200,
    size: 1_000,
    isActive: false,
    isSessionOver: false,
    isUnfinished: false,
    query: { severity: 'error', q: 'mysql', at: null, before: null },
    earlierBefore: 40,
    laterAt: null,
    matches: { count: 3, isComplete: false, place: 2 },
    isBadSearch: false,
    counts: {
      errors: 1_200,
      warnings: 3,
      firstErrorAt: 70,
      errorsAt: [70, 900],
      countedTo: 1_000,
      isComplete: true,
    },
    notes: [],
    outline: [],
    outlineTo: null,
    warnings: [],
  };

  it('keeps search and severity on every way through the log', () => {
    const page = buildLogPage(input);
    const base = 'index.cgi?session=S1&log=master.log&severity=error&q=mysql';
    expect(page.steps.map((step) => step.href)).toEqual([
      `${base}&at=0`,
      `${base}&before=40`,
      null,
      `${base}&before=1000`,
    ]);
    expect(page.bar.errorMoves.map((move) => move.href)).toEqual([
      'index.cgi?session=S1&log=master.log&q=mysql&at=70',
      `${base}&at=200&go=previous-error`,
      `${base}&at=99&go=next-error`,
    ]);
    expect(page.bar.matchMoves.map((move) => move.href)).toEqual([
      `${base}&at=200&go=previous-match`,
      `${base}&at=99&go=next-match`,
    ]);
  });

  it('moves on from the line that is shown', () => {
    const page = buildLogPage({
      ...input,
      query: { severity: null, q: null, at: 150, before: null },
    });
    expect(page.bar.errorMoves.slice(1).map((move) => move.href)).toEqual([
      'index.cgi?session=S1&log=master.log&at=150&go=previous-error',
      'index.cgi?session=S1&log=master.log&at=150&go=next-error',
    ]);
    expect(page.bar.matchMoves).toEqual([]);
  });

  it('counts errors and warnings on their filters, and says where the count has ended', () => {
    const filters = (counts: Partial<LogPageInput['counts']>) =>
      buildLogPage({ ...input, counts: { ...input.counts, ...counts } }).bar.filters.map(
        ({ label, count, title, href }) => [label, count, title, href],
      );
    const log = 'index.cgi?session=S1&log=master.log';
    expect(filters({})).toEqual([
      ['Errors', '1,200', null, `${log}&severity=error&q=mysql`],
      ['Warnings', '3', null, `${log}&severity=warn&q=mysql`],
      ['All', '', null, `${log}&q=mysql`],
    ]);
    expect(filters({ isComplete: false, countedTo: 500 })[0]).toEqual([
      'Errors',
      '1,200+',
      'Counted in the first 500 bytes of 1000 bytes',
      `${log}&severity=error&q=mysql`,
    ]);
    // Without a script the count stays as it is: a sentence says how far it goes.
    const words = (counts: Partial<LogPageInput['counts']>) =>
      buildLogPage({ ...input, counts: { ...input.counts, ...counts } }).bar.countedWords;
    expect(words({})).toBeNull();
    expect(words({ isComplete: false, countedTo: 500 })).toBe(
      'Errors and warnings are counted in the first 500 bytes of 1000 bytes so far; there can be more.',
    );
  });

  it('leads to the first error at once where it is known, looks for it where it is not, and nowhere without one', () => {
    const first = (counts: Partial<LogPageInput['counts']>) =>
      buildLogPage({ ...input, counts: { ...input.counts, ...counts } }).bar.errorMoves[0]?.href;
    const log = 'index.cgi?session=S1&log=master.log&q=mysql';
    expect(first({})).toBe(`${log}&at=70`);
    const none = { errors: 0, firstErrorAt: null, errorsAt: [] };
    expect(first({ ...none, isComplete: false })).toBe(`${log}&go=first-error`);
    expect(first(none)).toBeUndefined();
  });

  it('offers no way from match to match where there is none', () => {
    const none = { count: 0, isComplete: true, place: null };
    const page = buildLogPage({ ...input, matches: none });
    expect(page.bar).toMatchObject({ matchMoves: [], listHref: null, matchPlace: '0' });
    const bad = buildLogPage({ ...input, matches: null, isBadSearch: true });
    expect(bad.bar).toMatchObject({ matchMoves: [], listHref: null, matchPlace: null });
  });

  it('says honestly how far a kind of line was looked for', () => {
    const { notes, emptyWords } = buildLogPage({
      ...input,
      lines: [],
      isUnfinished: true,
      laterAt: 500,
      earlierBefore: null,
    });
    expect(emptyWords).toBe('No error found so far.');
    expect(notes[0]).toMatchObject({
      words: 'No error in the first 500 bytes of 1000 bytes.',
      link: { words: 'Keep searching' },
    });
  });

  it('calls the logs by what they are of', () => {
    expect(logLabel('item-RESTORE_AccountRemoteRoot_bob')).toBe('bob · Restore');
    expect(logLabel('item-TRANSFER_PackageRemoteRoot_a_b c')).toBe('a_b c · Package · Transfer');
    expect(logLabel('something.else')).toBe('something.else');
  });

  it('marks one module as the current one', () => {
    const outline = [10, 90, 140, 170].map((at, i) => ({ name: `m${i}`, at, ok: true }));
    const current = (at: number | null) =>
      buildLogPage({ ...input, outline, query: { severity: null, q: null, at, before: null } })
        .outline.filter(({ isCurrent }) => isCurrent)
        .map(({ name }) => name);
    expect(current(150)).toEqual(['m2']);
    expect(current(140)).toEqual(['m2']);
    expect(current(null)).toEqual(['m1']);
  });

  it('leads on from where a search ended', () => {
    const link = { words: 'Go on', to: { go: 'next-match', at: 7 } };
    const { notes } = buildLogPage({ ...input, notes: [{ words: 'w', tone: 'check', link }] });
    expect(notes[0]?.link?.href).toBe(
      'index.cgi?session=S1&log=master.log&severity=error&q=mysql&at=7&go=next-match',
    );
  });

  it('says when a search ended at its limit', () => {
    const { bar } = buildLogPage(input);
    expect(bar.matchWords).toBe('3 lines match so far; the search ended at its limit.');
    expect(bar.matchPlace).toBe('2 of 3+');
    const none = { count: 0, isComplete: true, place: null };
    expect(buildLogPage({ ...input, matches: none }).bar.matchWords).toBe(
      'No line of this log matches “mysql”.',
    );
  });

  it('marks the line that the address names', () => {
    const page = buildLogPage({
      ...input,
      query: { severity: null, q: null, at: 41_133, before: null },
    });
    expect(page.lines.filter((line) => line.isTarget).map((line) => line.at)).toEqual([41_133]);
  });

  it.each([
    [0, true, 'Nothing has been written yet.'],
    [0, false, 'This log is empty.'],
    [9, false, 'This log has no error here.'],
  ])('has words for no lines (%i bytes, active: %s)', (size, isActive, words) => {
    expect(buildLogPage({ ...input, lines: [], size, isActive }).emptyWords).toBe(words);
  });

  it('does not call a log of a session that is over being written', () => {
    const logs = [{ name: 'master.log', bytes: 1_000, isActive: true }];
    const open = { ...input, logs, isActive: true };
    const going = buildLogPage(open);
    expect(going.isActive).toBe(true);
    expect(going.position).toContain(', still being written');
    expect(going.logs[0]?.label).toContain('being written');
    const left = buildLogPage({ ...open, isSessionOver: true });
    expect(left.isActive).toBe(false);
    expect(left.position).toContain(', was never finished');
    expect(left.logs[0]?.label).toContain('never finished');
  });

  it('has a short title', () => {
    const title = (changes: Partial<LogPageInput>) => buildLogPage({ ...input, ...changes }).title;
    expect(title({})).toBe('Master log');
    const item = { name: 'falconf5', type: 'AccountRemoteRoot' };
    const log = 'item-TRANSFER_AccountRemoteRoot_falconf5';
    expect(title({ item, log })).toBe('Log of falconf5, transfer');
    expect(title({ log: 'x'.repeat(300) }).length).toBeLessThan(30);
  });
});

describe('buildErrorPage', () => {
  it('says what to do and leads back', () => {
    const page = buildErrorPage({
      status: 503,
      problem: { code: 'cache-busy' },
      sessionId: 'S1',
      retryAfterSeconds: 5,
    });
    expect(page.advice).toContain('Wait about 5 s.');
    expect(page.links.map((link) => link.href)).toEqual(['index.cgi?session=S1', 'index.cgi']);
  });
});

describe('what is not found', () => {
  it('leads on from where it was looked for', () => {
    const page = buildErrorPage({ status: 404, problem: { code: 'no-issue' }, sessionId: 'S1' });
    expect(page.advice).not.toContain('30 days');
    expect(page.links.map(({ href }) => href)).toEqual([
      'index.cgi?session=S1',
      'index.cgi?session=S1&tab=accounts',
      'index.cgi?session=S1&tab=logs',
      'index.cgi',
    ]);
    expect(buildErrorPage({ status: 404, problem: { code: 'no-issue' } }).advice).toContain(
      '30 days',
    );
  });

  it('does not lead to a page that refuses as well', () => {
    expect(buildErrorPage({ status: 403, problem: { code: 'no-issue' } }).links).toEqual([]);
  });
});

describe('viewFound', () => {
  const none = { text: 'shop', names: [], sessions: [], causes: [] };
  const name = {
    name: 'bob',
    type: 'AccountRemoteRoot',
    localName: null,
    domain: 'shop.example',
    sessions: 2,
  };

  it('says of each what it is, and where the words stand', () => {
    const found = viewFound(
      {
        ...none,
        names: [name, { ...name, name: 'shop1', localName: 'shop2', sessions: 1 }],
        sessions: [{ id: 'S1', sourceHost: 'shop.old', targetHost: 'new', startedAt: NOW - 60 }],
        causes: [{ id: 'c', template: 'The shop of ‹name›', sessionId: 'S1', items: 3 }],
      },
      NOW,
    );
    expect(found.map(({ kind, text, note, href }) => [kind, text, note, href])).toEqual([
      ['domain', 'shop.example', 'Domain of account bob, in 2 sessions', 'index.cgi?account=bob'],
      ['account', 'shop1', 'Account, now shop2, shop.example', 'index.cgi?account=shop1'],
      ['session', 'shop.old → new', 'Session S1, 1 min ago', 'index.cgi?session=S1'],
      [
        'cause',
        'The shop of ‹name›',
        'Cause, 3 items in the session S1',
        'index.cgi?session=S1&tab=issues&issue=c',
      ],
    ]);
  });
});

describe('buildComparePage', () => {
  const none = { total: 0, items: [] };
  const changes = {
    stillBroken: none,
    newFailures: none,
    notRetried: none,
    onTheWay: none,
    fixed: none,
  };
  const comparison = {
    earlier: makeSummary({ id: 'S1', sourceHost: 'old8.example.net' }),
    later: makeSummary({ id: 'S2' }),
    isSameSource: true,
    inBoth: 3,
    added: 0,
    changes,
    groups: [],
  };
  const address = { session: 'S2', compare: 'S1' };

  it('has a short title, and says how loud its sentence is', () => {
    const page = buildComparePage(
      { ...comparison, changes: { ...changes, notRetried: { total: 15, items: [] } } },
      address,
      NOW,
    );
    expect(page).toMatchObject({
      title: 'Comparison, old8.example.net',
      level: 'bad',
      sentence: '15 items not tried again.',
    });
    expect(buildComparePage(comparison, address, NOW).level).toBe('good');
  });

  it('does not call broken what the earlier session did not have', () => {
    const view = (total: number, added: number) => {
      const newFailures = { total, items: [] };
      const page = buildComparePage(
        { ...comparison, added, changes: { ...changes, newFailures } },
        address,
        NOW,
      );
      return [page.sentence, page.sections[0]?.title];
    };
    expect(view(13, 0)).toEqual(['13 items newly broken.', 'Newly broken: 13 items']);
    expect(view(13, 13)).toEqual([
      '13 items not moved and not in the earlier session.',
      'Not moved, and not in the earlier session: 13 items',
    ]);
    expect(view(13, 3)[0]).toBe(
      '10 items newly broken, 3 not moved and not in the earlier session.',
    );
  });

  it('folds away all but the first ten issue types of a table', () => {
    const groups = Array.from({ length: 13 }, (_, number) => ({
      ...{ id: `g${number}`, kind: 'warning' as const, module: null, template: `t${number}` },
      ...{ before: 0, after: 13 - number },
    }));
    const [table] = buildComparePage({ ...comparison, groups }, address, NOW).groups;
    expect([table?.rows.length, table?.rest.length, table?.restWords]).toEqual([
      10,
      3,
      '3 more issue types',
    ]);
  });

  it('says of sessions without a common item that they have none', () => {
    const note = (inBoth: number) => buildComparePage({ ...comparison, inBoth }, address, NOW).note;
    expect(note(0)).toContain('no item in common');
    expect(note(1)).toBeNull();
  });
});
