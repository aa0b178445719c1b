import { cacheTroubles } from '../../app/cache-limit.ts';
import { type NoticeReport, noticeReport } from '../../app/notice-report.ts';
import { type ListedSession, listSessions } from '../../app/session-list.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import { buildListPage, type ListPage } from '../../views/list-page.ts';
import type { MessagesInput } from '../../views/messages.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { hasHappened } from '../http/signed-parameter.ts';
import { type ParametersOf, PER_PAGE } from '../urls.ts';

type At = ParametersOf<'list'>;

const ROWS_PER_PAGE = 50;

function narrow(
  sessions: readonly ListedSession[],
  state: string | null,
  q: string | null,
): readonly ListedSession[] {
  if (state === null && q === null) return sessions;
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

export function listJson(context: RequestContext, { state, q, page, per_page }: At): PageAnswer {
  const { listed, summaries, troubles } = listSessions(context.monitor, context.hasTimeLeft);
  const narrowed = narrow(listed, state, q);
  const isPaged = page !== null || per_page !== null;
  const size = per_page ?? PER_PAGE;
  const first = ((page ?? 1) - 1) * size;
  const sessions = summaries(isPaged ? narrowed.slice(first, first + size) : narrowed);
  const warnings = [...cacheTroubles(context.monitor), ...troubles];
  return jsonAnswer({
    schemaVersion: SCHEMA_VERSION,
    sessions,
    ...(warnings.length === 0 ? {} : { warnings }),
  });
}

export async function listPage(context: RequestContext, at: At): Promise<ListPage> {
  const { state, q } = at;
  const page = at.page ?? 1;
  const { listed, summaries, troubles, readingPercent } = listSessions(
    context.monitor,
    context.hasTimeLeft,
  );
  const states = new Map<string, number>();
  for (const session of listed) states.set(session.state, (states.get(session.state) ?? 0) + 1);
  const narrowed = narrow(listed, state, q);
  const perPage = ROWS_PER_PAGE;
  const sessions = summaries(narrowed.slice((page - 1) * perPage, page * perPage));
  const report = noticeReport(context.monitor);
  const messages = await messagesOf(context, report, at.tested);
  const told = report.trouble === null ? [] : [report.trouble];
  return buildListPage(
    {
      sessions,
      total: narrowed.length,
      states: [...states].map(([name, count]) => ({ state: name, count })),
      query: { state, q, page, perPage },
      readingPercent,
      warnings: [...troubles, ...context.monitor.configTroubles, ...told],
      messages,
    },
    context.monitor.now,
  );
}

async function messagesOf(
  context: RequestContext,
  { channels, counts, recent }: NoticeReport,
  tested: string | null,
): Promise<MessagesInput> {
  const unsent = recent.find(({ state, trouble }) => state !== 'sent' && trouble !== null);
  return {
    channels,
    waiting: counts.waiting,
    failed: counts.failed,
    trouble: unsent ? `${unsent.label}: ${unsent.trouble}` : null,
    isTested: await hasHappened('tested', context.environment, tested, context.now),
  };
}
