import { checkAction } from '../../app/observe.ts';
import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/header.ts';
import type { SessionAction } from '../../session/state.ts';
import type { ProblemFacts } from '../../views/problem-words.ts';
import type { ApiFailure } from '../../whm/api/answer.ts';
import { createHostApi } from '../../whm/api/host-api.ts';
import { controlSession } from '../../whm/session-calls.ts';
import { observe, type ProcessContext, withContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { signWords } from '../http/signed-parameter.ts';
import { backHref } from './lead-back.ts';

/**
 * Asks the server to pause, abort or resume a session, and leads back to the view that the form stood in, with the
 * server's words.
 *
 * @throws Problem for a session that is not known or cannot be asked to do that, and where the server did not do it
 */
export function controlByForm(
  process: ProcessContext,
  request: PageRequest,
  secret: Buffer,
  action: SessionAction,
): Promise<PageAnswer> {
  const id = request.form.get('session') ?? '';
  if (!isSessionId(id)) throw new Problem('malformed', { code: 'form-without-session' });
  return withContext(process, request, async (context) => {
    const { environment, childEnv, monitor } = context;
    const snapshot = observe(context, id);
    const { state } = snapshot.status;
    checkAction(snapshot, state, action);
    const api = createHostApi(environment, childEnv, monitor.config.apiUrl);
    const result = await controlSession(api, id, action);
    if (!result.ok) throw new Problem('refused', refusalOf(result), id);
    const said = { action, words: result.words, at: monitor.now };
    const answer = await signWords(secret, environment, id, said);
    return seeOther(backHref(request.query, id, answer));
  });
}

/** Whether the server has refused it, was never asked, or may have done it without saying so. */
function refusalOf({ kind, mayHaveRun, reason }: ApiFailure): ProblemFacts {
  if (kind === 'failed') return { code: 'server-refused', reason };
  return { code: mayHaveRun ? 'server-unclear' : 'server-not-asked', reason };
}
