import { oneLog, sessionLogs } from '../../app/archive.ts';
import { warningsJson } from '../../app/cache-limit.ts';
import { asSearchProblem, markLines } from '../../app/log-matches.ts';
import { Problem } from '../../app/problem.ts';
import { syncSession } from '../../app/sync.ts';
import { compileSearch, type SearchQuery } from '../../log/search-query.ts';
import { GuardedMatch } from '../../logfile/guarded-match.ts';
import { isLogName } from '../../logfile/log-file.ts';
import {
  type SearchPlace,
  type SessionHit,
  type SessionSearchEnd,
  searchSession,
} from '../../logfile/session-search.ts';
import { startBudget } from '../../system/steady-clock.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import { problemWords } from '../../views/problem-words.ts';
import { buildSearchPage, type LogHits, type SearchPage } from '../../views/search-page.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import type { ParametersOf } from '../urls.ts';
import { noSuchLog, openLogFile } from './open-log.ts';

/** How many lines are on one page. */
const LINES = 200;

/** What to search for in a session's logs, or in one of them, and where an earlier search stopped. */
type At = ParametersOf<'search'>;

interface Search {
  hits: SessionHit[];
  end: SessionSearchEnd;
  query: SearchQuery;
}

/** @throws Problem for a session or log that does not exist, and for a search that cannot be run */
function search({ monitor }: RequestContext, address: At): Search {
  const { session, grep, log, severity } = address;
  const { root } = monitor;
  if (log !== null && !isLogName(log)) throw noSuchLog(session, log);
  if (!syncSession(monitor, session, () => false)) {
    throw new Problem('not-found', { code: 'no-session', id: session });
  }
  if (log !== null) {
    const opened = openLogFile(root, session, log);
    if (!opened) throw noSuchLog(session, log);
    opened.close();
  }
  const query = asSearchProblem(() => compileSearch(grep));
  const logs = log === null ? sessionLogs(root, session) : oneLog(root, session, log);
  const found = searchSession(logs, query, {
    limit: LINES,
    budget: startBudget(monitor.config.pageBudgetSeconds * 1000),
    severities: severity === null ? null : new Set([severity]),
    resume: placeOf(address),
  });
  return asSearchProblem(() => {
    const hits: SessionHit[] = [];
    for (let step = found.next(); ; step = found.next()) {
      if (step.done) return { hits, end: step.value, query };
      hits.push(step.value);
    }
  });
}

function placeOf({ from, at }: At): SearchPlace | null {
  return from === null ? null : { log: from, at: at ?? 0 };
}

export function searchJson(context: RequestContext, address: At): PageAnswer {
  const { hits, end } = search(context, address);
  return jsonAnswer({
    schemaVersion: SCHEMA_VERSION,
    grep: address.grep,
    hits: hits.map(({ log, line }) => ({ log, ...line })),
    ...end,
    ...warningsJson(context.monitor),
  });
}

/** A search that cannot be run is explained on its page, where it can be corrected. */
export function searchPage(
  context: RequestContext,
  address: At,
): { page: SearchPage; status: number } {
  const { session, grep, log, severity } = address;
  try {
    const { hits, end, query } = search(context, address);
    const page = buildSearchPage({
      sessionId: session,
      query: { grep, log, severity },
      hits: groupHits(hits, query),
      ...end,
      trouble: null,
    });
    return { page, status: 200 };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'malformed') throw error;
    const page = buildSearchPage({
      sessionId: session,
      query: { grep, log, severity },
      hits: [],
      found: 0,
      reason: 'done',
      resumeAt: null,
      logsSearched: 0,
      logsTotal: 0,
      troubles: [],
      trouble: problemWords(error.facts),
    });
    return { page, status: error.status };
  }
}

function groupHits(hits: readonly SessionHit[], query: SearchQuery): LogHits[] {
  const byLog = new Map<string, LogHits['lines']>();
  for (const { log, line } of hits) {
    const lines = byLog.get(log) ?? [];
    lines.push(line);
    byLog.set(log, lines);
  }
  const guard = asSearchProblem(() => new GuardedMatch(query));
  return [...byLog].map(([log, lines]) => ({ log, lines, marks: markLines(guard, lines) }));
}
