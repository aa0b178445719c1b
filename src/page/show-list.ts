import { noticeReport } from '../monitor/notice-report.ts';
import { summarizeAll } from '../monitor/session-list.ts';
import { SCHEMA_VERSION, type SessionSummary } from '../views/contract.ts';
import { buildListPage, type ListPage } from '../views/list-page.ts';
import type { MessagesInput } from '../views/messages.ts';
import { jsonAnswer, type PageAnswer } from './answer.ts';
import type { Caller } from './caller.ts';
import { pagingParameters, stateParameter, textParameter } from './parameter.ts';

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
  const sessions = narrowSummaries(summarizeAll(caller.monitor, caller.goOn).sessions, state, q);
  const isPaged = query.has('page') || query.has('per_page');
  return jsonAnswer({
    schemaVersion: SCHEMA_VERSION,
    sessions: isPaged ? sessions.slice((page - 1) * perPage, page * perPage) : sessions,
  });
}

export function listPage(caller: Caller): ListPage {
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
  return buildListPage(
    {
      sessions: narrowed.slice((page - 1) * perPage, page * perPage),
      neverStarted,
      total: narrowed.length,
      states: [...states].map(([name, count]) => ({ state: name, count })),
      query: { state, q, page, perPage },
      readingPercent,
      warnings: [...troubles, ...caller.monitor.configTroubles],
      messages: messagesOf(caller),
    },
    caller.monitor.now,
  );
}

function messagesOf({ monitor, request }: Caller): MessagesInput {
  const { channels, counts, recent } = noticeReport(monitor);
  const unsent = recent.find(({ state, trouble }) => state !== 'sent' && trouble !== null);
  return {
    channels,
    waiting: counts.waiting,
    failed: counts.failed,
    trouble: unsent ? `${unsent.label}: ${unsent.trouble}` : null,
    isTested: request.query.get('tested') === '1',
  };
}
