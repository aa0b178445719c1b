import { hasVanished, isAtEnd } from '../session/state.ts';
import { endSentence, type VerdictRow, verdictRows } from '../session/verdict.ts';
import type { Session } from './contract.ts';
import { endOf, formatDuration, formatEstimate } from './duration.ts';
import { buildForecast, type ForecastLine } from './forecast-words.ts';
import { pageHref } from './link.ts';
import { logLabel } from './log-page.ts';
import type { SessionPageInput } from './session-input.ts';
import { goesToItsEnd } from './session-outcome.ts';
import { verifiedInVerdict } from './session-verify.ts';
import { formatCount, formatRate, formatSteadyPercent } from './size.ts';
import { clipText } from './text.ts';
import { describeMoment, formatClock, type Moment } from './time.ts';
import { type Badge, describeState, describeVerdict, queueWord } from './words.ts';

/** A part of a sentence that can be a link. */
export interface SentencePart {
  text: string;
  href: string | null;
}

/** One segment of a bar; the shares of a bar add up to at most 100. */
export interface BarSegment {
  key: string;
  label: string;
  count: string;
  share: number;
}

/** State and verdict of a session: one card in which each number appears once. */
export interface Hero {
  level: string;
  state: Badge;
  isMoving: boolean;
  /** Null once the session is over and complete. */
  percentText: string | null;
  /** "about 7 min left (16:04)", or why that is unknown. */
  timeLeft: string | null;
  rate: string | null;
  lastActivity: Moment | null;
  note: string | null;
  /** What a screen reader hears when the numbers change; rounded, so that it seldom speaks. */
  spoken: string;
  alarm: { since: Moment | null; parts: SentencePart[] } | null;
  /** The last lines of the log that tells most about a stall. */
  lastLines: { words: string; href: string; lines: { clock: string; text: string }[] } | null;
  /** The verdict's sentence; each count links to the items behind it. */
  sentence: SentencePart[];
  /** What is likely to go wrong with the rest, the most urgent first. */
  forecast: { first: ForecastLine[]; more: ForecastLine[]; moreWords: string };
  /** What the last look at this server found; null: there was none. */
  verified: { sentence: string; checked: Moment | null; href: string } | null;
  followUps: { words: string; isDone: boolean } | null;
  bar: { segments: BarSegment[] };
  /** Progress of the queues, as long as it matters. */
  queues: { word: string; percent: number; percentText: string }[];
  /** One line for when the card is out of sight. */
  summary: string;
}

const STALLED: Badge = { word: 'Stalled', icon: 'alert', tone: 'bad' };
const VANISHED: Badge = { word: 'Deleted unfinished', icon: 'alert', tone: 'bad' };

/** Is it still running, when will it end, and did everything move? */
export function buildHero(input: SessionPageInput, now: number): Hero {
  const { session } = input;
  const over = isAtEnd(session);
  const state = badgeOf(session);
  const isMoving = session.state === 'RUNNING' && !over && session.stalled === null;
  const rows = verdictRows({
    ...session,
    results: session.verdict,
    neverStarted: input.neverStarted,
    isStalled: session.stalled !== null,
  });
  const isComplete = over && session.percent >= 100;
  const percentText = isComplete ? null : formatSteadyPercent(session.percent);
  const timeLeft = over ? null : describeTimeLeft(input, now);
  return {
    level: session.verdict.level,
    state,
    isMoving,
    percentText,
    timeLeft,
    rate:
      over || session.bytesPerSecond === null || !isMoving
        ? null
        : formatRate(session.bytesPerSecond),
    // A stall says so itself.
    lastActivity:
      over || session.stalled !== null ? null : describeMoment(session.lastActivityAt, now),
    note: describeNote(input),
    forecast: buildForecast(session, now),
    verified: verifiedInVerdict(input, now),
    spoken: `${state.word}, ${Math.floor(session.percent)} percent`,
    alarm: buildAlarm(input, now),
    lastLines: buildLastLines(input),
    sentence: linkCounts(session, rows),
    followUps: buildFollowUps(session),
    bar: { segments: rows.map((row) => segmentOf(row, session.itemsTotal)) },
    // What stands still has no progress to show beside the bar.
    queues:
      isComplete || session.stalled !== null
        ? []
        : session.queues.map((queue) => ({
            word: queueWord(queue.queue),
            percent: queue.percent,
            percentText: formatSteadyPercent(queue.percent),
          })),
    summary: [state.word, percentText, timeLeft].filter((part) => part !== null).join(' · '),
  };
}

function badgeOf(session: Session): Badge {
  if (hasVanished(session)) return VANISHED;
  if (session.stalled !== null) return STALLED;
  if (session.state === 'COMPLETED') return outcomeOf(session);
  return describeState(session.state);
}

/** "Completed" alone says nothing: the word for the outcome replaces it. */
function outcomeOf({ verdict }: Session): Badge {
  const badge = describeVerdict(verdict.level);
  if (verdict.failed + verdict.unfinished > 0) return { ...badge, word: 'Not everything moved' };
  if (verdict.incomplete > 0) return { ...badge, word: 'Moved incompletely' };
  const { total, done } = verdict.followUps;
  const isReviewed = verdict.level === 'review' && total > 0 && done === total;
  return isReviewed ? { word: 'All moved, all reviewed', icon: 'tick', tone: 'good' } : badge;
}

function describeNote({ session, logs }: SessionPageInput): string | null {
  if (hasVanished(session)) {
    return `WHM has deleted it. When last seen, it was ${session.state}.`;
  }
  if (session.stalled !== null) return `WHM still lists it as ${session.state.toLowerCase()}.`;
  switch (session.state) {
    case 'PAUSING':
      return 'Items in progress are finished first; this can take hours.';
    case 'PAUSED':
      return 'Nothing is working on it until it is resumed.';
    case 'ABORTING':
      return 'WHM is stopping the work.';
    case 'ABORTED':
      return 'What was finished is kept; the rest was not moved.';
    case 'FAILED':
      return 'Stopped before it was complete.';
    case 'COMPLETED':
      return logs === 'gone' ? 'Archived.' : null;
    default:
      return null;
  }
}

function describeTimeLeft({ session, etaReason }: SessionPageInput, now: number): string | null {
  // Of what stands still nobody knows when it ends.
  if (!goesToItsEnd(session) || session.stalled !== null) return null;
  if (session.etaSeconds === null) {
    const isSaid = ['PAUSED', 'PENDING'].includes(session.state);
    return isSaid
      ? null
      : `time left unknown${etaReason === null ? '' : `: ${lowerFirst(etaReason)}`}`;
  }
  const end = formatClock(now + session.etaSeconds).slice(0, 5);
  return `${formatEstimate(session.etaSeconds)} left (${end})`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

/** The reason for a stall; the logs and items that it names become links. */
function buildAlarm(input: SessionPageInput, now: number): Hero['alarm'] {
  const { session, logs } = input;
  if (session.stalled === null) return null;
  const { id } = session;
  const places = new Map<string, string>();
  if (logs !== 'gone') places.set('master log', pageHref({ session: id, log: 'master.log' }));
  if (input.hasMasterErrors) {
    const href = pageHref({ session: id, log: 'master.error_log' });
    places.set('master error log', href).set('master.error_log', href);
  }
  // The server creates this log only when there is something to write.
  const reason = input.hasMasterErrors
    ? session.stalled.reason
    : session.stalled.reason.replace(' and of the master error log', '');
  for (const { type, name } of input.work?.underWay ?? []) {
    places.set(name, pageHref({ session: id, item: name, type }));
  }
  return {
    since: describeMoment(session.stalled.since, now),
    parts: linkNames(reason, places),
  };
}

/** A line is cut to fit into the card; its log has the rest. */
const MAX_LINE_LENGTH = 160;

function buildLastLines({ session, stallLines }: SessionPageInput): Hero['lastLines'] {
  const last = stallLines?.lines.at(-1);
  if (!stallLines || last === undefined) return null;
  const { log, lines } = stallLines;
  return {
    words: `Last lines of: ${logLabel(log)}`,
    href: pageHref({ session: session.id, log, at: last.at }),
    lines: lines.map(({ time, text }) => ({
      clock: time === null ? '' : formatClock(time),
      text: clipText(text, MAX_LINE_LENGTH).short,
    })),
  };
}

/** Splits a sentence so that the names in it become links; a name is matched only as a whole word. */
export function linkNames(sentence: string, places: ReadonlyMap<string, string>): SentencePart[] {
  const names = [...places.keys()].sort((a, b) => b.length - a.length);
  const anyName = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  if (anyName === '') return [{ text: sentence, href: null }];
  const asWords = new RegExp(`(?<![\\p{L}\\p{N}_.-])(${anyName})(?![\\p{L}\\p{N}_-])`, 'u');
  return sentence
    .split(asWords)
    .filter((text) => text !== '')
    .map((text) => ({ text, href: places.get(text) ?? null }));
}

/** The verdict's sentence as everywhere; "12 failed" in it links to the twelve. */
function linkCounts({ id, state, verdict }: Session, rows: readonly VerdictRow[]): SentencePart[] {
  const parts: SentencePart[] = [];
  // The card's first line says how the session ended.
  let rest = verdict.sentence.replace(endSentence(state), '');
  for (const row of rows) {
    const count = `${formatCount(row.count)} `;
    const found = COUNTED.exec(rest);
    if (!found?.[0].startsWith(count)) continue;
    const at = found.index;
    const end = at + found[0].length;
    if (at > 0) parts.push({ text: rest.slice(0, at), href: null });
    const href = pageHref({ session: id, tab: 'accounts', status: row.result });
    parts.push({ text: rest.slice(at, end), href });
    rest = rest.slice(end);
  }
  if (rest !== '') parts.push({ text: rest, href: null });
  return parts;
}

/** A count in the verdict's sentence with the words after it; the counts come in the order of the rows. */
const COUNTED =
  /(?<![\d,])[\d,]+ (?:clean|to review|incomplete|failed|unfinished|never started|in progress|interrupted|waiting)(?![a-z])/;

function buildFollowUps({ verdict }: Session): Hero['followUps'] {
  const { total, done } = verdict.followUps;
  if (total === 0) return null;
  const noun = total === 1 ? 'to-do' : 'to-dos';
  return {
    words: `${formatCount(done)} of ${formatCount(total)} ${noun} done`,
    isDone: done === total,
  };
}

const SEGMENT_KEYS: Readonly<Record<VerdictRow['result'], string>> = {
  clean: 'success',
  review: 'warning',
  incomplete: 'incomplete',
  failed: 'failed',
  unfinished: 'unfinished',
  active: 'active',
  pending: 'pending',
};

/** A row of the verdict as a part of a bar. */
export function segmentOf(row: VerdictRow, total: number): BarSegment {
  return {
    key: SEGMENT_KEYS[row.result],
    label: row.word,
    count: formatCount(row.count),
    share: (row.count / Math.max(total, 1)) * 100,
  };
}

/** "took 58 min 7 s", once it is over. */
export function describeElapsed(session: Session, now: number): string | null {
  const end = endOf(session, now);
  if (session.startedAt === null || end === null) return null;
  return isAtEnd(session) ? `took ${formatDuration(end - session.startedAt)}` : null;
}
