import { describe, expect, it } from 'vitest';
import type { IssueKind } from '../../src/session/issue.ts';
import type { Cause, SessionTab, WorkInput } from '../../src/views/session-input.ts';
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

const under =
  (tab: SessionTab) =>
  (changes: Parameters<typeof makeSessionInput>[0] = {}) =>
    build({ ...changes, query: { ...(changes.query ?? QUERY), tab } });

/** The part that the tab shows. */
function shown<T>(part: T | null): T {
  if (part === null) throw new Error('the tab does not show it');
  return part;
}

type Changes = Parameters<typeof makeSessionInput>[0];
const issuesOf = (changes: Changes = {}) => shown(under('issues')(changes).issues);
/** With the messages of the groups, as where one of them is asked for. */
const membersOf = (changes: Changes = {}) =>
  issuesOf({ ...changes, query: { ...QUERY, issue: 'any' } });
const itemsOf = (changes: Changes = {}) => shown(under('accounts')(changes).items);
const activityOf = (changes: Changes = {}) => shown(under('activity')(changes).activity);

describe('the card of a session', () => {
  it('says state, percent, time left, throughput and last activity', () => {
    const { hero } = build();
    expect(hero).toMatchObject({
      state: { word: 'Running' },
      percentText: '62.4 %',
      timeLeft: expect.stringMatching(/^about 1 h 13 min left \(\d\d:\d\d\)$/),
      rate: '84.3 MB/s',
      lastActivity: { relative: '4 s ago' },
    });
  });

  it('says why the time left is unknown', () => {
    const { hero } = build({
      session: makeSession({ etaSeconds: null }),
      etaReason: 'Nothing is moving at present.',
    });
    expect(hero.timeLeft).toBe('time left unknown: nothing is moving at present');
  });

  it('raises an alarm for a stall, with links to what it names', () => {
    const stalled = {
      since: NOW - 1_900,
      reason: 'It is gone. Look at the master error log, then at “bob”.',
    };
    const session = makeSession({ live: false, stalled });
    const { hero } = build({ session, hasMasterErrors: true });
    expect(hero.state.word).toBe('Stalled');
    expect(hero.alarm?.parts.map(({ text }) => text).join('')).toBe(stalled.reason);
    expect(hero.alarm?.parts.filter(({ href }) => href !== null)).toEqual([
      { text: 'master error log', href: `index.cgi?session=${session.id}&log=master.error_log` },
    ]);
    // Where there is no such log, nothing leads to it.
    const without = build({ session }).hero.alarm?.parts;
    expect(without?.every(({ href }) => href === null)).toBe(true);
  });

  it('shows a state that it does not know by its own name', () => {
    expect(build({ session: makeSession({ state: 'TRANSFER_INPROGRESS' }) }).hero.state.word).toBe(
      'TRANSFER_INPROGRESS',
    );
  });

  it('has a bar whose segments add up to all items', () => {
    const { segments } = build().hero.bar;
    expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100);
  });

  it('says the verdict in its own words, each count a link to the items behind it', () => {
    const session = makeSession();
    const { sentence } = build({ session }).hero;
    expect(sentence.map(({ text }) => text).join('')).toBe(session.verdict.sentence);
    for (const { text, href } of sentence) {
      if (/failed$/.test(text)) expect(href).toContain('tab=accounts&status=failed');
    }
    const { clean, review, incomplete, failed } = session.verdict;
    const { active, pending } = session.counts;
    const counted = [clean, review, incomplete, failed, active, pending].filter(
      (count) => count > 0,
    );
    expect(sentence.filter(({ href }) => href !== null)).toHaveLength(counted.length);
  });

  it.each([
    ['COMPLETED', { success: 499, failed: 1 }, 'Not everything moved'],
    ['COMPLETED', { success: 500 }, 'All moved'],
    ['ABORTED', { success: 499, unfinished: 1 }, 'Aborted'],
  ])('says what came of it, and never “Completed”: %s %j', (state, changes, word) => {
    const counts = { ...NO_COUNTS, ...changes };
    const session = makeSession({ state, counts, percent: 100, issueCounts: NO_ISSUES });
    expect(build({ session }).hero.state.word).toBe(word);
  });

  it('is done when all to-dos are', () => {
    const counts = { ...NO_COUNTS, success: 490, warning: 10 };
    const session = makeSession({ state: 'COMPLETED', counts, percent: 100 });
    const verdict = {
      ...session.verdict,
      level: 'review' as const,
      incomplete: 0,
      failed: 0,
      unfinished: 0,
      followUps: { total: 7, done: 7 },
    };
    const { hero } = build({ session: { ...session, verdict } });
    expect(hero.state).toMatchObject({ word: 'All moved, all reviewed', tone: 'good' });
    expect(hero.followUps).toEqual({ words: '7 of 7 to-dos done', isDone: true });
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

describe('issues', () => {
  it('shows what differs, and the repair with its parameters', () => {
    const group = membersOf().groups.find((entry) => entry.badge.word === 'Altered');
    expect(group?.items[0]?.repair?.path).toBe(
      '/scripts5/rename_mysql_db?orig=rivergdn_shop1&new=rivergdn_shop',
    );
    expect(
      group?.items[0]?.pieces.filter((piece) => piece.differs).map((piece) => piece.text),
    ).toEqual(['rivergdn_shop', 'rivergdn_shop1']);
  });

  it('leaves the messages of closed issue types to be fetched, and leads to them', () => {
    const group = issuesOf().groups.find((entry) => entry.badge.word === 'Skipped');
    expect(group?.count).toBe('214');
    expect(group?.items).toEqual([]);
    expect(group?.more?.words).toBe('Show all 214 messages');
    expect(group?.more?.href).toContain(`issue=${group?.id}`);
  });

  it('shows one group alone, open, a page of its members at a time', () => {
    const issues = [makeGroup('skipped', { id: 'one', count: 450 })];
    const query = { ...QUERY, tab: 'issues' as const, issue: 'one', page: 2 };
    const view = issuesOf({ session: makeSession({ issues }), query });
    expect(view.groups).toMatchObject([{ id: 'one', isOpen: true, more: null }]);
    expect(view.pager?.words).toBe('201 to 400 of 450');
    expect(view.pager?.nextHref).toContain('issue=one&page=3');
    expect(view.csvHref).toContain('issue=one');
    expect(
      view.filters.every(({ href, isCurrent }) => !isCurrent && !href.includes('issue=')),
    ).toBe(true);
  });

  it('offers marks only where they are kept, and never for mere warnings', () => {
    const marks = (groups: ReturnType<typeof issuesOf>['groups']) =>
      groups.flatMap((group) => group.items.map((item) => item.mark));
    expect(marks(membersOf().groups).every((mark) => mark === null)).toBe(true);
    const offered = membersOf({ followUps: [] }).groups;
    const altered = offered.find((group) => group.badge.word === 'Altered');
    expect(altered?.items[0]?.mark?.wanted).toBe('tick');
    expect(altered?.markAll).toEqual({ words: 'Mark all 3 as done', wanted: 'mark-all' });
    const warning = offered.find((group) => group.badge.word === 'Warning');
    expect(warning?.items[0]?.mark).toBeNull();
    expect(warning?.markAll).toBeNull();
  });

  it('shows who marked what, and when', () => {
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
    const group = membersOf({ followUps }).groups.find((entry) => entry.id === 'altered-bb');
    expect(group?.marked).toBe('1 of 3 done');
    expect(group?.items[0]?.mark).toMatchObject({
      isDone: true,
      wanted: 'untick',
      who: 'root',
      note: 'told them',
    });
    expect(group?.items[1]?.mark?.isDone).toBe(false);
  });

  it('says when counters have no texts', () => {
    const issues = issuesOf({ session: makeSession({ issues: [] }) });
    expect(issues.emptyWords).toContain('counts 346 issues but gives no texts');
    expect(
      issuesOf({ session: makeSession({ issues: [], issueCounts: NO_ISSUES }) }).emptyWords,
    ).toContain('Nothing was reported so far');
  });
});

describe('items', () => {
  it('gives the failure of TRANSFER as the reason, not its echo in RESTORE', () => {
    const [row] = itemsOf({
      session: makeSession({ items: [makeItem('oakfield', 'failed')] }),
    }).rows;
    expect(row?.reason?.short).toContain('No space left on device');
    expect(row?.logHref).toContain('log=item-TRANSFER_AccountRemoteRoot_oakfield');
  });

  it('tells what never started from what was broken off', () => {
    const never = makeItem('a', 'unfinished');
    const begun = makeItem('b', 'unfinished', {
      queues: { TRANSFER: makePhase({ status: 'unfinished' }), RESTORE: null },
    });
    const rows = itemsOf({ session: makeSession({ items: [never, begun] }) }).rows;
    expect(rows[0]?.reason?.short).toContain('Never started');
    expect(rows[1]?.reason?.short).toContain('ended before this item did');
  });

  it('adds up the counters of both queues', () => {
    const counts = { dangerous: 0, altered: 1, skipped: 0, warning: 2 };
    const item = makeItem('a', 'warning', {
      queues: { TRANSFER: makePhase({ counts }), RESTORE: makePhase({ counts }) },
    });
    const [row] = itemsOf({ session: makeSession({ items: [item] }) }).rows;
    expect(row?.issues.map((issue) => issue.text)).toEqual(['2 altered', '4 warnings']);
  });

  it('turns the order round on a second click, and keeps the filters', () => {
    const query = {
      ...QUERY,
      tab: 'accounts' as const,
      sort: 'size' as const,
      status: 'failed' as const,
      q: 'oak',
    };
    const items = itemsOf({ query });
    const size = items.columns.find((column) => column.label === 'Size');
    expect(size?.order).toBe('ascending');
    expect(size?.href).toContain('status=failed&q=oak&sort=-size');
    expect(items.hidden).toContainEqual({ name: 'status', value: 'failed' });
  });

  it('marks a failed item that a later session has moved', () => {
    const { rows } = itemsOf({
      resolvedLater: [{ type: 'AccountRemoteRoot', name: 'oakfield', sessionId: 'LATER1' }],
    });
    expect(rows.find((row) => row.name === 'oakfield')?.resolvedHref).toBe(
      'index.cgi?session=LATER1',
    );
  });
});

describe('activity', () => {
  it('links a worker to its item and says how long it has been at it', () => {
    const [first] = activityOf().workers;
    expect(first).toMatchObject({
      queue: 'Transfer',
      number: 1,
      item: 'rivergdn',
      duration: '3 min 12 s',
    });
    expect(first?.href).toContain('item=rivergdn');
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
    const { hero, about, work } = build({ session });
    expect(hero.state.word).toBe('Deleted unfinished');
    expect(hero.note).toBe('WHM has deleted it. When last seen, it was RUNNING.');
    expect(hero.isMoving).toBe(false);
    expect(hero.timeLeft).toBeNull();
    expect(about.elapsed).toBe('took 10 min');
    expect(hero.sentence.map(({ text }) => text).join('')).toContain(
      'The server has deleted the session',
    );
    expect(work?.emptyWords ?? '').not.toContain('so far');
  });

  it('offers no log of an archived session', () => {
    expect(shown(under('logs')({ logs: 'gone' }).logs)).toMatchObject({
      logs: [],
      canSearch: false,
    });
    const { rows } = itemsOf({ logs: 'gone' });
    expect(rows.every((row) => row.logHref === null)).toBe(true);
    const { groups } = membersOf({ logs: 'gone' });
    expect(groups.flatMap((group) => group.items).every((item) => item.logHref === null)).toBe(
      true,
    );
    expect(build({ logs: 'gone' }).logsNote).toContain('gone from the server');
  });

  it('keeps everything that narrows the view in its address', () => {
    const query = {
      tab: 'accounts',
      queue: 'RESTORE',
      status: 'failed',
      kind: null,
      q: 'x y',
      sort: '-size',
      page: 3,
    } as const;
    expect(build({ query }).query).toBe(
      'session=copyacct20261101020304ab3Kd&tab=accounts&queue=RESTORE&status=failed&q=x%20y&sort=-size&page=3',
    );
  });
});

describe('a page behind the last one', () => {
  const paging = { page: 99, perPage: 100, itemsTotal: 500, issuesTotal: 120 };
  const session = makeSession({ items: [], issues: [] });

  it('is told of where the list is', () => {
    const query = { ...QUERY, page: 99 };
    const items = itemsOf({ session, paging, query });
    const issues = issuesOf({ session, paging, query });
    expect([items.emptyWords, issues.emptyWords]).toEqual([null, null]);
    expect(items.pager?.beyond?.href).toContain('tab=accounts&page=5');
    expect(issues.pager?.beyond?.href).toContain('tab=issues&page=2');
  });

  it('is told of in one group of issues', () => {
    const group = makeGroup('skipped', { id: 'one', count: 450 });
    const issues = [{ ...group, items: [] }];
    const query = { ...QUERY, tab: 'issues' as const, issue: 'one', page: 99 };
    const { pager } = issuesOf({ session: makeSession({ issues }), query });
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
    const activity = activityOf({ session: makeSession({ ...changes, workers }) });
    expect(activity).toMatchObject({
      isWorking: false,
      noWorkersWords: 'No worker is working on this session.',
    });
    expect(activity.workers.map(({ number, restarts }) => [number, restarts])).toEqual([
      [2, '3 restarts'],
    ]);
  });

  it('stay on the page while the master lives, stalled or not', () => {
    const session = makeSession({ live: true, stalled, workers });
    expect(activityOf({ session })).toMatchObject({ isWorking: true });
    expect(activityOf({ session }).workers).toHaveLength(2);
  });
});

describe('counts and their units', () => {
  it('counts the items of a group, by which groups are sorted, and messages beside them', () => {
    const words = (itemCount: number) => {
      const group = makeGroup('skipped', { id: 'one', count: 214, itemCount });
      const [shown] = issuesOf({ session: makeSession({ issues: [group] }) }).groups;
      return [`${shown?.count} ${shown?.countWord}`, shown?.messages];
    };
    expect(words(214)).toEqual(['214 items', null]);
    expect(words(30)).toEqual(['30 items', '214 messages']);
  });

  it('names the last column after what stands in it', () => {
    const items = [{ type: 'T', name: 'bob', queue: 'RESTORE' as const, text: 'x', repair: null }];
    const session = makeSession({ issues: [makeGroup('skipped', { id: 'one', count: 1, items })] });
    const word = (more: object) => membersOf({ session, ...more }).groups[0]?.remedyWord;
    expect(word({})).toBe('Log');
    expect(word({ logs: 'gone' })).toBeNull();
    const altered = membersOf().groups.find((group) => group.badge.word === 'Altered');
    expect(altered?.remedyWord).toBe('To do');
  });

  it('gives sizes in bytes for accounts only', () => {
    const row = (type: string) => {
      const items = [{ ...makeItem('bob', 'pending'), type, label: null, size: 1 }];
      return itemsOf({ session: makeSession({ items }) }).rows[0];
    };
    expect(row('AccountRemoteRoot')).toMatchObject({ size: '1 byte', label: null });
    expect(row('PackageRemoteRoot')).toMatchObject({ size: '–', label: 'Package' });
    expect(row('NewRemoteRoot')).toMatchObject({ size: '–', label: 'NewRemoteRoot' });
    expect(row('constructor')).toMatchObject({ size: '–', label: 'constructor' });
  });

  it.each(['PAUSING', 'ABORTING'])('promises no end to a session that is %s', (state) => {
    expect(build({ session: makeSession({ state }) }).hero.timeLeft).toBeNull();
  });
});

describe('the title', () => {
  it('is short enough for a heading that does not break, and the name stands whole below', () => {
    const sourceHost = `${'web'.repeat(12)}.example.net`;
    const page = build({ session: makeSession({ sourceHost, targetHost: null }) });
    expect(page.title).toBe('Transfer from webwebwebweb…example.net');
    expect(page.about.hosts).toEqual([sourceHost]);
    expect(build().title).toBe('old-web-07.example.com to new-web-02.example.com');
    expect(build().about.hosts).toEqual([]);
  });
});

describe('the work list', () => {
  const work = (changes: Changes = {}) => shown(build(changes).work);

  it('has a row for each cause, failures first, each with its accounts and what helps', () => {
    const { rows } = work();
    expect(rows[0]?.badge.word).toMatch(/ failed$/);
    expect(rows[0]?.retry?.href).toContain('report=retry');
    const altered = rows.find((row) => row.issueId === 'altered-bb');
    expect(altered?.badge.word).toBe('3 accounts');
    expect(altered?.retry).toBeNull();
  });

  it('counts what is done of a cause where marks are kept', () => {
    const row = (changes: Changes) =>
      work(changes).rows.find(({ issueId }) => issueId === 'altered-bb')?.followUps;
    expect(row({ followUps: [] })).toEqual({ words: '1 of 3 done', isDone: false });
    expect(row({})).toBeNull();
  });

  it('speaks of one account in its own words, without placeholders', () => {
    const cause = {
      ...cell('failure'),
      text: 'The gadget of “bob” is odd.',
      template: 'The gadget of ‹name› is odd.',
      itemCount: 1,
    };
    const { rows } = work({ work: { ...NOTHING, causes: [cause], causesTotal: 1 } });
    expect(rows[0]?.title).toEqual([{ text: cause.text, differs: false }]);
  });

  it('tells two causes with one explanation apart by what they say', () => {
    const causes = ['a', 'b'].map((id) => ({
      ...cell('dangerous'),
      id,
      text: `The link “/home/${id}” leads out of the home directory and was not restored.`,
      template: `The link ‹path› leads out of the home directory (${id}) and was not restored.`,
      itemCount: 2,
    }));
    const { rows } = work({ work: { ...NOTHING, causes, causesTotal: 2 } });
    const titles = rows.map(({ title }) => title.map(({ text }) => text).join(''));
    expect(new Set(titles).size).toBe(2);
  });

  it('names what the logs say and nothing reports, with the first line quoted', () => {
    const row = work().rows.find(({ key }) => key === 'silent');
    expect(row?.quote).toContain('“mysqldump: Got error: 1045”');
    expect(row?.advice).toContain('Check that root’s MySQL login');
    expect(row?.href).toContain('log=item-RESTORE_AccountRemoteRoot_x&at=812');
    const archived = work({ logs: 'gone' }).rows.find(({ key }) => key === 'silent');
    expect(archived?.href).not.toContain('log=');
  });

  it('lists the unfinished once the session is over, and says how many never began', () => {
    const counts = { ...NO_COUNTS, success: 310, unfinished: 190 };
    const session = makeSession({ state: 'ABORTED', counts });
    const unfinished = { total: 190, never: 183, unnamed: 0, names: [] };
    const row = work({ session, work: { ...NOTHING, unfinished } }).rows.find(
      ({ key }) => key === 'unfinished',
    );
    expect(row?.badge.word).toBe('190 unfinished');
    expect(row?.advice).toBe('7 were interrupted, 183 never started.');
    expect(row?.retry?.href).toContain('status=unfinished&report=retry');
  });

  it('says so where nothing is to be done, and never too early', () => {
    const over = (verdict: object) => {
      const counts = { ...NO_COUNTS, success: 500 };
      const session = makeSession({ state: 'COMPLETED', counts, issueCounts: NO_ISSUES });
      return work({
        session: { ...session, verdict: { ...session.verdict, ...verdict } },
        work: NOTHING,
      }).emptyWords;
    };
    expect(over({ level: 'good', logsRead: { read: 9, of: 9 } })).toContain('everything moved');
    expect(over({ level: 'review', logsRead: { read: 2, of: 9 } })).toContain(
      '7 logs of 9 still have',
    );
  });
});

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

function cell(kind: IssueKind): Cause {
  return {
    id: 'x',
    kind,
    effect: null,
    module: null,
    function: null,
    template: '',
    text: '',
    itemCount: 1,
    done: 0,
    items: [{ type: 'AccountRemoteRoot', name: 'bob' }],
  };
}
