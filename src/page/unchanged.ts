import type { ProcessEnvironment } from '../host/environment.ts';
import { hasRootPrivileges } from '../host/rights.ts';
import { isUnchanged, parseCursor } from '../monitor/cursor.ts';
import { isSessionId } from '../session/session-id.ts';
import { formatHead, type PageAnswer } from './answer.ts';

const NOT_MODIFIED: PageAnswer = { status: 304, headers: {}, body: '' };

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
  if (!hasRootPrivileges(user, root)) return null;
  const cursor = parseCursor(since);
  return cursor !== null && isUnchanged(root, session, cursor, now) ? NOT_MODIFIED : null;
}

/** The same from the environment of a CGI, as the bytes to write. */
export function unchangedHead(
  environment: ProcessEnvironment,
  env: NodeJS.ProcessEnv,
  now: number,
): string | null {
  const query = new URLSearchParams(env.QUERY_STRING ?? '');
  const answer = answerUnchanged(environment, env.REQUEST_METHOD ?? 'GET', query, now);
  return answer && formatHead(answer);
}
