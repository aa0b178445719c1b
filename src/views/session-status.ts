import { hasVanished, isAtEnd, type SessionAction } from '../session/state.ts';
import type { QueueView, Session } from './contract.ts';
import { endOf, formatDuration, formatEstimate } from './duration.ts';
import { pageHref } from './link.ts';
import type { SessionPageInput } from './session-input.ts';
import { countNoun, formatCount, formatPercent, formatRate, formatSize } from './size.ts';
import { describeMoment, type Moment } from './time.ts';
import { type Badge, describeState, describeStatus, queueWord, type Tone } from './words.ts';

/** A number of the first line with its name; `moment` ages in the browser. */
export interface Fact {
  name: string;
  value: string;
  note: string | null;
  moment: Moment | null;
}

/** One segment of a queue's bar; the shares of a bar add up to 100 at most. */
export interface QueueSegment {
  key: string;
  tone: Tone;
  icon: string;
  label: string;
  count: string;
  share: number;
  href: string;
}

export interface QueueBar {
  queue: string;
  word: string;
  percentText: string;
  words: string;
  segments: QueueSegment[];
}

export interface StatusView {
  state: Badge;
  stateNote: string | null;
  isLive: boolean;
  isMoving: boolean;
  percent: number;
  percentText: string;
  /** What a screen reader hears when the numbers change; rounded, so that it speaks seldom. */
  spoken: string;
  facts: Fact[];
  alarm: { title: string; text: string; since: Moment | null } | null;
  queues: QueueBar[];
}

const STALLED: Badge = { word: 'Stalled', icon: 'alert', tone: 'bad' };
const VANISHED: Badge = { word: 'Deleted unfinished', icon: 'alert', tone: 'bad' };

/** The first line of a session: is it going on, how far is it, and when will it end? */
export function buildStatus(input: SessionPageInput, now: number): StatusView {
  const { session } = input;
  const state = badgeOf(session);
  return {
    state,
    stateNote: stateNote(input),
    isLive: session.live,
    isMoving: session.state === 'RUNNING' && !isAtEnd(session) && session.stalled === null,
    percent: session.percent,
    percentText: formatPercent(session.percent),
    spoken: `${state.word}, ${Math.floor(session.percent)} percent`,
    facts: buildFacts(input, now),
    alarm: buildAlarm(session, now),
    queues: session.queues.map((queue) => buildQueueBar(session.id, queue)),
  };
}

function badgeOf(session: Session): Badge {
  if (hasVanished(session)) return VANISHED;
  return session.stalled === null ? describeState(session.state) : STALLED;
}

function stateNote({ session, logs }: SessionPageInput): string | null {
  if (hasVanished(session)) {
    return `The server has deleted it. When last seen, it was ${session.state}.`;
  }
  if (session.stalled !== null) return `The server still has it as ${session.state}.`;
  switch (session.state) {
    case 'PENDING':
      return 'Nothing has started yet.';
    case 'PAUSING':
      return 'Items already begun are finished first; this can take hours.';
    case 'PAUSED':
      return 'No process is working on it. It goes on when it is resumed.';
    case 'ABORTING':
      return 'The server is stopping the work.';
    case 'ABORTED':
      return 'What had ended by then stays; the rest was not moved.';
    case 'FAILED':
      return 'The session broke off.';
    case 'COMPLETED':
      return logs === 'gone' ? 'Known from the archive.' : 'The server has ended its work.';
    default:
      return null;
  }
}

function buildFacts(input: SessionPageInput, now: number): Fact[] {
  const { session } = input;
  const over = isAtEnd(session);
  const fact = (name: string, value: string, note: string | null = null): Fact => ({
    name,
    value,
    note,
    moment: null,
  });
  const facts: Fact[] = [];
  if (!over) facts.push(buildEta(input, fact));
  const done = `${formatCount(session.itemsDone)} of ${formatCount(session.itemsTotal)}`;
  facts.push(fact('Items done', done));
  if (!over) {
    const rate = session.bytesPerSecond;
    facts.push(fact('Throughput', rate === null ? '–' : formatRate(rate)));
  }
  facts.push(buildElapsed(session, over, now, fact));
  const activity = describeMoment(session.lastActivityAt, now);
  facts.push({ ...fact('Last activity', activity === null ? '–' : ''), moment: activity });
  return facts;
}

type MakeFact = (name: string, value: string, note?: string | null) => Fact;

function buildEta({ session, etaReason }: SessionPageInput, fact: MakeFact): Fact {
  // The estimate is for all that is left, and the session will not go so far.
  const isEnding = session.state === 'PAUSING' || session.state === 'ABORTING';
  if (isEnding && session.stalled === null) {
    const word = session.state === 'PAUSING' ? 'paused' : 'aborted';
    return fact('Time left', '–', `The session is being ${word}.`);
  }
  if (session.etaSeconds !== null) return fact('Time left', formatEstimate(session.etaSeconds));
  return fact('Time left', 'unknown', etaReason);
}

function buildElapsed(session: Session, over: boolean, now: number, fact: MakeFact): Fact {
  const end = endOf(session, now);
  const name = over ? 'Took' : 'Running for';
  if (session.startedAt === null || end === null) return fact(name, '–');
  return fact(name, formatDuration(end - session.startedAt));
}

function buildAlarm(session: Session, now: number): StatusView['alarm'] {
  if (session.stalled === null) return null;
  return {
    title: session.live ? 'Nothing has moved for a while' : 'The session has stalled',
    text: session.stalled.reason,
    since: describeMoment(session.stalled.since, now),
  };
}

const SEGMENTS = ['success', 'warning', 'failed', 'unfinished', 'active', 'pending'] as const;

function buildQueueBar(sessionId: string, queue: QueueView): QueueBar {
  const total = Math.max(queue.total, 1);
  const segments = SEGMENTS.filter((key) => queue[key] > 0).map((key) => {
    const badge = describeStatus(key);
    return {
      key,
      tone: badge.tone,
      icon: badge.icon,
      label: badge.word.toLowerCase(),
      count: formatCount(queue[key]),
      share: (queue[key] / total) * 100,
      href: pageHref({ session: sessionId, tab: 'items', queue: queue.queue, status: key }),
    };
  });
  const { sizeDone, sizeTotal } = queue;
  const hasSizes = sizeDone !== null && sizeTotal !== null;
  const sizes = hasSizes ? `, ${formatSize(sizeDone)} of ${formatSize(sizeTotal)}` : '';
  return {
    queue: queue.queue,
    word: queueWord(queue.queue),
    percentText: formatPercent(queue.percent),
    words: `${countNoun(queue.total, 'item')}${sizes}`,
    segments,
  };
}

/** What was asked of the server just now, and what it said. */
export interface AnswerView {
  asked: string;
  words: string;
  moment: Moment | null;
}

const ASKED: Readonly<Record<SessionAction, string>> = {
  pause: 'Asked to pause.',
  resume: 'Asked to go on.',
  abort: 'Asked to abort.',
};

export function buildAnswer({ answer }: SessionPageInput, now: number): AnswerView | null {
  if (answer === undefined) return null;
  const { action, words, at } = answer;
  return { asked: ASKED[action], words, moment: describeMoment(at, now) };
}

/** A button of the page; `asks` opens a question first. */
export interface ActionView {
  action: SessionAction;
  label: string;
  icon: string;
  asks: { question: string; consequence: string; confirm: string } | null;
}

/**
 * The buttons that the state allows. Abort asks, and says what will happen. A session whose process is gone cannot pause:
 * the server would mark it as failed, and that is what abort is there for.
 */
export function buildActions({ actions, session }: SessionPageInput): ActionView[] {
  const isDead = session.stalled !== null && !session.live;
  const offered = isDead ? actions.filter((action) => action !== 'pause') : actions;
  return offered.map((action) => {
    if (action === 'pause') return { action, label: 'Pause', icon: 'pause', asks: null };
    if (action === 'resume') {
      const label = session.state === 'PENDING' ? 'Start' : 'Resume';
      return { action, label, icon: 'play', asks: null };
    }
    const open = session.itemsTotal - session.itemsDone;
    const left = `${countNoun(open, 'item')} will not be moved.`;
    const consequence = isDead
      ? `Its process is gone: the server marks the session as failed. ${left} Items already moved stay on this server; what was in progress may be half done.`
      : `${left} Items already moved stay on this server; an item in progress can be left half done. An aborted session cannot be resumed.`;
    return {
      action,
      label: 'Abort',
      icon: 'stop',
      asks: {
        question: 'Abort this session?',
        consequence,
        confirm: 'Abort the session',
      },
    };
  });
}
