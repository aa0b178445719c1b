import type { FaultPlace } from './fault-entry.ts';

/** What this process does: it is written beside each of its faults. */
export interface FaultContext {
  root: string;
  where: FaultPlace;
  /** The request's method and query, or the command line; no header, no field of a form. */
  asked: string;
  /** The way to SQLite that it goes; null until it is chosen. */
  driver: string | null;
}

/**
 * Null until the process has said what it does: then its faults are nowhere written. Kept apart from what writes them: a
 * process that has none need not load that.
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

/** What writes a mistake down; null in a process that has not loaded it. */
let writeBug: ((error: unknown) => void) | null = null;

export function writeBugsWith(write: (error: unknown) => void): void {
  writeBug = write;
}

/**
 * Notes an error that is survived by saying its words, if it is one that only a mistake in this program can be.
 * What the system or a file from outside does wrong is said in words and no fault.
 */
export function recordBug(error: unknown): void {
  const isMistake =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  if (isMistake) writeBug?.(error);
}
