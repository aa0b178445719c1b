import type { SessionAction } from '../session/state.ts';
import type { SessionPageInput } from './session-input.ts';
import { countNoun } from './size.ts';
import { describeMoment, type Moment } from './time.ts';

/** What was just asked of the server, and what it answered. */
export interface AnswerView {
  asked: string;
  words: string;
  moment: Moment | null;
}

const ASKED: Readonly<Record<SessionAction, string>> = {
  pause: 'Pause requested.',
  resume: 'Resume requested.',
  abort: 'Abort requested.',
};

export function buildAnswer({ answer }: SessionPageInput, now: number): AnswerView | null {
  if (answer === undefined) return null;
  const { action, words, at } = answer;
  return { asked: ASKED[action], words, moment: describeMoment(at, now) };
}

/** A button of the page; `asks` shows a question first. */
export interface ActionView {
  action: SessionAction;
  label: string;
  icon: string;
  asks: { question: string; consequence: string; confirm: string } | null;
}

/**
 * The buttons that the state allows. Abort asks first, and says what will happen. A session whose process is gone
 * cannot pause: the server would mark it as failed, and that is what abort is for.
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
      ? `Its master process is gone: the server marks the session as failed. ${left} Items already moved stay on this server; what was in progress may be half done.`
      : `${left} Items already moved stay on this server; an item in progress may be left half done. An aborted session cannot be resumed.`;
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
