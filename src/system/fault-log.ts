import { dirname, join } from 'node:path';
import { hashText } from '../session/hash.ts';
import { VERSION } from '../version.ts';
import { hostPath } from './environment.ts';
import { errorMessage } from './errno.ts';
import { faultContext } from './fault-context.ts';
import {
  type ErrorRecord,
  type FaultEntry,
  type FaultLine,
  type FaultPlace,
  importFaultLine,
  makeFaultId,
  type RepeatLine,
  recordError,
  redactRequest,
  redactStack,
  redactText,
} from './fault-entry.ts';
import { appendLine, formerPath, readLines } from './fault-file.ts';
import { mapStack } from './fault-stack.ts';
import { dataPath, PLUGIN_FOLDER } from './paths.ts';

/** Where a fault was written down; `trouble`: why it could not be, in words. */
export interface WrittenFault {
  id: string;
  trouble: string | null;
}

/** Within this time the same fault is not described again. */
const REPEAT_SECONDS = 60;
/** This much of the log's end is searched for it. */
const RECENT_BYTES = 64 * 1024;

export function faultLogPath(root: string): string {
  return dataPath(root, 'faults');
}

/**
 * Writes an unexpected error down. Never throws: that must not make an answer worse.
 *
 * @returns null where this process keeps no log
 */
export function recordFault(error: unknown): WrittenFault | null {
  const context = faultContext();
  if (context === null) return null;
  const { record, causes } = describeFault(error);
  return write(context.root, { ...record, causes }, context.where, context.asked);
}

/** An error and what led to it, masked, with places in the sources. */
export function describeFault(error: unknown): { record: ErrorRecord; causes: ErrorRecord[] } {
  const folders = mapFolders(faultContext()?.root ?? '/');
  return recordError(error, (stack) => mapStack(stack, folders));
}

/** A fault of the page's own script, as the browser reports it. */
export function recordBrowserFault(
  root: string,
  { name, message, stack, asked }: Record<'name' | 'message' | 'stack' | 'asked', string>,
): WrittenFault {
  // Some browsers put the message before the calls, others do not.
  const calls = stack.split('\n').filter((line) => /^\s+at |@.*:\d+:\d+$/.test(line));
  const record = {
    name: redactText(name, 100),
    message: redactText(message, 1000),
    code: null,
    stack: redactStack(mapStack(calls.join('\n'), mapFolders(root))),
    causes: [],
  };
  return write(root, record, 'browser', asked);
}

/** How many faults of a part of the program were written in the last minute. */
export function countRecentFaults(root: string, where: FaultPlace): number {
  const now = Math.floor(Date.now() / 1000);
  return readRecent(root).filter(
    (line) =>
      Math.abs(now - line.at) < REPEAT_SECONDS && !('again' in line) && line.where === where,
  ).length;
}

function write(
  root: string,
  error: Pick<FaultEntry, 'name' | 'message' | 'code' | 'stack' | 'causes'>,
  where: FaultPlace,
  asked: string,
): WrittenFault {
  let id = '';
  try {
    id = makeFaultId();
    const at = Math.floor(Date.now() / 1000);
    const kept = redactRequest(asked);
    const print = hashText([where, error.name, ...error.stack.slice(0, 5)].join('\n'));
    const former = readRecent(root).findLast(
      (line): line is FaultLine =>
        !('again' in line) && line.print === print && Math.abs(at - line.at) < REPEAT_SECONDS,
    );
    const line: FaultLine | RepeatLine = former
      ? { again: former.id, at, asked: kept }
      : {
          ...{ id, at, where, version: VERSION, node: process.version },
          driver: faultContext()?.driver ?? null,
          ...{ asked: kept, ...error, print },
        };
    appendLine(faultLogPath(root), JSON.stringify(line));
    return { id: former?.id ?? id, trouble: null };
  } catch (trouble) {
    return { id, trouble: errorMessage(trouble) };
  }
}

/** Nothing is known of a log that cannot be read; whoever writes reports that it cannot be written. */
function readRecent(root: string): (FaultLine | RepeatLine)[] {
  try {
    return readLines(faultLogPath(root), RECENT_BYTES).flatMap(importFaultLine);
  } catch {
    return [];
  }
}

/** Everything in the log and the one before it, oldest first. @throws errors of the system */
export function readFaults(root: string): (FaultLine | RepeatLine)[] {
  const path = faultLogPath(root);
  return [...readLines(formerPath(path)), ...readLines(path)].flatMap(importFaultLine);
}

function mapFolders(root: string): string[] {
  const own = dirname(process.argv[1] ?? '.');
  return [own, join(own, 'plugin'), hostPath(root, PLUGIN_FOLDER)];
}
