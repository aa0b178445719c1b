import type { Observation, SessionFacts } from './facts.ts';
import { itemsTotalOf, movedOf } from './progress.ts';
import { resultOf } from './result.ts';
import { countsOf, type SessionStatus } from './status.ts';
import { endedPhases, itemStatusOf } from './tally.ts';
import { buildVerdict, type MovedResults, type Verdict } from './verdict.ts';

/** The verdict on a session as it is now. */
export function verdictOf(
  facts: SessionFacts,
  observation: Observation,
  status: SessionStatus,
): Verdict {
  const counts = countsOf(facts, status);
  const { read, gone } = facts.evidence;
  const unread = observation.hasFolder ? countUnreadLogs(facts) : 0;
  return buildVerdict({
    state: status.state,
    archived: facts.archived,
    isStalled: observation.stalled !== null,
    itemsTotal: itemsTotalOf(facts),
    counts,
    results: movedResults(facts, status, movedOf(counts)),
    followUps: facts.followUps,
    logsRead: { read, of: read + unread },
    logsGone: observation.hasFolder ? gone : 0,
    neverStarted: observation.neverStarted,
  });
}

/** Logs of ended items that have not been searched for errors to their end. */
export function countUnreadLogs({
  tallies,
  evidence,
}: Pick<SessionFacts, 'tallies' | 'evidence'>): number {
  const { read, gone, none } = evidence;
  return Math.max(0, endedPhases(tallies) - read - gone - none);
}

/**
 * Moved items by what they lack. Where an older version made the rows, nothing is known of that: these items are to be
 * reviewed.
 */
function movedResults(facts: SessionFacts, status: SessionStatus, moved: number): MovedResults {
  const results: MovedResults = { clean: 0, review: 0, incomplete: 0 };
  for (const { combo, level, count } of facts.results) {
    const result = resultOf(itemStatusOf(combo, status), level);
    if (result === 'clean' || result === 'review' || result === 'incomplete') {
      results[result] += count;
    }
  }
  results.review += moved - results.clean - results.review - results.incomplete;
  return results;
}
