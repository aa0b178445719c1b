import type { ItemStatus } from '../session/item.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import { isAtEnd } from '../session/state.ts';
import type { Item, LogLine, Phase, Session } from './contract.ts';
import { formatDuration } from './duration.ts';
import { type EvidenceNote, evidenceNote } from './evidence-words.ts';
import {
  type ItemVerification,
  type VerifiedItemInput,
  viewItemVerification,
} from './item-verify.ts';
import { formatQuery, pageHref } from './link.ts';
import { type LogLineView, viewLogLines } from './log-lines.ts';
import type { FollowUp } from './session-input.ts';
import { describeCounts, type IssueGroupView, viewItemIssues } from './session-issues.ts';
import { describeSize } from './session-items.ts';
import { formatPercent } from './size.ts';
import { clipMiddle } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import {
  type Badge,
  describeModule,
  describeStatus,
  describeType,
  isAccountType,
  queueWord,
  type Tone,
} from './words.ts';

/** A restore system or another step of an item's log; `ok` null = it says nothing of its outcome. Times in epoch seconds. */
export interface OutlinedModule {
  name: string;
  at: number;
  startedAt: number | null;
  endedAt: number | null;
  ok: boolean | null;
  message: string | null;
}

/** A few lines of one log around what matters. */
export interface LogExcerpt {
  lines: LogLine[];
  /** The byte that the log viewer opens at. */
  at: number | null;
  /**
   * The line that says what the item failed of, or the first error, or the end of a log that its worker did not end; `none`: the
   * end of any other.
   */
  shows: 'failure' | 'error' | 'silent' | 'none';
}

const EXCERPT_TITLES: Readonly<Record<LogExcerpt['shows'], string>> = {
  failure: 'Where it failed',
  error: 'The first error: the log does not repeat the failure',
  silent: 'The log breaks off here: its worker died without a word',
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

export interface ModuleRow {
  name: string;
  badge: Badge;
  duration: string;
  message: string | null;
  href: string | null;
  /** Start and length in the time of the phase, 0 to 1; null where the log has no times. */
  bar: { x: number; width: number; tone: Tone } | null;
}

export interface PhaseView {
  queue: string;
  badge: Badge;
  isActive: boolean;
  percent: number;
  percentText: string;
  facts: { name: string; value: string; moment: Moment | null }[];
  issues: { badge: Badge; text: string }[];
  failure: string | null;
  message: string | null;
  logHref: string | null;
  logName: string | null;
  modules: ModuleRow[];
  excerpt: { lines: LogLineView[]; title: string; href: string } | null;
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
  phases: { queue: string; phase: PhaseView | null; emptyWords: string }[];
  issues: IssueGroupView[];
  accountHref: string;
  accountWords: string;
  resolvedHref: string | null;
  /** What its logs say although it is called moved. */
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
    status: describeStatus(item.status),
    statusKey: item.status,
    facts: facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
    phases: QUEUES.map((queue) => ({
      queue: queueWord(queue),
      phase: viewPhase(input, queue, now),
      emptyWords: isAtEnd(session) ? 'Never came to this queue.' : 'Its turn has not come yet.',
    })),
    issues: viewItemIssues(ownTicks(input), now),
    accountHref: pageHref({ account: item.name }),
    accountWords: `All attempts ${isAccountType(item.type) ? 'of this account' : 'at this item'}`,
    resolvedHref: input.resolvedIn === undefined ? null : pageHref({ session: input.resolvedIn }),
    verified: viewItemVerification(session.id, input.verified, now),
    evidence: evidenceNote(item, session.id, input.logs !== 'gone'),
    readingPercent: input.readingPercent,
    logsNote:
      input.logs === 'gone'
        ? 'The server has deleted the logs of this session after 30 days.'
        : null,
    warnings: session.warnings,
    hasManyWarnings: session.warnings.length > 1,
  };
}

function ownTicks(input: ItemPageInput) {
  const { item, followUps } = input;
  const own = followUps?.filter(({ type, name }) => type === item.type && name === item.name);
  return { ...input, ...(own === undefined ? {} : { followUps: own }) };
}

function viewPhase(input: ItemPageInput, queue: QueueName, now: number): PhaseView | null {
  const { session, item, logs } = input;
  const phase = item.queues[queue];
  if (phase === null) return null;
  const isActive = phase.status === 'active';
  const hasLog = phase.logfile !== null && logs !== 'gone';
  const excerpt = input.excerpts?.[queue];
  return {
    queue: queueWord(queue),
    badge: describeStatus(phase.status),
    isActive,
    percent: phase.percent ?? 0,
    percentText: phase.percent === null ? '' : formatPercent(phase.percent),
    facts: phaseFacts(phase, now),
    issues: describeCounts(phase.counts),
    failure: phase.failure,
    message: phase.message,
    logHref: hasLog ? pageHref({ session: session.id, log: phase.logfile }) : null,
    logName: phase.logfile,
    modules: viewModules(input, phase, queue, now),
    excerpt:
      excerpt === undefined || excerpt.lines.length === 0 || !hasLog
        ? null
        : {
            title: EXCERPT_TITLES[excerpt.shows],
            href: pageHref({ session: session.id, log: phase.logfile, at: excerpt.at }),
            lines: viewLogLines(excerpt.lines, { session: session.id, log: phase.logfile }),
          },
  };
}

function phaseFacts(phase: Phase, now: number): PhaseView['facts'] {
  const end = phase.endedAt ?? (phase.status === 'active' ? now : null);
  const took =
    phase.startedAt === null || end === null ? null : formatDuration(end - phase.startedAt);
  const worker = phase.childNumber === null ? null : `child ${phase.childNumber}`;
  const pid = phase.pid === null ? '' : `, process ${phase.pid}`;
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

function viewModules(
  input: ItemPageInput,
  phase: Phase,
  queue: QueueName,
  now: number,
): ModuleRow[] {
  const spans = input.modules?.[queue] ?? [];
  const isActive = phase.status === 'active';
  const times = spans.flatMap((span) => [span.startedAt, span.endedAt]).filter((t) => t !== null);
  const from = times.reduce((min, time) => Math.min(min, time), phase.startedAt ?? Infinity);
  const to = times.reduce((max, time) => Math.max(max, time), isActive ? now : -Infinity);
  return spans.map((span) => {
    const isOpen = span.endedAt === null && isActive;
    const end = span.endedAt ?? (isActive ? now : null);
    const badge = describeModule(span.ok, isOpen);
    const length = span.startedAt === null || end === null ? null : end - span.startedAt;
    return {
      name: span.name,
      badge,
      duration: length === null ? '–' : formatDuration(length),
      message: span.message,
      href:
        phase.logfile === null || input.logs === 'gone'
          ? null
          : pageHref({ session: input.session.id, log: phase.logfile, at: span.at }),
      bar:
        length === null || span.startedAt === null || to <= from
          ? null
          : {
              x: (span.startedAt - from) / (to - from),
              width: length / (to - from),
              tone: badge.tone,
            },
    };
  });
}
