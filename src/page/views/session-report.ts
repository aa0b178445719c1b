import { cacheWarnings } from '../../app/cache-limit.ts';
import { readWork } from '../../app/read-work.ts';
import { NOT_NARROWED, readLists, reportSession } from '../../app/report-session.ts';
import { syncSameSourceSessions } from '../../app/resolved-later.ts';
import { keptVerificationView } from '../../app/verify/kept-verification.ts';
import { reportMarkdown } from '../../views/report-markdown.ts';
import type { SessionPageInput } from '../../views/session-input.ts';
import { groupJson } from '../../views/session-json.ts';
import { buildReportPage, type ReportPage } from '../../views/session-report-page.ts';
import { observe, type RequestContext } from '../context.ts';
import type { PageAnswer } from '../http/response.ts';
import { type ParametersOf, sessionQueryOf } from '../urls.ts';

type At = ParametersOf<'session'>;

/** Nobody reads more of these on paper; the report says what it leaves out, and CSV has everything. */
const MAX_ISSUES = 1000;
const MAX_VERIFIED = 1000;
const MAX_WORK = { causes: 1000, names: 2000 };

/** Everything about a session on one page, to be printed (`report=print`). */
export function reportPage(context: RequestContext, at: At): ReportPage {
  return buildReportPage(readReport(context, at), context.monitor.now);
}

/** A summary of it, as Markdown (`format=md`). */
export function reportSummary(context: RequestContext, at: At): PageAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
    body: reportMarkdown(reportPage(context, at)),
  };
}

function readReport(context: RequestContext, at: At): SessionPageInput {
  const { monitor } = context;
  const snapshot = observe(context, at.session);
  syncSameSourceSessions(monitor, snapshot, context.hasTimeLeft);
  const { session, estimate } = reportSession(monitor, snapshot);
  const lists = readLists(monitor, snapshot, NOT_NARROWED, {
    ...{ page: 1, perPage: MAX_ISSUES, itemLimit: 0, groupLimit: MAX_ISSUES, entryLimit: 1 },
  });
  return {
    session: {
      ...session,
      warnings: session.warnings.slice(cacheWarnings(monitor).length),
      items: [],
      issues: lists.groups.map(groupJson),
    },
    paging: lists.paging,
    query: { ...sessionQueryOf(at), tab: 'todo', page: 1 },
    actions: [],
    neverStarted: snapshot.observation.neverStarted,
    etaReason: estimate.reason,
    readingPercent: null,
    logs: snapshot.synced.hasFolder ? 'present' : 'gone',
    work: readWork(monitor, snapshot, MAX_WORK),
    namesShown: MAX_WORK.names,
    verification: keptVerificationView(monitor, snapshot, { limit: MAX_VERIFIED, offset: 0 }),
    followUps: [],
  };
}
