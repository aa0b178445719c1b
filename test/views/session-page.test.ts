import { describe, expect, it } from 'vitest';
import type { Pause } from '../../src/session/pause.ts';
import { buildSessionPage } from '../../src/views/session-page.ts';
import {
  makeGroup,
  makeItem,
  makePhase,
  makeSession,
  makeSessionInput,
  NO_COUNTS,
  NO_ISSUES,
  NOW,
  QUERY,
} from '../render/fixtures.ts';

const build = (changes: Parameters<typeof makeSessionInput>[0] = {}) =>
  buildSessionPage(makeSessionInput(changes), NOW);

describe('the first line', () => {
  it('says state, percent, time left, throughput and last activity', () => {
    const { status } = build();
    expect(status.state.word).toBe('Running');
    expect(status.percentText).toBe('62.4 %');
    expect(status.facts.map((fact) => [fact.name, fact.moment?.relative ?? fact.value])).toEqual([
      ['Time left', 'about 1 h 13 min'],
      ['Items done', '312 of 500'],
      ['Throughput', '84.3 MB/s'],
      ['Running for', '2 h 14 min'],
      ['Last activity', '4 s ago'],
    ]);
  });

  it('says why the time left is unknown', () => {
    const { status } = build({
      session: makeSession({ etaSeconds: null }),
      etaReason: 'it is paused',
    });
    expect(status.facts[0]).toMatchObject({ value: 'unknown', note: 'it is paused' });
  });

  it('raises an alarm for a stall, with what to do', () => {
    const stalled = { since: NOW - 1_900, reason: 'the master process 21700 is gone' };
    const { status } = build({ session: makeSession({ live: false, stalled }) });
    expect(status.state.word).toBe('Stalled');
    expect(status.alarm?.text).toBe(stalled.reason);
  });

  it('shows a state that it does not know by its own name', () => {
    expect(
      build({ session: makeSession({ state: 'TRANSFER_INPROGRESS' }) }).status.state.word,
    ).toBe('TRANSFER_INPROGRESS');
  });

  it('gives each queue segments that add up to all of it', () => {
    for (const queue of build().status.queues) {
      expect(queue.segments.reduce((sum, segment) => sum + segment.share, 0)).toBeCloseTo(100);
    }
  });
});

describe('the items on the overview', () => {
  const paging = (perPage: number) => ({ page: 1, perPage, itemsTotal: 500, issuesTotal: 0 });

  it('are those that need attention first, where there are more than a page of them', () => {
    const { items } = build({ paging: paging(25) });
    expect(items.pager).toBeNull();
    expect(items.allWords).toBe('Show all 500 items');
    expect(items.allHref).toContain('tab=items');
  });

  it.each([
    ['a status', { status: 'failed' as const }],
    ['an order', { sort: 'name' as const }],
    ['a page', { page: 2 }],
    ['its own tab', { tab: 'items' as const }],
  ])('are a whole page where the address asks for %s', (_, query) => {
    const { items } = build({ paging: paging(100), query: { ...QUERY, ...query } });
    expect(items.pager?.words).toBe('1 to 100 of 500');
    expect(items.allHref).toBeNull();
  });

  it('are all of them in a session that one page holds', () => {
    const session = makeSession({ itemsTotal: 100 });
    const { items } = build({ session, paging: { ...paging(100), itemsTotal: 100 } });
    expect([items.pager, items.allHref]).toEqual([null, null]);
  });
});

describe('the buttons', () => {
  it.each([
    ['PENDING', ['Start', 'Abort']],
    ['RUNNING', ['Pause', 'Abort']],
    ['PAUSING', ['Abort']],
    ['PAUSED', ['Resume', 'Abort']],
    ['COMPLETED', []],
    ['FAILED', []],
  ])('%s offers %j', (state, labels) => {
    expect(
      build({ session: makeSession({ state }) }).actions.map((action) => action.label),
    ).toEqual(labels);
  });

  it('asks before an abort and says what happens', () => {
    const abort = build().actions.find((action) => action.action === 'abort');
    expect(abort?.asks?.consequence).toContain('188 items will not be moved');
  });
});

describe('the verdict', () => {
  it('is never good because the state is COMPLETED', () => {
    const counts = { ...NO_COUNTS, success: 499, failed: 1 };
    const { verdict } = build({ session: makeSession({ state: 'COMPLETED', counts }) });
    expect(verdict.level).toBe('bad');
    expect(verdict.word).toBe('Not complete');
  });

  it('leads from each of its counts to the items behind it', () => {
    expect(build().verdict.rows.map((row) => row.href)).toContain(
      'index.cgi?session=copyacct20261101020304ab3Kd&tab=items&status=failed',
    );
  });
});

describe('issues', () => {
  it('shows what differs, and the repair with its parameters', () => {
    const group = build().issues.groups.find((entry) => entry.badge.word === 'Altered');
    expect(group?.items[0]?.repair?.path).toBe(
      '/scripts5/rename_mysql_db?orig=rivergdn_shop1&new=rivergdn_shop',
    );
    expect(
      group?.items[0]?.pieces.filter((piece) => piece.differs).map((piece) => piece.text),
    ).toEqual(['rivergdn_shop', 'rivergdn_shop1']);
  });

  it('shows a bounded number of members and says how many there are', () => {
    const group = build().issues.groups.find((entry) => entry.badge.word === 'Skipped');
    expect(group?.count).toBe('214');
    expect(group?.items).toHaveLength(50);
    expect(group?.more?.words).toBe('50 of 214 shown. Show all of them');
    expect(group?.more?.href).toContain(`issue=${group?.id}`);
  });

  it('shows one group alone, open, a page of its members at a time', () => {
    const issues = [makeGroup('skipped', { id: 'one', count: 450 })];
    const query = { ...QUERY, tab: 'issues' as const, issue: 'one', page: 2 };
    const view = build({ session: makeSession({ issues }), query }).issues;
    expect(view.groups).toMatchObject([{ id: 'one', isOpen: true, more: null }]);
    expect(view.pager?.words).toBe('201 to 400 of 450');
    expect(view.pager?.nextHref).toContain('issue=one&page=3');
    expect(view.csvHref).toContain('issue=one');
    expect(
      view.filters.every(({ href, isCurrent }) => !isCurrent && !href.includes('issue=')),
    ).toBe(true);
  });

  it('counts members that were not handed over, too', () => {
    const issues = [makeGroup('skipped', { count: 9_000 })];
    expect(build({ session: makeSession({ issues }) }).issues.groups[0]?.more?.words).toBe(
      '3 of 9,000 shown. Show all of them',
    );
  });

  it('leaves the many groups of a large session to their own tab', () => {
    const issues = Array.from({ length: 40 }, (_, index) =>
      makeGroup('warning', { id: `w${index}` }),
    );
    const overview = build({ session: makeSession({ issues }) });
    expect(overview.issues.groups).toHaveLength(10);
    expect(overview.issues.allWords).toBe('Show all 40 kinds of issue');
    const tab = build({ session: makeSession({ issues }), query: { ...QUERY, tab: 'issues' } });
    expect(tab.issues.groups).toHaveLength(40);
    expect(tab.issues.allHref).toBeNull();
  });

  it('offers ticks only where they are kept, and never for mere warnings', () => {
    const ticks = (page: ReturnType<typeof build>) =>
      page.issues.groups.flatMap((group) => group.items.map((item) => item.tick));
    expect(ticks(build()).every((tick) => tick === null)).toBe(true);
    const offered = build({ followUps: [] }).issues.groups;
    expect(offered.find((group) => group.badge.word === 'Altered')?.items[0]?.tick?.wanted).toBe(
      'tick',
    );
    expect(offered.find((group) => group.badge.word === 'Warning')?.items[0]?.tick).toBeNull();
  });

  it('shows who ticked what, and when', () => {
    const followUps = [
      {
        issueId: 'altered-bb',
        type: 'AccountRemoteRoot',
        name: 'rivergdn',
        done: true,
        note: 'told them',
        who: 'root',
        at: NOW - 300,
      },
    ];
    const group = build({ followUps }).issues.groups.find((entry) => entry.id === 'altered-bb');
    expect(group?.ticked).toBe('1 of 3 done');
    expect(group?.items[0]?.tick).toMatchObject({
      isDone: true,
      wanted: 'untick',
      who: 'root',
      note: 'told them',
    });
    expect(group?.items[1]?.tick?.isDone).toBe(false);
  });

  it('says when counters have no texts', () => {
    const { issues } = build({ session: makeSession({ issues: [] }) });
    expect(issues.emptyWords).toContain('counts 346 issues but gives no texts');
    expect(
      build({ session: makeSession({ issues: [], issueCounts: NO_ISSUES }) }).issues.emptyWords,
    ).toContain('Nothing was reported so far');
  });
});

describe('items', () => {
  it('gives the failure of TRANSFER as the reason, not its echo in RESTORE', () => {
    const [row] = build({ session: makeSession({ items: [makeItem('oakfield', 'failed')] }) }).items
      .rows;
    expect(row?.reason?.short).toContain('No space left on device');
    expect(row?.logHref).toContain('log=item-TRANSFER_AccountRemoteRoot_oakfield');
  });

  it('tells what never started from what was broken off', () => {
    const never = makeItem('a', 'unfinished');
    const begun = makeItem('b', 'unfinished', {
      queues: { TRANSFER: makePhase({ status: 'unfinished' }), RESTORE: null },
    });
    const rows = build({ session: makeSession({ items: [never, begun] }) }).items.rows;
    expect(rows[0]?.reason?.short).toContain('Never started');
    expect(rows[1]?.reason?.short).toContain('ended before this item did');
  });

  it('adds up the counters of both queues', () => {
    const counts = { dangerous: 0, altered: 1, skipped: 0, warning: 2 };
    const item = makeItem('a', 'warning', {
      queues: { TRANSFER: makePhase({ counts }), RESTORE: makePhase({ counts }) },
    });
    const [row] = build({ session: makeSession({ items: [item] }) }).items.rows;
    expect(row?.issues.map((issue) => issue.text)).toEqual(['2 altered', '4 warnings']);
  });

  it('turns the order round on a second click, and keeps the filters', () => {
    const query = {
      ...QUERY,
      tab: 'items' as const,
      sort: 'size' as const,
      status: 'failed' as const,
      q: 'oak',
    };
    const { items } = build({ query });
    const size = items.columns.find((column) => column.label === 'Size');
    expect(size?.order).toBe('ascending');
    expect(size?.href).toContain('status=failed&q=oak&sort=-size');
    expect(items.hidden).toContainEqual({ name: 'status', value: 'failed' });
  });

  it('marks a failed item that a later session has moved', () => {
    const page = build({
      resolvedLater: [{ type: 'AccountRemoteRoot', name: 'oakfield', sessionId: 'LATER1' }],
    });
    expect(page.failures.rows.find((row) => row.name === 'oakfield')?.resolvedHref).toBe(
      'index.cgi?session=LATER1',
    );
  });
});

describe('activity', () => {
  it('links a worker to its item and says how long it has been at it', () => {
    const [first] = build().activity.workers;
    expect(first).toMatchObject({
      queue: 'Transfer',
      number: 1,
      item: 'rivergdn',
      duration: '3 min 12 s',
    });
    expect(first?.href).toContain('item=rivergdn');
  });

  it('draws bars between 0 and 1, and says the same as a table', () => {
    const plot = build().activity.throughput;
    expect(plot?.bars).toHaveLength(67);
    expect(plot?.rows).toHaveLength(67);
    expect(Math.max(...(plot?.bars.flatMap((bar) => [bar.transfer, bar.restore]) ?? []))).toBe(1);
  });

  it('counts items where the log has no sizes', () => {
    const buckets = [{ start: NOW - 60, bytes: null, items: 3 }];
    const throughput = { bucketSeconds: 60, queues: { TRANSFER: buckets, RESTORE: [] } };
    expect(build({ throughput }).activity.throughput).toMatchObject({
      title: 'Items done in each 1 min',
      top: '3 items',
    });
  });

  it('keeps the drawing of very many short items bounded, and their gravest outcome visible', () => {
    const timeline = Array.from({ length: 20_000 }, (_, index) => ({
      queue: 'RESTORE' as const,
      childNumber: 1,
      type: 'AccountRemoteRoot',
      item: `a${index}`,
      start: NOW - 40_000 + index * 2,
      end: NOW - 40_000 + index * 2 + 1,
      status: index === 10_000 ? ('failed' as const) : ('success' as const),
    }));
    const [lane] = build({ timeline }).activity.timeline?.lanes ?? [];
    expect(lane?.items).toBe('20,000 items');
    expect(lane?.spans.length).toBeLessThan(700);
    expect(lane?.spans.filter((span) => span.tone === 'bad')).toHaveLength(1);
  });

  it('says how long a child was idle between its items', () => {
    const span = {
      queue: 'TRANSFER' as const,
      childNumber: 1,
      type: 'T',
      status: 'success' as const,
    };
    const timeline = [
      { ...span, item: 'a', start: NOW - 300, end: NOW - 200 },
      { ...span, item: 'b', start: NOW - 140, end: null },
    ];
    expect(build({ timeline }).activity.timeline?.lanes[0]?.idle).toBe('1 min');
  });

  it('shows pauses in the timeline, and does not count them as idle', () => {
    const span = { queue: 'TRANSFER' as const, childNumber: 1, type: 'T', item: 'a' };
    const timeline = [
      { ...span, start: NOW - 1000, end: NOW - 900, status: 'success' as const },
      { ...span, start: NOW - 400, end: NOW, status: 'success' as const },
    ];
    const plotOf = (pauses: Pause[]) => build({ timeline, pauses }).activity.timeline;
    expect(plotOf([])).toMatchObject({ pauses: [], paused: null });
    const one = plotOf([{ from: NOW - 800, to: NOW - 420 }]);
    expect(one?.lanes[0]?.idle).toBe('2 min');
    expect(one?.pauses).toMatchObject([{ x: 0.2, width: 0.38 }]);
    expect(one?.paused).toMatch(/^Paused \d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/);
    // The one began before what is shown, the other is not over.
    const two = plotOf([
      { from: NOW - 5000, to: NOW - 850 },
      { from: NOW - 500, to: null },
    ]);
    expect(two?.pauses).toMatchObject([
      { x: 0, width: 0.15 },
      { x: 0.5, width: 0.5 },
    ]);
    expect(two?.paused).toBe('Paused 2 times, 10 min 50 s in all');
    expect(two?.lanes[0]?.idle).toBe('5 min 50 s');
    expect(plotOf([{ from: NOW - 5000, to: NOW - 4000 }])?.paused).toBeNull();
  });
});

describe('states of the page', () => {
  it.each([
    ['RUNNING', false, 'live'],
    ['PAUSED', false, 'live'],
    ['COMPLETED', false, 'idle'],
    ['COMPLETED', true, 'off'],
  ])('%s (archived: %s) asks for news: %s', (state, archived, poll) => {
    expect(build({ session: makeSession({ state, archived }) }).poll).toBe(poll);
  });

  it('says that the server has deleted a session that was not over, and counts no time on', () => {
    const lastActivityAt = NOW - 3 * 86_400;
    const session = makeSession({
      state: 'RUNNING',
      live: false,
      archived: true,
      startedAt: lastActivityAt - 600,
      endedAt: null,
      lastActivityAt,
      etaSeconds: null,
    });
    const { status, verdict, failures } = build({ session });
    expect(status.state.word).toBe('Deleted unfinished');
    expect(status.stateNote).toBe('The server has deleted it. When last seen, it was RUNNING.');
    expect(status.isMoving).toBe(false);
    const facts = Object.fromEntries(status.facts.map(({ name, value }) => [name, value]));
    expect(facts).toMatchObject({ Took: '10 min' });
    expect(Object.keys(facts)).not.toContain('Time left');
    expect(verdict.isSoFar).toBe(false);
    expect(verdict.sentence).toContain('The server has deleted the session');
    expect(failures.title).not.toContain('so far');
  });

  it('offers no log of an archived session', () => {
    const page = build({ logs: 'gone' });
    expect(page.logLinks).toEqual([]);
    expect(page.failures.rows.every((row) => row.logHref === null)).toBe(true);
    expect(
      page.issues.groups.flatMap((group) => group.items).every((item) => item.logHref === null),
    ).toBe(true);
    expect(page.logsNote).toContain('30 days');
  });

  it('keeps everything that narrows the view in its address', () => {
    const query = {
      tab: 'items',
      queue: 'RESTORE',
      status: 'failed',
      kind: null,
      q: 'x y',
      sort: '-size',
      page: 3,
    } as const;
    expect(build({ query }).query).toBe(
      'session=copyacct20261101020304ab3Kd&tab=items&queue=RESTORE&status=failed&q=x%20y&sort=-size&page=3',
    );
  });
});

describe('a page behind the last one', () => {
  const paging = { page: 99, perPage: 100, itemsTotal: 500, issuesTotal: 120 };
  const session = makeSession({ items: [], issues: [] });

  it.each(['items', 'issues', 'overview'] as const)('is told of on the tab %s', (tab) => {
    const page = build({ session, paging, query: { ...QUERY, tab, page: 99 } });
    expect(page.items.emptyWords).toBeNull();
    expect(page.issues.emptyWords).toBeNull();
    expect(page.items.pager?.beyond?.href).toContain('tab=items&page=5');
    expect(page.issues.pager?.beyond?.href).toContain('tab=issues&page=2');
  });

  it('is told of in one group of issues', () => {
    const group = makeGroup('skipped', { id: 'one', count: 450 });
    const issues = [{ ...group, items: [] }];
    const query = { ...QUERY, tab: 'issues' as const, issue: 'one', page: 99 };
    const { pager } = build({ session: makeSession({ issues }), query }).issues;
    expect(pager?.beyond?.href).toContain('issue=one&page=3');
  });
});

describe('the workers', () => {
  const worker = { queue: 'TRANSFER' as const, item: null, since: NOW - 75_000 };
  const workers = [
    { ...worker, childNumber: 1, pid: 22_588, restarts: 0 },
    { ...worker, childNumber: 2, pid: 22_589, restarts: 3 },
  ];
  const stalled = { since: NOW - 1_900, reason: 'the master process 21700 is gone' };

  it.each([
    { state: 'ABORTED', live: false },
    { state: 'COMPLETED', live: false },
    { state: 'PAUSED', live: false },
    { state: 'RUNNING', live: false, stalled },
  ])('are gone with their master, but for how often they died: %j', (changes) => {
    const { activity } = build({ session: makeSession({ ...changes, workers }) });
    expect(activity).toMatchObject({
      isWorking: false,
      noWorkersWords: 'No process is working on this session.',
    });
    expect(activity.workers.map(({ number, restarts }) => [number, restarts])).toEqual([
      [2, '3 restarts'],
    ]);
  });

  it('stay on the page while the master lives, stalled or not', () => {
    const session = makeSession({ live: true, stalled, workers });
    expect(build({ session }).activity).toMatchObject({ isWorking: true });
    expect(build({ session }).activity.workers).toHaveLength(2);
  });

  it('are drawn no longer than the session has lived', () => {
    const lastActivityAt = NOW - 75_000;
    const start = lastActivityAt - 100;
    const span = { queue: 'TRANSFER' as const, childNumber: 1, type: 'T', item: 'bob' };
    const timeline = [{ ...span, start, end: null, status: 'unfinished' as const }];
    const session = makeSession({ state: 'FAILED', live: false, lastActivityAt });
    const plot = build({ session, timeline }).activity.timeline;
    expect(plot?.lanes[0]?.spans[0]?.words).toBe('bob: unfinished, 1 min 40 s');
  });
});

describe('counts and their units', () => {
  it('keeps the number of messages on the tab, whatever narrows the list', () => {
    const tab = (query: object) =>
      build({ query: { ...QUERY, ...query } }).tabs.find(({ key }) => key === 'issues')?.count;
    const all = build().issues.filters[0]?.count;
    expect(tab({})).toBe(all);
    expect(tab({ tab: 'issues', q: 'x' })).toBe(all);
  });

  it('counts items where each has one message of a group, else the messages', () => {
    const words = (itemCount: number) => {
      const group = makeGroup('skipped', { id: 'one', count: 214, itemCount });
      const [shown] = build({ session: makeSession({ issues: [group] }) }).issues.groups;
      return `${shown?.count} ${shown?.countWord}`;
    };
    expect(words(214)).toBe('214 items');
    expect(words(30)).toBe('214 messages');
  });

  it('names the last column after what stands in it', () => {
    const items = [{ type: 'T', name: 'bob', queue: 'RESTORE' as const, text: 'x', repair: null }];
    const session = makeSession({ issues: [makeGroup('skipped', { id: 'one', count: 1, items })] });
    const word = (more: object) => build({ session, ...more }).issues.groups[0]?.remedyWord;
    expect(word({})).toBe('Log');
    expect(word({ logs: 'gone' })).toBeNull();
    const altered = build().issues.groups.find((group) => group.badge.word === 'Altered');
    expect(altered?.remedyWord).toBe('To do');
  });

  it('gives sizes in bytes for accounts only', () => {
    const row = (type: string) => {
      const items = [{ ...makeItem('bob', 'pending'), type, label: null, size: 1 }];
      return build({ session: makeSession({ items }) }).items.rows[0];
    };
    expect(row('AccountRemoteRoot')).toMatchObject({ size: '1 byte', label: null });
    expect(row('PackageRemoteRoot')).toMatchObject({ size: '–', label: 'Package' });
    expect(row('NewRemoteRoot')).toMatchObject({ size: '–', label: 'NewRemoteRoot' });
    expect(row('constructor')).toMatchObject({ size: '–', label: 'constructor' });
  });

  it.each([
    ['PAUSING', 'The session is being paused.'],
    ['ABORTING', 'The session is being aborted.'],
  ])('promises no end to a session that is %s', (state, note) => {
    const { facts } = build({ session: makeSession({ state }) }).status;
    expect(facts[0]).toMatchObject({ name: 'Time left', value: '–', note });
  });
});

describe('the title', () => {
  it('is short enough for a heading that does not break, and the name stands whole below', () => {
    const sourceHost = `${'web'.repeat(12)}.example.net`;
    const page = build({ session: makeSession({ sourceHost, targetHost: null }) });
    expect(page.title).toBe('Transfer from webwebwebweb…example.net');
    expect(page.about).toContainEqual({ name: 'From', value: sourceHost, moment: null });
    expect(build().about.map(({ name }) => name)).not.toContain('From');
  });
});
