import { hasVanished, isAtEnd } from '../session/state.ts';
import type { SessionSummary } from './contract.ts';
import { formatDuration, formatEstimate } from './duration.ts';
import { countNoun, formatCount } from './size.ts';
import { type Badge, describeState, describeStatus, describeVerdict } from './words.ts';

/** The groups of sessions in the list, in this order. */
export const SESSION_GROUPS = ['under_way', 'needs_work', 'done'] as const;
export type SessionGroup = (typeof SESSION_GROUPS)[number];

export function isSessionGroup(text: string): text is SessionGroup {
  return (SESSION_GROUPS as readonly string[]).includes(text);
}

/** Which group a session belongs to. */
export function groupOf({ verdict, ...session }: SessionSummary): SessionGroup {
  if (!isAtEnd(session)) return 'under_way';
  return verdict.level === 'good' || isReviewed(verdict) ? 'done' : 'needs_work';
}

function isReviewed({ level, followUps }: SessionSummary['verdict']): boolean {
  return level === 'review' && followUps.total > 0 && followUps.done === followUps.total;
}

/** The state while it goes on, afterwards the outcome, in two or three words: for the page's list and the terminal. */
export function describeOutcome(session: SessionSummary): Badge {
  const { verdict, counts } = session;
  if (hasVanished(session)) return { word: 'Deleted unfinished', icon: 'alert', tone: 'bad' };
  if (session.stalled !== null) return { word: 'Stalled', icon: 'alert', tone: 'bad' };
  if (session.state !== 'COMPLETED') return describeState(session.state);
  if (counts.failed > 0) {
    return { ...describeStatus('failed'), word: `${formatCount(counts.failed)} failed` };
  }
  if (counts.unfinished > 0) {
    return {
      ...describeStatus('unfinished'),
      word: `${formatCount(counts.unfinished)} unfinished`,
    };
  }
  const badge = describeVerdict(verdict.level);
  if (verdict.incomplete > 0) {
    return { ...badge, word: `${formatCount(verdict.incomplete)} incomplete` };
  }
  return groupOf(session) === 'done'
    ? { word: verdict.level === 'good' ? 'All moved' : 'All reviewed', icon: 'tick', tone: 'good' }
    : badge;
}

/** What the outcome does not say: time left, what else is wrong, how much of the work is done. */
export function describeRest(
  session: SessionSummary,
  etaSeconds: number | null,
  now: number,
): { what: string; more: string | null } {
  const { verdict } = session;
  const said = describeOutcome(session).word;
  const wrong = (
    [
      [verdict.failed, 'failed'],
      [verdict.unfinished, 'unfinished'],
      [verdict.incomplete, 'incomplete'],
      [verdict.review, 'to review'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .filter((words) => words !== said)
    .join(' · ');
  const { total, done } = verdict.followUps;
  const toDos = total === 0 ? null : `${formatCount(done)} of ${formatCount(total)} to-dos done`;
  if (session.stalled !== null) {
    return {
      what: `Nothing has moved for ${formatDuration(now - session.stalled.since)}`,
      more: wrong || null,
    };
  }
  if (!isAtEnd(session)) {
    const left =
      etaSeconds === null || !goesToItsEnd(session) ? null : `${formatEstimate(etaSeconds)} left`;
    return {
      what: left ?? (wrong || 'Nothing wrong so far'),
      more: left === null ? null : wrong || null,
    };
  }
  return { what: wrong || toDos || describeLeft(session), more: wrong ? toDos : null };
}

/** Whether all that is left is worked on: an estimate of it says nothing about one that is being paused or aborted. */
export function goesToItsEnd({ state }: Pick<SessionSummary, 'state'>): boolean {
  return state !== 'PAUSING' && state !== 'ABORTING';
}

/** What remains of a session that is over, where only the outcome says what is wrong. Only one that is done has nothing left. */
function describeLeft(session: SessionSummary): string {
  const { verdict, itemsTotal, state } = session;
  if (groupOf(session) === 'done') return 'Nothing to do';
  if (verdict.failed > 0) return `See why ${countNoun(verdict.failed, 'item')} failed`;
  if (verdict.unfinished > 0) return `See what stopped ${countNoun(verdict.unfinished, 'item')}`;
  if (verdict.incomplete > 0) {
    return `See what is missing in ${countNoun(verdict.incomplete, 'item')}`;
  }
  if (itemsTotal === 0) return 'No items';
  if (hasVanished(session)) return 'How it ended is not known';
  if (state === 'FAILED') return 'Everything moved; see why the session failed';
  if (state === 'ABORTED') return 'Everything moved before it was aborted';
  return verdict.logsRead.read < verdict.logsRead.of
    ? 'Logs are being read for errors'
    : 'Not everything is known: logs are missing';
}
