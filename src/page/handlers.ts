import { cacheWarnings, incompleteWarnings } from '../app/cache-limit.ts';
import { followUpStamp } from '../app/source-stamps.ts';
import type { Page } from '../render/pages.ts';
import { findItem } from '../store/item-query.ts';
import { findSession } from '../store/session-row.ts';
import type { SessionPage } from '../views/session-page.ts';
import type { KnownParts } from './choose-parts.ts';
import { type ProcessContext, type RequestContext, withContext } from './context.ts';
import { NOT_MODIFIED } from './http/not-modified.ts';
import type { PageRequest } from './http/request.ts';
import type { PageAnswer } from './http/response.ts';
import { hasHappened } from './http/signed-parameter.ts';
import type { LayoutRequest } from './layout.ts';
import { partsOf, placeOf } from './shared-answer.ts';
import { shareView } from './shared-view.ts';
import {
  type Format,
  type FormatOf,
  noSuchForm,
  type Parameters,
  type ParametersOf,
  type RouteName,
} from './urls.ts';

/** A page with its status, or an answer that redirects elsewhere. */
type PageResult = Page | { page: Page; status: number } | PageAnswer;

type Handler<R extends RouteName, T> = (
  context: RequestContext,
  parameters: ParametersOf<R>,
) => Promise<T>;

/** One handler for the page as a whole and in parts, and one for each other format in the list of routes. */
type Handlers<R extends RouteName> = { page: Handler<R, PageResult> } & {
  [F in Exclude<FormatOf<R>, 'html' | 'parts'>]: Handler<R, PageAnswer>;
};

/** The handlers of the routes in urls.ts. The code for a view is loaded when it is needed. */
const HANDLERS: { [R in RouteName]: Handlers<R> } = {
  suggest: {
    page: () => Promise.reject(noSuchForm('html')),
    json: async (context, at) => (await import('./views/suggest.ts')).suggestJson(context, at),
  },
  search: {
    page: async (context, at) => (await import('./views/search.ts')).searchPage(context, at),
    json: async (context, at) => (await import('./views/search.ts')).searchJson(context, at),
  },
  log: {
    page: async (context, at) => (await import('./views/log.ts')).logPage(context, at),
    json: async (context, at) => (await import('./views/log.ts')).logJson(context, at),
    raw: async (context, at) => (await import('./views/log.ts')).rawLog(context, at),
  },
  item: {
    page: async (context, at) => (await import('./views/item.ts')).itemPage(context, at),
    json: async (context, at) => (await import('./views/item.ts')).itemSessionJson(context, at),
  },
  compare: {
    page: async (context, at) => (await import('./views/compare.ts')).comparePage(context, at),
    json: async (context, at) => (await import('./views/compare.ts')).compareJson(context, at),
    csv: async (context, at) => (await import('./views/report.ts')).compareCsv(context, at),
  },
  session: {
    page: async (context, at) => (await import('./views/session.ts')).sessionPage(context, at),
    json: async (context, at) => (await import('./views/session.ts')).sessionJson(context, at),
    csv: async (context, at) => (await import('./views/report.ts')).sessionCsv(context, at),
    raw: async (context, at) => (await import('./views/report.ts')).retryFile(context, at),
    md: async (context, at) =>
      at.report === 'letters'
        ? (await import('./views/letters.ts')).sessionLetters(context, at)
        : (await import('./views/session-report.ts')).reportSummary(context, at),
  },
  account: {
    page: async (context, at) => (await import('./views/account.ts')).accountPage(context, at),
    json: async (context, at) => (await import('./views/account.ts')).accountJson(context, at),
    csv: async (context, at) => (await import('./views/report.ts')).accountCsv(context, at),
  },
  source: {
    page: async (context, at) => (await import('./views/source.ts')).sourcePage(context, at),
    json: async (context, at) => (await import('./views/source.ts')).sourceJson(context, at),
    csv: async (context, at) =>
      at.report === 'letters'
        ? (await import('./views/letters.ts')).sourceLetterCsv(context, at)
        : (await import('./views/source.ts')).sourceCsv(context, at),
    md: async (context, at) => (await import('./views/letters.ts')).sourceLetters(context, at),
  },
  settings: {
    page: async (context, at) =>
      at.view === 'guide'
        ? { view: 'guide', title: 'Guide', query: 'view=guide' }
        : (await import('./views/settings.ts')).settingsPage(context, at),
  },
  list: {
    page: async (context, at) => (await import('./views/list.ts')).listPage(context, at),
    json: async (context, at) => (await import('./views/list.ts')).listJson(context, at),
    openmetrics: async (context) => (await import('./views/metrics.ts')).openMetrics(context),
  },
};

/** @param hasSeen the session has not changed since the cursor in the address */
export function answerView<R extends RouteName>(
  process: ProcessContext,
  request: PageRequest,
  name: R,
  parameters: Parameters,
  hasSeen: boolean,
): Promise<PageAnswer> {
  const handlers: Handlers<R> = HANDLERS[name];
  // The router chose the route by the parameters that its type promises, and knows that it has the format.
  const at = parameters as ParametersOf<R>;
  const data = handlers as Partial<Record<Format, Handler<R, PageAnswer>>>;
  return withContext(process, request, async (context) => {
    // The reader has seen all of the session, and the cache has read all of that: the item is in the cache, or nowhere.
    if (hasSeen && hasItem(context, parameters)) return NOT_MODIFIED;
    const handler = data[parameters.format ?? 'html'];
    if (handler !== undefined) return handler(context, at);
    if (parameters.format === 'parts') {
      return partsAnswer(context, () => handlers.page(context, at), parameters.have);
    }
    const { startMaintenance } = await import('./start-maintenance.ts');
    await startMaintenance(context);
    return htmlAnswer(context, await handlers.page(context, at));
  });
}

/** Whether the cache has the item that the address names. */
function hasItem({ monitor }: RequestContext, { session, item, type }: Parameters): boolean {
  const stored = session === null ? null : findSession(monitor.db, session);
  if (stored === null || item === null) return false;
  return findItem(monitor.db, stored.sid, type, item) !== null;
}

async function htmlAnswer(context: RequestContext, result: PageResult): Promise<PageAnswer> {
  if ('headers' in result) return result;
  const { layOut } = await import('./layout.ts');
  const { page, status } = 'page' in result ? result : { page: result, status: 200 };
  // These views have their own words for what could not be read.
  const isOwn = page.view === 'list' || page.view === 'session' || page.view === 'item';
  const troubles = (isOwn ? cacheWarnings : incompleteWarnings)(context.monitor);
  return layOut(page, { ...(await layoutOf(context)), troubles }, status);
}

async function partsAnswer(
  context: RequestContext,
  makePage: () => Promise<PageResult>,
  has: KnownParts | null,
): Promise<PageAnswer> {
  const { environment, monitor, request } = context;
  const begun = { begunAt: Date.now(), marks: followUpStamp(monitor.root) };
  const result = await makePage();
  if ('headers' in result) return result;
  const page = 'page' in result ? result.page : result;
  const { pageContext } = await import('./layout.ts');
  const { renderParts } = await import('../render/render.ts');
  const view = {
    cursor: 'cursor' in page ? page.cursor : null,
    title: page.title,
    poll: pollOf(page),
    parts: renderParts(page, await pageContext(await layoutOf(context), '', true)),
  };
  const place = monitor.limit === null ? placeOf(environment, request.query) : null;
  if (place !== null) shareView(place, begun, view);
  return partsOf(view, has);
}

async function layoutOf(context: RequestContext): Promise<LayoutRequest> {
  const { environment, childEnv, now, request } = context;
  const notice = request.query.get('notice');
  const hasAgedForm = notice !== null && (await hasHappened('notice', environment, notice, now));
  return { environment, childEnv, now, hasAgedForm };
}

/** How often the browser may ask for this view from now on; this changes when a session ends. */
function pollOf(page: Page): SessionPage['poll'] {
  if (page.view === 'list') return page.isLive ? 'live' : 'idle';
  return 'poll' in page ? page.poll : 'off';
}
