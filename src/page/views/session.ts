import { cacheWarnings } from '../../app/cache-limit.ts';
import { actionsFor } from '../../app/control-session.ts';
import { continues } from '../../app/cursor.ts';
import { readFollowUpWork } from '../../app/follow-ups.ts';
import { isForecastDue } from '../../app/forecast/read-forecast.ts';
import { hasMasterErrors } from '../../app/log-choices.ts';
import type { Snapshot } from '../../app/observe.ts';
import { Problem } from '../../app/problem.ts';
import { readActivity } from '../../app/read-activity.ts';
import { readWork } from '../../app/read-work.ts';
import {
  readLists,
  reportSession,
  type SessionLists,
  sessionPageJson,
} from '../../app/report-session.ts';
import { syncSameSourceSessions } from '../../app/resolved-later.ts';
import { readStallLines } from '../../app/stall-lines.ts';
import { keptVerificationView } from '../../app/verify/kept-verification.ts';
import { keptVerification } from '../../app/verify/run.ts';
import type { Page } from '../../render/pages.ts';
import type { GroupFacts } from '../../session/facts.ts';
import { findGroup } from '../../store/issue-query.ts';
import { outdatedRules } from '../../store/session-row.ts';
import { problemWords } from '../../views/problem-words.ts';
import {
  ITEMS_PER_PAGE,
  MEMBERS_PER_PAGE,
  type SessionQuery,
  type VerificationView,
} from '../../views/session-input.ts';
import { groupJson, itemJson } from '../../views/session-json.ts';
import { buildSessionPage } from '../../views/session-page.ts';
import { readApiState } from '../../whm/session-calls.ts';
import { isNearlyCurrent, observe, type RequestContext, readingPercent } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { readWords, type ServerWords } from '../http/signed-parameter.ts';
import { startMaintenance } from '../start-maintenance.ts';
import { narrowingOf, type ParametersOf, PER_PAGE, sessionQueryOf } from '../urls.ts';

type At = ParametersOf<'session'>;

/** All of a session, or what has changed since a cursor. Only the whole session involves the server's API, as on its page. */
export async function sessionJson(context: RequestContext, at: At): Promise<PageAnswer> {
  const { session: id, since } = at;
  if (at.tab === 'verify' && since === null) return verifyJson(context, id);
  const narrowing = narrowingOf(sessionQueryOf(at));
  const paging = { page: at.page ?? 1, perPage: at.per_page ?? PER_PAGE };
  const snapshot = observe(context, id);
  if (since !== null && continues(since, snapshot.synced.session)) {
    const { sessionChangesJson } = await import('../../app/session-changes.ts');
    return jsonAnswer(
      sessionChangesJson(context.monitor, snapshot, since.offset, narrowing, paging.perPage),
    );
  }
  const session = sessionPageJson(context.monitor, snapshot, narrowing, paging);
  const warning = since === null ? await compareApiState(context, snapshot) : null;
  if (warning !== null) session.warnings.push(warning);
  return jsonAnswer(session);
}

/** What the last look at this server found, as in `verify --json`. */
function verifyJson(context: RequestContext, id: string): PageAnswer {
  const found = keptVerification(context.monitor, observe(context, id));
  if (found === null) {
    throw new Problem('not-found', { code: 'no-verification' }, id);
  }
  return jsonAnswer(found);
}

/** A notice that appeared and disappeared with each busy moment would move the page under its reader. */
const CACHE_BEHIND = problemWords({ code: 'cache-behind' });

/** An update of an open page (`format=parts`) does not ask the server's API again. */
export async function sessionPage(context: RequestContext, at: At): Promise<Page> {
  if (at.report === 'print') return (await import('./session-report.ts')).reportPage(context, at);
  const { monitor } = context;
  const { session: id } = at;
  const isLive = at.format === 'parts';
  const query = sessionQueryOf(at);
  const snapshot = observe(context, id);
  // An open page asks often: the other sessions from its source were read when it was opened.
  if (!isLive) syncSameSourceSessions(monitor, snapshot, context.hasTimeLeft);
  const { session, estimate } = reportSession(monitor, snapshot);
  const { synced } = snapshot;
  const { read, of } = session.verdict.logsRead;
  const isLeft =
    read < of || !(synced.log?.isRead ?? true) || outdatedRules(synced.session) !== null;
  if (isLeft || isForecastDue(monitor, snapshot)) await startMaintenance(context, true);
  const apiWarning = isLive ? null : await compareApiState(context, snapshot);
  const answer = await answerOf(context, at);
  // The page's banner says the first of these.
  const isCalm = isLive && isNearlyCurrent(snapshot);
  const own = session.warnings
    .slice(cacheWarnings(monitor).length)
    .filter((words) => !isCalm || words !== CACHE_BEHIND);
  const warnings = apiWarning === null ? own : [...own, apiWarning];
  const lists = readTab(context, snapshot, query);
  return buildSessionPage(
    {
      session: {
        ...session,
        warnings,
        items: lists.items.map((item) => itemJson(item, snapshot)),
        issues: lists.groups.map(groupJson),
      },
      paging: lists.paging,
      query,
      actions: actionsFor({ state: session.state, archived: snapshot.synced.session.archived }),
      neverStarted: snapshot.observation.neverStarted,
      etaReason: estimate.reason,
      ...(answer === null ? {} : { answer }),
      readingPercent: isCalm ? null : readingPercent(snapshot),
      logs: synced.hasFolder ? 'present' : 'gone',
      hasMasterErrors: hasMasterErrors(monitor.root, id),
      stallLines: readStallLines(monitor.root, snapshot),
      ...(query.tab === 'todo' ? { work: readWork(monitor, snapshot) } : {}),
      ...(query.tab === 'activity' ? { activity: readActivity(monitor, snapshot) } : {}),
      verification: readVerification(context, snapshot, query),
      ...readFollowUpWork(monitor, snapshot, query.tab),
    },
    monitor.now,
  );
}

/** Only its own tab shows accounts. */
function readVerification(
  { monitor }: RequestContext,
  snapshot: Snapshot,
  { tab, page }: SessionQuery,
): VerificationView {
  const limit = tab === 'verify' ? ITEMS_PER_PAGE : 0;
  return keptVerificationView(monitor, snapshot, { limit, offset: (page - 1) * limit });
}

/** One page of the list that the tab shows; the lists of other tabs are not read. */
function readTab(context: RequestContext, snapshot: Snapshot, query: SessionQuery): SessionLists {
  const lists = readLists(context.monitor, snapshot, narrowingOf(query), {
    page: query.page,
    perPage: ITEMS_PER_PAGE,
    itemLimit: query.tab === 'accounts' ? ITEMS_PER_PAGE : 0,
    groupLimit: query.tab === 'issues' && !query.issue ? ITEMS_PER_PAGE : 0,
    entryLimit: 1,
  });
  if (query.issue) {
    const { groups, total } = readOneGroup(context, snapshot, query.issue, query.page);
    lists.groups = groups;
    lists.paging.issuesTotal = total;
  }
  return lists;
}

/** The group of issues that the address names, with the page of its messages. */
function readOneGroup(
  { monitor }: RequestContext,
  snapshot: Snapshot,
  issue: string,
  page: number,
): { groups: GroupFacts[]; total: number } {
  const { sid } = snapshot.synced.session;
  const group = findGroup(monitor.db, sid, issue, {
    limit: MEMBERS_PER_PAGE,
    offset: (page - 1) * MEMBERS_PER_PAGE,
  });
  return { groups: group ? [group] : [], total: group ? 1 : 0 };
}

/** The server's answer to the form that redirected here. */
async function answerOf(
  { environment, now }: RequestContext,
  { session, answer }: At,
): Promise<ServerWords | null> {
  return answer === null ? null : readWords(environment, session, answer, now);
}

/** How long a page waits for a second opinion, in milliseconds. */
const ASK_MS = 1500;

/**
 * A sentence for the page's warnings where the server's API reports another state than the page. Only a context with a
 * WHM session asks, and only while the session can still change or the index does not have it.
 */
export async function compareApiState(
  context: RequestContext,
  { synced, status }: Snapshot,
): Promise<string | null> {
  const { environment, childEnv, monitor } = context;
  const canAsk = environment.securityToken !== null && environment.sessionCookie !== null;
  const isSettled = status.over && synced.inIndex;
  if (!canAsk || isSettled || synced.session.archived) return null;
  const { createHostApi } = await import('../../whm/api/host-api.ts');
  const api = createHostApi(environment, childEnv, monitor.config.apiUrl);
  const answer = await readApiState(api, synced.session.id, ASK_MS);
  if (!answer.ok || answer.state === status.state) return null;
  return `The server's API says that the session is ${answer.state}; this page shows ${status.state}.`;
}
