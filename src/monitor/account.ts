import { findAccount, similarNames } from '../store/item-query.ts';
import { readFacts } from '../store/session-query.ts';
import type { AccountAttempt, SessionSummary } from '../views/contract.ts';
import { attemptJson, readingOf } from '../views/session-json.ts';
import type { Monitor } from './monitor.ts';
import { type Refreshed, refreshSessions } from './refresh.ts';

export interface AccountReading {
  attempts: AccountAttempt[];
  sessions: Record<string, Pick<SessionSummary, 'sourceHost' | 'targetHost'>>;
  /** Names to offer where the name itself was never seen. */
  similar: string[];
}

const MOST_SIMILAR = 12;

/** All attempts at an account, found by old name, new name or domain, over all sessions; the newest first. */
export function readAccount(
  monitor: Monitor,
  account: string,
  goOn: () => boolean = () => true,
): AccountReading {
  const refreshed = new Map<string, Refreshed>(
    refreshSessions(monitor, goOn).sessions.map((one) => [one.session.id, one]),
  );
  const sessions: AccountReading['sessions'] = {};
  const attempts: AccountAttempt[] = [];
  for (const found of findAccount(monitor.db, account)) {
    const session = refreshed.get(found.sessionId);
    if (!session) continue;
    const facts = readFacts(monitor.db, session.session);
    attempts.push(attemptJson(found, readingOf(facts, session.inIndex)));
    sessions[found.sessionId] = {
      sourceHost: facts.header.sourceHost ?? facts.seen.sourceHost,
      targetHost: facts.seen.targetHost,
    };
  }
  const similar = attempts.length > 0 ? [] : similarNames(monitor.db, account, MOST_SIMILAR);
  return { attempts, sessions, similar };
}
