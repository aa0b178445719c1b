import type { LogLine, LogSeverity } from './contract.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { type LineMarks, type LogLineView, nearMatches, viewLogLines } from './log-lines.ts';
import { logLabel } from './log-page.ts';
import { countNoun, formatCount } from './size.ts';
import { clipMiddle } from './text.ts';

/** The lines of one log that match. */
export interface LogHits {
  log: string;
  lines: LogLine[];
  marks: LineMarks;
}

/** What a search over the logs of a session found, in the order of the logs. */
export interface SearchPageInput {
  sessionId: string;
  query: { grep: string; log: string | null; severity: LogSeverity | null };
  hits: LogHits[];
  found: number;
  /** Why it ended. */
  reason: 'done' | 'limit' | 'time';
  /** Where it can continue; null when everything is searched. */
  resumeAt: { log: string; at: number } | null;
  logsSearched: number;
  logsTotal: number;
  troubles: { log: string; message: string }[];
  /** What is wrong with the search, in words. */
  trouble: string | null;
}

export interface SearchPage {
  view: 'search';
  title: string;
  query: string;
  sessionId: string;
  sessionHref: string;
  grep: string;
  /** The only log that is searched. */
  log: { name: string; href: string } | null;
  severity: string;
  words: string;
  trouble: string | null;
  groups: { name: string; href: string; count: string; lines: LogLineView[] }[];
  more: { words: string; href: string } | null;
  allHref: string | null;
  warnings: string[];
}

/** Matching lines of all logs of a session, or of one. */
export function buildSearchPage(input: SearchPageInput): SearchPage {
  const { sessionId, query, resumeAt, hits } = input;
  const address: Address = { session: sessionId, ...query };
  return {
    view: 'search',
    title: `Search for ${clipMiddle(query.grep)}`,
    query: formatQuery(address),
    sessionId,
    sessionHref: pageHref({ session: sessionId }),
    grep: query.grep,
    log:
      query.log === null
        ? null
        : { name: logLabel(query.log), href: pageHref({ session: sessionId, log: query.log }) },
    severity: query.severity ?? '',
    words: input.trouble === null ? describeEnd(input) : '',
    trouble: input.trouble,
    groups: hits.map(({ log, lines, marks }) => {
      const own: Address = { session: sessionId, log, q: query.grep };
      return {
        name: logLabel(log),
        href: pageHref(own),
        count: countNoun(lines.length, 'line'),
        lines: viewLogLines(lines, own, marks).map((line) => ({
          ...line,
          pieces: nearMatches(line.pieces),
        })),
      };
    }),
    more:
      resumeAt === null || input.trouble !== null
        ? null
        : {
            words: 'Keep searching',
            href: pageHref({ ...address, from: resumeAt.log, at: resumeAt.at }),
          },
    allHref: query.log === null ? null : pageHref({ session: sessionId, grep: query.grep }),
    warnings: input.troubles.map(({ log, message }) => `${log}: ${message}`),
  };
}

function describeEnd({ found, reason, logsSearched, logsTotal, query }: SearchPageInput): string {
  const place = query.log === null ? countNoun(logsTotal, 'log') : 'this log';
  if (reason === 'done') {
    return found === 0
      ? `No line matches in ${place}.`
      : `${countNoun(found, 'line')} found in ${place}.`;
  }
  const start =
    reason === 'limit'
      ? `First ${countNoun(found, 'match', 'matches')}`
      : `${countNoun(found, 'match', 'matches')} so far`;
  const searched =
    query.log === null
      ? `; ${formatCount(logsSearched)} of ${countNoun(logsTotal, 'log')} searched`
      : '';
  return `${start}${searched}.`;
}
