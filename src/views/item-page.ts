import { type ItemStatus, QUEUES, type QueueName } from '../session/item.ts';
import { isMovedByHand } from '../session/retry-place.ts';
import { isAtEnd } from '../session/state.ts';
import type { Item, LogLine, Phase, Session } from './contract.ts';
import { formatDuration } from './duration.ts';
import { type EvidenceNote, evidenceNote } from './evidence-words.ts';
import {
  describeModules,
  type ModuleRow,
  type OutlinedModule,
  viewModules,
} from './item-modules.ts';
import { buildReason, failedIn, type ItemReason, isEcho } from './item-reason.ts';
import { formatQuery, pageHref } from './link.ts';
import { type LogLineView, viewLogLines } from './log-lines.ts';
import type { FollowUp } from './session-input.ts';
import { describeCounts, type IssueGroupView, viewItemIssues } from './session-issues.ts';
import { describeSize } from './session-items.ts';
import {
  type ItemVerification,
  type VerifiedItemInput,
  viewItemVerification,
} from './session-verify.ts';
import { formatPercent } from './size.ts';
import { clipMiddle } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import {
  type Badge,
  describeItem,
  describeStatus,
  describeType,
  isAccountType,
  queueWord,
} from './words.ts';

/** A few lines of one log around what matters. */
export interface LogExcerpt {
  lines: LogLine[];
  /** The byte offset at which the log viewer opens. */
  at: number | null;
  /**
   * The line that says why the item failed, the first error, or the end of a log that its worker left unfinished;
   * `none`: the end of any other log.
   */
  shows: 'failure' | 'error' | 'silent' | 'none';
}

const EXCERPT_TITLES: Readonly<Record<LogExcerpt['shows'], string>> = {
  failure: 'Where it failed',
  error: 'The first error: the log does not repeat the failure',
  silent: 'The log stops here: its worker died without an error message',
  none: 'The end of the log',
};

/**
 * One item of a session. `session.items` need not be filled; `session.issues` are the groups of this item, each with
 * this item's entries only.
 */
export interface ItemPageInput {
  session: Session;
  item: Item;
  /** The account's main domain, where the server's queue names it. */
  domain: string | null;
  logs: 'present' | 'cut' | 'gone';
  readingPercent: number | null;
  modules?: Partial<Record<QueueName, OutlinedModule[]>>;
  excerpts?: Partial<Record<QueueName, LogExcerpt>>;
  followUps?: FollowUp[];
  /** A later session that has moved this failed item. */
  resolvedIn?: string;
  verified?: VerifiedItemInput | null;
}

export interface PhaseView {
  queue: string;
  badge: Badge;
  isActive: boolean;
  percent: number;
  percentText: string;
  facts: { name: string; value: string; moment: Moment | null }[];
  issues: { badge: Badge; text: string }[];
  message: string | null;
  logHref: string | null;
  logName: string | null;
  modules: ModuleRow[];
  /** "5 modules, 1 failed". */
  modulesWords: string;
  excerpt: ExcerptView | null;
}

export interface ExcerptView {
  lines: LogLineView[];
  title: string;
  href: string;
}

export interface ItemPage {
  view: 'item';
  title: string;
  query: string;
  sessionId: string;
  sessionHref: string;
  cursor: string;
  poll: 'live' | 'idle' | 'off';
  name: string;
  newName: string | null;
  label: string;
  status: Badge;
  statusKey: ItemStatus;
  facts: { name: string; value: string }[];
  /** Why it is not here, with the lines of the log around it; null: it has moved, or still may. */
  reason: (Omit<ItemReason, 'queue'> & { excerpt: ExcerptView | null }) | null;
  phases: { queue: string; phase: PhaseView | null; emptyWords: string }[];
  issues: IssueGroupView[];
  accountHref: string;
  accountWords: string;
  resolvedHref: string | null;
  /** What its logs say although it counts as moved. */
  evidence: EvidenceNote | null;
  verified: ItemVerification | null;
  readingPercent: number | null;
  logsNote: string | null;
  warnings: string[];
  hasManyWarnings: boolean;
}

/** One item: both queues, its issues, its log. `now` in epoch seconds. */
export function buildItemPage(input: ItemPageInput, now: number): ItemPage {
  const { session, item } = input;
  const address = { session: session.id, item: item.name, type: item.type };
  const type = describeType(item.type, item.label);
  const title = clipMiddle(item.name);
  const said = buildReason(session, item);
  // Settled items have no commands, and neither have some types.
  const isDone = input.resolvedIn !== undefined || isMovedByHand(item.type);
  const reason =
    said === null
      ? null
      : {
          ...said,
          queue: toldIn(input, said.queue),
          retryHref: isDone ? null : said.retryHref,
        };
  const size = describeSize(item);
  const facts: [string, string | null][] = [
    ['Item', title === item.name ? null : item.name],
    ['Type', type === item.type ? type : `${type} (${item.type})`],
    ['Domain', input.domain],
    ['Size', size === '–' ? null : size],
    ['From', session.sourceHost],
  ];
  return {
    view: 'item',
    title,
    query: formatQuery(address),
    sessionId: session.id,
    sessionHref: pageHref({ session: session.id }),
    cursor: session.cursor,
    poll: session.archived ? 'off' : isAtEnd(session) ? 'idle' : 'live',
    name: item.name,
    newName: item.localName === item.name ? null : item.localName,
    label: type,
    status: describeItem(item),
    statusKey: item.status,
    facts: facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
    reason: reason === null ? null : { ...reason, excerpt: viewExcerpt(input, reason.queue) },
    phases: QUEUES.map((queue) => ({
      queue: queueWord(queue),
      phase: isEcho(item, queue) ? null : viewPhase(input, queue, reason?.queue ?? null, now),
      emptyWords: isAtEnd(session) || failedIn(item) !== null ? 'not started' : 'not started yet',
    })),
    issues: viewItemIssues(ownIssues(input, reason), now),
    accountHref: pageHref({ account: item.name }),
    accountWords: `All attempts ${isAccountType(item.type) ? 'of this account' : 'at this item'}`,
    resolvedHref: input.resolvedIn === undefined ? null : pageHref({ session: input.resolvedIn }),
    verified: viewItemVerification(session.id, input.verified, now),
    evidence: evidenceNote(item, session.id, input.logs !== 'gone'),
    readingPercent: input.readingPercent,
    logsNote:
      input.logs === 'gone'
        ? 'The logs of this session are no longer on this server; what is shown was read before.'
        : null,
    warnings: session.warnings,
    hasManyWarnings: session.warnings.length > 1,
  };
}

/** The queue whose log says why the item failed: usually the one in which it failed. */
function toldIn({ excerpts }: ItemPageInput, failed: QueueName | null): QueueName | null {
  return QUEUES.find((queue) => excerpts?.[queue]?.shows === 'failure') ?? failed;
}

/** Leaves out what the reason says already. */
function ownIssues(input: ItemPageInput, reason: ItemReason | null) {
  const { item, followUps, session } = input;
  const own = followUps?.filter(({ type, name }) => type === item.type && name === item.name);
  const issues = session.issues.filter(({ kind }) => reason === null || kind !== 'failure');
  const marks = own === undefined ? {} : { followUps: own };
  return { ...input, ...marks, session: { ...session, issues } };
}

/** A few lines of a queue's log around what matters. */
function viewExcerpt(input: ItemPageInput, queue: QueueName | null): ExcerptView | null {
  if (queue === null) return null;
  const { session, item, logs, excerpts } = input;
  const excerpt = excerpts?.[queue];
  const log = item.queues[queue]?.logfile ?? null;
  if (excerpt === undefined || excerpt.lines.length === 0 || log === null || logs === 'gone') {
    return null;
  }
  const address = { session: session.id, log };
  return {
    title: EXCERPT_TITLES[excerpt.shows],
    href: pageHref({ ...address, at: excerpt.at }),
    lines: viewLogLines(excerpt.lines, address, null, excerpt.shows === 'none' ? null : excerpt.at),
  };
}

/** @param said the queue whose log excerpt is shown elsewhere */
function viewPhase(
  input: ItemPageInput,
  queue: QueueName,
  said: QueueName | null,
  now: number,
): PhaseView | null {
  const { session, item, logs } = input;
  const phase = item.queues[queue];
  if (phase === null) return null;
  const isActive = phase.status === 'active';
  const hasLog = phase.logfile !== null && logs !== 'gone';
  return {
    queue: queueWord(queue),
    badge: describePhase(phase),
    isActive,
    percent: phase.percent ?? 0,
    percentText: phase.percent === null ? '' : formatPercent(phase.percent),
    facts: phaseFacts(phase, now),
    issues: describeCounts(phase.counts),
    message: phase.message === phase.failure ? null : phase.message,
    logHref: hasLog ? pageHref({ session: session.id, log: phase.logfile }) : null,
    logName: phase.logfile,
    modules: viewModules(input.modules?.[queue] ?? [], { phase, session: session.id, hasLog, now }),
    modulesWords: describeModules(input.modules?.[queue] ?? []),
    excerpt: queue === said ? null : viewExcerpt(input, queue),
  };
}

/** A queue that an item has passed is done; whether the item has moved is decided by all queues. */
function describePhase({ status }: Phase): Badge {
  const badge = describeStatus(status);
  if (status === 'success') return { ...badge, word: 'Done' };
  return status === 'warning' ? { ...badge, word: 'Done, to review' } : badge;
}

function phaseFacts(phase: Phase, now: number): PhaseView['facts'] {
  const end = phase.endedAt ?? (phase.status === 'active' ? now : null);
  const took =
    phase.startedAt === null || end === null ? null : formatDuration(end - phase.startedAt);
  const worker = phase.childNumber === null ? null : String(phase.childNumber);
  const pid = phase.pid === null ? '' : ` (PID ${phase.pid})`;
  const words: [string, string | null][] = [
    [phase.status === 'active' ? 'Running for' : 'Took', took],
    ['Worker', worker === null ? null : `${worker}${pid}`],
    ['Attempts', phase.attempts > 1 ? String(phase.attempts) : null],
  ];
  const moments: [string, Moment | null][] = [
    ['Started', describeMoment(phase.startedAt, now)],
    ['Ended', describeMoment(phase.endedAt, now)],
  ];
  return [
    ...moments.flatMap(([name, moment]) => (moment === null ? [] : [{ name, value: '', moment }])),
    ...words.flatMap(([name, value]) => (value === null ? [] : [{ name, value, moment: null }])),
  ];
}
