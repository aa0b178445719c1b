import type { SearchQuery } from '../log/search-query.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { recordBug } from '../system/fault-context.ts';
import { type Budget, UNLIMITED } from '../system/steady-clock.ts';
import { GuardedMatch, isPatternError } from './guarded-match.ts';
import type { ByteSource } from './line-block.ts';
import { compareLogNames } from './log-list.ts';
import { searchLog } from './log-search.ts';

/** The logs of a session, wherever they are kept. */
export interface SessionLogs {
  /** In the order of `compareLogNames`. */
  names(): string[];
  /** Null: gone by now. Throws `LogNameError` or a system error. */
  open(name: string): (ByteSource & { close(): void }) | null;
}

export interface SessionSearchOptions {
  /** Lines in all; default: no limit. */
  limit?: number;
  budget?: Budget;
  severities?: ReadonlySet<LogSeverity> | null;
  /** Where an earlier search stopped. */
  resume?: SearchPlace | null;
}

export interface SearchPlace {
  log: string;
  at: number;
}

export interface SessionHit {
  log: string;
  line: LogLine;
}

export interface SessionSearchEnd {
  reason: 'done' | 'limit' | 'time';
  /** Where it can continue; null when all logs are searched. */
  resumeAt: SearchPlace | null;
  found: number;
  logsSearched: number;
  logsTotal: number;
  /** Logs that could not be read, with the reason. */
  troubles: { log: string; message: string }[];
}

/**
 * Searches all logs of a session in their order, each from its beginning. A log that cannot be read is named in
 * `troubles`, and the search continues. Throws `SearchQueryError` or `SlowPatternError`, or a system error where the
 * folder cannot be read.
 */
export function* searchSession(
  logs: SessionLogs,
  query: SearchQuery,
  options: SessionSearchOptions = {},
): Generator<SessionHit, SessionSearchEnd, undefined> {
  const budget = options.budget ?? UNLIMITED;
  const severities = options.severities ?? null;
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const names = logs.names();
  const end: SessionSearchEnd = {
    reason: 'done',
    resumeAt: null,
    found: 0,
    logsSearched: 0,
    logsTotal: names.length,
    troubles: [],
  };
  const resume = options.resume ?? null;
  const guard = new GuardedMatch(query);
  for (const log of names) {
    // A log that has disappeared is skipped; those after it are not.
    if (resume !== null && compareLogNames(log, resume.log) < 0) continue;
    const from = resume !== null && log === resume.log ? resume.at : 0;
    if (end.found >= limit || budget.isSpent()) {
      return { ...end, reason: end.found >= limit ? 'limit' : 'time', resumeAt: { log, at: from } };
    }
    try {
      const stopped = yield* searchOne(log, from);
      if (stopped !== null) return { ...end, ...stopped };
      end.logsSearched++;
    } catch (error) {
      if (isPatternError(error) || !(error instanceof Error)) throw error;
      recordBug(error);
      end.troubles.push({ log, message: error.message });
    }
  }
  return end;

  function* searchOne(
    log: string,
    from: number,
  ): Generator<SessionHit, Pick<SessionSearchEnd, 'reason' | 'resumeAt'> | null, undefined> {
    const handle = logs.open(log);
    if (handle === null) return null;
    try {
      const hits = searchLog(handle, query, {
        from,
        limit: limit - end.found,
        budget,
        severities,
        guard,
      });
      for (let step = hits.next(); ; step = hits.next()) {
        if (step.done) {
          const { reason, resumeAt } = step.value;
          return resumeAt === null ? null : { reason, resumeAt: { log, at: resumeAt } };
        }
        end.found++;
        yield { log, line: step.value };
      }
    } finally {
      handle.close();
    }
  }
}
