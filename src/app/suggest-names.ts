import { causesHolding, namesHolding, sessionsHolding } from '../store/suggest-query.ts';
import type { FoundInput } from '../views/found.ts';
import type { Monitor } from './monitor.ts';

const MOST_NAMES = 8;
const MOST_SESSIONS = 4;
const MOST_CAUSES = 4;

/** What the cache has that holds a text: nothing is read for it, and little is given. */
export function readFound({ db }: Monitor, text: string): FoundInput {
  const wanted = text.trim();
  return {
    text: wanted,
    names: namesHolding(db, wanted, MOST_NAMES),
    sessions: sessionsHolding(db, wanted, MOST_SESSIONS),
    causes: causesHolding(db, wanted, MOST_CAUSES),
  };
}
