import { findDriver } from '../monitor/find-driver.ts';
import { openMonitor } from '../monitor/monitor.ts';
import { Problem } from '../monitor/problem.ts';
import { type Page, renderParts } from '../render/render.ts';
import { jsonAnswer, type PageAnswer } from './answer.ts';
import type { Caller } from './caller.ts';
import { framePage, pageContext } from './frame.ts';
import type { PageRequest } from './request.ts';
import { securityHeaders } from './security-headers.ts';
import type { Shell, ViewAddress } from './serve.ts';
import { accountJson, accountPage } from './show-account.ts';
import { itemAnswer, itemPage } from './show-item.ts';
import { listJson, listPage } from './show-list.ts';
import { logAnswer, logPage, rawLog } from './show-log.ts';
import { openMetrics } from './show-metrics.ts';
import { sessionJson, sessionPage } from './show-session.ts';

/** How long a page waits for another process that writes the cache. */
const BUSY_MS = 4_000;

/** Opens what a view needs, makes the view, and closes it again. */
export async function withCaller<T>(
  shell: Shell,
  request: PageRequest,
  work: (caller: Caller) => T | Promise<T>,
): Promise<T> {
  const { environment, childEnv, now } = shell;
  const monitor = openMonitor({
    root: environment.root,
    driver: findDriver(environment.root),
    busyMs: BUSY_MS,
    now,
  });
  try {
    const until = performance.now() + monitor.config.pageBudgetSeconds * 1000;
    const goOn = (): boolean => performance.now() < until;
    return await work({
      environment,
      request,
      user: environment.user ?? '',
      childEnv,
      monitor,
      goOn,
    });
  } finally {
    monitor.db.close();
  }
}

export function answerView(
  shell: Shell,
  request: PageRequest,
  address: ViewAddress,
): Promise<PageAnswer> {
  return withCaller(shell, request, async (caller) => {
    switch (address.format) {
      case 'html':
        return framePage(pageFor(caller, address), shell);
      case 'parts': {
        const page = pageFor(caller, address);
        const context = await pageContext(shell, '', true);
        return withDataHeaders(
          jsonAnswer({
            cursor: 'cursor' in page ? page.cursor : null,
            title: page.title,
            parts: renderParts(page, context),
          }),
        );
      }
      default:
        return withDataHeaders(dataFor(caller, address));
    }
  });
}

function withDataHeaders(answer: PageAnswer): PageAnswer {
  return { ...answer, headers: { ...answer.headers, ...securityHeaders('data', '') } };
}

function pageFor(caller: Caller, { session, log, item, account }: ViewAddress): Page {
  if (session !== null && log !== null) return logPage(caller, session, log);
  if (session !== null && item !== null) return itemPage(caller, { session, ...item });
  if (session !== null) return sessionPage(caller, session);
  if (account !== null) return accountPage(caller, account);
  return listPage(caller);
}

function dataFor(caller: Caller, address: ViewAddress): PageAnswer {
  const { session, log, item, account, format } = address;
  if (format === 'json') {
    if (session !== null && log !== null) return logAnswer(caller, session, log);
    if (session !== null && item !== null) return itemAnswer(caller, { session, ...item });
    if (session !== null) return sessionJson(caller, session, address.since);
    if (account !== null) return accountJson(caller, account);
    return listJson(caller);
  }
  if (format === 'raw' && session !== null && log !== null) return rawLog(caller, session, log);
  if (format === 'openmetrics' && session === null && account === null) return openMetrics(caller);
  throw new Problem('malformed', `This view has no form “${format}”.`);
}
