import type { SessionFacts } from '../session/facts.ts';
import type { CounterKind, Counters } from '../session/issue.ts';
import type { ItemFacts } from '../session/item.ts';
import { CLEAN, type Result, resultOf } from '../session/result.ts';
import { statusOf } from '../session/status.ts';
import { findAccount, similarNames } from '../store/account-query.ts';
import { readFacts } from '../store/session-query.ts';
import type { AccountAttempt, SessionSummary } from '../views/contract.ts';
import { attemptJson } from '../views/session-json.ts';
import type { Monitor } from './monitor.ts';
import { type SyncResult, syncSessions } from './sync.ts';

type Hosts = Pick<SessionSummary, 'sourceHost' | 'targetHost'>;

export interface AccountReading {
  attempts: AccountAttempt[];
  /** What each attempt had to report, in the same order: the counters of both queues, summed. */
  counts: Counters[];
  /** What became of each, in the same order; null: it has not ended. */
  results: (Result | null)[];
  /** Where each attempt came from, by the session's id. */
  sessions: ReadonlyMap<string, Hosts>;
  /** Names to suggest where the name itself was never seen. */
  similar: string[];
}

const MAX_SIMILAR = 12;

/** All attempts at an account, found by old name, new name or domain, over all sessions; the newest first. */
export function readAccount(
  monitor: Monitor,
  account: string,
  hasTimeLeft: () => boolean = () => true,
): AccountReading {
  const synced = new Map<string, SyncResult>(
    syncSessions(monitor, hasTimeLeft).sessions.map((one) => [one.session.id, one]),
  );
  const sessions = new Map<string, Hosts>();
  const attempts: AccountAttempt[] = [];
  const counts: Counters[] = [];
  const results: (Result | null)[] = [];
  const known = new Map<string, SessionFacts>();
  for (const found of findAccount(monitor.db, account)) {
    const session = synced.get(found.sessionId);
    if (!session) continue;
    const facts = known.get(found.sessionId) ?? readFacts(monitor.db, session.session);
    known.set(found.sessionId, facts);
    counts.push(countersOf(found.item));
    const attempt = attemptJson(found, statusOf(facts, session.inIndex));
    attempts.push(attempt);
    results.push(resultOf(attempt.status, found.item.level ?? CLEAN));
    sessions.set(found.sessionId, {
      sourceHost: facts.header.sourceHost ?? facts.seen.sourceHost,
      targetHost: facts.seen.targetHost,
    });
  }
  const similar = attempts.length > 0 ? [] : similarNames(monitor.db, account, MAX_SIMILAR);
  return { attempts, counts, results, sessions, similar };
}

function countersOf({ phases }: ItemFacts): Counters {
  const sum = (kind: CounterKind): number =>
    (phases.TRANSFER?.counts[kind] ?? 0) + (phases.RESTORE?.counts[kind] ?? 0);
  return {
    dangerous: sum('dangerous'),
    altered: sum('altered'),
    skipped: sum('skipped'),
    warning: sum('warning'),
  };
}
