import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/header.ts';
import type { SessionAction } from '../../session/state.ts';
import type { ProcessContext } from '../context.ts';
import { bindingOf, formOrigin, isSameOrigin } from '../http/csrf.ts';
import { readFormSecret } from '../http/csrf-secret.ts';
import type { PageRequest } from '../http/request.ts';
import type { PageAnswer } from '../http/response.ts';
import { redirectToView, redirectUndone } from './redirect.ts';

type Action = (
  process: ProcessContext,
  request: PageRequest,
  secret: Buffer,
) => Promise<PageAnswer>;

const control =
  (action: SessionAction): Action =>
  async (process, request, secret) =>
    (await import('./session-control.ts')).controlByForm(process, request, secret, action);

const mark =
  (done: boolean): Action =>
  async (process, request) =>
    (await import('./mark.ts')).mark(process, request, done);

const markAll =
  (done: boolean): Action =>
  async (process, request) =>
    (await import('./mark.ts')).markAll(process, request, done);

/** What the field `action` of a form can request. The code for an action is loaded when it is needed. */
const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['pause', control('pause')],
  ['abort', control('abort')],
  ['resume', control('resume')],
  [
    'verify',
    async (process, request) =>
      (await import('./start-verification.ts')).startVerification(process, request),
  ],
  ['tick', mark(true)],
  ['untick', mark(false)],
  ['mark-all', markAll(true)],
  ['unmark-all', markAll(false)],
  [
    'test-notification',
    async (process, request, secret) =>
      (await import('./test-message.ts')).sendTestMessage(process, request, secret),
  ],
  [
    'save-settings',
    async (process, request, secret) =>
      (await import('./save-settings.ts')).saveSettingsForm(process, request, secret),
  ],
  [
    'report-fault',
    async ({ environment }, request) =>
      (await import('./report-fault.ts')).reportFault(environment.root, request),
  ],
]);

/** Carries out the action of a form, and returns to where it came from. Nothing else is looked at before the proof is checked. */
export async function answerForm(
  process: ProcessContext,
  request: PageRequest,
): Promise<PageAnswer> {
  if (!isOwnForm(request)) return redirectToView(request);
  const { secret, isAged } = await checkProof(process, request);
  if (isAged) return redirectUndone(process, request, secret);
  const action = ACTIONS.get(request.form.get('action') ?? '');
  if (action === undefined) throw new Problem('malformed', { code: 'form-without-action' });
  return action(process, request, secret);
}

/** Whether a POST can be a form of ours: by its action, or by an unknown action beside a proof of origin. */
function isOwnForm({ form, isOtherBody }: PageRequest): boolean {
  if (isOtherBody) return true;
  const name = form.get('action') ?? '';
  return ACTIONS.has(name) || (name !== '' && form.has('csrf'));
}

/**
 * @returns the secret of the forms, and whether the form belongs to a login that has ended
 * @throws Problem for a form that may have been made elsewhere: then nothing has been done
 */
async function checkProof(
  { environment }: ProcessContext,
  request: PageRequest,
): Promise<{ secret: Buffer; isAged: boolean }> {
  const refuse = (code: 'form-of-other-site' | 'form-without-proof') =>
    new Problem('forbidden', { code }, sessionOf(request));
  if (!isSameOrigin(request)) {
    throw refuse('form-of-other-site');
  }
  const reading = await readFormSecret(environment);
  if (reading.secret === null) {
    // A form's proof is checked by another process than the one that made it: without a place for their secret there is
    // none.
    throw new Problem(
      'busy',
      { code: 'form-uncheckable', reason: reading.reason },
      sessionOf(request),
    );
  }
  const { secret } = reading;
  const origin = await formOrigin(secret, bindingOf(environment), request.form.get('csrf'));
  if (origin === 'foreign') {
    throw refuse('form-without-proof');
  }
  return { secret, isAged: origin === 'aged' };
}

function sessionOf({ form }: PageRequest): string | null {
  const id = form.get('session');
  return id !== null && isSessionId(id) ? id : null;
}
