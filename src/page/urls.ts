import { parseCursor } from '../app/cursor.ts';
import { Problem } from '../app/problem.ts';
import type { SessionNarrowing } from '../app/report-session.ts';
import { isFileName, isLogName } from '../logfile/log-file.ts';
import { isSessionId } from '../session/header.ts';
import { ISSUE_KINDS } from '../session/issue.ts';
import { ITEM_CHOICES, QUEUES } from '../session/item.ts';
import { LOG_SEVERITIES } from '../session/log-line.ts';
import { LOG_JUMPS, type Parameter, REPORTS } from '../views/link.ts';
import {
  ITEM_SORTS,
  SESSION_TABS,
  type SessionQuery,
  type SessionTab,
  SOURCE_SHOWS,
} from '../views/session-input.ts';
import { parseKnownParts } from './choose-parts.ts';
import { count, naming, parsed, type ReadParameter, shaped, text, word } from './http/parameter.ts';

/** Formats of an answer; `parts` is for the page's own script, `raw` returns a file as it is. */
export const FORMATS = ['html', 'json', 'parts', 'csv', 'raw', 'md', 'openmetrics'] as const;
export type Format = (typeof FORMATS)[number];

/** How each parameter is read. */
const READERS = {
  view: word(['settings', 'guide']),
  session: naming(isSessionId, 'a session id'),
  suggest: text,
  account: text,
  source: text,
  item: text,
  type: text,
  // It need not be a valid name of a log: for an invalid one there is simply no log.
  log: naming(isFileName, 'the name of a log'),
  tab: word(SESSION_TABS, { overview: 'todo', items: 'accounts' }),
  queue: word(QUEUES),
  status: word(ITEM_CHOICES),
  kind: word(ISSUE_KINDS),
  issue: shaped((value) => /^[A-Za-z0-9_-]{1,64}$/.test(value), 'the id of an issue type'),
  state: shaped((value) => /^[A-Za-z0-9_]{1,60}$/.test(value), 'a state'),
  show: word(SOURCE_SHOWS),
  severity: word(LOG_SEVERITIES),
  q: text,
  sort: word(ITEM_SORTS),
  page: count(1, 1_000_000),
  per_page: count(1, 1000),
  grep: text,
  from: naming(isLogName, 'the name of a log'),
  at: count(0, Number.MAX_SAFE_INTEGER),
  before: count(0, Number.MAX_SAFE_INTEGER),
  go: word(LOG_JUMPS),
  outline: word(['whole']),
  counts: word(['whole']),
  compare: shaped(isSessionId, 'a session id'),
  report: word(REPORTS),
  format: word(FORMATS),
  since: parsed(parseCursor, 'a cursor of this page'),
  have: parsed(parseKnownParts, 'a list of parts'),
  zip: word(['1']),
  answer: text,
  tested: text,
  saved: text,
  notice: text,
} satisfies { [name in Parameter]: ReadParameter<unknown> };

/** Parameters that select a view by naming something. */
const NAME_THE_VIEW: readonly Parameter[] = [
  'suggest',
  'account',
  'source',
  'item',
  'grep',
  'compare',
];

/** Parameters that mean nothing without the session that they refer to. */
const NEED_SESSION: readonly Parameter[] = ['log', 'item', 'grep', 'compare', 'since'];

export type Parameters = {
  [name in Parameter]: ReturnType<(typeof READERS)[name]>;
};

type Report = (typeof REPORTS)[number];

interface Route {
  /** The parameters that select it. */
  by: readonly Parameter[];
  /** Its other parameters, besides those of every view. */
  takes: readonly Parameter[];
  formats: readonly Format[];
  /** Which reports each format has; without a list, `report` is meaningless there or left to the view itself. */
  reports?: Readonly<Partial<Record<Format, readonly Report[]>>>;
  /** V8's compiled code is stored under this name: views that share little of the program have separate ones. */
  codeCacheKey: string;
}

/**
 * All views of the page, in the order in which an address is compared with them: the first whose parameters it has is
 * selected. The answers are in handlers.ts, which the compiler compares with this list: `index.cgi` reads the list as
 * well, and must not load the whole program with it.
 */
export const ROUTES = {
  suggest: {
    by: ['suggest'],
    takes: [],
    formats: ['json'],
    codeCacheKey: 'suggest',
  },
  search: {
    by: ['session', 'grep'],
    takes: ['log', 'severity', 'from', 'at'],
    formats: ['html', 'json'],
    codeCacheKey: 'grep',
  },
  log: {
    by: ['session', 'log'],
    takes: ['severity', 'q', 'at', 'before', 'go', 'outline', 'counts'],
    formats: ['html', 'json', 'raw'],
    codeCacheKey: 'log',
  },
  item: {
    by: ['session', 'item'],
    takes: ['type', 'since'],
    formats: ['html', 'json', 'parts'],
    codeCacheKey: 'item',
  },
  compare: {
    by: ['session', 'compare'],
    takes: ['per_page'],
    formats: ['html', 'json', 'parts', 'csv'],
    codeCacheKey: 'compare',
  },
  session: {
    by: ['session'],
    takes: [
      ...['tab', 'queue', 'status', 'kind', 'issue', 'q', 'sort', 'page', 'per_page'],
      ...['report', 'since', 'answer'],
    ] as Parameter[],
    formats: ['html', 'json', 'parts', 'csv', 'raw', 'md'],
    reports: { html: ['print'], md: ['letters'] },
    codeCacheKey: 'session',
  },
  account: {
    by: ['account'],
    takes: [],
    formats: ['html', 'json', 'parts', 'csv'],
    codeCacheKey: 'account',
  },
  source: {
    by: ['source'],
    takes: ['show', 'q', 'page', 'report'],
    formats: ['html', 'json', 'parts', 'csv', 'md'],
    reports: { html: [], json: [], parts: [], csv: ['letters'], md: ['letters'] },
    codeCacheKey: 'source',
  },
  settings: {
    by: ['view'],
    takes: ['tested', 'saved'],
    formats: ['html'],
    codeCacheKey: 'settings',
  },
  list: {
    by: [],
    takes: ['state', 'q', 'page', 'per_page'],
    formats: ['html', 'json', 'parts', 'openmetrics'],
    codeCacheKey: 'list',
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
export type FormatOf<R extends RouteName> = (typeof ROUTES)[R]['formats'][number];

/** The parameters of an address that has selected a view: those that selected it are present. */
export type ParametersOf<R extends RouteName> = Parameters & {
  [name in (typeof ROUTES)[R]['by'][number]]: NonNullable<Parameters[name]>;
};

/** How many items, groups or sessions are on a page as JSON, unless `per_page` says otherwise. */
export const PER_PAGE = 100;

/** Parameters that the page itself puts into an address once, or that its script uses. */
export const OWN_PARAMETERS: readonly Parameter[] = [
  'since',
  'have',
  'zip',
  'answer',
  'tested',
  'saved',
  'notice',
];

/**
 * Reads all parameters that the page knows. A malformed one is refused also by a view that would not look at it:
 * whoever wrote it expects it to count.
 *
 * @throws Problem for a parameter that is malformed, or that is meaningless without another
 */
export function readParameters(query: URLSearchParams): Parameters {
  const names = Object.keys(READERS) as Parameter[];
  const values = names.map((name) => [name, READERS[name](query, name)] as const);
  const parameters = Object.fromEntries(values) as Parameters;
  // A form field that was left empty requests nothing; a program with an empty `format` has lost a value.
  const format = query.get('format') ?? '';
  const empty = NAME_THE_VIEW.find((name) => query.get(name) === '');
  if (empty !== undefined && format !== '' && format !== 'html') {
    throw new Problem('malformed', { code: 'parameter-empty', name: empty });
  }
  if (parameters.session === null) {
    const lost = NEED_SESSION.find((name) => parameters[name] !== null);
    if (lost !== undefined) {
      throw new Problem('malformed', { code: 'parameter-alone', name: lost });
    }
  }
  return parameters;
}

/** The view that an address selects; its parameters may still turn out to be malformed. */
export function chooseRoute(query: URLSearchParams): RouteName {
  const names = Object.keys(ROUTES) as RouteName[];
  return names.find((name) => ROUTES[name].by.every((parameter) => query.get(parameter))) ?? 'list';
}

/** @throws Problem where a view has the format, but not that report in it */
export function checkReport(name: RouteName, format: Format, report: Report | null): void {
  const { reports = {} }: Route = ROUTES[name];
  if (report === null || reports[format]?.includes(report) !== false) return;
  throw new Problem('malformed', { code: 'no-report', report, format });
}

export function noSuchForm(format: Format): Problem {
  return new Problem('malformed', { code: 'no-format', format });
}

/** The key under which the compiled code of a view in this format is stored. */
export function codeCacheKey(query: URLSearchParams): string {
  const format = query.get('format') || 'html';
  const form = format === 'html' || format === 'parts' ? format : 'data';
  // A poll reads what is new and shows little; it needs other parts of the program than a first look.
  const use = query.get('since') && format !== 'parts' ? 'poll' : form;
  return `${ROUTES[chooseRoute(query)].codeCacheKey}-${use}`;
}

/** What the address narrows the view of a session to. */
export function sessionQueryOf(parameters: Parameters): SessionQuery {
  const { queue, status, kind, issue, q, sort, page } = parameters;
  return { tab: tabOf(parameters), queue, status, kind, issue, q, sort, page: page ?? 1 };
}

/** An address that narrows a list and names no tab means the tab with that list. */
function tabOf({ tab, queue, status, kind, issue, q, sort, page }: Parameters): SessionTab {
  if (tab !== null) return tab;
  if (kind !== null || issue !== null) return 'issues';
  const isNarrowed = [queue, status, q, sort, page].some((value) => value !== null);
  return isNarrowed ? 'accounts' : 'todo';
}

/** The same in the terms of the store. */
export function narrowingOf({ queue, status, kind, q, sort }: SessionQuery): SessionNarrowing {
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
