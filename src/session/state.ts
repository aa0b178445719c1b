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

/** Over: nothing will happen any more in this session. */
export function isOver(state: SessionState): boolean {
  return state === 'COMPLETED' || state === 'FAILED' || state === 'ABORTED';
}

/** What tells whether more can come of a session. `archived`: the server has deleted it. */
export interface SessionEnd {
  state: SessionState;
  archived: boolean;
}

/** Nothing will happen any more in a session that the server has deleted either, whatever its last word was. */
export function isAtEnd({ state, archived }: SessionEnd): boolean {
  return archived || isOver(state);
}

/** The server has deleted it before anyone has seen it over: how it ended, nobody knows. */
export function hasVanished({ state, archived }: SessionEnd): boolean {
  return archived && !isOver(state);
}

/** A master process must exist in these states; a pending or paused session has none and is well. */
export function needsMaster(state: SessionState): boolean {
  return state === 'RUNNING' || state === 'PAUSING' || state === 'ABORTING';
}

export const SESSION_ACTIONS = ['pause', 'abort', 'resume'] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];

/**
 * What an administrator can ask for in a state. `resume` also starts a pending session: the server
 * has one call for both.
 */
export function allowedActions(state: SessionState): SessionAction[] {
  switch (state) {
    case 'PENDING':
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
