import type { Activity } from '../session/activity.ts';
import type { Effect } from '../session/explanations/rule.ts';
import type { Counters, FollowUp, IssueKind } from '../session/issue.ts';
import type { ItemChoice, Level, QueueName } from '../session/item.ts';
import type { ResolvedItem } from '../session/retry-plan.ts';
import type { SessionAction } from '../session/state.ts';
import type { Check, Verified } from '../verify/check.ts';
import type { LeftBehind } from '../verify/source-inventory.ts';
import type { Item, LogLine, Paging, Session } from './contract.ts';

/** The tabs of a session's page, the values of `tab=`, in their order; the first is shown without it. */
export const SESSION_TABS = ['todo', 'issues', 'accounts', 'verify', 'activity', 'logs'] as const;
export type SessionTab = (typeof SESSION_TABS)[number];

/** The values of `sort=` for items; "-" reverses one. Without it: what needs attention first. */
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

/** Which accounts of a source are shown: `open` are those that somebody has to look at. */
export const SOURCE_SHOWS = ['open', 'unassigned'] as const;
export type SourceShow = (typeof SOURCE_SHOWS)[number];

/** What the address narrows the view to; null: not narrowed. `page` counts from 1. */
export interface SessionQuery {
  tab: SessionTab;
  queue: QueueName | null;
  status: ItemChoice | null;
  kind: IssueKind | null;
  /** One group of issues by its id: all of its items, a page at a time. */
  issue?: string | null;
  q: string | null;
  sort: ItemSort | null;
  page: number;
}

/** Items on a page, and groups of issues. */
export const ITEMS_PER_PAGE = 100;

/** Messages on a page of one group of issues. */
export const MEMBERS_PER_PAGE = 200;

export type { FollowUp };

/** An item by its name, as a row names it. */
export interface NamedItem {
  type: string;
  name: string;
}

/** An issue type that somebody has to act on; `text` is one of its messages, `items` are the first that have it. */
export interface Cause {
  id: string;
  kind: IssueKind;
  effect: Effect | null;
  module: string | null;
  function: string | null;
  template: string;
  text: string;
  itemCount: number;
  done: number;
  items: NamedItem[];
}

/** What a log says against an item that counts as moved. */
export interface SilentItem extends NamedItem {
  log: string;
  /** The first error; null where a module ended with an error and no line says more. */
  at: number | null;
  text: string | null;
  failedModules: string[];
}

/** An item whose counters report more than its lists. */
export interface UnlistedItem extends NamedItem {
  level: Level;
  unlisted: Counters;
}

/** The work list, the most urgent first. */
export interface WorkInput {
  causes: Cause[];
  /** How many there are in all. */
  causesTotal: number;
  /** Items that failed without a reason given. */
  unexplained: { total: number; names: NamedItem[] };
  /**
   * Unfinished items, and of a session whose master is dead everything that it left; `never` were begun in no queue
   * (null: unknown), `unnamed` are counted by the log but named by nothing.
   */
  unfinished: { total: number; never: number | null; unnamed: number; names: NamedItem[] };
  /** All named failed and unfinished items that are still to be moved. */
  toMove: number;
  /** Items that did not move here but did in a later session: nothing above counts them. */
  settled: number;
  /** Moved items whose logs contain errors that nothing reports; `first` are logs of the first of them. */
  silent: { items: number; first: SilentItem[] };
  /** Moved items whose counters report more than their lists: nothing names what they lack. */
  unlisted: UnlistedItem[];
  /** The items that have been at work for the longest time. */
  underWay: Item[];
}

/** The last lines of a log, oldest first. */
export interface StallLines {
  log: string;
  lines: LogLine[];
}

/**
 * What the page of a session is made from. `session` contains one page of items and of issue groups, as the JSON does.
 * Optional parts may be omitted: the page is then without them.
 */
export interface SessionPageInput {
  session: Session;
  paging: Paging;
  query: SessionQuery;
  actions: SessionAction[];
  /** How many of the unfinished no worker ever took; null: unknown. */
  neverStarted: number | null;
  /** Why there is no ETA, where there is none. */
  etaReason: string | null;
  /** Percent of the log that has been read; null = all of it. */
  readingPercent: number | null;
  /** The logs are there; they were cut at their beginning; or the server has deleted them. */
  logs: 'present' | 'cut' | 'gone';
  /** The master's error log is not empty. */
  hasMasterErrors?: boolean;
  /** For a stalled session: the last lines of the log that tells most about it. */
  stallLines?: StallLines | null;
  /** The server's answer to what was just asked, in its own words; `at` in epoch seconds. */
  answer?: { action: SessionAction; words: string; at: number };
  /** The work list, where its tab is shown. */
  work?: WorkInput;
  /** How many accounts a row names; absent: as many as fit on the first screen. */
  namesShown?: number;
  /** The last look at whether what was moved is on this server; its own tab has a page of the accounts. */
  verification?: VerificationView;
  /** For the tab that shows it; null: nothing is known of it. */
  activity?: Activity | null;
  /** Absent where marks cannot be stored; an empty list offers them. */
  followUps?: FollowUp[];
  resolvedLater?: ResolvedItem[];
  /** Sessions from the same source to compare with. */
  comparable?: { id: string; startedAt: number | null }[];
}

/** The last look at whether what was moved is on this server; times are epoch seconds. */
export interface VerificationView {
  /** Null: nobody has looked yet. */
  head: { checkedAt: number; serverAt: number; unanswered: string[] } | null;
  source: { at: number | null; note: string | null };
  summary: {
    items: number;
    confirmed: number;
    differs: number;
    notLooked: number;
    /** They differed in the look before, and no longer do. */
    fixed: number;
  };
  /** One page of them, those that differ first. */
  accounts: VerifiedRow[];
  /** A look that is going on now. */
  running: { startedAt: number; done: number; total: number } | null;
  /** Why the last attempt to look failed. */
  failure: string | null;
  leftBehind: LeftBehind[];
  /** When the session ended. */
  movedUntil: number | null;
}

export interface VerifiedRow {
  type: string;
  name: string;
  localName: string;
  result: Verified;
  before: Verified | null;
  checks: Check[];
}
