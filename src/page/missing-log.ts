import { Problem } from '../app/problem.ts';

/** What to answer where a session has no log of that name. */
export function noSuchLog(sessionId: string, name: string): Problem {
  return new Problem('not-found', `The session has no log “${name}”.`, sessionId);
}
