import { type ControlledSession, checkAction, stateInIndex } from '../../app/control-session.ts';
import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/header.ts';
import type { SessionAction } from '../../session/state.ts';
import { findDriver } from '../../store/driver-choice.ts';
import { readConfig } from '../../system/config.ts';
import { writeBugsWith } from '../../system/fault-context.ts';
import { recordFault } from '../../system/fault-log.ts';
import type { ProblemFacts } from '../../views/problem-words.ts';
import type { ApiFailure } from '../../whm/api/answer.ts';
import { createHostApi } from '../../whm/api/host-api.ts';
import { controlSession } from '../../whm/session-calls.ts';
import type { ProcessContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { signWords } from '../http/signed-parameter.ts';
import { returnHref } from './redirect.ts';

/**
 * Asks the server to pause, abort or resume a session, and returns to the view that the form was in, with the server's
 * answer.
 *
 * @throws Problem for a session that is not known or cannot be asked to do that, and where the server did not do it
 */
export async function controlByForm(
  process: ProcessContext,
  request: PageRequest,
  secret: Buffer,
  action: SessionAction,
): Promise<PageAnswer> {
  const id = request.form.get('session') ?? '';
  if (!isSessionId(id)) throw new Problem('malformed', { code: 'form-without-session' });
  writeBugsWith(recordFault);
  const { environment, childEnv, now } = process;
  checkAction(await judge(process, request, id), action);
  const { apiUrl } = readConfig(environment.root).config;
  const result = await controlSession(createHostApi(environment, childEnv, apiUrl), id, action);
  if (!result.ok) throw new Problem('refused', refusalOf(result), id);
  const answer = await signWords(secret, environment, id, { action, words: result.words, at: now });
  return seeOther(returnHref(request.query, id, answer));
}

async function judge(
  process: ProcessContext,
  request: PageRequest,
  id: string,
): Promise<ControlledSession> {
  const { root } = process.environment;
  const state = stateInIndex(findDriver(root), root, id);
  if (state !== null) return { id, state, archived: false };
  const { observe, withContext } = await import('../context.ts');
  return withContext(process, request, (context) => {
    const { synced, status } = observe(context, id);
    return { id, state: status.state, archived: synced.session.archived };
  });
}

/** Whether the server refused, was never asked, or may have done it without saying so. */
function refusalOf({ kind, mayHaveRun, reason }: ApiFailure): ProblemFacts {
  if (kind === 'failed') return { code: 'server-refused', reason };
  return { code: mayHaveRun ? 'server-unclear' : 'server-not-asked', reason };
}
