import { maskSecrets } from '../log/mask.ts';
import { isObject } from '../log/value.ts';

/** Which part of the program failed; `start`: the page, before its program was loaded. */
export type FaultPlace = 'page' | 'start' | 'command' | 'hook' | 'browser';

/** One error as it is written down: masked and bounded. */
export interface ErrorRecord {
  name: string;
  message: string;
  /** Of the system or of SQLite. */
  code: string | null;
  /** Innermost call first. */
  stack: string[];
}

/** One line of the fault log. */
export interface FaultEntry extends ErrorRecord {
  /** Eight letters. */
  id: string;
  /** Epoch seconds. */
  at: number;
  where: FaultPlace;
  version: string;
  node: string;
  driver: string | null;
  /** What was requested: `GET session=…`, or the command line. */
  asked: string;
  /** What led to the error, the nearest first. */
  causes: ErrorRecord[];
}

/** A fault, with a fingerprint by which it is recognised. */
export type FaultLine = FaultEntry & { print: string };

/** Says that a fault of the last minute has happened again. */
export interface RepeatLine {
  again: string;
  at: number;
  asked: string;
}

const MAX_MESSAGE_LENGTH = 1_000;
const MAX_LINE_LENGTH = 300;
const MAX_LINES = 30;
const MAX_CAUSES = 4;
const MAX_ASKED_LENGTH = 1_000;
/** A text is examined up to this length. */
const MAX_INPUT_LENGTH = 32 * 1024;

/** The letters of an id: no vowels, so that no words arise, and none that resembles another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

export function makeFaultId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A text that may be kept: without anything that looks like a secret or a login's token, and of bounded length. */
export function redactText(text: string, longest: number): string {
  const masked = maskSecrets(text.slice(0, MAX_INPUT_LENGTH)).replace(/cpsess\w+/g, 'cpsess…');
  return masked.length > longest ? `${masked.slice(0, longest)}…` : masked;
}

/** The request or command line, as it may be kept. */
export function redactRequest(asked: string): string {
  return redactText(asked, MAX_ASKED_LENGTH);
}

/**
 * An error and what led to it.
 *
 * @param mapPlaces puts the places of the sources into a stack
 */
export function recordError(
  error: unknown,
  mapPlaces: (stack: string) => string,
): { record: ErrorRecord; causes: ErrorRecord[] } {
  const causes: ErrorRecord[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && cause !== null && causes.length < MAX_CAUSES) {
    causes.push(recordOne(cause, mapPlaces));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return { record: recordOne(error, mapPlaces), causes };
}

function recordOne(error: unknown, mapPlaces: (stack: string) => string): ErrorRecord {
  if (!(error instanceof Error)) {
    const message = redactText(String(error), MAX_MESSAGE_LENGTH);
    return { name: typeof error, message, code: null, stack: [] };
  }
  const { code } = error as Error & { code?: unknown };
  return {
    name: redactText(error.name, MAX_LINE_LENGTH),
    message: redactText(error.message, MAX_MESSAGE_LENGTH),
    code: typeof code === 'string' ? code.slice(0, MAX_LINE_LENGTH) : null,
    stack: redactStack(mapPlaces(framesOf(error.stack ?? ''))),
  };
}

/** Without the message, which comes before the calls and can have any form. */
function framesOf(stack: string): string {
  const begin = stack.search(/^ {4}at /m);
  return begin < 0 ? '' : stack.slice(begin);
}

/** The lines of a stack, as they may be kept. */
export function redactStack(stack: string): string[] {
  return redactText(stack, MAX_INPUT_LENGTH)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line));
}

/** A line of the log; none for a line that a full disk has cut off, or that another version has written in another form. */
export function importFaultLine(line: string): (FaultLine | RepeatLine)[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isObject(value) || typeof value.at !== 'number') return [];
  if (typeof value.again === 'string') return [value as unknown as RepeatLine];
  const { id, where, causes } = value;
  const isFault = typeof id === 'string' && typeof where === 'string' && isErrorRecord(value);
  if (!isFault || !Array.isArray(causes) || !causes.every(isErrorRecord)) return [];
  return [value as unknown as FaultLine];
}

function isErrorRecord(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.stack)) return false;
  return typeof value.name === 'string' && typeof value.message === 'string';
}
