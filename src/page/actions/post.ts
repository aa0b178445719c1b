import { Problem } from '../../app/problem.ts';
import { checkAction } from '../../app/session-actions.ts';
import { isSessionId } from '../../session/session-id.ts';
import { SESSION_ACTIONS, type SessionAction } from '../../session/state.ts';
import { dataFolder } from '../../system/paths.ts';
import { controlSession } from '../../whm/control.ts';
import { withCaller } from '../answer-view.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Caller } from '../context.ts';
import { formOrigin } from '../http/csrf.ts';
import { readCsrfSecret } from '../http/csrf-secret.ts';
import { isSameOrigin } from '../http/origin.ts';
import type { PageRequest } from '../http/request.ts';
import type { PageAnswer } from '../http/response.ts';
import { signWords } from '../http/signed-parameter.ts';
import { bindingOf } from '../layout.ts';
import { formSession, type Shell } from '../router.ts';
import { observe } from '../views/session.ts';
import { leadBackUndone, leadToView } from './lead-back.ts';
import { answerTick, backHref, TICK_ACTIONS } from './mark.ts';
import { reportFault } from './report-fault.ts';
import { testNotification } from './test-message.ts';

const OWN_ACTIONS = [
  'report-fault',
  'test-notification',
  ...TICK_ACTIONS,
  ...SESSION_ACTIONS,
] as const;

/** Carries out the action of a form, and leads back to where it came from. Without its proof nothing else is looked at. */
export async function answerPost(shell: Shell, request: PageRequest): Promise<PageAnswer> {
  if (!isOwnForm(request)) return leadToView(request);
  const { secret, isAged } = await checkProof(shell, request);
  if (isAged) return leadBackUndone(shell, request, secret);
  const name = request.form.get('action');
  if (name === 'report-fault') return reportFault(shell.environment.root, request);
  if (name === 'test-notification') {
    return withCaller(shell, request, (caller) => testNotification(caller, secret));
  }
  const tick = TICK_ACTIONS.find((candidate) => candidate === name);
  if (tick) return withCaller(shell, request, (caller) => answerTick(caller, tick));
  const action = SESSION_ACTIONS.find((candidate) => candidate === name);
  if (action === undefined) throw new Problem('malformed', 'The form asks for no known action.');
  const id = formSession(request.form);
  return withCaller(shell, request, (caller) => control(caller, secret, id, action));
}

/** Whether a POST can be meant as a form of ours: by its action, or by an unknown one beside a proof of origin. */
function isOwnForm({ form, isOtherBody }: PageRequest): boolean {
  if (isOtherBody) return true;
  const name = form.get('action') ?? '';
  if (OWN_ACTIONS.some((action) => action === name)) return true;
  return name !== '' && form.has('csrf');
}

/**
 * @returns the secret of the forms, and whether the form is of a login that has ended
 * @throws Problem for a form that may have been made elsewhere: then nothing has been called
 */
async function checkProof(
  { environment }: Shell,
  request: PageRequest,
): Promise<{ secret: Buffer; isAged: boolean }> {
  const refuse = (words: string) => new Problem('forbidden', words, sessionOf(request));
  if (!isSameOrigin(request)) {
    throw refuse('The form was sent from a page of another site, so nothing was done.');
  }
  const reading = await readCsrfSecret(dataFolder(environment.root));
  if (reading.secret === null) {
    // A form's proof is checked by another process than made it: without a place for their secret there is none.
    throw new Problem('busy', `${reading.reason} Nothing was done.`, sessionOf(request));
  }
  const { secret } = reading;
  const origin = await formOrigin(secret, bindingOf(environment), request.form.get('csrf'));
  if (origin === 'foreign') {
    throw refuse(
      'The form’s proof of origin is missing or is not of this server, so nothing was done. Reload the page and try again.',
    );
  }
  return { secret, isAged: origin === 'aged' };
}

function sessionOf({ form }: PageRequest): string | null {
  const id = form.get('session');
  return id !== null && isSessionId(id) ? id : null;
}

/** Leads back to the view that the form stood in, with the server's words. */
async function control(
  caller: Caller,
  secret: Buffer,
  id: string,
  action: SessionAction,
): Promise<PageAnswer> {
  const snapshot = observe(caller, id);
  const { state } = snapshot.status;
  checkAction(snapshot, state, action);
  const { createHostApi } = await import('../../whm/api/host-api.ts');
  const api = createHostApi(caller.environment, caller.childEnv, caller.monitor.config.apiUrl);
  const result = await controlSession(api, id, action);
  if (!result.ok) throw new ApiProblem(result, id);
  const answer = await signWords(secret, bindingOf(caller.environment), id, {
    action,
    words: result.words,
    at: caller.monitor.now,
  });
  const back = backHref(caller.request.query, id);
  return { status: 303, headers: { Location: `${back}&${answer}` }, body: '' };
}
