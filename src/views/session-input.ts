import type { FollowUp } from '../session/follow-up.ts';
import type { IssueKind } from '../session/issue.ts';
import type { ItemStatus } from '../session/item.ts';
import type { Pause } from '../session/pause.ts';
import type { QueueName } from '../session/queue.ts';
import type { ResolvedItem } from '../session/retry.ts';
import type { SessionAction } from '../session/state.ts';
import type { Throughput, TimelineSpan } from '../session/throughput.ts';
import type { Item, Paging, Session } from './contract.ts';
import type { RetryGroup } from './retry-text.ts';

/** The parts of a session's page that `tab=` chooses from; without it all of them are shown. */
export const SESSION_TABS = ['overview', 'issues', 'items', 'activity'] as const;
export type SessionTab = (typeof SESSION_TABS)[number];

/** Orders that `sort=` knows for items; "-" turns one round. Without it: what needs attention first. */
export const ITEM_SORTS = [
  'name',
  '-name',
  'status',
  '-status',
  'size',
  '-size',
  'started',
  '-started',
  'duration',
  '-duration',
] as const;
export type ItemSort = (typeof ITEM_SORTS)[number];

/** What the address narrows the view to; null = not narrowed. `page` counts from 1. */
export interface SessionQuery {
  tab: SessionTab;
  queue: QueueName | null;
  status: ItemStatus | null;
  kind: IssueKind | null;
  /** One group of issues by its id: all of its items, a page at a time. */
  issue?: string | null;
  q: string | null;
  sort: ItemSort | null;
  page: number;
}

/** Groups of issues on the overview before the rest is left to the tab of its own. */
export const OVERVIEW_GROUPS = 10;

/** Whether a page shows the first groups of issues only: the overview does, unless it is narrowed to some of them. */
export function showsFewGroups({ tab, kind, q, page, issue }: SessionQuery): boolean {
  const isNarrowed = kind !== null || q !== null || page > 1 || (issue ?? null) !== null;
  return tab === 'overview' && !isNarrowed;
}

/** Items on a page. */
export const ITEMS_PER_PAGE = 100;

/** Items on the overview of a session that has more than a page of them: those that need attention first. */
export const OVERVIEW_ITEMS = 25;

/** Whether a page shows the first items only: the overview of a large session does, unless it is narrowed or ordered. */
export function showsFewItems(query: SessionQuery, itemsTotal: number): boolean {
  const { tab, queue, status, kind, q, sort, page } = query;
  const isNarrowed = [queue, status, kind, q, sort].some((value) => value !== null) || page > 1;
  return tab === 'overview' && !isNarrowed && itemsTotal > ITEMS_PER_PAGE;
}

/** Messages on a page of one group of issues. */
export const MEMBERS_PER_PAGE = 200;

export type { FollowUp };

/**
 * What failed or is unfinished, ready to be done again: the first names of `total`. `commands` is null where they cannot be
 * made; `comments` say why, and what else to know.
 */
export interface Retry {
  names: string[];
  total?: number;
  commands: string | null;
  comments?: string[];
  /** The same items by what kept them from moving. */
  groups?: RetryGroup[];
}

/**
 * What the page of a session is made of. `session` carries one page of items and of issue groups, as the JSON does. What is
 * optional may be left out: the page is then without that part.
 */
export interface SessionPageInput {
  session: Session;
  paging: Paging;
  query: SessionQuery;
  actions: SessionAction[];
  /** How many of the unfinished were never taken by a child; null = not known. */
  neverStarted: number | null;
  /** The first failed items, in the order of the log, whatever page the table shows. */
  failedItems: Item[];
  /** Why there is no ETA, where there is none. */
  etaReason: string | null;
  /** Percent of the log that has been read; null = all of it. */
  readingPercent: number | null;
  /** The logs are there; they were cut at their head; or the server has deleted them. */
  logs: 'present' | 'cut' | 'gone';
  /** The master has written something to its error log. */
  hasMasterErrors?: boolean;
  /** What the server said to what was just asked, in its own words; `at` in epoch seconds. */
  answer?: { action: SessionAction; words: string; at: number };
  throughput?: Throughput;
  timeline?: TimelineSpan[];
  /** Times in which the timeline's children had to wait. */
  pauses?: Pause[];
  /** Leave out where ticks cannot be kept; an empty list offers them. */
  followUps?: FollowUp[];
  retry?: Retry;
  resolvedLater?: ResolvedItem[];
  /** Sessions from the same source to compare with. */
  comparable?: { id: string; startedAt: number | null }[];
}
