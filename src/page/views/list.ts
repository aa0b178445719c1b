import { cacheWarnings } from '../../app/cache-limit.ts';
import { notificationReport } from '../../app/notification-report.ts';
import { type ListedSession, listSessions, type SessionListing } from '../../app/session-list.ts';
import { readFound } from '../../app/suggest-names.ts';
import { isAtEnd } from '../../session/state.ts';
import { SCHEMA_VERSION, type SessionSummary } from '../../views/contract.ts';
import type { FoundInput } from '../../views/found.ts';
import { buildListPage, compareListed, type ListPage } from '../../views/list-page.ts';
import { problemWords } from '../../views/problem-words.ts';
import { groupOf, isSessionGroup, type SessionGroup } from '../../views/session-outcome.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { type ParametersOf, PER_PAGE } from '../urls.ts';
import { messagesOf } from './notification-messages.ts';

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

/** Up to this many sessions are summarised to count them by what they need; beyond that, only those on the page are. */
const MAX_COUNTED = 1000;

/** One page of sessions in the list's order, and how many there are in each group; null: not counted. */
interface Chosen {
  sessions: SessionSummary[];
  total: number;
  counts: Record<SessionGroup, number | null>;
}

function choose(
  { listed, summaries }: SessionListing,
  { state, q }: Pick<At, 'state' | 'q'>,
  window: { from: number; to: number },
): Chosen {
  const found = narrow(listed, null, q);
  const isUnderWay = (session: ListedSession): boolean =>
    !isAtEnd({ state: session.state, archived: false });
  if (found.length > MAX_COUNTED && (state === null || !isSessionGroup(state))) {
    const narrowed = narrow(found, state, null);
    const ordered = [...narrowed.filter(isUnderWay), ...narrowed.filter((s) => !isUnderWay(s))];
    const under_way = found.filter(isUnderWay).length;
    return {
      sessions: summaries(ordered.slice(window.from, window.to)).sort(compareListed),
      total: narrowed.length,
      counts: { under_way, needs_work: null, done: null },
    };
  }
  const all = summaries(found);
  const counts = { under_way: 0, needs_work: 0, done: 0 };
  for (const session of all) counts[groupOf(session)] += 1;
  const narrowed = all.filter(
    (session) => state === null || session.state === state || groupOf(session) === state,
  );
  return {
    sessions: narrowed.sort(compareListed).slice(window.from, window.to),
    total: narrowed.length,
    counts,
  };
}

export function listJson(context: RequestContext, { state, q, page, per_page }: At): PageAnswer {
  const { listed, summaries, problems } = listSessions(context.monitor, context.hasTimeLeft);
  const isPaged = page !== null || per_page !== null;
  const size = per_page ?? PER_PAGE;
  const first = ((page ?? 1) - 1) * size;
  const onPage = <T>(rows: readonly T[]): readonly T[] =>
    isPaged ? rows.slice(first, first + size) : rows;
  const isGroup = state !== null && isSessionGroup(state);
  const sessions = isGroup
    ? onPage(summaries(narrow(listed, null, q)).filter((session) => groupOf(session) === state))
    : summaries(onPage(narrow(listed, state, q)));
  const warnings = [...cacheWarnings(context.monitor), ...problems.map(problemWords)];
  return jsonAnswer({
    schemaVersion: SCHEMA_VERSION,
    sessions,
    ...(warnings.length === 0 ? {} : { warnings }),
  });
}

/** Leaves out sessions, since the list itself shows them. */
function withoutSessions(found: FoundInput): FoundInput {
  return { ...found, sessions: [] };
}

export async function listPage(context: RequestContext, at: At): Promise<ListPage> {
  const { state, q } = at;
  const page = at.page ?? 1;
  const listing = listSessions(context.monitor, context.hasTimeLeft);
  const { problems, readingPercent, etas } = listing;
  const perPage = ROWS_PER_PAGE;
  const from = (page - 1) * perPage;
  const { sessions, total, counts } = choose(listing, at, { from, to: from + perPage });
  const report = notificationReport(context.monitor);
  const messages = await messagesOf(context, report);
  const told = report.trouble === null ? [] : [report.trouble];
  return buildListPage(
    {
      sessions: sessions.map((summary) => ({
        summary,
        etaSeconds: etas.get(summary.id) ?? null,
      })),
      total,
      counts,
      query: { state, q, page, perPage },
      readingPercent,
      warnings: [...problems.map(problemWords), ...context.monitor.configTroubles, ...told],
      messages,
      ...(q === null ? {} : { found: withoutSessions(readFound(context.monitor, q)) }),
    },
    context.monitor.now,
  );
}
