import type { Page } from '../../src/render/pages.ts';
import { ITEM_STATUSES } from '../../src/session/item.ts';
import { buildAccountPage } from '../../src/views/account-page.ts';
import {
  buildComparePage,
  type ComparedItem,
  type ComparedItems,
  type Comparison,
} from '../../src/views/compare-page.ts';
import type { Session, SessionSummary } from '../../src/views/contract.ts';
import { buildErrorPage, type ErrorStatus } from '../../src/views/error-page.ts';
import { buildItemPage } from '../../src/views/item-page.ts';
import { buildListPage, type ListPageInput } from '../../src/views/list-page.ts';
import type { LogPageInput } from '../../src/views/log-input.ts';
import { buildLogPage } from '../../src/views/log-page.ts';
import type { ProblemFacts } from '../../src/views/problem-words.ts';
import { buildSearchPage, type SearchPageInput } from '../../src/views/search-page.ts';
import type { SessionPageInput } from '../../src/views/session-input.ts';
import { buildSessionPage } from '../../src/views/session-page.ts';
import type { VerifiedItemInput } from '../../src/views/session-verify.ts';
import {
  accountName,
  makeGroups,
  makeItem,
  makeLines,
  makeSession,
  makeSessionInput,
  makeSummary,
  NO_COUNTS,
  NO_ISSUES,
  NOW,
  QUERY,
} from './fixtures.ts';
import { settingsStates } from './settings-states.ts';
import { verifyStates } from './verify-states.ts';

/** A name as an attacker or a careless customer would choose it. */
const HOSTILE = `<img src=x onerror="alert(1)">&'"\u202Egnp.exe\u001b[31m ${'verylongname'.repeat(800)} مرحبا`;

function list(changes: Partial<ListPageInput> = {}): Page {
  const sessions: SessionSummary[] = [
    makeSummary(),
    makeSummary({
      id: 'copyacct20261101013000zz9Qx',
      stalled: { since: NOW - 1_900, reason: 'the master process 21700 is gone' },
      live: false,
      sourceHost: 'legacy-03.example.net',
      percent: 18.2,
      itemsDone: 71,
      counts: { ...NO_COUNTS, success: 68, failed: 3, active: 2, pending: 427 },
    }),
    makeSummary({
      id: 'copyacct20261031220000paUsd',
      state: 'PAUSED',
      live: false,
      percent: 44,
      sourceHost: 'web-11.example.org',
    }),
    makeSummary({
      id: 'copyacct20261030200000okAll',
      state: 'COMPLETED',
      live: false,
      percent: 100,
      startedAt: NOW - 200_000,
      endedAt: NOW - 190_300,
      itemsTotal: 120,
      itemsDone: 120,
      counts: { ...NO_COUNTS, success: 120 },
      issueCounts: NO_ISSUES,
    }),
    makeSummary({
      id: 'norootcopy20260930111500ArcHv',
      state: 'COMPLETED',
      archived: true,
      live: false,
      initiator: 'norootcopy',
      creator: 'reseller1',
      percent: 99.4,
      startedAt: NOW - 3_500_000,
      endedAt: NOW - 3_480_000,
      itemsTotal: 500,
      itemsDone: 499,
      counts: { ...NO_COUNTS, success: 452, warning: 45, failed: 2, unfinished: 1 },
    }),
  ];
  return buildListPage(
    {
      sessions: sessions.map((summary) => ({
        summary,
        etaSeconds: summary.state === 'RUNNING' && summary.stalled === null ? 4_380 : null,
      })),
      total: sessions.length,
      counts: { under_way: 3, needs_work: 1, done: 1 },
      query: { state: null, q: null, page: 1, perPage: 50 },
      readingPercent: null,
      warnings: [],
      ...changes,
    },
    NOW,
  );
}

function session(changes: Partial<Session> = {}, input: Partial<SessionPageInput> = {}): Page {
  return buildSessionPage(makeSessionInput({ session: makeSession(changes), ...input }), NOW);
}

/** An account that lacks a database. */
const VERIFIED: VerifiedItemInput = {
  ...{ type: 'AccountRemoteRoot', name: 'rivergarden', localName: 'rivergarden' },
  ...{ result: 'differs', before: null, checkedAt: NOW - 100_000, movedUntil: NOW - 300_000 },
  checks: [
    { check: 'account', subject: null, result: 'confirmed', source: 'a', here: 'a', note: null },
    {
      ...{ check: 'database', subject: 'river_wp', result: 'differs', source: 'river_wp' },
      ...{ here: null, note: 'It is not on this server' },
    },
  ],
};

/** More than the hero shows at once. */
const AHEAD: Session['forecast'] = [
  {
    ...{ kind: 'disk', level: 'alarm', at: NOW + 4_300, item: 'rivergarden' },
    text: '/home has 412 GB free for 608 GB still to come.',
  },
  {
    ...{ kind: 'licence', level: 'alarm', at: NOW + 9_000, item: 'oakfield' },
    text: 'The licence allows 100 accounts: 3 are left for the 12 new accounts still to come.',
  },
  {
    ...{ kind: 'name', level: 'alarm', at: null, item: 'shop' },
    text: 'The name shop is taken on this server.',
  },
  {
    ...{ kind: 'update', level: 'notice', at: NOW + 20_000, item: null },
    text: 'cPanel checks for updates at night, when this session will still be running.',
  },
];

const OVER: Partial<Session> = {
  live: false,
  endedAt: NOW - 640,
  lastActivityAt: NOW - 640,
  etaSeconds: null,
  bytesPerSecond: null,
  workers: [],
  percent: 100,
};

function overSession(changes: Partial<Session>, input: Partial<SessionPageInput> = {}): Page {
  return session({ ...OVER, ...changes }, input);
}

function endedQueues(failed: number, unfinished: number): Session['queues'] {
  return makeSession().queues.map((queue) => ({
    ...queue,
    total: 500,
    success: 498 - failed - unfinished - 43,
    warning: 45,
    failed,
    unfinished,
    pending: 0,
    active: 0,
    percent: 100 - unfinished / 5,
  }));
}

function sessions(): Record<string, Page> {
  const checked = {
    ...OVER,
    state: 'COMPLETED',
    itemsDone: 500,
    counts: { ...NO_COUNTS, success: 452, warning: 45, failed: 2, unfinished: 1 },
    queues: endedQueues(2, 1),
  };
  const cleanQueues = makeSession().queues.map((queue) => ({
    ...queue,
    pending: 0,
    active: 0,
    failed: 0,
    warning: 0,
    success: 500,
    sizeDone: queue.sizeTotal,
    percent: 100,
  }));
  const names = Array.from({ length: 28 }, (_, index) => accountName(index));
  return {
    'session-pending': session(
      {
        state: 'PENDING',
        live: false,
        percent: 0,
        itemsDone: 0,
        startedAt: null,
        lastActivityAt: null,
        etaSeconds: null,
        bytesPerSecond: null,
        counts: { ...NO_COUNTS, pending: 500 },
        issueCounts: NO_ISSUES,
        workers: [],
        issues: [],
        items: names.map((name) => makeItem(name, 'pending')),
        queues: [],
      },
      {
        activity: null,
        etaReason: 'it has not started',
      },
    ),
    'session-running': session(),
    'session-reading': session({}, { readingPercent: 37 }),
    'session-ahead': session({ forecast: AHEAD }),
    'session-stalled': session(
      {
        live: false,
        stalled: {
          since: NOW - 1_900,
          reason: 'the master process 21700 is gone, and the log has not grown for 31 min',
        },
        lastActivityAt: NOW - 1_900,
        etaSeconds: null,
        bytesPerSecond: null,
      },
      { etaReason: 'nothing moves' },
    ),
    'session-silent': session({
      stalled: { since: NOW - 5_400, reason: 'no log has grown for 1 h 30 min' },
      lastActivityAt: NOW - 5_400,
    }),
    'session-pausing': session(
      { state: 'PAUSING' },
      {
        answer: {
          action: 'pause',
          words: 'The system will pause the session “copyacct20261101020304ab3Kd”.',
          at: NOW - 12,
        },
      },
    ),
    'session-paused': session(
      { state: 'PAUSED', live: false, workers: [], etaSeconds: null, bytesPerSecond: null },
      { etaReason: 'it is paused' },
    ),
    'session-aborting': session({ state: 'ABORTING' }),
    'session-aborted': overSession(
      {
        state: 'ABORTED',
        percent: 62.4,
        counts: { ...NO_COUNTS, success: 281, warning: 29, failed: 2, unfinished: 188 },
        queues: endedQueues(2, 96),
        items: [
          ...makeSession().items.filter(
            (item) => item.status !== 'active' && item.status !== 'pending',
          ),
          makeItem('lastone', 'unfinished'),
        ],
      },
      {
        neverStarted: 183,
      },
    ),
    'session-failed': overSession(
      {
        state: 'FAILED',
        percent: 12,
        warnings: [
          'The index says RUNNING, the log says FAILED: the log is right, its last word is newer.',
          'master.log, byte 88412: a line that ends in the middle was read as text.',
        ],
      },
      {},
    ),
    'session-clean': overSession({
      state: 'COMPLETED',
      itemsDone: 500,
      counts: { ...NO_COUNTS, success: 500 },
      issueCounts: NO_ISSUES,
      issues: [],
      queues: cleanQueues,
      items: names.map((name) => makeItem(name)),
    }),
    'session-checked': overSession(checked, {
      neverStarted: 1,
      resolvedLater: [
        { type: 'AccountRemoteRoot', name: 'oakfield', sessionId: 'copyacct20261102' },
      ],
      comparable: [{ id: 'copyacct20261030200000okAll', startedAt: NOW - 200_000 }],
      followUps: [
        {
          issueId: 'altered-bb',
          type: 'AccountRemoteRoot',
          name: 'rivergdn',
          done: true,
          note: 'told the customer',
          who: 'root',
          at: NOW - 300,
        },
      ],
    }),
    'session-archived': overSession(
      { ...checked, archived: true, state: 'COMPLETED' },
      { logs: 'gone', neverStarted: 1 },
    ),
    'session-cut': overSession(checked, { logs: 'cut' }),
    'session-empty': session(
      {
        itemsTotal: 0,
        itemsDone: 0,
        percent: 0,
        counts: NO_COUNTS,
        issueCounts: NO_ISSUES,
        items: [],
        issues: [],
        workers: [],
        queues: [],
        etaSeconds: null,
        bytesPerSecond: null,
      },
      { etaReason: 'nothing to go by yet', activity: null },
    ),
    'session-huge-items': session(
      {
        itemsTotal: 100_000,
        itemsDone: 41_230,
        counts: {
          ...NO_COUNTS,
          success: 40_011,
          warning: 1_208,
          failed: 11,
          active: 9,
          pending: 58_761,
        },
        items: Array.from({ length: 100 }, (_, index) =>
          makeItem(accountName(index), ITEM_STATUSES[index % 5] ?? 'success'),
        ),
      },
      {
        query: { ...QUERY, tab: 'accounts', page: 412, sort: '-size', status: 'success' },
        paging: { page: 412, perPage: 100, itemsTotal: 100_000, issuesTotal: 5 },
      },
    ),
    'session-issues-tab': overSession(checked, {
      query: { ...QUERY, tab: 'issues', kind: 'altered' },
      followUps: [],
    }),
    'session-beyond': overSession(
      { ...checked, items: [], issues: [] },
      {
        query: { ...QUERY, page: 99 },
        paging: { page: 99, perPage: 100, itemsTotal: 500, issuesTotal: 120 },
      },
    ),
    'session-no-match': session(
      { items: [], issues: [] },
      {
        query: { ...QUERY, tab: 'accounts', q: 'nothinglikethis' },
        paging: { page: 1, perPage: 100, itemsTotal: 0, issuesTotal: 0 },
      },
    ),
    'session-accounts-tab': overSession(checked, { query: { ...QUERY, tab: 'accounts' } }),
    'session-logs-tab': overSession(checked, {
      query: { ...QUERY, tab: 'logs' },
      comparable: [{ id: 'copyacct20261030200000okAll', startedAt: NOW - 200_000 }],
    }),
    'session-group': overSession(checked, {
      query: { ...QUERY, tab: 'issues', issue: 'altered-bb' },
      followUps: [],
    }),
    'session-activity-tab': session({}, { query: { ...QUERY, tab: 'activity' } }),
    'session-hostile': session(
      {
        sourceHost: HOSTILE,
        creator: HOSTILE,
        warnings: [HOSTILE],
        counts: { ...NO_COUNTS, failed: 1, success: 499 },
        workers: [
          { queue: 'RESTORE', childNumber: 1, pid: 1, item: HOSTILE, since: NOW - 3, restarts: 2 },
        ],
        items: [
          makeItem(HOSTILE, 'failed', { localName: HOSTILE, label: HOSTILE }),
          makeItem('حساب_عميل', 'warning'),
          makeItem('日本語アカウント'),
        ],
        issues: [
          {
            id: 'x1',
            kind: 'altered',
            module: HOSTILE,
            function: HOSTILE,
            line: 1,
            template: HOSTILE,
            count: 1,
            itemCount: 1,
            explanation: {
              title: HOSTILE,
              meaning: HOSTILE,
              effect: 'maybe',
              impact: HOSTILE,
              advice: HOSTILE,
            },
            items: [
              {
                type: HOSTILE,
                name: HOSTILE,
                queue: 'RESTORE',
                text: HOSTILE,
                repair: {
                  label: HOSTILE,
                  path: 'javascript:alert(1)',
                  params: { [HOSTILE]: HOSTILE },
                },
              },
            ],
          },
        ],
      },
      {
        followUps: [
          {
            issueId: 'x1',
            type: HOSTILE,
            name: HOSTILE,
            done: false,
            note: HOSTILE,
            who: HOSTILE,
            at: NOW,
          },
        ],
        answer: { action: 'resume', words: HOSTILE, at: NOW },
      },
    ),
  };
}

function item(status: 'failed' | 'warning' | 'active' | 'pending', gone = false): Page {
  const own = makeItem('rivergdn', status, { localName: status === 'warning' ? 'rivergd2' : null });
  const step = (
    name: string,
    from: number,
    to: number | null,
    ok: boolean | null,
    message: string | null = null,
  ) => ({
    name,
    at: from,
    startedAt: NOW - 3_000 + from,
    endedAt: to === null ? null : NOW - 3_000 + to,
    ok,
    message,
  });
  return buildItemPage(
    {
      session: makeSession({
        issues: status === 'pending' ? [] : makeGroups().slice(1, 3),
        archived: gone,
      }),
      item: own,
      domain: 'rivergarden.example.com',
      verified: status === 'pending' ? null : VERIFIED,
      logs: gone ? 'gone' : 'present',
      readingPercent: null,
      ...(status === 'pending'
        ? {}
        : {
            modules: {
              RESTORE: [
                step('Homedir', 0, 320, true, 'Home directory restored'),
                step('Mysql', 320, 470, false, 'Failed to restore grants'),
                step('ZoneFile', 470, 474, true),
                step('SiteBackupPlugin (CUSTOM)', 474, status === 'active' ? null : 600, null),
              ],
            },
            excerpts: {
              RESTORE: { lines: makeLines().slice(4, 10), at: 41_652, shows: 'failure' },
            },
          }),
    },
    NOW,
  );
}

function log(changes: Partial<LogPageInput> = {}): Page {
  const name = 'item-RESTORE_AccountRemoteRoot_rivergdn';
  return buildLogPage({
    sessionId: 'copyacct20261101020304ab3Kd',
    log: name,
    logs: [
      { name: 'master.log', bytes: 17_400_000, isActive: true },
      { name, bytes: 1_073_741_824, isActive: false },
    ],
    isAllLogs: false,
    item: { name: 'rivergdn', type: 'AccountRemoteRoot' },
    lines: makeLines(),
    marks: null,
    from: 40_960,
    to: 48_745,
    size: 1_073_741_824,
    isActive: false,
    isSessionOver: false,
    isUnfinished: false,
    query: { severity: null, q: null, at: 41_998, before: null },
    earlierBefore: 32_768,
    laterAt: 48_745,
    matches: null,
    isBadSearch: false,
    counts: {
      errors: 6,
      warnings: 3,
      firstErrorAt: 41_652,
      errorsAt: [41_652, 800_000_000],
      countedTo: 8_388_608,
      isComplete: false,
    },
    notes: [],
    outlineTo: 8_388_608,
    outline: [
      { name: 'Homedir', at: 41_000, ok: true },
      { name: 'Mysql', at: 90_000, ok: false },
      { name: 'SiteBackupPlugin (CUSTOM)', at: 120_000, ok: null },
    ],
    warnings: [],
    ...changes,
  });
}

function search(changes: Partial<SearchPageInput> = {}): Page {
  const lines = makeLines();
  const marks = new Map(lines.map((line) => [line.at, [[0, 4]] as [number, number][]]));
  return buildSearchPage({
    sessionId: 'copyacct20261101020304ab3Kd',
    query: { grep: 'rest', log: null, severity: null },
    hits: [
      { log: 'master.log', lines: lines.slice(0, 2), marks },
      { log: 'item-RESTORE_AccountRemoteRoot_rivergdn', lines, marks },
    ],
    found: 200,
    reason: 'limit',
    resumeAt: { log: 'item-RESTORE_AccountRemoteRoot_rivergdn', at: 48_745 },
    logsSearched: 41,
    logsTotal: 2_412,
    troubles: [{ log: 'item-RESTORE_AccountRemoteRoot_x', message: 'It is not a regular file.' }],
    trouble: null,
    ...changes,
  });
}

function errors(): Record<string, Page> {
  const reason = 'The session “copyacct20261101020304ab3Kd” is already paused.';
  const problems: Record<ErrorStatus, ProblemFacts> = {
    400: { code: 'parameter-malformed', name: 'session', wanted: 'a session id' },
    403: { code: 'page-for-root' },
    404: { code: 'no-session', id: 'copyacct20250101000000none' },
    405: { code: 'no-method', method: 'DELETE' },
    409: { code: 'state-forbids', state: 'COMPLETED', action: 'pause' },
    500: { code: 'internal-error' },
    502: { code: 'server-refused', reason },
    503: { code: 'cache-busy' },
  };
  return Object.fromEntries(
    Object.entries(problems).map(([status, problem]) => [
      `error-${status}`,
      buildErrorPage({
        status: Number(status) as ErrorStatus,
        problem,
        ...(status === '409' || status === '502'
          ? { sessionId: 'copyacct20261101020304ab3Kd' }
          : {}),
        ...(status === '503' ? { retryAfterSeconds: 5 } : {}),
      }),
    ]),
  );
}

/** Every state that a page can be in, by name. */
export function gallery(): Record<string, Page> {
  const attempt = {
    sessionId: 'copyacct20261101020304ab3Kd',
    type: 'AccountRemoteRoot',
    name: 'rivergdn',
    localName: 'rivergd2',
    startedAt: NOW - 3_000,
    endedAt: NOW - 2_000,
  };
  return {
    list: list(),
    'list-empty': list({
      sessions: [],
      total: 0,
      counts: { under_way: 0, needs_work: 0, done: 0 },
    }),
    'list-beyond': list({
      sessions: [],
      total: 14,
      query: { state: null, q: null, page: 99, perPage: 50 },
      messages: { channels: [], waiting: 0, failed: 0, trouble: null, isTested: false },
    }),
    'list-messages': list({
      messages: {
        channels: ['mail to admin@example.com', 'webhook chat.example.com'],
        waiting: 2,
        failed: 1,
        trouble: 'chat.example.com: 503',
        isTested: true,
      },
    }),
    'list-no-match': list({
      sessions: [],
      total: 0,
      query: { state: 'FAILED', q: 'oldhost', page: 1, perPage: 50 },
    }),
    'list-reading': list({ readingPercent: 12 }),
    'list-paged': list({
      total: 1_840,
      query: { state: null, q: null, page: 7, perPage: 50 },
      warnings: ['whmxfer.sqlite is locked: states are taken from the logs.'],
    }),
    ...sessions(),
    'item-failed': item('failed'),
    'item-warning': item('warning'),
    'item-active': item('active'),
    'item-pending': item('pending'),
    'item-archived': item('warning', true),
    account: buildAccountPage(
      {
        account: 'rivergdn',
        attempts: [
          { ...attempt, status: 'warning', failure: null },
          {
            ...attempt,
            sessionId: 'copyacct20261030200000okAll',
            localName: null,
            status: 'failed',
            failure: 'No space left on device (28)',
          },
        ],
        results: ['review', 'failed'],
        sessions: new Map([
          [
            'copyacct20261101020304ab3Kd',
            { sourceHost: 'old-web-07.example.com', targetHost: null },
          ],
        ]),
      },
      NOW,
    ),
    'account-unknown': buildAccountPage(
      { account: 'rivergarden', attempts: [], results: [], similar: ['rivergdn', 'rivergd2'] },
      NOW,
    ),
    log: log(),
    'log-search': log({
      query: { severity: 'error', q: '/mysql|rsync/', at: null, before: null },
      marks: new Map(makeLines().map((line) => [line.at, [[0, 5]]])),
      matches: { count: 214, isComplete: false, place: 3 },
      isActive: true,
      notes: [
        {
          words: 'Nothing found in the first 840 MB.',
          tone: 'check',
          link: { words: 'Keep searching', to: { go: 'next-match', at: 880_803_840 } },
        },
      ],
    }),
    'log-empty': log({
      lines: [],
      from: 0,
      to: 0,
      size: 0,
      isActive: true,
      outline: [],
      laterAt: null,
      earlierBefore: null,
    }),
    'log-hostile': log({
      log: HOSTILE,
      item: { name: HOSTILE, type: 'X' },
      lines: [
        {
          at: 0,
          time: Number.NaN,
          severity: 'raw',
          source: HOSTILE,
          module: HOSTILE,
          text: HOSTILE,
        },
      ],
      query: { severity: null, q: HOSTILE, at: 0, before: null },
    }),
    ...comparisons(),
    search: search(),
    'search-one-log': search({
      query: { grep: 'mysql', log: 'master.log', severity: 'error' },
      hits: [],
      found: 0,
      reason: 'done',
      resumeAt: null,
    }),
    'search-broken': search({
      query: { grep: '/(/', log: null, severity: null },
      hits: [],
      trouble: 'Invalid pattern: Unterminated group',
    }),
    ...verifyStates(HOSTILE),
    ...settingsStates(HOSTILE),
    ...errors(),
  };
}

function comparisons(): Record<string, Page> {
  const none: ComparedItems = { total: 0, items: [] };
  const compared = (name: string, changes: Partial<ComparedItem> = {}): ComparedItem => ({
    type: 'AccountRemoteRoot',
    name,
    before: 'failed',
    after: 'success',
    failureBefore: 'No space left on device (28)',
    failureAfter: null,
    ...changes,
  });
  const comparison: Comparison = {
    earlier: makeSummary({ id: 'copyacct20261030200000okAll', state: 'COMPLETED' }),
    later: makeSummary({ state: 'COMPLETED' }),
    isSameSource: true,
    inBoth: 12,
    added: 1,
    changes: {
      stillBroken: {
        total: 1,
        items: [compared('oakfield', { after: 'failed', failureAfter: HOSTILE })],
      },
      newFailures: {
        total: 240,
        items: [compared(HOSTILE, { before: null, after: 'unfinished' })],
      },
      notRetried: { total: 1, items: [compared('cedarkey', { after: null })] },
      onTheWay: none,
      fixed: { total: 1, items: [compared('fernhill')] },
    },
    groups: makeGroups().map(({ id, kind, module, template }, index) => ({
      id,
      kind,
      module,
      template,
      before: index % 3 === 0 ? 0 : 12,
      after: index % 3 === 1 ? 0 : 4,
    })),
  };
  const address = { session: comparison.later.id, compare: comparison.earlier.id };
  const nothing = {
    stillBroken: none,
    newFailures: none,
    notRetried: none,
    onTheWay: none,
    fixed: none,
  };
  return {
    compare: buildComparePage(comparison, address, NOW),
    'compare-nothing': buildComparePage(
      { ...comparison, isSameSource: false, changes: nothing, groups: [] },
      address,
      NOW,
    ),
  };
}
