import { setTimeout as sleep } from 'node:timers/promises';
import { oneLog, openSessionLog, sessionLogs } from '../app/archive.ts';
import { LogFollower } from '../app/log-follow.ts';
import { asSearchProblem } from '../app/log-matches.ts';
import type { Monitor } from '../app/monitor.ts';
import { Problem } from '../app/problem.ts';
import { syncSession } from '../app/sync.ts';
import { compileSearch, type SearchQuery } from '../log/search-query.ts';
import { GuardedMatch } from '../logfile/guarded-match.ts';
import { isFileName, isLogName, type LogHandle, LogNameError } from '../logfile/log-file.ts';
import { LogStream } from '../logfile/log-stream.ts';
import { searchSession } from '../logfile/session-search.ts';
import { isSessionId } from '../session/header.ts';
import { LOG_SEVERITIES, type LogLine, type LogSeverity } from '../session/log-line.ts';
import { statusOf } from '../session/status.ts';
import { readFacts } from '../store/session-query.ts';
import { readArguments, wordOption } from './arguments.ts';
import type { Command } from './command-context.ts';
import { jsonWriter, type LogWriter, textWriter } from './log-writer.ts';
import { type Output, plain } from './output.ts';

const LOOK_EVERY_MS = 500;
/** A log without an end, because its writer died, is followed for this many more looks after the session. */
const QUIET_LOOKS = 4;
/** How many lines are matched at once. */
const BATCH = 1000;

/** What to print of which log. */
interface Wanted {
  monitor: Monitor;
  id: string;
  /** Null: all logs. */
  name: string | null;
  /** The server has deleted the session: only the archive can have logs. */
  isDeleted: boolean;
  severities: ReadonlySet<LogSeverity> | null;
  query: SearchQuery | null;
}

/** `log SESSION [LOGFILE] [--severity S] [--grep TEXT] [--follow] [--json]` */
export const log: Command = async ({ openMonitor, output }, args) => {
  const given = readArguments(args, {
    words: ['SESSION'],
    more: ['LOGFILE'],
    options: { severity: true, grep: true, follow: false, json: false },
  });
  const [id = '', file] = given.words;
  if (!isSessionId(id)) throw new Problem('malformed', { code: 'not-an-id', id });
  // A name with the dot of an active log, as in a listing of the folder, means the same log.
  const name = file?.startsWith('.') ? file.slice(1) : file;
  if (name !== undefined && !isFileName(name)) {
    throw new Problem('malformed', { code: 'not-a-log-name', file: file ?? '' });
  }
  const severity = wordOption(given, 'severity', LOG_SEVERITIES);
  const grep = given.values.get('grep');
  const isFollowing = given.flags.has('follow');
  if (isFollowing && grep !== undefined && name === undefined) {
    throw new Problem('malformed', { code: 'option-follow' });
  }
  const query = grep === undefined ? null : asSearchProblem(() => compileSearch(grep));
  const monitor = openMonitor();
  const synced = syncSession(monitor, id, () => false);
  if (!synced) throw new Problem('not-found', { code: 'no-session', id });
  const writer = (given.flags.has('json') ? jsonWriter : textWriter)(output);
  const severities = severity === null ? null : new Set([severity]);
  const isDeleted = synced.session.archived;
  const wanted = { monitor, id, name: name ?? null, isDeleted, severities, query };
  if (name !== undefined && !isLogName(name)) throw noSuchLog(wanted);
  let isWhole = true;
  if (isFollowing) await follow(wanted, writer, output);
  else if (query === null) writeLog(wanted, writer);
  else isWhole = search(wanted, query, writer, output);
  writer.flush();
  return isWhole ? 0 : CANNOT_READ;
};

/** @returns null where there is no such log. @throws Problem where its name leads to something that is no log */
function tryOpen({ monitor, id, name }: Wanted): LogHandle | null {
  try {
    return openSessionLog(monitor.root, id, name ?? MASTER_LOG);
  } catch (error) {
    if (error instanceof LogNameError) {
      throw new Problem('fault', { code: 'unreadable', reason: error.message }, null, {
        cause: error,
      });
    }
    throw error;
  }
}

const MASTER_LOG = 'master.log';

/** The exit code for something that cannot be read: see `PROBLEMS`. */
const CANNOT_READ = 4;

function noSuchLog({ name, isDeleted, monitor, id }: Wanted): Problem {
  if (isDeleted && sessionLogs(monitor.root, id).names().length === 0) {
    return new Problem('not-found', { code: 'no-kept-logs' });
  }
  return new Problem('not-found', { code: 'no-log', log: name ?? MASTER_LOG });
}

function writeLog(wanted: Wanted, writer: LogWriter): void {
  const opened = tryOpen(wanted);
  if (opened === null) throw noSuchLog(wanted);
  try {
    for (const line of new LogStream(opened, wanted.severities).read(true)) {
      writer.write(line, null);
    }
  } finally {
    opened.close();
  }
}

/** @returns false where a log could not be read. @throws Problem where there is none to search */
function search(wanted: Wanted, query: SearchQuery, writer: LogWriter, output: Output): boolean {
  const { monitor, id, name, severities } = wanted;
  if (name !== null) {
    const opened = tryOpen(wanted);
    if (opened === null) throw noSuchLog(wanted);
    opened.close();
  }
  const logs = name === null ? sessionLogs(monitor.root, id) : oneLog(monitor.root, id, name);
  return asSearchProblem(() => {
    const hits = searchSession(logs, query, { severities });
    for (let step = hits.next(); ; step = hits.next()) {
      if (!step.done) {
        writer.write(step.value.line, name === null ? step.value.log : null);
        continue;
      }
      writer.flush();
      const { found, logsTotal, troubles } = step.value;
      if (logsTotal === 0) throw noSuchLog(wanted);
      for (const trouble of troubles) output.say(plain(`${trouble.log}: ${trouble.message}`));
      if (found === 0) {
        output.say(`No line matches in ${logsTotal} ${logsTotal === 1 ? 'log' : 'logs'}.`);
      }
      return troubles.length === 0;
    }
  });
}

/** Ends when the log is complete and the session over. @throws Problem where no log has appeared by then */
async function follow(wanted: Wanted, writer: LogWriter, output: Output): Promise<void> {
  const { monitor, id, severities, query } = wanted;
  const follower = new LogFollower(() => tryOpen(wanted), severities);
  const matches = query === null ? null : asSearchProblem(() => new GuardedMatch(query));
  let quietLooks = 0;
  try {
    for (let looks = 0; ; looks++) {
      // Determined before the look, so that the look reads everything written until then.
      const isOver = isSessionOver(monitor, id);
      const lines = follower.look(isOver && quietLooks >= QUIET_LOOKS);
      const state = writeFollowed(lines, matches, writer);
      if (state.isRestarted) output.say('The log starts over: its item is being retried.');
      if (state.isMissing && looks === 0 && !isOver) output.say('The log does not exist yet.');
      writer.flush();
      if (isOver && state.isMissing) throw noSuchLog(wanted);
      if (isOver && (state.isComplete || quietLooks >= QUIET_LOOKS)) return;
      quietLooks = isOver && !state.hasGrown ? quietLooks + 1 : 0;
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    follower.close();
  }
}

function writeFollowed<T>(
  lines: Generator<LogLine, T, undefined>,
  matches: GuardedMatch | null,
  writer: LogWriter,
): T {
  let batch: LogLine[] = [];
  const writeBatch = (): void => {
    const isMatch = asSearchProblem(() => matches?.test(batch.map(({ text }) => text)));
    for (const [i, line] of batch.entries()) {
      if (isMatch === undefined || isMatch[i] === true) writer.write(line, null);
    }
    batch = [];
  };
  for (let step = lines.next(); ; step = lines.next()) {
    if (step.done || batch.length >= BATCH) writeBatch();
    if (step.done) return step.value;
    batch.push(step.value);
  }
}

/** A session that nobody knows any more is over too. */
function isSessionOver(monitor: Monitor, id: string): boolean {
  const synced = syncSession(monitor, id);
  if (!synced) return true;
  return statusOf(readFacts(monitor.db, synced.session), synced.inIndex).over;
}
