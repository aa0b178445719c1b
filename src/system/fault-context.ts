import type { FaultPlace } from './fault-entry.ts';

/** What this process is doing, written beside each of its faults. */
export interface FaultContext {
  root: string;
  where: FaultPlace;
  /** The request's method and query, or the command line; no header, no field of a form. */
  asked: string;
  /** The SQLite driver in use; null until one is chosen. */
  driver: string | null;
}

/**
 * Null until the process has said what it does: until then its faults are not written anywhere. Kept apart from the
 * code that writes them, which a process without faults need not load.
 */
let context: FaultContext | null = null;

/** To be called once, before anything can fail. */
export function beginFaultLog(of: Omit<FaultContext, 'driver'>): void {
  context = { ...of, driver: null };
}

export function faultContext(): Readonly<FaultContext> | null {
  return context;
}

export function noteDriver(name: string): void {
  if (context !== null) context.driver = name;
}

/** Writes a bug down; null in a process that has not loaded it. */
let writeBug: ((error: unknown) => void) | null = null;

export function writeBugsWith(write: (error: unknown) => void): void {
  writeBug = write;
}

/**
 * Records an error that the program survives, if only a bug in this program can have caused it. Errors of the system or
 * of files from outside become words for the reader and are no faults.
 */
export function recordBug(error: unknown): void {
  const isMistake =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  if (isMistake) writeBug?.(error);
}
