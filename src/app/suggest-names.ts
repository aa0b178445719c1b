import { causesHolding, namesHolding, sessionsHolding } from '../store/suggest-query.ts';
import type { FoundInput } from '../views/found.ts';
import type { Monitor } from './monitor.ts';

const MAX_NAMES = 8;
const MAX_SESSIONS = 4;
const MAX_CAUSES = 4;

/** What the cache contains that matches a text: no log is read for it, and only a few results are given. */
export function readFound({ db }: Monitor, text: string): FoundInput {
  const wanted = text.trim();
  return {
    text: wanted,
    names: namesHolding(db, wanted, MAX_NAMES),
    sessions: sessionsHolding(db, wanted, MAX_SESSIONS),
    causes: causesHolding(db, wanted, MAX_CAUSES),
  };
}
