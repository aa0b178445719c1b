import { isUnchanged, parseCursor } from '../../app/cursor.ts';
import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/session-id.ts';
import type { ProcessEnvironment } from '../../system/environment.ts';
import { hasRootPrivileges } from '../../whm/rights.ts';
import { checkParameters } from '../parameter.ts';
import { readFields } from './query-text.ts';
import { methodOf } from './request.ts';
import { formatHead, type PageAnswer } from './response.ts';

export const NOT_MODIFIED: PageAnswer = { status: 304, headers: {}, body: '' };

/**
 * Parameters with which the address still asks for the session as such. Whatever else there is, be it a view of its own or
 * a word that nobody knows, is left to the program behind this.
 */
const PLAIN: ReadonlySet<string> = new Set([
  'session',
  'format',
  'since',
  'tab',
  'queue',
  'status',
  'kind',
  'issue',
  'q',
  'sort',
  'page',
  'per_page',
]);

/**
 * The answer to a poll (`session=ID&since=CURSOR`) of a session that is as the reader has seen it. It needs a few `stat`
 * calls and none of the program behind it: most requests of an open page end here.
 *
 * @param now epoch seconds
 * @returns null for every other request, whether it is right or wrong
 */
export function answerUnchanged(
  environment: ProcessEnvironment,
  method: string,
  query: URLSearchParams,
  now: number,
): PageAnswer | null {
  const { root, user } = environment;
  const format = query.get('format');
  const session = query.get('session');
  const since = query.get('since');
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (format !== 'json' && format !== 'parts') return null;
  if (session === null || !isSessionId(session) || since === null) return null;
  if (!hasRootPrivileges(user, root) || !isPlain(query)) return null;
  const cursor = parseCursor(since);
  return cursor !== null && isUnchanged(root, session, cursor, now) ? NOT_MODIFIED : null;
}

/** Whether it asks for the session as such, and in no malformed way. */
function isPlain(query: URLSearchParams): boolean {
  for (const name of query.keys()) {
    if (!PLAIN.has(name)) return false;
  }
  try {
    checkParameters(query);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/** The same from the environment of a CGI, as the bytes to write. */
export function unchangedHead(
  environment: ProcessEnvironment,
  env: NodeJS.ProcessEnv,
  now: number,
): string | null {
  const query = readFields(env.QUERY_STRING ?? '');
  const answer = answerUnchanged(environment, methodOf(env), query, now);
  return answer && formatHead(answer);
}
