import { openSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Monitor } from '../app/monitor.ts';
import { observeSession, type Snapshot } from '../app/observe.ts';
import { Problem } from '../app/problem.ts';
import { reportSession } from '../app/report-session.ts';
import { syncLogAlone } from '../app/sync.ts';
import { openFile } from '../logfile/log-file.ts';
import { LogPipe } from '../logfile/log-pipe.ts';
import type { SessionFacts } from '../session/facts.ts';
import { isSessionId } from '../session/header.ts';
import { openCache } from '../store/cache.ts';
import { findDriver } from '../store/driver-choice.ts';
import type { LogSource } from '../store/ingest-log.ts';
import { importConfig } from '../system/config.ts';
import { errnoOf } from '../system/errno.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command-context.ts';
import { exportSession } from './export.ts';
import { exitCodeOf, sessionText } from './session-text.ts';

/** The id of the only session in a cache in memory; a log alone does not tell its session's id. */
const PARSED = 'parsed';

/**
 * `parse FILE|- [--json]`: a master log alone, without its server: with a cache in memory, through the same code as
 * everything else.
 */
export const parse: Command = ({ root, output, now }, args) => {
  const given = readArguments(args, { words: ['FILE'], options: { json: false } });
  const file = given.words[0] ?? '';
  const driver = findDriver(root);
  const db = openCache(driver, ':memory:', 0);
  const { config } = importConfig({});
  const monitor: Monitor = {
    root,
    driver,
    db,
    config,
    configTroubles: [],
    limit: null,
    isRepairer: false,
    unread: new Map(),
    now: now(),
  };
  const { source, id } = openParsed(file);
  let snapshot: Snapshot;
  try {
    snapshot = observeSession(monitor, syncLogAlone(monitor, PARSED, source));
  } finally {
    source.close();
  }
  const { session } = reportSession(monitor, snapshot);
  if (given.flags.has('json')) exportSession(output, monitor, snapshot, { id });
  else {
    output.write(
      sessionText(output, { ...session, id: id ?? '' }, snapshot.observation.neverStarted, now()),
    );
    output.say('Only the master log was read: what the logs of the items contain is not known.');
  }
  if (holdsNoRecord(snapshot.facts)) {
    const name = STANDARD_INPUT.includes(file) ? null : file;
    throw new Problem('fault', { code: 'not-a-master-log', file: name });
  }
  return exitCodeOf(session, { countsIncomplete: false });
};

/** The log contains something, but no record of a session; an empty log is one that has just been begun. */
function holdsNoRecord({ header, tallies, oddities }: SessionFacts): boolean {
  const { state, formatVersion, startedAt, lastEventAt } = header;
  const knows = state ?? formatVersion ?? startedAt ?? lastEventAt;
  return knows === null && tallies.length === 0 && oddities.length > 0;
}

/** A log to parse, and the id of its session where its path tells it. */
interface ParsedLog {
  source: LogSource & { close(): void };
  id: string | null;
}

const STANDARD_INPUT = ['-', '/dev/stdin', '/dev/fd/0'];

/**
 * What the user names is read whatever it is: a file, a link to one, or something that can only be read sequentially (a
 * pipe, a device).
 *
 * @throws Problem where there is nothing; a system error where it cannot be read
 */
function openParsed(file: string): ParsedLog {
  if (STANDARD_INPUT.includes(file)) return { source: new LogPipe(0), id: null };
  const stat = statOf(file);
  if (!stat) throw new Problem('not-found', { code: 'no-file', file });
  if (stat.isDirectory()) throw new Problem('fault', { code: 'not-a-log', file });
  // The target of a link such as `/dev/fd/63` is no path: only the name as it was given can be opened.
  if (!stat.isFile()) return { source: new LogPipe(openSync(file, 'r')), id: null };
  const path = realpathSync(file);
  const name = basename(path);
  // The server writes the log as long as its name has the dot: its last line may be incomplete.
  const source = openFile(path, name, { path, isActive: name.startsWith('.') });
  if (!source) throw new Problem('not-found', { code: 'no-file', file });
  // The folder of a log in its session's folder is named after the session.
  const folder = basename(dirname(path));
  return { source, id: isSessionId(folder) ? folder : null };
}

/** @returns null where there is nothing by that name */
function statOf(file: string): Stats | null {
  try {
    return statSync(file);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}
