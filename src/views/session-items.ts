import { COUNTER_KINDS } from '../session/issue.ts';
import { failureOf, type ItemChoice, type ItemStatus, QUEUES } from '../session/item.ts';
import type { VerdictRow } from '../session/verdict.ts';
import type { Item, Phase } from './contract.ts';
import { formatDuration } from './duration.ts';
import { evidenceLine } from './evidence-words.ts';
import { isEcho } from './item-reason.ts';
import { type Address, encodeParameter, pageHref } from './link.ts';
import { buildPager, type Pager } from './pager.ts';
import type { ItemSort, SessionPageInput } from './session-input.ts';
import { describeCounts } from './session-issues.ts';
import { formatCount, formatPercent, formatSize } from './size.ts';
import { type Clipped, clipText } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import { describeVerified } from './verify-words.ts';
import {
  type Badge,
  describeItem,
  describeResult,
  describeStatus,
  describeType,
  isAccountType,
  queueWord,
} from './words.ts';

/** One queue of an item in a narrow cell: its status, progress and duration. */
export interface PhaseCell {
  badge: Badge;
  isActive: boolean;
  percent: number;
  text: string;
  started: Moment | null;
}

export interface ItemRow {
  key: string;
  name: string;
  href: string;
  newName: string | null;
  /** Its type, where it is not an account. */
  label: string | null;
  status: Badge;
  statusKey: ItemStatus;
  phases: { queue: string; cell: PhaseCell | null }[];
  size: string;
  issues: { badge: Badge; text: string }[];
  reason: Clipped | null;
  /** The search found it by something that the row does not show. */
  isFoundInside: boolean;
  logHref: string | null;
  resolvedHref: string | null;
  /** The result of the last verification. */
  verified: Badge | null;
  isQuiet: boolean;
}

export interface ItemsView {
  total: number;
  rows: ItemRow[];
  /** Whether the last verification looked at any of them. */
  hasVerified: boolean;
  filters: { label: string; count: string; href: string; isCurrent: boolean; icon: string }[];
  columns: SortColumn[];
  queueFilters: { label: string; href: string; isCurrent: boolean }[];
  q: string;
  hidden: { name: string; value: string }[];
  pager: Pager | null;
  emptyWords: string | null;
  clearHref: string | null;
  csvHref: string;
  jsonHref: string;
}

/** A column's heading; `order` is what a screen reader hears, `href` null where the column cannot be sorted. */
export interface SortColumn {
  label: string;
  href: string | null;
  order: 'ascending' | 'descending' | 'none';
  isNumber: boolean;
}

/** One page of the items, and everything that narrows it. */
export function buildItems(input: SessionPageInput, address: Address, now: number): ItemsView {
  const { session, query, paging } = input;
  const tab: Address = { ...address, tab: 'accounts' };
  const hasVerified = session.items.some(({ verified }) => verified !== null);
  const isNarrowed =
    query.queue !== null || query.status !== null || query.q !== null || query.kind !== null;
  return {
    total: paging.itemsTotal,
    rows: session.items.map((item) => buildItemRow(input, item, now)),
    hasVerified,
    filters: statusFilters(input, tab),
    queueFilters: [null, ...QUEUES].map((queue) => ({
      label: queue === null ? 'Both queues' : queueWord(queue),
      href: pageHref({ ...tab, queue, page: 1 }),
      isCurrent: query.queue === queue,
    })),
    columns: buildColumns(tab, query.sort, hasVerified),
    q: query.q ?? '',
    hidden: hiddenFields(tab),
    pager: buildPager(tab, {
      page: paging.page,
      perPage: paging.perPage,
      total: paging.itemsTotal,
    }),
    emptyWords:
      session.items.length > 0 || paging.itemsTotal > 0 ? null : emptyWords(input, isNarrowed),
    clearHref: isNarrowed ? pageHref({ session: session.id, tab: 'accounts' }) : null,
    csvHref: pageHref({ ...tab, page: null, format: 'csv' }),
    jsonHref: pageHref({ ...tab, format: 'json' }),
  };
}

function emptyWords({ session }: SessionPageInput, isNarrowed: boolean): string {
  if (isNarrowed) return 'No item matches these filters.';
  if (session.itemsTotal === 0) return 'This session has no items yet.';
  return `The log counts ${formatCount(session.itemsTotal)} items but names none of them yet. They appear as the workers take them.`;
}

/** In the order in which somebody has to look at them. */
const CHOICES: readonly ItemChoice[] = [
  'failed',
  'unfinished',
  'incomplete',
  'review',
  'warning',
  'clean',
  'success',
  'active',
  'pending',
];

/** `success` and `warning` are the server's words, for scripts and old bookmarks: the page counts results instead. */
function isResult(choice: ItemChoice): boolean {
  return choice !== 'success' && choice !== 'warning';
}

function describeChoice(choice: ItemChoice): Badge {
  return isResult(choice)
    ? describeResult(choice as VerdictRow['result'])
    : describeStatus(choice as ItemStatus);
}

/** What a search form must carry along so that the other filters remain. */
function hiddenFields(tab: Address): ItemsView['hidden'] {
  return (['session', 'tab', 'queue', 'status', 'sort'] as const).flatMap((name) => {
    const value = tab[name];
    return value === undefined || value === null ? [] : [{ name, value: String(value) }];
  });
}

function statusFilters({ session, query }: SessionPageInput, tab: Address): ItemsView['filters'] {
  const { verdict, counts } = session;
  const count: Record<ItemChoice, number> = {
    ...counts,
    clean: verdict.clean,
    review: verdict.review,
    incomplete: verdict.incomplete,
  };
  const shown = CHOICES.filter(
    (choice) => (isResult(choice) && count[choice] > 0) || query.status === choice,
  ).map((choice) => ({
    label: describeChoice(choice).word,
    icon: describeChoice(choice).icon,
    count: formatCount(count[choice]),
    href: pageHref({ ...tab, status: choice, page: 1 }),
    isCurrent: query.status === choice,
  }));
  const all = {
    label: 'All',
    icon: 'list',
    count: formatCount(session.itemsTotal),
    href: pageHref({ ...tab, status: null, page: 1 }),
    isCurrent: query.status === null,
  };
  return [all, ...shown];
}

function buildColumns(tab: Address, sort: ItemSort | null, hasVerified: boolean): SortColumn[] {
  const column = (label: string, key: string | null, isNumber = false): SortColumn => {
    if (key === null) return { label, href: null, order: 'none', isNumber };
    const next = sort === key ? `-${key}` : key;
    const order = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : 'none';
    return { label, href: pageHref({ ...tab, sort: next, page: 1 }), order, isNumber };
  };
  return [
    column('Account', 'name'),
    column('Status', 'status'),
    column('Transfer', 'started'),
    column('Restore', null),
    column('Size', 'size', true),
    ...(hasVerified ? [column('Verified', null)] : []),
    column('Details', null),
  ];
}

/** One row for an item; also used for the failed items at the top. */
export function buildItemRow(input: SessionPageInput, item: Item, now: number): ItemRow {
  const { session, logs } = input;
  const reason = failureOf(item.queues) ?? noteOf(item) ?? evidenceLine(item);
  const log = failedLogOf(item);
  const issues = describeCounts(sumCounts(item));
  const isFoundInside = !holdsAll(input.query.q, [item.name, item.localName, reason]);
  const resolvedLater = input.resolvedLater?.find(
    (entry) => entry.name === item.name && entry.type === item.type,
  );
  return {
    key: encodeParameter(`${item.type}:${item.name}`),
    name: item.name,
    href: pageHref({ session: session.id, item: item.name, type: item.type }),
    newName: item.localName === item.name ? null : item.localName,
    label: unusualType(item),
    status: describeItem(item),
    statusKey: item.status,
    phases: QUEUES.map((queue) => ({
      queue: queueWord(queue),
      // A failure is said once, by the queue in which it was.
      cell: isEcho(item, queue) ? null : buildPhaseCell(item.queues[queue], now),
    })),
    size: describeSize(item),
    issues,
    verified: item.verified === null ? null : describeVerified(item.verified),
    isFoundInside,
    isQuiet:
      issues.length === 0 && reason === null && resolvedLater === undefined && !isFoundInside,
    reason: reason === null ? null : clipText(reason),
    logHref: log === null || logs === 'gone' ? null : pageHref({ session: session.id, log }),
    resolvedHref:
      resolvedLater === undefined ? null : pageHref({ session: resolvedLater.sessionId }),
  };
}

/** Whether everything that a search looks for is in what a row shows. */
function holdsAll(q: string | null, shown: readonly (string | null)[]): boolean {
  const text = shown.join(' ').toLowerCase();
  return (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Accounts are the rule and need no label. */
function unusualType({ type, label }: Item): string | null {
  if (type === 'AccountRemoteRoot' || type === 'AccountRemoteUser') return null;
  return describeType(type, label);
}

/** "530 MB"; "–" where the size is unknown, or only a weight. */
export function describeSize({ type, size }: Item): string {
  return size === null || !isAccountType(type) ? '–' : formatSize(size);
}

function buildPhaseCell(phase: Phase | null, now: number): PhaseCell | null {
  if (phase === null) return null;
  const isActive = phase.status === 'active';
  const end = phase.endedAt ?? (isActive ? now : null);
  const took =
    phase.startedAt === null || end === null ? '' : formatDuration(end - phase.startedAt);
  const percent = phase.percent === null || !isActive ? '' : formatPercent(phase.percent);
  const word = describeStatus(phase.status).word;
  return {
    badge: describeStatus(phase.status),
    isActive,
    percent: phase.percent ?? 0,
    text: [percent, took].filter((part) => part !== '').join(' · ') || word,
    started: describeMoment(phase.startedAt, now),
  };
}

function sumCounts(item: Item): Record<(typeof COUNTER_KINDS)[number], number> {
  const sum = { dangerous: 0, altered: 0, skipped: 0, warning: 0 };
  for (const queue of QUEUES) {
    const counts = item.queues[queue]?.counts;
    if (counts === undefined) continue;
    for (const kind of COUNTER_KINDS) sum[kind] += counts[kind];
  }
  return sum;
}

/** A note on something that did not fail. */
function noteOf(item: Item): string | null {
  if (item.status === 'failed') return 'The log gives no reason. The item’s own log may.';
  if (item.status !== 'unfinished') return null;
  const hasStarted = QUEUES.some((queue) => item.queues[queue] !== null);
  return hasStarted
    ? 'The session ended before this item did.'
    : 'Never started: the session ended before its turn came.';
}

/** The log that says why: the failed queue's, otherwise the newest. */
function failedLogOf(item: Item): string | null {
  const failed = QUEUES.find((queue) => item.queues[queue]?.status === 'failed');
  if (failed !== undefined && item.queues[failed]?.logfile) return item.queues[failed].logfile;
  return item.queues.RESTORE?.logfile ?? item.queues.TRANSFER?.logfile ?? null;
}
