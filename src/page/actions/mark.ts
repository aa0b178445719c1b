import { tickFollowUp } from '../../app/follow-ups.ts';
import { Problem } from '../../app/problem.ts';
import { type Address, pageHref } from '../../views/link.ts';
import { tickAnchor } from '../../views/session-issues.ts';
import type { Caller } from '../context.ts';
import type { PageAnswer } from '../http/response.ts';
import { narrowingFields, sessionParameter, textParameter } from '../parameter.ts';
import { observe } from '../views/session.ts';

export const TICK_ACTIONS = ['tick', 'untick'] as const;

const LONGEST_NAME = 1000;
/** A note longer than this is no slip of the pen; shorter ones are cut to what is kept. */
const LONGEST_FIELD = 10_000;

/**
 * Ticks an item of the list to work off, or takes the tick back, and leads to where the form stood: its address holds the
 * view with all that narrows it.
 *
 * @throws Problem
 */
export function answerTick(caller: Caller, action: (typeof TICK_ACTIONS)[number]): PageAnswer {
  const { form, query } = caller.request;
  const session = sessionParameter(query) ?? sessionParameter(form);
  if (session === null) throw new Problem('malformed', 'The form names no session.');
  const field = (name: string): string => {
    const value = form.get(name) ?? '';
    if (value === '' || value.length > LONGEST_NAME || value.includes('\0')) {
      throw new Problem(
        'malformed',
        `The form’s field “${name}” is empty, too long or no text.`,
        session,
      );
    }
    return value;
  };
  const tick = { issueId: field('issue'), type: field('type'), name: field('item') };
  const note = form.get('note');
  if (note !== null && (note.length > LONGEST_FIELD || note.includes('\0'))) {
    throw new Problem('malformed', 'The note is too long, or no text.', session);
  }
  tickFollowUp(
    caller.monitor,
    observe(caller, session),
    { ...tick, done: action === 'tick', note },
    caller.user,
  );
  return {
    status: 303,
    headers: { Location: `${backHref(query, session)}#${encodeURI(tickAnchor(tick))}` },
    body: '',
  };
}

/** The address that the form came from, made anew from parameters that this page knows. */
export function backHref(query: URLSearchParams, session: string): string {
  const address: Address = { session, item: textParameter(query, 'item') };
  if (address.item !== null) address.type = textParameter(query, 'type');
  return pageHref({ ...address, ...narrowingFields(query) });
}
