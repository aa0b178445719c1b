import { type LogHandle, LogNameError } from '../host/log-file.ts';
import { readBefore, readFrom } from '../host/log-window.ts';
import { openSessionLog } from '../monitor/archive.ts';
import { Problem } from '../monitor/problem.ts';
import { SCHEMA_VERSION } from '../views/contract.ts';
import { buildLogPage, type LogPage } from '../views/log-page.ts';
import { jsonAnswer, type PageAnswer } from './answer.ts';
import type { Caller } from './caller.ts';
import { countParameter, textParameter } from './parameter.ts';
import { securityHeaders } from './security-headers.ts';

const BLOCK_BYTES = 1024 * 1024;

/** @throws Problem where there is no such log, or where its name leads to something that is no log */
function openLogOf(root: string, sessionId: string, name: string): LogHandle {
  const log = tryOpen(root, sessionId, name);
  if (!log) throw new Problem('not-found', `The session has no log “${name}”.`, sessionId);
  return log;
}

function tryOpen(root: string, sessionId: string, name: string): LogHandle | null {
  try {
    return openSessionLog(root, sessionId, name);
  } catch (error) {
    if (error instanceof LogNameError) throw new Problem('not-found', error.message);
    throw error;
  }
}

function readWindow(caller: Caller, sessionId: string, name: string) {
  const at = countParameter(caller.request.query, 'at', { from: 0, to: Number.MAX_SAFE_INTEGER });
  const log = openLogOf(caller.environment.root, sessionId, name);
  try {
    const window = at === null ? readBefore(log, log.size()) : readFrom(log, at);
    return { at, window, isActive: log.isActive };
  } finally {
    log.close();
  }
}

export function logAnswer(caller: Caller, sessionId: string, name: string): PageAnswer {
  const { window, isActive } = readWindow(caller, sessionId, name);
  return jsonAnswer({ schemaVersion: SCHEMA_VERSION, log: name, isActive, ...window });
}

export function logPage(caller: Caller, sessionId: string, name: string): LogPage {
  const { at, window, isActive } = readWindow(caller, sessionId, name);
  return buildLogPage({
    sessionId,
    log: name,
    logs: [],
    item: null,
    lines: window.lines,
    from: window.from,
    to: window.to,
    size: window.size,
    isActive,
    query: { severity: null, q: textParameter(caller.request.query, 'q'), at },
    earlierAt: window.previousBefore,
    laterAt: window.nextFrom,
    endAt: window.nextFrom === null ? null : window.size,
    previousErrorAt: null,
    nextErrorAt: null,
    previousMatchAt: null,
    nextMatchAt: null,
    matches: null,
    outline: [],
    warnings: [],
  });
}

/** The log's bytes as they are, for a download; read in blocks while they are sent. */
export function rawLog(caller: Caller, sessionId: string, name: string): PageAnswer {
  const log = openLogOf(caller.environment.root, sessionId, name);
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      ...securityHeaders('data', ''),
    },
    body: blocksOf(log),
  };
}

function* blocksOf(log: LogHandle): Generator<Buffer> {
  try {
    const size = log.size();
    for (let at = 0; at < size; ) {
      const block = log.read(at, Math.min(BLOCK_BYTES, size - at));
      if (block.length === 0) return;
      at += block.length;
      yield block;
    }
  } finally {
    log.close();
  }
}
