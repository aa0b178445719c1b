import { lookUp } from './look-up.ts';

/** The states that the server's index stores as a number and `get_transfer_session_state` answers by name. */
export const STATE_BY_NUMBER: Readonly<Record<number, string>> = {
  0: 'PENDING',
  10: 'REACHEDMAXMEM',
  20: 'RUNNING',
  50: 'PAUSING',
  60: 'ABORTING',
  70: 'PAUSED',
  100: 'COMPLETED',
  150: 'ABORTED',
  200: 'FAILED',
};

/** A state that no list knows is carried by its own name: new releases of the server can add some. */
export type SessionState = string;

/** The second set of names, from the public guide, by what each says of the session as a whole. */
const MEANING_BY_NAME: Readonly<Record<string, string>> = {
  TRANSFER_PENDING: 'PENDING',
  TRANSFER_INPROGRESS: 'RUNNING',
  RESTORE_INPROGRESS: 'RUNNING',
};

/** A state by the name that the log and the index use for it; an unknown state stands for itself. */
export function meaningOf(state: SessionState): SessionState {
  return lookUp(MEANING_BY_NAME, state) ?? state;
}

/**
 * Whether two reports of a session's state can both be true. Between the queues a session waits (`RESTORE_PENDING`)
 * while it works or rests: only an end contradicts that.
 */
export function isSameState(a: SessionState, b: SessionState): boolean {
  if (a === 'RESTORE_PENDING') return !isOver(b);
  if (b === 'RESTORE_PENDING') return !isOver(a);
  return meaningOf(a) === meaningOf(b);
}

/** Over: nothing will happen any more in this session. */
export function isOver(state: SessionState): boolean {
  return state === 'COMPLETED' || state === 'FAILED' || state === 'ABORTED';
}

/** What decides whether a session can still change. `archived`: the server has deleted it. */
export interface SessionEnd {
  state: SessionState;
  archived: boolean;
}

/** A session that the server has deleted is at its end as well, whatever its last state was. */
export function isAtEnd({ state, archived }: SessionEnd): boolean {
  return archived || isOver(state);
}

/** The server deleted it before anyone saw it end: how it ended is unknown. */
export function hasVanished({ state, archived }: SessionEnd): boolean {
  return archived && !isOver(state);
}

/** A master process must exist in these states; a pending or paused session has none and is well. */
export function needsMaster(state: SessionState): boolean {
  const meaning = meaningOf(state);
  return meaning === 'RUNNING' || meaning === 'PAUSING' || meaning === 'ABORTING';
}

export const SESSION_ACTIONS = ['pause', 'abort', 'resume'] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];

/**
 * What an administrator can ask for in a state. `resume` also starts a pending session: the server
 * has one call for both.
 */
export function allowedActions(state: SessionState): SessionAction[] {
  switch (meaningOf(state)) {
    case 'PENDING':
    case 'RESTORE_PENDING':
      return ['resume', 'abort'];
    case 'RUNNING':
      return ['pause', 'abort'];
    case 'PAUSING':
      return ['abort'];
    case 'PAUSED':
      return ['resume', 'abort'];
    default:
      return [];
  }
}
