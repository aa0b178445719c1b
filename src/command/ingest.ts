import { setFlagsFromString } from 'node:v8';
import { isCheckDue, repairCache, repairNotifications } from '../app/cache-damage.ts';
import { isNoRoom } from '../app/cache-limit.ts';
import { refreshForecast } from '../app/forecast/refresh.ts';
import { maintain } from '../app/maintain.ts';
import type { Monitor } from '../app/monitor.ts';
import { Problem } from '../app/problem.ts';
import { readAllEvidence } from '../app/read-evidence.ts';
import { type SyncResult, syncSessions } from '../app/sync.ts';
import { verifyAfterEnd } from '../app/verify/run.ts';
import { keepSourceLooks } from '../app/verify/source-looks.ts';
import { maskSecrets } from '../log/mask.ts';
import { CacheError } from '../store/cache.ts';
import { isBusyError } from '../store/driver.ts';
import { findDriver } from '../store/driver-choice.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { VERSION } from '../version.ts';
import { type ProblemFacts, problemWords } from '../views/problem-words.ts';
import { countNoun } from '../views/size.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, commandApi, findSnapshot } from './command-context.ts';
import { plain } from './output.ts';

/**
 * `ingest [SESSION] [--quiet]`: brings the cache up to date with the server's logs, archives the logs that the
 * configuration asks for, deletes what is too old, and notifies people of what has happened. Hook and cron entry run it
 * quietly: it then does not say that all is well, so that their log contains only what somebody should know.
 */
export const ingest: Command = async (context, args) => {
  const given = readArguments(args, { words: [], more: ['SESSION'], options: { quiet: false } });
  const isQuiet = given.flags.has('quiet');
  const [id] = given.words;
  optimizeLess();
  lookAtCache(context);
  repairList(context);
  try {
    return await bringUpToDate(context, id, isQuiet);
  } catch (error) {
    // Whatever the error was: damage shows in many ways, and checking a sound cache is cheap.
    if (isOtherTrouble(error) || !repair(context)) throw error;
  }
  return bringUpToDate(context, id, isQuiet);
};

/** How long to wait for pages and commands that have the cache open. */
const BUSY_MS = 30_000;

/** Checks the whole cache if that is due, and repairs it. */
function lookAtCache(context: CommandContext): void {
  if (!isCheckDue(context.root, context.now())) return;
  try {
    repair(context);
  } catch (error) {
    // Locked, of a later version, or on a full disk: the rest of the run does what it can, and says what it could not
    // do.
    if (!isBusyError(error) && !isNoRoom(error) && !(error instanceof CacheError)) throw error;
  }
}

/** Rebuilds a damaged cache, and says so. @returns whether it was damaged */
function repair({ root, output, closeMonitor }: CommandContext): boolean {
  closeMonitor();
  const renewal = repairCache(root, findDriver(root), BUSY_MS);
  if (renewal === null) return false;
  const { aside, marks, kept, partly } = renewal;
  output.say(`The cache was damaged and has been rebuilt. The damaged file is kept as ${aside}`);
  const archived = countNoun(kept.length, 'archived session');
  output.say(`Kept: ${countNoun(marks, 'follow-up mark')}, ${archived}.`);
  if (partly.length > 0) output.say(`Parts of these are missing: ${plain(partly.join(', '))}.`);
  return true;
}

/** A damaged list of notifications does not affect the cache, and keeps only messages from being sent. */
function repairList({ root, output }: CommandContext): void {
  try {
    const aside = repairNotifications(root, findDriver(root), BUSY_MS);
    if (aside === null) return;
    output.say(
      `The list of notifications was damaged and has been rebuilt. The damaged file is kept as ${aside}`,
    );
  } catch (error) {
    recordBug(error);
    output.say(
      `The list of notifications could not be checked: ${plain(maskSecrets(errorMessage(error)).replace(/\.$/, ''))}.`,
    );
  }
}

/** Errors for which checking the cache as a whole is no help. */
function isOtherTrouble(error: unknown): boolean {
  return error instanceof Problem || error instanceof CacheError || isBusyError(error);
}

async function bringUpToDate(
  context: CommandContext,
  id: string | undefined,
  isQuiet: boolean,
): Promise<number> {
  const { openMonitor, output, childEnv, now } = context;
  const monitor = openMonitor({ busyMs: BUSY_MS, isRepairer: true });
  const say = (problem: ProblemFacts): void => output.say(plain(problemWords(problem)));
  let sessions: SyncResult[];
  if (id !== undefined) {
    const { synced } = findSnapshot(monitor, id);
    for (const problem of synced.problems) say(problem);
    if (synced.isFailed) output.say(`${id} is not up to date.`);
    else if (!isQuiet) output.say(`${id} is up to date.`);
    sessions = [synced];
  } else {
    const all = syncSessions(monitor);
    for (const problem of all.problems) say(problem);
    for (const { session, problems } of all.sessions) {
      for (const problem of problems) output.say(`${session.id}: ${plain(problemWords(problem))}`);
    }
    for (const problem of readAllEvidence(monitor, all.sessions)) say(problem);
    if (!isQuiet || !all.sessions.every(isWell)) output.say(upToDateWords(all.sessions));
    sessions = all.sessions;
  }
  await lookAtServers(context, monitor, sessions, { id, isQuiet });
  const maintained = await maintain(monitor, sessions, { childEnv, version: VERSION }, now);
  const { done, problems, failures, damage } = maintained;
  const words = [...done, ...problems.map(problemWords), ...failures];
  for (const one of words) output.say(plain(one));
  if (damage !== null) throw damage;
  // A cache that is only in memory has not been brought up to date.
  return failures.length > 0 || monitor.limit !== null || !sessions.every(isWell) ? 4 : 0;
}

/**
 * Asks the server what the sources of its sessions said, since nobody knows how long it keeps that, and what it has
 * room for; for a session that has just ended, also whether what it moved is here.
 *
 * @param asked quietly for one session: the server's hook does so when it has ended
 */
async function lookAtServers(
  context: CommandContext,
  monitor: Monitor,
  sessions: readonly SyncResult[],
  asked: { id: string | undefined; isQuiet: boolean },
): Promise<void> {
  const { id, isQuiet } = asked;
  const api = commandApi(context, monitor);
  await keepSourceLooks(monitor, api, sessions);
  await refreshForecast(monitor, api, sessions, id === undefined);
  if (id === undefined || !isQuiet) return;
  await verifyAfterEnd(monitor, api, findSnapshot(monitor, id), context.now);
}

function isWell({ isFailed }: SyncResult): boolean {
  return !isFailed;
}

function upToDateWords(sessions: readonly SyncResult[]): string {
  const failed = sessions.filter(({ isFailed }) => isFailed).length;
  const words = `${countNoun(sessions.length - failed, 'session')} up to date`;
  return failed === 0 ? `${words}.` : `${words}, ${failed} could not be read.`;
}

/** The first major version of V8 with other options for this, and that does it less eagerly: Node 22. */
const FIRST_WITHOUT = 12;

/**
 * Makes V8 optimize only code that runs for long. Node 20 does so eagerly that a fifth of the processor time of a first
 * reading is spent on compiling, most of it for code that soon ends or is compiled again.
 */
export function optimizeLess(): void {
  if (Number.parseInt(process.versions.v8, 10) >= FIRST_WITHOUT) return;
  setFlagsFromString('--interrupt-budget=1000000');
}
