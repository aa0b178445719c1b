import { readAccount } from '../../app/account-attempts.ts';
import { compareSessions } from '../../app/compare-sessions.ts';
import type { Snapshot } from '../../app/observe.ts';
import { readRetryWithApi } from '../../app/plan-retry.ts';
import { Problem } from '../../app/problem.ts';
import { reportLines } from '../../app/report-rows.ts';
import { itemFilter } from '../../app/report-session.ts';
import {
  readResolvedLater,
  retryStatus,
  syncSameSourceSessions,
} from '../../app/resolved-later.ts';
import { itemKey } from '../../session/item.ts';
import type { RetryPlan } from '../../session/retry-plan.ts';
import { findGroup } from '../../store/issue-query.ts';
import { iterateItems } from '../../store/item-query.ts';
import { iterateVerified } from '../../store/verification-store.ts';
import { comparisonCsv } from '../../views/compare-page.ts';
import { attemptCsvLines } from '../../views/report-csv.ts';
import { hasCommands, retryScript } from '../../views/retry-script.ts';
import { verifyCsvLines } from '../../views/session-verify.ts';
import { createHostApi } from '../../whm/api/host-api.ts';
import { keepOpenWhileSent, observe, type RequestContext } from '../context.ts';
import type { PageAnswer } from '../http/response.ts';
import { narrowingOf, noSuchForm, type ParametersOf, sessionQueryOf } from '../urls.ts';

const BLOCK_CHARACTERS = 64 * 1024;
/** How many entries of each kind of change a comparison as CSV contains. */
const MAX_COMPARED = 10_000;

/** How long one question to the server's API for a script may take, in milliseconds. */
const ASK_MS = 8000;

/** Spreadsheets read the bytes as UTF-8 only after this mark. */
const BYTE_ORDER_MARK = '\ufeff';

/** A table of a session for a spreadsheet, narrowed as in the address. Lines are read while they are sent. */
export function sessionCsv(context: RequestContext, at: ParametersOf<'session'>): PageAnswer {
  const { session: id } = at;
  const asked = sessionQueryOf(at);
  if (asked.tab === 'verify' && at.report === null) return verifyCsv(context, id);
  if (at.report === 'print') throw noSuchForm('csv');
  const name = at.report ?? (asked.tab === 'issues' ? 'issues' : 'items');
  const snapshot = observe(context, id);
  if (name === 'retry') syncSameSourceSessions(context.monitor, snapshot, context.hasTimeLeft);
  const lines = reportLines(
    context.monitor,
    snapshot,
    name,
    narrowingOf(asked),
    asked.issue ?? null,
  );
  return csvAnswer(context, `${id}-${name}`, lines);
}

/** What the last look found, one line for each check. */
function verifyCsv(context: RequestContext, id: string): PageAnswer {
  const { synced } = observe(context, id);
  const accounts = iterateVerified(context.monitor.db, synced.session.sid);
  return csvAnswer(context, `${id}-verify`, verifyCsvLines(accounts));
}

export function accountCsv(
  context: RequestContext,
  { account }: ParametersOf<'account'>,
): PageAnswer {
  const { attempts } = readAccount(context.monitor, account, context.hasTimeLeft);
  return csvAnswer(context, `account-${account}`, attemptCsvLines(attempts));
}

export function compareCsv(
  context: RequestContext,
  { session, compare }: ParametersOf<'compare'>,
): PageAnswer {
  const [one, other] = [observe(context, session), observe(context, compare)];
  const comparison = compareSessions(context.monitor, one, other, MAX_COMPARED);
  return csvAnswer(context, `${session}-${compare}-comparison`, comparisonCsv(comparison));
}

/** The commands that move again what a session left undone, or the part of it that the address selects, as a file. */
export async function retryFile(
  context: RequestContext,
  at: ParametersOf<'session'>,
): Promise<PageAnswer> {
  const { session: id, report } = at;
  if (report !== 'retry') throw noSuchForm('raw');
  const { monitor, environment, childEnv } = context;
  const snapshot = observe(context, id);
  syncSameSourceSessions(monitor, snapshot, context.hasTimeLeft);
  const resolvedLater = readResolvedLater(monitor, snapshot);
  const api = createHostApi(environment, childEnv, monitor.config.apiUrl);
  const whole = await readRetryWithApi(api, monitor, snapshot, resolvedLater, ASK_MS);
  const plan = narrowRetry(whole, chosenItems(monitor, snapshot, at));
  if (!hasCommands(plan)) {
    throw new Problem('not-found', { code: 'no-commands' }, id);
  }
  return {
    status: 200,
    headers: download('text/plain', `${id}-retry.sh`),
    body: retryScript(plan),
  };
}

/** The items of one issue type, or of one status; null where the address selects all. */
function chosenItems(
  monitor: RequestContext['monitor'],
  snapshot: Snapshot,
  at: ParametersOf<'session'>,
): Set<string> | null {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  if (at.issue !== null) {
    const group = findGroup(db, sid, at.issue, { limit: -1, offset: 0 });
    return new Set((group?.entries ?? []).map(itemKey));
  }
  if (at.status === null) return null;
  const seen = { ...snapshot, status: retryStatus(snapshot) };
  const filter = itemFilter(monitor, seen, { queue: null, status: at.status, search: null });
  return new Set([...iterateItems(db, sid, filter)].map(itemKey));
}

function narrowRetry(plan: RetryPlan, chosen: ReadonlySet<string> | null): RetryPlan {
  if (chosen === null) return plan;
  const items = plan.items.filter((item) => chosen.has(itemKey(item)));
  return { ...plan, items, total: items.length, unnamed: 0 };
}

export function csvAnswer(
  context: RequestContext,
  name: string,
  lines: Iterable<string>,
): PageAnswer {
  return {
    status: 200,
    headers: download('text/csv', `${name}.csv`),
    body: keepOpenWhileSent(context, blocksOf(lines)),
  };
}

function download(type: string, name: string): Record<string, string> {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
  return {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Disposition': `attachment; filename="${plain}"`,
  };
}

function* blocksOf(lines: Iterable<string>): Generator<Buffer> {
  try {
    let block = BYTE_ORDER_MARK;
    for (const line of lines) {
      block += line;
      if (block.length < BLOCK_CHARACTERS) continue;
      yield Buffer.from(block);
      block = '';
    }
    yield Buffer.from(block);
  } catch (error) {
    // The head has been sent: only the table itself can still say that it is incomplete.
    yield Buffer.from('"This table is not complete: something went wrong while it was made."\r\n');
    throw error;
  }
}
