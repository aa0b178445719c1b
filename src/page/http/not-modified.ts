import { isUnchanged } from '../../app/cursor.ts';
import { Problem } from '../../app/problem.ts';
import type { ProcessEnvironment } from '../../system/environment.ts';
import { hasRootPrivileges } from '../../whm/rights.ts';
import { chooseRoute, type Parameters, readParameters } from '../urls.ts';
import { methodOf, readFields } from './request.ts';
import { formatHead, type PageAnswer } from './response.ts';

export const NOT_MODIFIED: PageAnswer = { status: 304, headers: {}, body: '' };

/**
 * The answer to a poll (`session=ID&since=CURSOR`) of a session that has not changed since the reader saw it. It needs
 * a few `stat` calls and nothing of the program behind it: most requests of an open page end here.
 *
 * @param now epoch seconds
 * @returns null for every other request, valid or not
 */
export function answerUnchanged(
  environment: ProcessEnvironment,
  method: string,
  query: URLSearchParams,
  now: number,
): PageAnswer | null {
  const { root, user } = environment;
  const format = query.get('format');
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (format !== 'json' && format !== 'parts') return null;
  if (chooseRoute(query) !== 'session' || !hasRootPrivileges(user, root)) return null;
  const parameters = readSoundParameters(query);
  if (!parameters?.session || !parameters.since) return null;
  const { session, since } = parameters;
  return isUnchanged(root, session, since, now) ? NOT_MODIFIED : null;
}

/** @returns null where one is malformed: the main program reports it */
function readSoundParameters(query: URLSearchParams): Parameters | null {
  try {
    return readParameters(query);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** The same for the environment of a CGI, as the bytes to be written. */
export function unchangedHead(
  environment: ProcessEnvironment,
  env: NodeJS.ProcessEnv,
  now: number,
): string | null {
  const query = readFields(env.QUERY_STRING ?? '');
  const answer = answerUnchanged(environment, methodOf(env), query, now);
  return answer && formatHead(answer);
}
