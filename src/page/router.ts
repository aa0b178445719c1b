import { isUnchanged } from '../app/cursor.ts';
import { Problem, requireHostRoot } from '../app/problem.ts';
import { hasRootPrivileges } from '../whm/rights.ts';
import type { ProcessContext } from './context.ts';
import { NOT_MODIFIED } from './http/not-modified.ts';
import type { PageRequest } from './http/request.ts';
import type { PageAnswer } from './http/response.ts';
import {
  checkReport,
  chooseRoute,
  type Format,
  noSuchForm,
  type Parameters,
  ROUTES,
  type RouteName,
  readParameters,
} from './urls.ts';

/** Answers one request. Never rejects: whatever goes wrong becomes a page, or JSON where JSON was asked for. */
export async function answerRequest(
  process: ProcessContext,
  request: PageRequest,
): Promise<PageAnswer> {
  let given: PageAnswer;
  try {
    given = await route(process, request);
  } catch (error) {
    const { answerProblem } = await import('./views/error-answer.ts');
    const asked = { asData: wantsData(request), byForm: request.method === 'POST' };
    given = await answerProblem(process, error, asked);
  }
  return request.method === 'HEAD' ? { ...given, body: '' } : given;
}

function wantsData({ query }: PageRequest): boolean {
  const format = query.get('format');
  return format !== null && format !== '' && format !== 'html';
}

async function route(process: ProcessContext, request: PageRequest): Promise<PageAnswer> {
  const { environment } = process;
  if (!hasRootPrivileges(environment.user, environment.root)) {
    throw new Problem('forbidden', { code: 'page-for-root' });
  }
  const { method, query } = request;
  requireHostRoot(environment.root);
  if (request.trouble) throw request.trouble;
  if (method === 'POST') {
    const { answerForm } = await import('./actions/form.ts');
    return answerForm(process, request);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Problem('wrong-method', { code: 'no-method', method });
  }
  const parameters = readParameters(query);
  const name = chooseRoute(query);
  const format = parameters.format ?? 'html';
  const { formats }: { formats: readonly Format[] } = ROUTES[name];
  if (!formats.includes(format)) throw noSuchForm(format);
  checkReport(name, format, parameters.report);
  const hasSeen = hasSeenAll(process, name, parameters);
  if (hasSeen && name === 'session') return NOT_MODIFIED;
  const { answerView } = await import('./handlers.ts');
  return answerView(process, request, name, parameters, hasSeen);
}

/** Whether the address asks what has changed in a session, and nothing has. */
function hasSeenAll(
  { environment, now }: ProcessContext,
  name: RouteName,
  { format, since, session }: Parameters,
): boolean {
  const isPoll = format === 'json' || format === 'parts';
  if (!isPoll || since === null || session === null) return false;
  if (name !== 'session' && name !== 'item') return false;
  return isUnchanged(environment.root, session, since, now);
}
