import type { Snapshot } from '../../app/observe.ts';
import { readApiState } from '../../whm/control.ts';
import type { RequestContext } from '../context.ts';

/** A page does not wait longer for a second opinion, in milliseconds. */
const ASK_MS = 1500;

/**
 * What the server's API says of the state, where it says something else than the page: a sentence for its warnings.
 * Only a context with a WHM session asks, and only while the session can still change or the index does not have it.
 */
export async function compareApiState(
  context: RequestContext,
  { synced, status }: Snapshot,
): Promise<string | null> {
  const { environment, childEnv, monitor } = context;
  const canAsk = environment.securityToken !== null && environment.sessionCookie !== null;
  const isSettled = status.over && synced.inIndex;
  if (!canAsk || isSettled || synced.session.archived) return null;
  const { createHostApi } = await import('../../whm/api/host-api.ts');
  const api = createHostApi(environment, childEnv, monitor.config.apiUrl);
  const answer = await readApiState(api, synced.session.id, ASK_MS);
  if (!answer.ok || answer.state === status.state) return null;
  return `The server's API says that the session is ${answer.state}; this page shows ${status.state}.`;
}
