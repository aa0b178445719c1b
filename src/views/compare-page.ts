import type { IssueKind } from '../session/issue.ts';
import type { ItemStatus } from '../session/item.ts';
import { movedOf } from '../session/progress.ts';
import type { VerdictLevel } from '../session/verdict.ts';
import { SCHEMA_VERSION, type SessionSummary } from './contract.ts';
import { csvLine } from './csv.ts';
import { formatQuery, pageHref } from './link.ts';
import { countNoun, formatCount } from './size.ts';
import { type Clipped, clipMiddle, clipText, splitTemplate, type TextPiece } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import {
  type Badge,
  describeKind,
  describeStatus,
  describeType,
  describeVerdict,
  isAccountType,
} from './words.ts';

/** What can have happened to an item between two sessions. */
export const COMPARISON_CHANGES = [
  'stillBroken',
  'newFailures',
  'notRetried',
  'onTheWay',
  'fixed',
] as const;
export type ComparisonChange = (typeof COMPARISON_CHANGES)[number];

/** `before` and `after`: its status in the earlier and the later session; null = it is not in it. */
export interface ComparedItem {
  type: string;
  name: string;
  before: ItemStatus | null;
  after: ItemStatus | null;
  failureBefore: string | null;
  failureAfter: string | null;
}

/** The first items of `total`. */
export interface ComparedItems {
  total: number;
  items: ComparedItem[];
}

/** A kind of issue in both sessions, by the number of items that have it; 0 = none. */
export interface ComparedGroup {
  id: string;
  kind: IssueKind;
  module: string | null;
  template: string;
  before: number;
  after: number;
}

export interface Comparison {
  earlier: SessionSummary;
  later: SessionSummary;
  isSameSource: boolean;
  /** How many items are in both sessions. */
  inBoth: number;
  /** How many of `newFailures` are not in the earlier session. */
  added: number;
  changes: Record<ComparisonChange, ComparedItems>;
  groups: ComparedGroup[];
}

/** The same view, for scripts. */
export function comparisonJson(comparison: Comparison): object {
  const { earlier, later, isSameSource, changes, groups } = comparison;
  return { schemaVersion: SCHEMA_VERSION, earlier, later, isSameSource, changes, issues: groups };
}

/** The lines of a comparison for a spreadsheet: items first, then issue groups. */
export function comparisonCsv({ changes, groups }: Comparison): string[] {
  const lines = [csvLine(['change', 'type', 'name', 'before', 'after', 'text'])];
  for (const change of COMPARISON_CHANGES) {
    for (const { type, name, before, after, failureBefore, failureAfter } of changes[change]
      .items) {
      const text = failureAfter ?? failureBefore;
      lines.push(csvLine([change, type, name, before, after, text]));
    }
  }
  for (const { kind, id, before, after, template } of groups) {
    lines.push(csvLine([groupChange({ before, after }), kind, id, before, after, template]));
  }
  return lines;
}

function groupChange({ before, after }: Pick<ComparedGroup, 'before' | 'after'>): string {
  if (after === 0) return 'issueGone';
  return before === 0 ? 'issueNew' : 'issueStill';
}

interface Side {
  id: string;
  href: string;
  started: Moment | null;
  sentence: string;
}

export interface CompareSection {
  key: ComparisonChange;
  badge: Badge;
  title: string;
  /** If no reason is known, there is no column for them. */
  hasReasons: boolean;
  rows: {
    name: string;
    /** Its type, where it is not an account. */
    type: string | null;
    href: string;
    before: Badge | null;
    after: Badge | null;
    reason: Clipped | null;
  }[];
  more: string | null;
}

interface ComparedRow {
  badge: Badge;
  pieces: TextPiece[];
  before: string;
  after: string;
  href: string;
}

export interface CompareGroups {
  title: string;
  /** The most severe ones, and those that most items have. */
  rows: ComparedRow[];
  /** The others, folded away. */
  rest: ComparedRow[];
  restWords: string;
}

const GROUPS_SHOWN = 10;

export interface ComparePage {
  view: 'compare';
  title: string;
  query: string;
  sessionId: string;
  sessionHref: string;
  heading: string;
  note: string | null;
  level: VerdictLevel;
  icon: string;
  sentence: string;
  earlier: Side;
  later: Side;
  sections: CompareSection[];
  groups: CompareGroups[];
  csvHref: string;
  jsonHref: string;
}

const WORDS: Record<ComparisonChange, { title: string; badge: Badge }> = {
  stillBroken: { title: 'Still broken', badge: { word: 'Still', icon: 'cross', tone: 'bad' } },
  newFailures: { title: 'Newly broken', badge: { word: 'New', icon: 'alert', tone: 'bad' } },
  notRetried: {
    title: 'Not tried again',
    badge: { word: 'Left', icon: 'broken', tone: 'bad' },
  },
  onTheWay: { title: 'Under way', badge: { word: 'Open', icon: 'play', tone: 'info' } },
  fixed: { title: 'Fixed', badge: { word: 'Fixed', icon: 'tick', tone: 'good' } },
};

/** Two sessions side by side; `address` as requested. `now` in epoch seconds. */
export function buildComparePage(
  comparison: Comparison,
  address: { session: string; compare: string },
  now: number,
): ComparePage {
  const { earlier, later, changes } = comparison;
  const heading = earlier.sourceHost ?? later.sourceHost ?? 'this server';
  const level = levelOf(changes);
  const side = ({ id, startedAt, counts, itemsTotal }: SessionSummary): Side => ({
    id,
    href: pageHref({ session: id }),
    started: describeMoment(startedAt, now),
    sentence: `${formatCount(movedOf(counts))} of ${countNoun(itemsTotal, 'item')} moved, ${formatCount(counts.failed)} failed, ${formatCount(counts.unfinished)} unfinished`,
  });
  return {
    view: 'compare',
    title: `Comparison, ${clipMiddle(heading)}`,
    query: formatQuery(address),
    sessionId: address.session,
    sessionHref: pageHref({ session: address.session }),
    heading,
    note: noteOn(comparison),
    level,
    icon: describeVerdict(level).icon,
    sentence: summarise(comparison),
    earlier: side(earlier),
    later: side(later),
    sections: COMPARISON_CHANGES.filter((change) => changes[change].total > 0).map((change) =>
      buildSection(change, changes[change], comparison),
    ),
    groups: buildGroups(comparison),
    csvHref: pageHref({ ...address, format: 'csv' }),
    jsonHref: pageHref({ ...address, format: 'json' }),
  };
}

function levelOf(changes: Comparison['changes']): VerdictLevel {
  const isOpen = (change: ComparisonChange) => changes[change].total > 0;
  if (isOpen('stillBroken') || isOpen('newFailures') || isOpen('notRetried')) return 'bad';
  return isOpen('onTheWay') ? 'open' : 'good';
}

function noteOn({ isSameSource, inBoth }: Comparison): string | null {
  if (inBoth === 0) {
    return 'These sessions have no item in common, so nothing was fixed or broken in between. Each item below is in only one of them.';
  }
  return isSameSource
    ? null
    : 'These sessions are not from the same source: items with the same name can be different accounts.';
}

/** What the later session has not moved and the earlier one did not have is new, not broken. */
const ADDED = 'not moved and not in the earlier session';

function summarise({ changes, added }: Comparison): string {
  const parts = COMPARISON_CHANGES.filter((change) => changes[change].total > 0).map(
    (change, index) => {
      const { total } = changes[change];
      const words = (number: number, what: string, isFirst: boolean) =>
        `${isFirst ? countNoun(number, 'item') : formatCount(number)} ${what}`;
      const title = WORDS[change].title.toLowerCase();
      if (change !== 'newFailures' || added === 0) return words(total, title, index === 0);
      const broken = total - added;
      return broken === 0
        ? words(added, ADDED, index === 0)
        : `${words(broken, title, index === 0)}, ${words(added, ADDED, false)}`;
    },
  );
  return parts.length === 0 ? 'Nothing was broken in either session.' : `${parts.join(', ')}.`;
}

function buildSection(
  change: ComparisonChange,
  { total, items }: ComparedItems,
  { earlier, later, added }: Comparison,
): CompareSection {
  const badge = (status: ItemStatus | null): Badge | null =>
    status === null ? null : describeStatus(status);
  return {
    key: change,
    badge: WORDS[change].badge,
    title: `${titleOf(change, total, added)}: ${countNoun(total, 'item')}`,
    hasReasons: items.some((item) => item.failureAfter !== null || item.failureBefore !== null),
    rows: items.map(({ type, name, before, after, failureBefore, failureAfter }) => {
      const reason = failureAfter ?? failureBefore;
      return {
        name,
        type: isAccountType(type) ? null : describeType(type),
        href: pageHref({ session: after === null ? earlier.id : later.id, item: name, type }),
        before: badge(before),
        after: badge(after),
        reason: reason === null ? null : clipText(reason),
      };
    }),
    more:
      items.length < total
        ? `${formatCount(items.length)} of ${formatCount(total)} shown; the CSV has more.`
        : null,
  };
}

function titleOf(change: ComparisonChange, total: number, added: number): string {
  const { title } = WORDS[change];
  if (change !== 'newFailures' || added === 0) return title;
  return added === total
    ? 'Not moved, and not in the earlier session'
    : `${title}, or new and not moved`;
}

function buildGroups({ groups, earlier, later }: Comparison): CompareGroups[] {
  const table = (title: string, fits: (group: ComparedGroup) => boolean): CompareGroups => {
    const rows = groups.filter(fits).map((group) => ({
      badge: describeKind(group.kind),
      pieces: splitTemplate(group.template),
      before: formatCount(group.before),
      after: formatCount(group.after),
      href: `${pageHref({ session: group.after > 0 ? later.id : earlier.id, tab: 'issues', kind: group.kind })}#issue-${group.id}`,
    }));
    const rest = rows.slice(GROUPS_SHOWN);
    const restWords = countNoun(rest.length, 'more issue type');
    return { title, rows: rows.slice(0, GROUPS_SHOWN), rest, restWords };
  };
  return [
    table('Issue types only in the later session', ({ before }) => before === 0),
    table('Issue types in both', ({ before, after }) => before > 0 && after > 0),
    table('Issue types only in the earlier session', ({ after }) => after === 0),
  ].filter(({ rows }) => rows.length > 0);
}
