import type { PageContext } from '../../src/render/pages.ts';
import type { Activity } from '../../src/session/activity.ts';
import type { IssueKind } from '../../src/session/issue.ts';
import type { ItemStatus, QueueName } from '../../src/session/item.ts';
import { CLEAN, REVIEW, resultOf } from '../../src/session/result.ts';
import { allowedActions } from '../../src/session/state.ts';
import { buildVerdict, type Verdict } from '../../src/session/verdict.ts';
import type {
  IssueGroup,
  Item,
  LogLine,
  LogSeverity,
  Phase,
  Session,
  SessionSummary,
} from '../../src/views/contract.ts';
import type { SessionPageInput, SessionQuery, WorkInput } from '../../src/views/session-input.ts';
import { activityOf, type Work } from './activity.ts';

export const NOW = 1_793_600_000;

export const CONTEXT: PageContext = {
  version: '0.2.0',
  csrf: 'a1b2c3',
  hasAgedForm: false,
  nonce: '',
  now: NOW,
  token: '/cpsess0123456789',
  staticBase: '',
  inChrome: false,
  headed: false,
  script: 'transfer_monitor.js',
  bookmarkBase: '/cgi/transfer_monitor/index.cgi',
  troubles: [],
};

export const NO_COUNTS: Record<ItemStatus, number> = {
  pending: 0,
  active: 0,
  success: 0,
  warning: 0,
  failed: 0,
  unfinished: 0,
};
export const NO_ISSUES: Record<IssueKind, number> = {
  failure: 0,
  dangerous: 0,
  altered: 0,
  skipped: 0,
  warning: 0,
};
const NO_COUNTERS = { dangerous: 0, altered: 0, skipped: 0, warning: 0 };

export function makeSummary(changes: Partial<SessionSummary> = {}): SessionSummary {
  const summary = summaryWithoutVerdict(changes);
  return { ...summary, verdict: changes.verdict ?? verdictOn(summary) };
}

/** The verdict on a session of which nothing is known but its counters. */
export function verdictOn(
  summary: Omit<SessionSummary, 'verdict'>,
  neverStarted: number | null = null,
): Verdict {
  return buildVerdict({
    state: summary.state,
    archived: summary.archived,
    isStalled: summary.stalled !== null,
    itemsTotal: summary.itemsTotal,
    counts: summary.counts,
    results: { clean: summary.counts.success, review: summary.counts.warning, incomplete: 0 },
    followUps: { total: 0, done: 0 },
    logsRead: { read: 0, of: 0 },
    logsGone: 0,
    neverStarted,
  });
}

function summaryWithoutVerdict(changes: Partial<SessionSummary>): Omit<SessionSummary, 'verdict'> {
  return {
    id: 'copyacct20261101020304ab3Kd',
    state: 'RUNNING',
    live: true,
    stalled: null,
    archived: false,
    initiator: 'copyacct',
    creator: 'root',
    sourceHost: 'old-web-07.example.com',
    targetHost: 'new-web-02.example.com',
    formatVersion: '2.3',
    startedAt: NOW - 8_040,
    endedAt: null,
    lastActivityAt: NOW - 4,
    percent: 62.4,
    itemsTotal: 500,
    itemsDone: 312,
    counts: { ...NO_COUNTS, success: 281, warning: 29, failed: 2, active: 5, pending: 183 },
    issueCounts: { failure: 2, dangerous: 3, altered: 14, skipped: 231, warning: 96 },
    ...changes,
  };
}

export function makePhase(changes: Partial<Phase> = {}): Phase {
  return {
    status: 'success',
    percent: 100,
    startedAt: NOW - 3_000,
    endedAt: NOW - 2_400,
    childNumber: 2,
    pid: 21_731,
    logfile: 'item-RESTORE_AccountRemoteRoot_rivergdn',
    attempts: 1,
    counts: NO_COUNTERS,
    failure: null,
    message: null,
    ...changes,
  };
}

export function makeItem(
  name: string,
  status: ItemStatus = 'success',
  changes: Partial<Item> = {},
): Item {
  const log = (queue: QueueName) => `item-${queue}_AccountRemoteRoot_${name}`;
  const transfer = makePhase({
    logfile: log('TRANSFER'),
    startedAt: NOW - 4_000,
    endedAt: NOW - 3_100,
  });
  const restore = makePhase({ logfile: log('RESTORE') });
  const queues: Record<ItemStatus, Item['queues']> = {
    pending: { TRANSFER: null, RESTORE: null },
    active: {
      TRANSFER: transfer,
      RESTORE: { ...restore, status: 'active', percent: 41, startedAt: NOW - 192, endedAt: null },
    },
    success: { TRANSFER: transfer, RESTORE: restore },
    warning: {
      TRANSFER: transfer,
      RESTORE: {
        ...restore,
        status: 'warning',
        counts: { dangerous: 1, altered: 2, skipped: 12, warning: 4 },
      },
    },
    failed: {
      TRANSFER: {
        ...transfer,
        status: 'failed',
        percent: 34,
        failure: 'The remote process ended with the exit code 23: No space left on device (28)',
      },
      RESTORE: { ...restore, status: 'failed', startedAt: null, failure: 'The transfer failed.' },
    },
    unfinished: { TRANSFER: null, RESTORE: null },
  };
  return {
    type: 'AccountRemoteRoot',
    name,
    localName: null,
    label: 'Account',
    size: 5_300_000_000,
    status,
    result: resultOf(status, status === 'warning' ? REVIEW : CLEAN),
    evidence: null,
    evidenceExplanation: null,
    verified: null,
    queues: queues[status],
    ...changes,
  };
}

const NAMES = [
  'rivergdn',
  'birchlane',
  'oakfield',
  'tidewater',
  'larkspur',
  'stonebrg',
  'willowcr',
  'maplerow',
  'fernhill',
  'cedarkey',
];

export function accountName(index: number): string {
  return `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : Math.floor(index / NAMES.length)}`;
}

export function makeItems(): Item[] {
  const statuses: ItemStatus[] = [
    'active',
    'active',
    'failed',
    'warning',
    'success',
    'success',
    'pending',
  ];
  return Array.from({ length: 28 }, (_, index) =>
    makeItem(accountName(index), statuses[index % statuses.length] ?? 'success', {
      size: 1_200_000 * (index * index * 37 + 3),
      localName: index === 3 ? 'tidewtr2' : null,
    }),
  );
}

export function makeGroup(kind: IssueKind, changes: Partial<IssueGroup> = {}): IssueGroup {
  return {
    id: `${kind}-1f0c`,
    kind,
    itemCount: changes.count ?? 3,
    explanation: null,
    module: 'Mysql',
    function: '_restore_grants',
    line: 312,
    template: 'Skipping grants for these MySQL databases: ‹database›',
    count: 3,
    items: [0, 1, 2].map((index) => ({
      type: 'AccountRemoteRoot',
      name: accountName(index),
      queue: 'RESTORE',
      text: `Skipping grants for these MySQL databases: ${accountName(index)}_shop`,
      repair: null,
    })),
    ...changes,
  };
}

export function makeGroups(): IssueGroup[] {
  const failure = makeGroup('failure', {
    id: 'failure-aa',
    module: null,
    function: null,
    line: null,
    template: 'The remote process ended with the exit code ‹number›: No space left on device (28)',
    count: 2,
    items: ['oakfield', 'cedarkey'].map((name) => ({
      type: 'AccountRemoteRoot',
      name,
      queue: 'TRANSFER',
      text: 'The remote process ended with the exit code 23: No space left on device (28)',
      repair: null,
    })),
  });
  const altered = makeGroup('altered', {
    id: 'altered-bb',
    function: '_rename',
    line: 437,
    template: 'MySQL database “‹database›” restored as “‹new name›”',
    items: [0, 1, 2].map((index) => ({
      type: 'AccountRemoteRoot',
      name: accountName(index),
      queue: 'RESTORE',
      text: `MySQL database “${accountName(index)}_shop” restored as “${accountName(index)}_shop1”`,
      repair: {
        label: 'Rename',
        path: '/scripts5/rename_mysql_db',
        params: { orig: `${accountName(index)}_shop1`, new: `${accountName(index)}_shop` },
      },
    })),
  });
  const dangerous = makeGroup('dangerous', {
    id: 'dangerous-cc',
    module: 'Shell',
    function: '_check',
    line: 41,
    template: 'The account “‹account›” asked for shell access; the system did not allow it.',
    items: [3, 4, 5].map((index) => ({
      type: 'AccountRemoteRoot',
      name: accountName(index),
      queue: 'RESTORE',
      text: `The account “${accountName(index)}” asked for shell access; the system did not allow it.`,
      repair: null,
    })),
  });
  const skipped = makeGroup('skipped', {
    count: 214,
    items: Array.from({ length: 214 }, (_, index) => ({
      type: 'AccountRemoteRoot',
      name: accountName(index),
      queue: 'RESTORE' as const,
      text: `Skipping grants for these MySQL databases: ${accountName(index)}_shop`,
      repair: null,
    })),
  });
  const warning = makeGroup('warning', {
    id: 'warning-dd',
    module: null,
    function: null,
    line: null,
    template: 'Use of uninitialized value in concatenation (.) or string at line ‹number›.',
    items: [6, 7].map((index) => ({
      type: 'AccountRemoteRoot',
      name: accountName(index),
      queue: 'TRANSFER' as const,
      text: `Use of uninitialized value in concatenation (.) or string at line ${index * 31}.`,
      repair: null,
    })),
    count: 2,
  });
  return [failure, dangerous, altered, skipped, warning];
}

export function makeSession(changes: Partial<Session> = {}): Session {
  return {
    ...makeSummary(changes),
    etaSeconds: 4_350,
    bytesPerSecond: 88_400_000,
    forecast: [],
    bottleneck: null,
    queues: [
      {
        queue: 'TRANSFER',
        total: 500,
        pending: 96,
        active: 4,
        success: 398,
        warning: 0,
        failed: 2,
        unfinished: 0,
        sizeTotal: 1_900_000_000_000,
        sizeDone: 1_400_000_000_000,
        percent: 74.1,
      },
      {
        queue: 'RESTORE',
        total: 500,
        pending: 185,
        active: 3,
        success: 281,
        warning: 29,
        failed: 2,
        unfinished: 0,
        sizeTotal: 1_900_000_000_000,
        sizeDone: 1_000_000_000_000,
        percent: 50.7,
      },
    ],
    workers: [
      {
        queue: 'TRANSFER',
        childNumber: 1,
        pid: 21_734,
        item: 'rivergdn',
        since: NOW - 192,
        restarts: 0,
      },
      {
        queue: 'TRANSFER',
        childNumber: 2,
        pid: 21_735,
        item: 'birchlane',
        since: NOW - 2_840,
        restarts: 1,
      },
      {
        queue: 'RESTORE',
        childNumber: 1,
        pid: 21_740,
        item: 'stonebrg1',
        since: NOW - 31,
        restarts: 0,
      },
      { queue: 'RESTORE', childNumber: 2, pid: 21_741, item: null, since: NOW - 12, restarts: 0 },
    ],
    items: makeItems(),
    issues: makeGroups(),
    warnings: [],
    cursor: 'c1-884213',
    ...changes,
  };
}

export const QUERY: SessionQuery = {
  tab: 'todo',
  queue: null,
  status: null,
  kind: null,
  q: null,
  sort: null,
  page: 1,
};

/** Six workers that had an item after the other, and what follows from it. */
export function makeActivity(): Activity {
  const works: Work[] = [];
  for (const queue of ['TRANSFER', 'RESTORE'] as const) {
    for (let worker = 1; worker <= 3; worker += 1) {
      let at = NOW - 8_040 + worker * 40 + (queue === 'RESTORE' ? 700 : 0);
      for (let index = 0; at < NOW - 200; index += 1) {
        const length = 60 + ((index * 97 + worker * 53) % 540);
        works.push({
          queue,
          worker,
          name: accountName(index * 3 + worker),
          size: ((index * 7 + worker) % 9) * 4e9,
          start: at,
          end: at + length > NOW ? null : at + length,
          status:
            at + length > NOW
              ? 'active'
              : index % 11 === 5
                ? 'failed'
                : index % 6 === 2
                  ? 'warning'
                  : 'success',
        });
        at += length + ((index * 31) % 90);
      }
    }
  }
  const activity = activityOf(works, {
    begin: NOW - 8_040,
    until: NOW,
    pauses: [{ from: NOW - 7_000, to: NOW - 6_800 }],
  });
  const type = 'AccountRemoteRoot';
  // The workers of `makeSession` that have an item.
  const atWork: Activity['atWork'] = [
    { queue: 'TRANSFER', childNumber: 1, type },
    { queue: 'TRANSFER', childNumber: 2, type },
    { queue: 'RESTORE', childNumber: 1, type },
  ];
  return { ...activity, atWork };
}

/** A work list with each sort of row, as far as the session has any. */
export function makeWork(session: Session): WorkInput {
  const named = (status: ItemStatus) =>
    session.items
      .filter((item) => item.status === status)
      .map(({ type, name }) => ({ type, name }));
  const causes = session.issues
    .filter(({ kind }) => kind !== 'warning')
    .map((group) => ({
      id: group.id,
      kind: group.kind,
      effect: group.explanation?.effect ?? null,
      module: group.module,
      function: group.function,
      template: group.template,
      text: group.items[0]?.text ?? group.template,
      itemCount: group.itemCount,
      done: 1,
      items: group.items.slice(0, 4).map(({ type, name }) => ({ type, name })),
    }));
  return {
    causes,
    causesTotal: causes.length + 15,
    unexplained: { total: named('failed').length, names: named('failed').slice(0, 4) },
    unfinished: {
      total: session.counts.unfinished,
      never: null,
      unnamed: 0,
      names: named('unfinished').slice(0, 4),
    },
    toMove: session.counts.failed + session.counts.unfinished,
    settled: 0,
    silent: {
      items: named('warning').length,
      first: named('warning')
        .slice(0, 4)
        .map((item) => ({
          ...item,
          log: 'item-RESTORE_AccountRemoteRoot_x',
          at: 812,
          text: 'mysqldump: Got error: 1045',
          failedModules: [],
        })),
    },
    unlisted: [],
    underWay: session.items.filter(({ status }) => status === 'active').slice(0, 6),
  };
}

export function makeSessionInput(changes: Partial<SessionPageInput> = {}): SessionPageInput {
  const session = changes.session ?? makeSession();
  return {
    session,
    paging: {
      page: 1,
      perPage: 100,
      itemsTotal: session.itemsTotal,
      issuesTotal: session.issues.length,
    },
    query: QUERY,
    actions: allowedActions(session.state),
    neverStarted: null,
    work: makeWork(session),
    etaReason: null,
    readingPercent: null,
    logs: 'present',
    activity: makeActivity(),
    ...changes,
  };
}

export function makeLines(): LogLine[] {
  const entries: [LogSeverity, string, string | null][] = [
    ['success', 'Starting “RESTORE” for “Account” “rivergdn”.', null],
    ['info', 'Restricted mode: no', null],
    ['info', 'Restoring the home directory …', 'Homedir'],
    [
      'raw',
      'rsync: link_stat "/home/rivergdn/tmp/sess_1" failed: No such file or directory (2)',
      null,
    ],
    ['error', 'rsync error: some files/attrs were not transferred (code 23)', null],
    ['warn', 'The system cannot grant privileges to the MySQL user “rivergdn_shopadmin”.', 'Mysql'],
    [
      'error',
      '(XID k3v9ab) The system received an error from the “MySQL” database “rivergdn_shop”: 1227 (Access denied)\n at example.pm line 200\n\tmain::restore() called at example.pm line 188',
      'Mysql',
    ],
    ['debug', 'Disabling InnoDB strict mode for “rivergdn_shop” …', 'Mysql'],
    ['success', 'Success.', null],
  ];
  return Array.from({ length: 45 }, (_, index) => {
    const entry = entries[index % entries.length] ?? ['info', '', null];
    return {
      at: 40_960 + index * 173,
      time: index % 3 === 1 ? null : NOW - 900 + index * 4,
      severity: entry[0],
      source: index % 8 === 3 ? 'old-web-07' : null,
      module: entry[2],
      text: entry[1],
    };
  });
}
