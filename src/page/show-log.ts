import { startBudget } from '../host/budget.ts';
import { readBefore, readFrom } from '../host/log-window.ts';
import { foldTicks } from '../log/progress-tick.ts';
import { chooseLogs } from '../monitor/log-choices.ts';
import type { Place } from '../monitor/log-errors.ts';
import { ownerOfLog } from '../monitor/log-item.ts';
import { findJump, LOG_JUMPS, type LogJump } from '../monitor/log-jump.ts';
import { type LogRequest, type LogView, readLogView } from '../monitor/log-view.ts';
import { Problem } from '../monitor/problem.ts';
import { type Refreshed, refreshSession } from '../monitor/refresh.ts';
import { LOG_SEVERITIES } from '../session/log-line.ts';
import { maskedBlocks } from '../store/archive-log.ts';
import { readFacts } from '../store/session-query.ts';
import { SCHEMA_VERSION } from '../views/contract.ts';
import { pageHref } from '../views/link.ts';
import {
  noteBadSearch,
  noteBeyondEnd,
  noteFirstError,
  noteJump,
  noteSearch,
} from '../views/log-note.ts';
import { buildLogPage, type LogNote, type LogPage } from '../views/log-page.ts';
import { readingOf } from '../views/session-json.ts';
import { jsonAnswer, type PageAnswer } from './answer.ts';
import type { Caller } from './caller.ts';
import { fetchMissingLog, noSuchLog, openLogFile, type ReadableLog } from './open-log.ts';
import { countParameter, textParameter, wordParameter } from './parameter.ts';
import { securityHeaders } from './security-headers.ts';

/** How long the log viewer waits for the cache: it needs it only to know how the log's item fared. */
const REFRESH_MS = 200;
const JSON_FILTER_MS = 1000;

interface LogAddress extends LogRequest {
  session: string;
  log: string;
  go: LogJump | null;
}

function readAddress({ request }: Caller, session: string, log: string): LogAddress {
  const { query } = request;
  const offsets = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const at = countParameter(query, 'at', offsets);
  return {
    session,
    log,
    at,
    before: at === null ? countParameter(query, 'before', offsets) : null,
    severity: wordParameter(query, 'severity', LOG_SEVERITIES),
    q: textParameter(query, 'q'),
    go: wordParameter(query, 'go', LOG_JUMPS),
    wantsOutline: wordParameter(query, 'outline', ['whole']) !== null,
  };
}

/** What the log viewer gives: a page with its status, or an answer that leads to another place of the log. */
export type LogPageAnswer = { page: LogPage; status: number } | { redirect: PageAnswer };

/** @throws Problem where there is no such session or log */
export async function logPage(
  caller: Caller,
  session: string,
  name: string,
): Promise<LogPageAnswer> {
  const { monitor } = caller;
  const address = readAddress(caller, session, name);
  const quick = startBudget(REFRESH_MS);
  const refreshed = refreshSession(monitor, session, () => !quick.isSpent());
  if (!refreshed) throw new Problem('not-found', `There is no session “${session}”.`);
  const owner = ownerOfLog(monitor.db, refreshed.session.sid, name);
  const log =
    openLogFile(monitor.root, session, name) ??
    (await fetchMissingLog(caller, refreshed, owner, name));
  try {
    const notes: LogNote[] = [];
    const place = lookForJump(caller, log, address, notes);
    if (place?.at != null) return { redirect: leadTo(address, place.at) };
    const hasFailed = owner?.item.phases[owner.queue]?.status === 'failed';
    const opened = { source: log, name, hasFailed, budget: budgetOf(caller) };
    const view = readLogView(opened, address);
    noteView(view, notes);
    const choices = chooseLogs(
      monitor.root,
      session,
      name,
      owner?.item ?? null,
      itemsOf(refreshed),
    );
    const item = owner === null ? null : { name: owner.item.name, type: owner.item.type };
    const { isActive } = log;
    const isSessionOver =
      choices.logs.some((choice) => choice.isActive) && isOverNow(caller, refreshed);
    const around = { ...choices, item, isActive, isSessionOver, notes };
    const page = buildPage(address, view, around);
    return { page, status: notes.some((note) => note.tone === 'bad') ? 400 : 200 };
  } finally {
    log.close();
  }
}

/** @returns null where nothing was asked for, or the search cannot be run */
function lookForJump(
  caller: Caller,
  log: ReadableLog,
  { go, at, q, severity }: LogAddress,
  notes: LogNote[],
): Place | null {
  if (go === null) return null;
  try {
    const place = findJump(log, { jump: go, at, q, severity }, budgetOf(caller));
    if (place.at === null) notes.push(noteJump(go, place.resumeAt));
    return place;
  } catch (error) {
    // What is wrong with the search is said by the view too.
    if (error instanceof Problem && q !== null) return null;
    throw error;
  }
}

function leadTo({ session, log, severity, q }: LogAddress, at: number): PageAnswer {
  const location = pageHref({ session, log, severity, q, at });
  return { status: 303, headers: { Location: location }, body: '' };
}

function noteView(view: LogView, notes: LogNote[]): void {
  if (view.searchTrouble !== null) notes.push(noteBadSearch(view.searchTrouble));
  if (view.searchedTo !== null) notes.push(noteSearch(view.searchedTo));
  if (view.isBeyondEnd) notes.push(noteBeyondEnd());
  if (view.isFirstErrorOpen) notes.push(noteFirstError());
}

interface Surroundings extends ReturnType<typeof chooseLogs> {
  item: { name: string; type: string } | null;
  isActive: boolean;
  isSessionOver: boolean;
  notes: LogNote[];
}

function isOverNow({ monitor }: Caller, { session, inIndex }: Refreshed): boolean {
  return readingOf(readFacts(monitor.db, session), inIndex).over;
}

function buildPage(address: LogAddress, view: LogView, around: Surroundings): LogPage {
  const { window } = view;
  return buildLogPage({
    sessionId: address.session,
    log: address.log,
    logs: around.logs,
    isAllLogs: around.isAll,
    item: around.item,
    lines: window.lines,
    marks: view.marks,
    from: window.from,
    to: window.to,
    size: window.size,
    isActive: around.isActive,
    isSessionOver: around.isSessionOver,
    isUnfinished: window.isUnfinished,
    query: {
      severity: address.severity,
      q: address.q,
      at: view.target,
      before: address.before,
    },
    earlierBefore: window.previousBefore,
    laterAt: window.nextFrom,
    matches: view.matches,
    notes: around.notes,
    outline: view.outline,
    outlineTo: view.outlineTo,
    warnings: [],
  });
}

/** Null while the log has not been read as far as that. */
function itemsOf({ session }: Refreshed): number | null {
  const { queueCount } = session.header;
  const counts = Object.values(queueCount).filter((count) => count !== null);
  return counts.length === 0 ? null : Math.max(...counts);
}

function budgetOf({ monitor }: Caller) {
  return startBudget(monitor.config.pageBudgetSeconds * 1000);
}

/**
 * A stretch of a log as data: from the line at `at` on, or what stands before `before`, else the end. `file` names the
 * file: another one stands there when an item was retried. With `go`, where that leads.
 */
export function logAnswer(caller: Caller, session: string, name: string): PageAnswer {
  const address = readAddress(caller, session, name);
  const log = openLogFile(caller.monitor.root, session, name);
  if (!log) throw noSuchLog(session, name);
  try {
    const { go, at, before, severity } = address;
    const head = { schemaVersion: SCHEMA_VERSION, log: name };
    if (go !== null) {
      const place = findJump(log, { ...address, jump: go }, budgetOf(caller));
      return jsonAnswer({ ...head, go, ...place });
    }
    const severities = severity === null ? null : new Set([severity]);
    const options = { severities, budget: startBudget(JSON_FILTER_MS) };
    const window =
      at === null ? readBefore(log, before ?? log.size(), options) : readFrom(log, at, options);
    const { isActive, file } = log;
    return jsonAnswer({ ...head, isActive, file, ...window, lines: foldTicks(window.lines) });
  } finally {
    log.close();
  }
}

/** The log's bytes for a download, with secrets masked; read in blocks while they are sent. */
export function rawLog(caller: Caller, session: string, name: string): PageAnswer {
  const log = openLogFile(caller.monitor.root, session, name);
  if (!log) throw noSuchLog(session, name);
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      ...securityHeaders('data', ''),
    },
    body: sent(log),
  };
}

function* sent(log: ReadableLog): Generator<Buffer> {
  try {
    yield* maskedBlocks(log);
  } finally {
    log.close();
  }
}
