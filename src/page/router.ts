import { existsSync } from 'node:fs';
import { isUnchanged, parseCursor, type SessionCursor } from '../app/cursor.ts';
import { Problem } from '../app/problem.ts';
import { isSessionId } from '../session/session-id.ts';
import type { ProcessEnvironment } from '../system/environment.ts';
import { dataFolder } from '../system/paths.ts';
import { hasRootPrivileges } from '../whm/rights.ts';
import { NOT_MODIFIED } from './http/not-modified.ts';
import type { PageRequest } from './http/request.ts';
import { jsonAnswer, type PageAnswer } from './http/response.ts';
import {
  checkParameters,
  compareParameter,
  logParameter,
  sessionParameter,
  textParameter,
  wordParameter,
} from './parameter.ts';

/** What the shell gives a request, so that this module needs no globals. */
export interface Shell {
  environment: ProcessEnvironment;
  childEnv: Record<string, string>;
  /** Epoch seconds. */
  now: number;
  /** A form of an ended login has led here, and the page says so. */
  hasAgedForm?: boolean;
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
    const { answerProblem } = await import('./views/problem.ts');
    const asked = { asData: wantsData(request), byForm: request.method === 'POST' };
    answer = await answerProblem(shell, error, asked);
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
  const { method, query } = request;
  if (!existsSync(environment.root)) {
    throw new Problem(
      'fault',
      `WHM_TRANSFERS_ROOT names “${environment.root}”, which does not exist.`,
    );
  }
  if (request.trouble) throw request.trouble;
  if (method === 'POST') {
    const { answerPost } = await import('./actions/post.ts');
    return answerPost(shell, request);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Problem('wrong-method', `${method} is not possible here.`);
  }
  const address = readAddress(query);
  const hasSeen = hasSeenAll(shell, address);
  if (hasSeen && address.item === null) return NOT_MODIFIED;
  const view = await import('./answer-view.ts');
  const notice = query.get('notice');
  const hasAgedForm = notice !== null && (await isAgedForm(shell, notice));
  return view.answerView({ ...shell, hasAgedForm }, request, address, hasSeen);
}

async function isAgedForm({ environment, now }: Shell, notice: string): Promise<boolean> {
  const { readCsrfSecret } = await import('./http/csrf-secret.ts');
  const { secret } = await readCsrfSecret(dataFolder(environment.root));
  if (secret === null) return false;
  const { hasHappened } = await import('./http/signed-parameter.ts');
  const { bindingOf } = await import('./layout.ts');
  return hasHappened('notice', secret, bindingOf(environment), notice, now);
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

/** @throws Problem for a parameter that is malformed, or that says nothing without another */
function readAddress(query: URLSearchParams): ViewAddress {
  const item = textParameter(query, 'item');
  const address = {
    format: wordParameter(query, 'format', FORMATS) ?? 'html',
    since: sinceParameter(query),
    session: sessionParameter(query),
    log: logParameter(query),
    grep: textParameter(query, 'grep'),
    item: item === null ? null : { item, type: textParameter(query, 'type') },
    account: textParameter(query, 'account'),
    compare: compareParameter(query),
  };
  checkParameters(query);
  if (address.session !== null) return address;
  for (const name of ['log', 'item', 'grep', 'compare', 'since'] as const) {
    if (address[name] === null) continue;
    throw new Problem('malformed', `The parameter “${name}” needs the parameter “session”.`);
  }
  return address;
}

/** Whether the address asks for what has changed in a session, and nothing has. */
function hasSeenAll({ environment, now }: Shell, address: ViewAddress): boolean {
  const { format, since, session, log, grep, compare } = address;
  const isPoll = format === 'json' || format === 'parts';
  if (!isPoll || since === null || session === null) return false;
  if (log !== null || grep !== null || compare !== null) return false;
  return isUnchanged(environment.root, session, since, now);
}

function sinceParameter(query: URLSearchParams): SessionCursor | null {
  const text = query.get('since');
  if (text === null || text === '') return null;
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

/** @param fault id in the fault log, for what nobody has foreseen */
export function errorJson({ code, message, status }: Problem, fault: string | null): PageAnswer {
  return jsonAnswer({ error: { code, message, ...(fault === null ? {} : { id: fault }) } }, status);
}
