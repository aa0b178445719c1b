import { warningsJson } from '../../app/cache-limit.ts';
import type { FailedLog } from '../../app/failure-place.ts';
import { type FailureElsewhere, failureElsewhere } from '../../app/item-logs.ts';
import {
  type KnownPlaces,
  type LogOwner,
  ownerOfLog,
  placesInLog,
} from '../../app/known-places.ts';
import { chooseLogs } from '../../app/log-choices.ts';
import type { FoundLine } from '../../app/log-errors.ts';
import { findJump } from '../../app/log-jump.ts';
import {
  countLog,
  type LogRequest,
  type LogView,
  readLogStretch,
  readLogView,
} from '../../app/log-view.ts';
import { Problem } from '../../app/problem.ts';
import { type SyncResult, syncSession } from '../../app/sync.ts';
import { maskedBlocks } from '../../logfile/archive-log.ts';
import { isLogName } from '../../logfile/log-file.ts';
import { statusOf } from '../../session/status.ts';
import { readFacts } from '../../store/session-query.ts';
import { startBudget } from '../../system/steady-clock.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import { type LogJump, pageHref } from '../../views/link.ts';
import type { LogNote } from '../../views/log-input.ts';
import {
  noteBadSearch,
  noteBeyondEnd,
  noteElsewhere,
  noteFailure,
  noteJump,
  noteSearch,
} from '../../views/log-note.ts';
import { buildLogPage, type LogPage } from '../../views/log-page.ts';
import { problemWords } from '../../views/problem-words.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer, seeOther } from '../http/response.ts';
import type { ParametersOf } from '../urls.ts';
import { fetchMissingLog, noSuchLog, openLogFile, type ReadableLog } from './open-log.ts';

/** How long the log viewer waits for the cache, which it needs only to know what became of the log's item. */
const REFRESH_MS = 200;

type At = ParametersOf<'log'>;

interface LogAddress extends LogRequest {
  session: string;
  log: string;
  go: LogJump | null;
}

function addressOf({ session, log, at, before, severity, q, go, outline }: At): LogAddress {
  const wantsOutline = outline !== null;
  return { session, log, at, before: at === null ? before : null, severity, q, go, wantsOutline };
}

interface Opened {
  log: ReadableLog;
  owner: LogOwner | null;
  synced: SyncResult;
  failed: FailedLog | null;
  known: KnownPlaces;
}

/**
 * A log to read, from the session's folder or from the server's API; the context closes it.
 *
 * @param refreshMs how long to wait for the cache
 * @throws Problem where there is no such session or log
 */
async function openLog(
  context: RequestContext,
  { session, log: name }: At,
  refreshMs: number,
): Promise<Opened> {
  const { monitor } = context;
  if (!isLogName(name)) throw noSuchLog(session, name);
  const budget = startBudget(refreshMs);
  const synced = syncSession(monitor, session, () => !budget.isSpent());
  if (!synced) throw new Problem('not-found', { code: 'no-session', id: session });
  const owner = ownerOfLog(monitor.db, synced.session.sid, name);
  const log =
    openLogFile(monitor.root, session, name) ??
    (await fetchMissingLog(context, synced, owner, name));
  const known = placesInLog(monitor.db, synced.session.sid, name, owner);
  const phase = owner?.item.phases[owner.queue] ?? null;
  const failed = phase?.status === 'failed' ? { failure: phase.failure, known } : null;
  return { log, owner, synced, failed, known };
}

/**
 * @returns a page with its status, or a redirect to another place in the log
 * @throws Problem where there is no such session or log
 */
export async function logPage(
  context: RequestContext,
  at: At,
): Promise<{ page: LogPage; status: number } | PageAnswer> {
  const { monitor } = context;
  const { session, log: name } = at;
  const address = addressOf(at);
  const { log, owner, synced, failed, known } = await openLog(context, at, REFRESH_MS);
  try {
    const notes: LogNote[] = [];
    const place = lookForJump(context, log, { ...address, error: known.error }, notes);
    if (place?.at != null) return leadTo(address, place.at);
    const opened = { source: log, name, failed, known, budget: budgetOf(context) };
    const view = readLogView(opened, address);
    noteView(view, notes, otherPlace(context, session, owner, view));
    const choices = chooseLogs(monitor.root, session, name, owner?.item ?? null, itemsOf(synced));
    const item = owner === null ? null : { name: owner.item.name, type: owner.item.type };
    const { isActive } = log;
    const isSessionOver =
      choices.logs.some((choice) => choice.isActive) && isOverNow(context, synced);
    const around = { ...choices, item, isActive, isSessionOver, notes };
    const page = buildPage(address, view, around);
    return { page, status: notes.some((note) => note.tone === 'bad') ? 400 : 200 };
  } finally {
    log.close();
  }
}

/** @returns null where nothing was requested, or the search cannot be run */
function lookForJump(
  context: RequestContext,
  log: ReadableLog,
  { go, at, q, severity, error }: LogAddress & Pick<KnownPlaces, 'error'>,
  notes: LogNote[],
): FoundLine | null {
  if (go === null) return null;
  try {
    const place = findJump(log, { jump: go, at, q, severity, error }, budgetOf(context));
    if (place.at === null) notes.push(noteJump(go, place.resumeAt));
    return place;
  } catch (error) {
    // The view reports what is wrong with the search, too.
    if (error instanceof Problem && q !== null) return null;
    throw error;
  }
}

function leadTo({ session, log, severity, q }: LogAddress, at: number): PageAnswer {
  return seeOther(pageHref({ session, log, severity, q, at }));
}

/** Where the reason for the item's failure is, if not in this log but in another one. */
function otherPlace(
  { monitor }: RequestContext,
  session: string,
  owner: LogOwner | null,
  { failurePlace }: LogView,
): FailureElsewhere | null {
  const isHere = failurePlace === null || ['failure', 'silent'].includes(failurePlace.is);
  return owner === null || isHere ? null : failureElsewhere(monitor.root, session, owner.item);
}

function noteView(view: LogView, notes: LogNote[], other: FailureElsewhere | null): void {
  if (view.searchTrouble !== null) notes.push(noteBadSearch(problemWords(view.searchTrouble)));
  if (view.searchedTo !== null) notes.push(noteSearch(view.searchedTo));
  if (view.isBeyondEnd) notes.push(noteBeyondEnd());
  if (view.failurePlace !== null) {
    const note =
      other === null
        ? noteFailure(view.failurePlace.is, view.failurePlace.isOpen)
        : noteElsewhere(other.queue, other.log, other.excerpt.at);
    if (note !== null) notes.push(note);
  }
}

interface Surroundings extends ReturnType<typeof chooseLogs> {
  item: { name: string; type: string } | null;
  isActive: boolean;
  isSessionOver: boolean;
  notes: LogNote[];
}

function isOverNow({ monitor }: RequestContext, { session, inIndex }: SyncResult): boolean {
  return statusOf(readFacts(monitor.db, session), inIndex).over;
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
    isBadSearch: view.searchTrouble !== null,
    counts: view.counts,
    notes: around.notes,
    outline: view.outline,
    outlineTo: view.outlineTo,
    warnings: [],
  });
}

/** Null while the log has not been read that far. */
function itemsOf({ session }: SyncResult): number | null {
  const { queueCount } = session.header;
  const counts = Object.values(queueCount).filter((count) => count !== null);
  return counts.length === 0 ? null : Math.max(...counts);
}

function budgetOf({ monitor }: RequestContext) {
  return startBudget(monitor.config.pageBudgetSeconds * 1000);
}

/**
 * The view of a log as data: from the line at `at` on, or what comes before `before`, otherwise from where the page
 * opens it. `file` identifies the file: it changes when an item is retried. `marks` are the places in a line that a
 * search found, by the line's offset. With `go`, the place that leads to; with `counts`, errors and warnings of the
 * whole log.
 *
 * @throws Problem where there is no such session or log, and for a search that cannot be run
 */
export async function logJson(context: RequestContext, parameters: At): Promise<PageAnswer> {
  const { log: name } = parameters;
  const address = addressOf(parameters);
  const { go, at, before } = address;
  // Whoever follows a log knows its place, and asks often.
  const isKnownPlace = at !== null || before !== null || parameters.counts !== null;
  const refreshMs = isKnownPlace ? 0 : REFRESH_MS;
  const { log, failed, known } = await openLog(context, parameters, refreshMs);
  try {
    const head = { schemaVersion: SCHEMA_VERSION, log: name, ...warningsJson(context.monitor) };
    const budget = budgetOf(context);
    if (go !== null) {
      return jsonAnswer({
        ...head,
        go,
        ...findJump(log, { ...address, jump: go, error: known.error }, budget),
      });
    }
    if (parameters.counts !== null) {
      return jsonAnswer({ ...head, counts: countLog({ source: log, budget }) });
    }
    const opened = { source: log, name, failed, known, budget };
    const { window, marks, ...found } = readLogStretch(opened, address);
    const { isActive, file } = log;
    return jsonAnswer({ ...head, isActive, file, ...window, ...found, marks: marksJson(marks) });
  } finally {
    log.close();
  }
}

/** Null where nothing was searched for; lines without a match are left out. */
function marksJson(marks: LogView['marks']): Record<string, unknown> | null {
  if (marks === null) return null;
  return Object.fromEntries([...marks].filter(([, places]) => places.length > 0));
}

/** The log's bytes for a download, with secrets masked; read in blocks while they are sent. */
export async function rawLog(context: RequestContext, at: At): Promise<PageAnswer> {
  const { log } = await openLog(context, at, REFRESH_MS);
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(at.log)}`,
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
