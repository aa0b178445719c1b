import { isAtEnd } from '../session/state.ts';
import type { SessionPageInput, WorkInput } from './session-input.ts';
import { countNoun, formatCount } from './size.ts';

/** Shown instead of the list where there is nothing to do. */
export function emptyWords({ session, work }: SessionPageInput): string {
  const { verdict, itemsTotal } = session;
  if (work !== undefined && work.settled > 0) return `Nothing is left to do. ${settledWords(work)}`;
  if (session.state === 'PENDING')
    return 'Nothing has moved yet: the session has not been started.';
  if (session.stalled !== null) {
    return 'Nothing is wrong with any item; what to do about the session is shown above.';
  }
  if (!isAtEnd(session)) {
    return itemsTotal === 0
      ? 'This session has no items yet.'
      : 'Nothing to do so far: no failures, and nothing to review.';
  }
  if (itemsTotal === 0) return 'The session has no items: nothing was moved.';
  const left = verdict.logsRead.of - verdict.logsRead.read;
  if (left > 0) {
    return `Nothing to do so far; ${countNoun(left, 'log')} of ${formatCount(verdict.logsRead.of)} still have to be read for errors.`;
  }
  if (verdict.level === 'good') {
    return 'Nothing to do: everything moved, and no log contains an error.';
  }
  if (verdict.review > 0) {
    return 'Nothing to do but look at the warnings: see Issues for their accounts.';
  }
  // All is clean as far as it was reported, and yet not good: logs are gone.
  return session.state === 'COMPLETED'
    ? 'Nothing was reported that asks for work. What the missing logs said is not known: “Verify” compares the accounts with what is on this server.'
    : 'Nothing to do: nothing is wrong with any item.';
}

/** What did not move here but needs nothing any more; '' where there is none of it. */
export function settledWords({ settled }: Pick<WorkInput, 'settled'>): string {
  if (settled === 0) return '';
  return settled === 1
    ? '1 item that did not move here was moved in a later session.'
    : `${formatCount(settled)} items that did not move here were moved in later sessions.`;
}

/** Items that the log counts and nothing names; '' where there are none. */
export function unnamedWords(unnamed: number): string {
  if (unnamed === 0) return '';
  return `${formatCount(unnamed)} of them ${unnamed === 1 ? 'is' : 'are'} counted in the log but never named: compare the session with what was chosen in WHM.`;
}
