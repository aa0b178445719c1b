/**
 * The parameters of the page's address, in the order in which they appear in it. `src/page/urls.ts` says how each is
 * read, and which view takes it.
 */
const PARAMETERS = [
  'view',
  'session',
  'suggest',
  'account',
  'source',
  'item',
  'type',
  'log',
  'tab',
  'queue',
  'status',
  'kind',
  'issue',
  'state',
  'show',
  'severity',
  'q',
  'sort',
  'page',
  'per_page',
  'grep',
  'from',
  'at',
  'before',
  'go',
  'outline',
  'counts',
  'compare',
  'report',
  'format',
  'since',
  'have',
  'zip',
  'answer',
  'tested',
  'saved',
  'notice',
] as const;

export type Parameter = (typeof PARAMETERS)[number];
/** Jumps within a log whose target is looked for only when somebody follows them: the values of `go`. */
export const LOG_JUMPS = [
  'first-error',
  'next-error',
  'previous-error',
  'next-match',
  'previous-match',
] as const;
export type LogJump = (typeof LOG_JUMPS)[number];

/**
 * Tables of a session to download; `work` is the follow-up list, `retry` what is to be moved again, `letters` are for
 * the owners.
 */
const TABLES = ['items', 'issues', 'verdict', 'work', 'retry', 'letters'] as const;
export type ReportName = (typeof TABLES)[number];

/** The values of `report`; `print` is a page with everything. */
export const REPORTS = [...TABLES, 'print'] as const;

export type Address = { [name in Parameter]?: string | number | null };

/**
 * The query string of a view, without "?". Empty and absent parameters are left out, and the order is always the same:
 * a view has exactly one address, which can be compared and bookmarked. Page 1 is the same as no page.
 */
export function formatQuery(address: Address): string {
  const pairs: string[] = [];
  for (const name of PARAMETERS) {
    const value = address[name];
    if (value === undefined || value === null || value === '') continue;
    if (name === 'page' && Number(value) === 1) continue;
    pairs.push(`${name}=${encodeParameter(String(value))}`);
  }
  return pairs.join('&');
}

/** A link to a view, relative, so that the session token in the path stays: "index.cgi?session=…". */
export function pageHref(address: Address): string {
  const query = formatQuery(address);
  return query === '' ? 'index.cgi' : `index.cgi?${query}`;
}

/** As encodeURIComponent; half of a surrogate pair, which it refuses with an error, becomes U+FFFD. */
export function encodeParameter(text: string): string {
  if (PLAIN.test(text)) return text;
  return encodeURIComponent(text.replace(LONE_SURROGATE, '\ufffd'));
}

/** Most names: a page contains hundreds of links, and these need no work. */
const PLAIN = /^[\w.-]*$/;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
