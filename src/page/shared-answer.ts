import { Problem } from '../app/problem.ts';
import type { ProcessEnvironment } from '../system/environment.ts';
import { hasRootPrivileges } from '../whm/rights.ts';
import { chooseParts, type KnownParts } from './choose-parts.ts';
import { methodOf, readFields } from './http/request.ts';
import { jsonAnswer, type PageAnswer } from './http/response.ts';
import { type MadeView, type SharedPlace, sharedPlace, takeShared } from './shared-view.ts';
import { chooseRoute, type Parameters, type RouteName, readParameters } from './urls.ts';

/** Views of a session change as fast as its logs do. */
const SHARED: ReadonlySet<RouteName> = new Set(['session', 'item']);

/** @returns null for a view that each process makes for itself */
export function placeOf(
  environment: ProcessEnvironment,
  query: URLSearchParams,
): SharedPlace | null {
  if (query.get('format') !== 'parts' || !SHARED.has(chooseRoute(query))) return null;
  return sharedPlace(environment, query);
}

/**
 * The answer to a poll from what another process has made. It needs nothing of the main program.
 *
 * @returns null where this process has to make it
 */
export function answerShared(
  environment: ProcessEnvironment,
  env: NodeJS.ProcessEnv,
): PageAnswer | null {
  const { root, user } = environment;
  const query = readFields(env.QUERY_STRING ?? '');
  if (methodOf(env) !== 'GET' || !hasRootPrivileges(user, root)) return null;
  const has = readHave(query);
  const place = has === null ? null : placeOf(environment, query);
  const view = place === null ? null : takeShared(place);
  return view === null ? null : partsOf(view, has);
}

/** @returns null where the page does not keep track of its parts, or something is malformed: the main program reports it */
function readHave(query: URLSearchParams): Parameters['have'] {
  try {
    return readParameters(query).have;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** What a reader does not have of a view. */
export function partsOf(
  { cursor, title, poll, parts: all }: MadeView,
  has: KnownParts | null,
): PageAnswer {
  const { parts, known, hasMore } = chooseParts(all, has);
  // A reader who has not been given everything has not seen everything.
  return jsonAnswer({ cursor: hasMore ? null : cursor, title, poll, parts, known });
}
