import type { ProcessEnvironment } from '../host/environment.ts';
import { hasRootPrivileges } from '../host/rights.ts';
import { parseCursor, type SessionCursor } from '../monitor/cursor.ts';
import { Problem } from '../monitor/problem.ts';
import { isSessionId } from '../session/session-id.ts';
import { jsonAnswer, type PageAnswer } from './answer.ts';
import {
  compareParameter,
  logParameter,
  sessionParameter,
  textParameter,
  wordParameter,
} from './parameter.ts';
import type { PageRequest } from './request.ts';
import { answerUnchanged } from './unchanged.ts';

/** What the shell gives a request, so that this module needs no globals. */
export interface Shell {
  environment: ProcessEnvironment;
  childEnv: Record<string, string>;
  /** Epoch seconds. */
  now: number;
}

/** Forms of an answer; `parts` is for the page's own script, `raw` gives a log as it is. */
export const FORMATS = ['html', 'json', 'parts', 'openmetrics', 'csv', 'raw'] as const;
export type Format = (typeof FORMATS)[number];

/** Answers one request. Never rejects: whatever goes wrong becomes a page, or JSON where JSON was asked for. */
export async function serve(shell: Shell, request: PageRequest): Promise<PageAnswer> {
  let answer: PageAnswer;
  try {
    answer = await answerRequest(shell, request);
  } catch (error) {
    const { answerProblem } = await import('./show-problem.ts');
    answer = await answerProblem(shell, error, wantsData(request));
  }
  return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
}

function wantsData({ query }: PageRequest): boolean {
  const format = query.get('format');
  return format !== null && format !== '' && format !== 'html';
}

async function answerRequest(shell: Shell, request: PageRequest): Promise<PageAnswer> {
  const { environment } = shell;
  if (!hasRootPrivileges(environment.user, environment.root)) {
    throw new Problem(
      'forbidden',
      'Transfer Monitor is for root, and for resellers with all privileges.',
    );
  }
  const { method, query, form } = request;
  if (method === 'POST' && form.has('action')) {
    const { answerPost } = await import('./answer-post.ts');
    return answerPost(shell, request);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Problem('wrong-method', `${method} is not possible here.`);
  }
  const format = wordParameter(query, 'format', FORMATS) ?? 'html';
  const since = sinceParameter(query, format);
  const session = sessionParameter(query);
  const unchanged = answerUnchanged(environment, method, query, shell.now);
  if (unchanged) return unchanged;
  const log = logParameter(query);
  const item = textParameter(query, 'item');
  const account = textParameter(query, 'account');
  const view = await import('./answer-view.ts');
  return view.answerView(shell, request, {
    format,
    since,
    session,
    log,
    grep: textParameter(query, 'grep'),
    item: item === null ? null : { item, type: textParameter(query, 'type') },
    account,
    compare: compareParameter(query),
  });
}

/** What the address asks to see, checked. */
export interface ViewAddress {
  format: Format;
  since: SessionCursor | null;
  session: string | null;
  log: string | null;
  /** What to search for in the logs of a session, or in the one of `log`. */
  grep: string | null;
  item: { item: string; type: string | null } | null;
  account: string | null;
  /** The session to compare with. */
  compare: string | null;
}

function sinceParameter(query: URLSearchParams, format: Format): SessionCursor | null {
  const text = query.get('since');
  if (text === null || text === '' || (format !== 'json' && format !== 'parts')) return null;
  const cursor = parseCursor(text);
  if (!cursor)
    throw new Problem('malformed', 'The parameter “since” must be a cursor of this page.');
  return cursor;
}

/** The id of a form's session, checked. */
export function formSession(form: URLSearchParams): string {
  const id = form.get('session') ?? '';
  if (!isSessionId(id)) throw new Problem('malformed', 'The form names no session.');
  return id;
}

export function errorJson(problem: Problem): PageAnswer {
  return jsonAnswer({ error: { code: problem.code, message: problem.message } }, problem.status);
}
