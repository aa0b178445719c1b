import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { importConfig } from '../host/config.ts';
import { openFile } from '../host/log-file.ts';
import { findDriver } from '../monitor/find-driver.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Observed } from '../monitor/observe.ts';
import { Problem } from '../monitor/problem.ts';
import { reportSession } from '../monitor/session-report.ts';
import { neverStartedOf } from '../session/never-started.ts';
import { isSessionId } from '../session/session-id.ts';
import { openCache } from '../store/cache.ts';
import { ingestLog, type LogSource } from '../store/ingest.ts';
import { readFacts } from '../store/session-query.ts';
import { ensureSession } from '../store/session-row.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { exportSession } from './export.ts';
import { exitCodeOf, sessionText } from './session-text.ts';

/** The one session of a cache in memory; a log alone does not say its session's id. */
const PARSED = 'parsed';

/** `parse FILE|- [--json]`: a master log alone, without cache and host. */
export const parse: Command = ({ root, output, now }, args) => {
  const given = readArguments(args, { words: { least: 1, most: 1 }, options: { json: false } });
  const file = given.words[0] ?? '';
  const driver = findDriver(root);
  const db = openCache(driver, ':memory:', 0);
  const { config } = importConfig({});
  const monitor: Monitor = { root, driver, db, config, configTroubles: [], now: now() };
  const source = openSource(file);
  let observed: Observed;
  try {
    ingestLog(db, PARSED, source, () => true);
    observed = observeAlone(monitor, source.size());
  } finally {
    source.close();
  }
  const { session } = reportSession(monitor, observed);
  const id = idFromPath(file);
  if (given.flags.has('json')) exportSession(output, monitor, observed, { id });
  else {
    output.write(sessionText(output, { ...session, id: id ?? '' }, observed.neverStarted, now()));
  }
  return exitCodeOf(session);
};

function observeAlone(monitor: Monitor, size: number): Observed {
  const session = ensureSession(monitor.db, PARSED);
  const facts = readFacts(monitor.db, session);
  return {
    refreshed: {
      session,
      inIndex: false,
      hasFolder: false,
      isLogLost: false,
      isFailed: false,
      log: { offset: session.cursor.offset, size, isRead: true, grownAt: 0 },
      troubles: [],
    },
    facts,
    active: [],
    neverStarted: neverStartedOf(facts, false),
    stallDueAt: null,
    observation: {
      now: monitor.now,
      inIndex: false,
      masterAlive: null,
      lastGrowthAt: null,
      activePercent: new Map(),
      stalled: null,
      troubles: [],
    },
  };
}

/** A log in its session's folder tells the id. */
function idFromPath(file: string): string | null {
  const folder = basename(dirname(file));
  return file !== '-' && isSessionId(folder) ? folder : null;
}

/** @throws Problem where the file is not there or is none */
function openSource(file: string): LogSource & { close(): void } {
  if (file === '-') return bufferSource(readFileSync(0));
  const handle = openFile(file, basename(file));
  if (!handle) throw new Problem('not-found', `There is no file ${file}.`);
  return handle;
}

function bufferSource(bytes: Buffer): LogSource & { close(): void } {
  return {
    identity: { dev: 0, ino: 0 },
    isActive: false,
    size: () => bytes.length,
    read: (at, into) => bytes.subarray(at, at + (typeof into === 'number' ? into : into.length)),
    close: () => undefined,
  };
}
