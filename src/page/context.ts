import { recoverFrom } from '../app/cache-limit.ts';
import { type Monitor, openMonitor } from '../app/monitor.ts';
import { observeSession, type Snapshot } from '../app/observe.ts';
import { Problem } from '../app/problem.ts';
import { readSessionEvidence } from '../app/read-evidence.ts';
import { isCacheError } from '../app/session-trouble.ts';
import { syncSession } from '../app/sync.ts';
import { findDriver } from '../store/driver-choice.ts';
import type { ProcessEnvironment } from '../system/environment.ts';
import { oneAtATime } from '../system/one-at-a-time.ts';
import type { PageRequest } from './http/request.ts';

/** What this process was started with, so that the page's modules need no globals. */
export interface ProcessContext {
  environment: ProcessEnvironment;
  /** The environment that child processes may see. */
  childEnv: Record<string, string>;
  /** Epoch seconds, fixed for one answer. */
  now: number;
}

/** How long a view waits for another process that writes the cache before it shows what is there; a form waits longer. */
const BUSY_MS = 400;
const FORM_BUSY_MS = 4_000;

/** Who asks, for what, and what is available for the answer: every view and action gets it. */
export interface RequestContext extends ProcessContext {
  request: PageRequest;
  user: string;
  monitor: Monitor;
  /** Whether there is time left of what one request may spend on reading logs. */
  hasTimeLeft: () => boolean;
  /** Its answer is read from the cache while it is being sent. */
  isHeld: boolean;
}

/** The caller closes `monitor.db`. */
function openContext(process_: ProcessContext, request: PageRequest): RequestContext {
  const { environment, now } = process_;
  const monitor = openMonitor({
    root: environment.root,
    driver: findDriver(environment.root),
    busyMs: request.method === 'POST' ? FORM_BUSY_MS : BUSY_MS,
    now,
  });
  // The process's own clock: `performance` would load ten modules of Node.
  const until = process.uptime() + monitor.config.pageBudgetSeconds;
  const hasTimeLeft = (): boolean => process.uptime() < until;
  const user = environment.user ?? '';
  return { ...process_, request, user, monitor, hasTimeLeft, isHeld: false };
}

/**
 * Opens what an answer needs, makes the answer, and closes it again: at once, or after the last block of
 * `keepOpenWhileSent`. Where the cache turns out to be damaged, locked or on a full disk, the answer is made once more
 * from what is left.
 */
export async function withContext<T>(
  process_: ProcessContext,
  request: PageRequest,
  work: (context: RequestContext) => T | Promise<T>,
): Promise<T> {
  const context = openContext(process_, request);
  // The request of a form may already have been carried out.
  const mayRepeat = request.method !== 'POST';
  try {
    for (;;) {
      try {
        return await work(context);
      } catch (error) {
        const isOurs = mayRepeat && isCacheError(error);
        if (!isOurs || !recoverFrom(context.monitor, error)) throw error;
      }
    }
  } finally {
    if (!context.isHeld) context.monitor.db.close();
  }
}

/** Keeps the cache open until the last block has been sent, or no more will be requested. */
export function keepOpenWhileSent(
  context: RequestContext,
  blocks: Iterable<Buffer>,
): Iterable<Buffer> {
  context.isHeld = true;
  return closeBehind(context, blocks);
}

function* closeBehind({ monitor }: RequestContext, blocks: Iterable<Buffer>): Generator<Buffer> {
  try {
    yield* blocks;
  } finally {
    monitor.db.close();
  }
}

/** How long a page searches logs for errors. */
const EVIDENCE_SECONDS = 0.15;

/**
 * A session as it is now, including what has just been added to its log.
 *
 * @throws Problem when neither the server nor the cache knows it
 */
export function observe({ monitor, hasTimeLeft }: RequestContext, id: string): Snapshot {
  const synced = syncSession(monitor, id, hasTimeLeft);
  if (!synced) throw new Problem('not-found', { code: 'no-session', id });
  // Small logs are read at once; of a large one a page reads a piece, and leaves the rest to the background.
  const until = process.uptime() + EVIDENCE_SECONDS;
  const mayGoOn = (): boolean => process.uptime() < until && hasTimeLeft();
  // Many pages at once would all search the same logs.
  const alone = (work: () => void): void => oneAtATime(monitor.root, 'look', work);
  const problems = readSessionEvidence(monitor, synced, mayGoOn, alone);
  return observeSession(monitor, { ...synced, problems: [...synced.problems, ...problems] });
}

/** What arrives in a moment or two: an open page asks again before anybody could read that it is missing. */
const MOMENT_BYTES = 64 * 1024;

/** Whether the cache lacks no more of the log than what has just been written. */
export function isNearlyCurrent({ synced: { log } }: Snapshot): boolean {
  return log !== null && log.offset > 0 && log.size - log.offset <= MOMENT_BYTES;
}

/** How much of its log has been read; null: all of it. */
export function readingPercent({ synced }: Snapshot): number | null {
  const { log } = synced;
  if (log === null || log.isRead || log.size === 0) return null;
  return Math.floor((log.offset / log.size) * 100);
}
