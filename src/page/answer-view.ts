import { cacheTroubles, gapsOf } from '../app/cache-limit.ts';
import { findDriver } from '../app/find-driver.ts';
import { openMonitor } from '../app/monitor.ts';
import { Problem } from '../app/problem.ts';
import { isLogName } from '../logfile/log-file.ts';
import type { Page } from '../render/render.ts';
import { findItem } from '../store/item-query.ts';
import { findSession } from '../store/session-row.ts';
import type { SessionPage } from '../views/session-page.ts';
import type { Caller } from './context.ts';
import { NOT_MODIFIED } from './http/not-modified.ts';
import type { PageRequest } from './http/request.ts';
import { jsonAnswer, type PageAnswer } from './http/response.ts';
import { noSuchLog } from './missing-log.ts';
import type { Shell, ViewAddress } from './router.ts';

/** How long a view waits for another process that writes the cache before it shows what is there; a form waits longer. */
const BUSY_MS = 400;
const FORM_BUSY_MS = 4_000;

/** Opens what a view needs; the caller closes `monitor.db`. */
function openCaller(shell: Shell, request: PageRequest): Caller {
  const { environment, childEnv, now } = shell;
  const monitor = openMonitor({
    root: environment.root,
    driver: findDriver(environment.root),
    busyMs: request.method === 'POST' ? FORM_BUSY_MS : BUSY_MS,
    now,
  });
  // The process's own clock: `performance` would load ten modules of Node.
  const until = process.uptime() + monitor.config.pageBudgetSeconds;
  const goOn = (): boolean => process.uptime() < until;
  return { environment, request, user: environment.user ?? '', childEnv, monitor, goOn };
}

/** Opens what a view needs, makes the view, and closes it again. */
export async function withCaller<T>(
  shell: Shell,
  request: PageRequest,
  work: (caller: Caller) => T | Promise<T>,
): Promise<T> {
  const caller = openCaller(shell, request);
  try {
    return await work(caller);
  } finally {
    caller.monitor.db.close();
  }
}

/** A table is read while it is sent: the cache stays open until its last line. */
async function answerCsv(
  shell: Shell,
  request: PageRequest,
  { session, item, log, account, compare }: ViewAddress,
): Promise<PageAnswer> {
  const report = await import('./views/report.ts');
  const caller = openCaller(shell, request);
  const done = (): void => caller.monitor.db.close();
  try {
    if (item === null && log === null) {
      if (session !== null && compare !== null) {
        return report.compareCsv(caller, session, compare, done);
      }
      if (session !== null) return report.sessionCsv(caller, session, done);
      if (account !== null) return report.accountCsv(caller, account, done);
    }
    throw new Problem('malformed', 'This view has no form “csv”.');
  } catch (error) {
    done();
    throw error;
  }
}

/** @param hasSeen the session is as the cursor of the address says */
export function answerView(
  shell: Shell,
  request: PageRequest,
  address: ViewAddress,
  hasSeen: boolean,
): Promise<PageAnswer> {
  const { session, log } = address;
  // A file of the session that is no log is none for a reader either.
  if (session !== null && log !== null && !isLogName(log)) throw noSuchLog(session, log);
  if (address.format === 'csv') return answerCsv(shell, request, address);
  return withCaller(shell, request, async (caller) => {
    // The cache has read all of a session that its reader has seen all of: the item is there, or nowhere.
    if (hasSeen && hasItem(caller, address)) return NOT_MODIFIED;
    switch (address.format) {
      case 'html': {
        const { startMaintenance } = await import('./start-maintenance.ts');
        await startMaintenance(caller);
        return answerPage(shell, caller, address);
      }
      case 'parts': {
        if (address.log !== null || address.grep !== null) {
          throw new Problem('malformed', 'This view has no form “parts”.');
        }
        const page = await pageFor(caller, address);
        const { pageContext } = await import('./layout.ts');
        const { renderParts } = await import('../render/render.ts');
        const context = await pageContext(shell, '', true);
        return jsonAnswer({
          cursor: 'cursor' in page ? page.cursor : null,
          title: page.title,
          poll: pollOf(page),
          parts: renderParts(page, context),
        });
      }
      default:
        return dataFor(caller, address);
    }
  });
}

function hasItem({ monitor }: Caller, { session, item }: ViewAddress): boolean {
  const stored = session === null ? null : findSession(monitor.db, session);
  if (stored === null || item === null) return false;
  return findItem(monitor.db, stored.sid, item.type, item.item) !== null;
}

async function answerPage(shell: Shell, caller: Caller, address: ViewAddress): Promise<PageAnswer> {
  const { session, log, grep } = address;
  const { framePage } = await import('./layout.ts');
  const frame = (page: Page, status = 200): Promise<PageAnswer> => {
    // These views have words of their own for what could not be read.
    const isOwn = page.view === 'list' || page.view === 'session' || page.view === 'item';
    const troubles = (isOwn ? cacheTroubles : gapsOf)(caller.monitor);
    return framePage(page, { ...shell, troubles }, status);
  };
  if (session !== null && grep !== null) {
    const { searchPage } = await import('./views/search.ts');
    const { page, status } = searchPage(caller, { session, grep, log });
    return frame(page, status);
  }
  if (session !== null && log !== null) {
    const { logPage } = await import('./views/log.ts');
    const answer = await logPage(caller, session, log);
    return 'redirect' in answer ? answer.redirect : frame(answer.page, answer.status);
  }
  return frame(await pageFor(caller, address));
}

/** How often the browser may ask for this view from now on; it changes when a session ends. */
function pollOf(page: Page): SessionPage['poll'] {
  if (page.view === 'list') return page.isLive ? 'live' : 'idle';
  return 'poll' in page ? page.poll : 'off';
}

async function pageFor(
  caller: Caller,
  { session, item, account, compare, format }: ViewAddress,
): Promise<Page> {
  if (session !== null && item !== null) {
    return (await import('./views/item.ts')).itemPage(caller, { session, ...item });
  }
  if (session !== null && compare !== null) {
    return (await import('./views/compare.ts')).comparePage(caller, session, compare);
  }
  if (session !== null) {
    return (await import('./views/session.ts')).sessionPage(caller, session, format === 'parts');
  }
  if (account !== null) return (await import('./views/account.ts')).accountPage(caller, account);
  return (await import('./views/list.ts')).listPage(caller);
}

async function dataFor(caller: Caller, address: ViewAddress): Promise<PageAnswer> {
  const { session, log, grep, item, account, compare, format } = address;
  if (session !== null && grep !== null && format === 'json') {
    const { searchAnswer } = await import('./views/search.ts');
    return searchAnswer(caller, { session, grep, log });
  }
  if (session !== null && log !== null && (format === 'json' || format === 'raw')) {
    const { logAnswer, rawLog } = await import('./views/log.ts');
    return (format === 'json' ? logAnswer : rawLog)(caller, session, log);
  }
  if (format === 'json') {
    if (session !== null && item !== null) {
      return (await import('./views/item.ts')).itemAnswer(caller, { session, ...item });
    }
    if (session !== null && compare !== null) {
      return (await import('./views/compare.ts')).compareJson(caller, session, compare);
    }
    if (session !== null) {
      return (await import('./views/session.ts')).sessionJson(caller, session, address.since);
    }
    if (account !== null) return (await import('./views/account.ts')).accountJson(caller, account);
    return (await import('./views/list.ts')).listJson(caller);
  }
  if (format === 'raw' && session !== null && caller.request.query.get('report') === 'retry') {
    const { retryFile } = await import('./views/report.ts');
    return retryFile(caller, session);
  }
  if (format === 'openmetrics' && session === null && account === null) {
    return (await import('./views/metrics.ts')).openMetrics(caller);
  }
  throw new Problem('malformed', `This view has no form “${format}”.`);
}
