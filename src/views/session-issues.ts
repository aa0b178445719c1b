import { ISSUE_KINDS, needsFollowUp } from '../session/issue.ts';
import { itemKey } from '../session/item.ts';
import { isAtEnd } from '../session/state.ts';
import type { IssueExplanation, IssueGroup, IssueGroupItem, Session } from './contract.ts';
import { type Address, encodeParameter, pageHref } from './link.ts';
import { buildPager, type Pager } from './pager.ts';
import { describeRepair, type RepairView } from './repair-href.ts';
import { type FollowUp, MEMBERS_PER_PAGE, type SessionPageInput } from './session-input.ts';
import { countNoun, formatCount } from './size.ts';
import { markDifferences, splitTemplate, type TextPiece } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import { type Badge, describeKind, kindWord, queueWord } from './words.ts';

export interface IssueItemView {
  /** The row's id, to which a form returns; null where it has none. */
  anchor: string | null;
  name: string;
  type: string;
  queue: string;
  href: string;
  logHref: string | null;
  pieces: TextPiece[];
  repair: RepairView | null;
  mark: MarkView | null;
}

/** The mark on one item of one issue; `wanted` is the action that its button sends. */
export interface MarkView {
  issueId: string;
  type: string;
  name: string;
  isDone: boolean;
  wanted: 'tick' | 'untick';
  note: string;
  who: string | null;
  moment: Moment | null;
}

export interface IssueGroupView {
  id: string;
  badge: Badge;
  count: string;
  countWord: string;
  messages: string | null;
  pieces: TextPiece[];
  place: string | null;
  explanation: IssueExplanation | null;
  isHarmless: boolean;
  isOpen: boolean;
  marked: string | null;
  /** The heading of the column with repairs, marks and logs; null where the column would be empty. */
  remedyWord: string | null;
  items: IssueItemView[];
  /** Marks all of its items at once; null where there is nothing to mark. */
  markAll: { words: string; wanted: 'mark-all' | 'unmark-all' } | null;
  more: { words: string; href: string } | null;
}

export interface IssuesView {
  total: number;
  groups: IssueGroupView[];
  filters: { label: string; count: string; href: string; isCurrent: boolean; icon: string }[];
  pager: Pager | null;
  clearHref: string | null;
  emptyWords: string | null;
  csvHref: string;
}

/** The issue groups of one page of a session, in the order in which they come, most severe first. */
export function buildIssues(input: SessionPageInput, address: Address, now: number): IssuesView {
  const { session, query, paging } = input;
  const issue = query.issue ?? null;
  const isNarrowed = query.kind !== null || query.q !== null || issue !== null;
  // A closed row comes without its members, which are fetched when it is opened.
  const limit = issue === null ? 0 : MEMBERS_PER_PAGE;
  const tab: Address = { ...address, tab: 'issues' };
  return {
    total: paging.issuesTotal,
    groups: session.issues.map((group) => ({
      ...buildGroup(input, group, limit, now),
      ...(issue === null ? {} : { isOpen: true, more: null }),
    })),
    filters: kindFilters(input, tab),
    pager: buildPager(tab, pagingOf(input)),
    clearHref: isNarrowed ? pageHref({ session: session.id, tab: 'issues' }) : null,
    emptyWords:
      session.issues.length > 0 || paging.issuesTotal > 0 ? null : emptyWords(input, isNarrowed),
    csvHref: pageHref({ ...tab, page: null, format: 'csv' }),
  };
}

/** The pages of one group's messages, otherwise those of the groups. */
function pagingOf({ session, query, paging }: SessionPageInput) {
  const { page, perPage, issuesTotal } = paging;
  if ((query.issue ?? null) === null) return { page, perPage, total: issuesTotal };
  return { page: query.page, perPage: MEMBERS_PER_PAGE, total: session.issues[0]?.count ?? 0 };
}

function emptyWords({ session, query }: SessionPageInput, isNarrowed: boolean): string {
  if (isNarrowed) {
    const kind = query.kind === null ? '' : ` of the kind “${describeKind(query.kind).word}”`;
    return `No issue${kind} matches.`;
  }
  const counted = ISSUE_KINDS.reduce((sum, kind) => sum + session.issueCounts[kind], 0);
  const soFar = isAtEnd(session) ? '' : ' so far';
  return counted === 0
    ? `Nothing was reported${soFar}: no failures, no dangerous, altered or skipped entries, and no warnings.`
    : `The log counts ${countNoun(counted, 'issue')} but gives no texts for them. The logs of the items may say more.`;
}

function kindFilters({ session, query }: SessionPageInput, tab: Address): IssuesView['filters'] {
  const kinds = ISSUE_KINDS.filter(
    (kind) => session.issueCounts[kind] > 0 || query.kind === kind,
  ).map((kind) => ({
    label: describeKind(kind).word,
    icon: describeKind(kind).icon,
    count: formatCount(session.issueCounts[kind]),
    href: pageHref({ ...tab, issue: null, kind, page: 1 }),
    isCurrent: query.kind === kind,
  }));
  const counted = ISSUE_KINDS.reduce((sum, kind) => sum + session.issueCounts[kind], 0);
  const all = {
    label: 'All',
    icon: 'list',
    count: formatCount(counted),
    href: pageHref({ ...tab, issue: null, kind: null, page: 1 }),
    isCurrent: query.kind === null && (query.issue ?? null) === null,
  };
  return kinds.length === 0 ? [] : [all, ...kinds];
}

/** What the view of a group needs besides the group. */
type GroupInput = Pick<SessionPageInput, 'logs' | 'followUps'> & {
  session: Pick<Session, 'id' | 'issues'>;
};

/** The issues of one item, without filters: `session.issues` with only its messages, counted as such, and only its marks. */
export function viewItemIssues(input: GroupInput, now: number): IssueGroupView[] {
  return input.session.issues.map((group) => {
    const own = { ...group, count: group.items.length, itemCount: 1 };
    const view = buildGroup(input, own, MEMBERS_PER_PAGE, now);
    return {
      ...view,
      // In its own words: here it is known whose names these are.
      items: view.items.map((item) => ({ ...item, pieces: withoutMarks(item.pieces) })),
      more: null,
      markAll: null,
      marked: view.marked === null ? null : 'done',
    };
  });
}

function withoutMarks(pieces: TextPiece[]): TextPiece[] {
  return [{ text: pieces.map(({ text }) => text).join(''), differs: false }];
}

function buildGroup(
  input: GroupInput,
  group: IssueGroup,
  limit: number,
  now: number,
): IssueGroupView {
  const { explanation, itemCount } = group;
  const place = [group.module, group.function].filter((part) => part !== null).join(' › ');
  const marks = (input.followUps ?? []).filter((mark) => mark.issueId === group.id);
  const done = marks.filter((mark) => mark.done).length;
  const members = group.items.slice(0, limit);
  const items = buildMembers(input, group, members, marks, now);
  const hasRemedy = items.some(({ repair, mark }) => repair !== null || mark !== null);
  const hasLogs = items.some(({ logHref }) => logHref !== null);
  return {
    id: group.id,
    badge: describeKind(group.kind),
    ...countGroup(group),
    pieces: splitTemplate(group.template),
    place: place === '' ? null : `${place}${group.line === null ? '' : ` : ${group.line}`}`,
    explanation,
    isHarmless: isHarmless(group),
    isOpen: false,
    marked: done === 0 ? null : `${formatCount(done)} of ${formatCount(itemCount)} done`,
    remedyWord: hasRemedy ? 'To do' : hasLogs ? 'Log' : null,
    items,
    markAll: buildMarkAll(input, group, done),
    more: buildMore(input, group, members.length),
  };
}

/** "214 items"; "300 messages" beside it where an item has several of them. */
function countGroup({ count, itemCount }: IssueGroup) {
  return {
    ...{ count: formatCount(itemCount), countWord: itemCount === 1 ? 'item' : 'items' },
    messages: count > itemCount ? countNoun(count, 'message') : null,
  };
}

function buildMore({ session }: GroupInput, group: IssueGroup, shown: number) {
  const all = Math.max(group.count, group.items.length);
  if (shown >= all) return null;
  const words =
    shown === 0
      ? `Show ${all === 1 ? 'the message' : `all ${formatCount(all)} messages`}`
      : `${formatCount(shown)} of ${formatCount(all)} shown. Show all of them`;
  return {
    words,
    href: pageHref({ session: session.id, tab: 'issues', issue: group.id }),
  };
}

function buildMarkAll(
  { followUps }: GroupInput,
  group: IssueGroup,
  done: number,
): IssueGroupView['markAll'] {
  if (followUps === undefined || !needsFollowUp(group.kind, isHarmless(group))) return null;
  const { itemCount } = group;
  if (itemCount < 2) return null;
  return done >= itemCount
    ? { words: `Reopen all ${formatCount(itemCount)}`, wanted: 'unmark-all' }
    : { words: `Mark all ${formatCount(itemCount)} as done`, wanted: 'mark-all' };
}

function buildMembers(
  input: GroupInput,
  group: IssueGroup,
  members: IssueGroupItem[],
  marks: FollowUp[],
  now: number,
): IssueItemView[] {
  const seen = new Set<string>();
  return members.map((item) => {
    const key = itemKey(item);
    const isFirstOfItem = !seen.has(key);
    seen.add(key);
    return buildMember(input, group, item, isFirstOfItem, marks, now);
  });
}

function isHarmless({ explanation }: IssueGroup): boolean {
  return explanation?.effect === 'none';
}

function buildMember(
  { session, logs, followUps }: GroupInput,
  group: IssueGroup,
  item: IssueGroupItem,
  isFirstOfItem: boolean,
  marks: FollowUp[],
  now: number,
): IssueItemView {
  // The server names an item's log by queue, type and item (docs/server.md#files).
  const log = `item-${item.queue}_${item.type}_${item.name}`;
  const canMark = followUps !== undefined && needsFollowUp(group.kind, isHarmless(group));
  return {
    name: item.name,
    type: item.type,
    queue: queueWord(item.queue),
    href: pageHref({ session: session.id, item: item.name, type: item.type }),
    logHref: logs === 'gone' ? null : pageHref({ session: session.id, log }),
    pieces: markDifferences(group.template, item.text),
    repair: describeRepair(item.repair),
    anchor: canMark && isFirstOfItem ? markAnchor({ ...item, issueId: group.id }) : null,
    mark: canMark ? buildMark(group.id, item, marks, now) : null,
  };
}

/** The id of the row with a mark: it is opened again and scrolled into view after the form was sent. */
export function markAnchor(mark: Pick<FollowUp, 'issueId' | 'type' | 'name'>): string {
  return `t-${encodeParameter(`${mark.issueId}:${mark.type}:${mark.name}`)}`;
}

function buildMark(
  issueId: string,
  item: IssueGroupItem,
  marks: FollowUp[],
  now: number,
): MarkView {
  const mark = marks.find((entry) => entry.name === item.name && entry.type === item.type);
  const isDone = mark?.done ?? false;
  return {
    issueId,
    type: item.type,
    name: item.name,
    isDone,
    wanted: isDone ? 'untick' : 'tick',
    note: mark?.note ?? '',
    who: mark?.who ?? null,
    moment: mark === undefined ? null : describeMoment(mark.at, now),
  };
}

/** "1 dangerous", "31 skipped": the counters of one item or phase that are not zero. */
export function describeCounts(
  counts: Partial<Record<(typeof ISSUE_KINDS)[number], number>>,
): { badge: Badge; text: string }[] {
  return ISSUE_KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    if (count === 0) return [];
    return [{ badge: describeKind(kind), text: `${formatCount(count)} ${kindWord(kind, count)}` }];
  });
}
