import type { LogLine, LogSeverity } from '../views/contract.ts';
import { fieldsOf } from './ask.ts';

/** A stretch of a log from the server. Offsets are in bytes. */
export interface FollowedWindow {
  lines: LogLine[];
  size: number;
  /** Where to continue when the log has grown; never inside a line. */
  followFrom: number;
  /** More can be read at once. */
  hasMore: boolean;
  /** Whether the log is still being written. */
  isActive: boolean;
  /** Identifies the file: an item that is retried can get another one. */
  file: string | null;
}

const SEVERITIES: ReadonlySet<unknown> = new Set<LogSeverity>([
  'error',
  'warn',
  'success',
  'info',
  'debug',
  'raw',
]);

/** Checks the JSON of a log view. @returns null when it is something else */
export function readLogWindow(data: unknown): FollowedWindow | null {
  const { lines, size, followFrom, nextFrom, isActive, file } = fieldsOf(data);
  if (!Array.isArray(lines) || typeof size !== 'number' || typeof followFrom !== 'number') {
    return null;
  }
  return {
    lines: lines.map(readLine).filter((line) => line !== null),
    size,
    followFrom,
    hasMore: typeof nextFrom === 'number',
    isActive: isActive !== false,
    file: typeof file === 'string' ? file : null,
  };
}

function readLine(value: unknown): LogLine | null {
  const { at, time, severity, source, module, text } = fieldsOf(value);
  if (typeof at !== 'number' || typeof text !== 'string' || !isSeverity(severity)) return null;
  return {
    at,
    time: typeof time === 'number' ? time : null,
    severity,
    source: typeof source === 'string' ? source : null,
    module: typeof module === 'string' ? module : null,
    text,
  };
}

function isSeverity(value: unknown): value is LogSeverity {
  return SEVERITIES.has(value);
}
