import { Problem } from '../app/problem.ts';
import type { SessionNarrowing } from '../app/session-report.ts';
import { isFileName, isLogName } from '../logfile/log-file.ts';
import { ISSUE_KINDS } from '../session/issue.ts';
import { ITEM_STATUSES } from '../session/item.ts';
import { LOG_SEVERITIES, type LogSeverity } from '../session/log-line.ts';
import { QUEUES } from '../session/queue.ts';
import { isSessionId } from '../session/session-id.ts';
import type { Address } from '../views/link.ts';
import { ITEM_SORTS, SESSION_TABS, type SessionQuery } from '../views/session-input.ts';

const LONGEST_TEXT = 1000;
const LAST_PAGE = 1_000_000;
const MOST_PER_PAGE = 1000;
const PER_PAGE = 100;

/** A parameter's text; null when it is absent or empty. */
export function textParameter(query: URLSearchParams, name: string): string | null {
  const value = query.get(name);
  if (value === null || value === '') return null;
  if (value.length > LONGEST_TEXT || value.includes('\0')) {
    throw malformed(name, `a text of at most ${LONGEST_TEXT} characters`);
  }
  return value;
}

/** One of a list of words; null when absent or empty. */
export function wordParameter<T extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly T[],
): T | null {
  const value = textParameter(query, name);
  if (value === null) return null;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw malformed(name, `one of ${words.join(', ')}`);
  return word;
}

export function countParameter(
  query: URLSearchParams,
  name: string,
  range: { from: number; to: number },
): number | null {
  const value = textParameter(query, name);
  if (value === null) return null;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= range.from && number <= range.to)) {
    throw malformed(name, `a whole number from ${range.from} to ${range.to}`);
  }
  return number;
}

export function sessionParameter(query: URLSearchParams): string | null {
  const value = query.get('session');
  if (value === null) return null;
  if (!isSessionId(value)) throw malformed('session', 'the id of a session');
  return value;
}

/** The id of a group of issues. */
export function issueParameter(query: URLSearchParams): string | null {
  const value = textParameter(query, 'issue');
  if (value !== null && !/^[A-Za-z0-9_-]{1,64}$/.test(value)) {
    throw malformed('issue', 'the id of a kind of issue');
  }
  return value;
}

/** The session to compare with. */
export function compareParameter(query: URLSearchParams): string | null {
  const value = textParameter(query, 'compare');
  if (value !== null && !isSessionId(value)) throw malformed('compare', 'the id of a session');
  return value;
}

/** The name of a file, which need not be one that a log can have. */
export function logParameter(query: URLSearchParams): string | null {
  const value = query.get('log');
  if (value === null) return null;
  if (value.length > LONGEST_TEXT || !isFileName(value))
    throw malformed('log', 'the name of a log');
  return value;
}

/** The log in which an earlier search stopped. */
export function fromParameter(query: URLSearchParams): string | null {
  const value = query.get('from');
  if (value !== null && !isLogName(value)) throw malformed('from', 'the name of a log');
  return value;
}

export function stateParameter(query: URLSearchParams): string | null {
  const value = textParameter(query, 'state');
  if (value !== null && !/^[A-Za-z0-9_]{1,60}$/.test(value)) throw malformed('state', 'a state');
  return value;
}

export function pagingParameters(query: URLSearchParams): { page: number; perPage: number } {
  return {
    page: countParameter(query, 'page', { from: 1, to: LAST_PAGE }) ?? 1,
    perPage: countParameter(query, 'per_page', { from: 1, to: MOST_PER_PAGE }) ?? PER_PAGE,
  };
}

export function sessionQueryParameters(query: URLSearchParams): SessionQuery {
  return {
    tab: wordParameter(query, 'tab', SESSION_TABS) ?? 'overview',
    queue: wordParameter(query, 'queue', QUEUES),
    status: wordParameter(query, 'status', ITEM_STATUSES),
    kind: wordParameter(query, 'kind', ISSUE_KINDS),
    issue: issueParameter(query),
    q: textParameter(query, 'q'),
    sort: wordParameter(query, 'sort', ITEM_SORTS),
    page: pagingParameters(query).page,
  };
}

/** The same as they stand in an address: a view that a form leads back to. */
export function narrowingFields(query: URLSearchParams): Address {
  const { tab, ...fields } = sessionQueryParameters(query);
  return { ...fields, tab: tab === 'overview' ? null : tab };
}

/**
 * Checks the parameters that views share. A malformed one is refused also by a view that would not look at it: whoever
 * wrote it expects it to count.
 *
 * @throws Problem
 */
export function checkParameters(query: URLSearchParams): void {
  sessionQueryParameters(query);
  pagingParameters(query);
  stateParameter(query);
  textParameter(query, 'type');
  severityParameter(query);
  offsetParameter(query, 'at');
}

export function severityParameter(query: URLSearchParams): LogSeverity | null {
  return wordParameter(query, 'severity', LOG_SEVERITIES);
}

/** A byte offset in a log. */
export function offsetParameter(query: URLSearchParams, name: 'at' | 'before'): number | null {
  return countParameter(query, name, { from: 0, to: Number.MAX_SAFE_INTEGER });
}

/** What the address narrows, in the words of the store. */
export function narrowingOf(query: SessionQuery): SessionNarrowing {
  const { queue, status, kind, q, sort } = query;
  const by =
    sort === null
      ? null
      : (sort.replace('-', '') as 'name' | 'status' | 'size' | 'started' | 'duration');
  return {
    queue,
    status,
    kind,
    search: q,
    sort: by === null ? null : { by, descending: sort?.startsWith('-') ?? false },
  };
}

function malformed(name: string, wanted: string): Problem {
  return new Problem('malformed', `The parameter “${name}” must be ${wanted}.`);
}
