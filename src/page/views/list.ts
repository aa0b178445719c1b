import { cacheTroubles } from '../../app/cache-limit.ts';
import { type NoticeReport, noticeReport } from '../../app/notice-report.ts';
import { summarizeAll } from '../../app/session-list.ts';
import { dataFolder } from '../../system/paths.ts';
import { SCHEMA_VERSION, type SessionSummary } from '../../views/contract.ts';
import { buildListPage, type ListPage } from '../../views/list-page.ts';
import type { MessagesInput } from '../../views/messages.ts';
import type { Caller } from '../context.ts';
import { readCsrfSecret } from '../http/csrf-secret.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { hasHappened } from '../http/signed-parameter.ts';
import { bindingOf } from '../layout.ts';
import { pagingParameters, stateParameter, textParameter } from '../parameter.ts';

export function narrowSummaries(
  sessions: readonly SessionSummary[],
  state: string | null,
  q: string | null,
): SessionSummary[] {
  const wanted = q?.toLowerCase() ?? null;
  return sessions.filter((session) => {
    if (state !== null && session.state !== state) return false;
    if (wanted === null) return true;
    const { id, initiator, creator, sourceHost, targetHost } = session;
    return [id, initiator, creator, sourceHost, targetHost].some((text) =>
      text?.toLowerCase().includes(wanted),
    );
  });
}

export function listJson(caller: Caller): PageAnswer {
  const { query } = caller.request;
  const [state, q] = [stateParameter(query), textParameter(query, 'q')];
  const { page, perPage } = pagingParameters(query);
  const listing = summarizeAll(caller.monitor, caller.goOn);
  const sessions = narrowSummaries(listing.sessions, state, q);
  const warnings = [...cacheTroubles(caller.monitor), ...listing.troubles];
  const isPaged = query.has('page') || query.has('per_page');
  return jsonAnswer({
    schemaVersion: SCHEMA_VERSION,
    sessions: isPaged ? sessions.slice((page - 1) * perPage, page * perPage) : sessions,
    ...(warnings.length === 0 ? {} : { warnings }),
  });
}

export async function listPage(caller: Caller): Promise<ListPage> {
  const { query } = caller.request;
  const [state, q] = [stateParameter(query), textParameter(query, 'q')];
  const { page } = pagingParameters(query);
  const { sessions, neverStarted, troubles, readingPercent } = summarizeAll(
    caller.monitor,
    caller.goOn,
  );
  const states = new Map<string, number>();
  for (const session of sessions) states.set(session.state, (states.get(session.state) ?? 0) + 1);
  const narrowed = narrowSummaries(sessions, state, q);
  const perPage = 50;
  const report = noticeReport(caller.monitor);
  const messages = await messagesOf(caller, report);
  const told = report.trouble === null ? [] : [report.trouble];
  return buildListPage(
    {
      sessions: narrowed.slice((page - 1) * perPage, page * perPage),
      neverStarted,
      total: narrowed.length,
      states: [...states].map(([name, count]) => ({ state: name, count })),
      query: { state, q, page, perPage },
      readingPercent,
      warnings: [...troubles, ...caller.monitor.configTroubles, ...told],
      messages,
    },
    caller.monitor.now,
  );
}

async function messagesOf(
  caller: Caller,
  { channels, counts, recent }: NoticeReport,
): Promise<MessagesInput> {
  const unsent = recent.find(({ state, trouble }) => state !== 'sent' && trouble !== null);
  return {
    channels,
    waiting: counts.waiting,
    failed: counts.failed,
    trouble: unsent ? `${unsent.label}: ${unsent.trouble}` : null,
    isTested: await hasJustTested(caller),
  };
}

/** Whether the form of the test has led here. */
async function hasJustTested({ environment, request, monitor }: Caller): Promise<boolean> {
  const parameter = request.query.get('tested');
  if (parameter === null) return false;
  const { secret } = await readCsrfSecret(dataFolder(environment.root));
  return (
    secret !== null && hasHappened('tested', secret, bindingOf(environment), parameter, monitor.now)
  );
}
