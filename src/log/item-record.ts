import { maskedName } from './mask.ts';
import { asName, asObject, type JsonObject } from './value.ts';

/** One JSON line of any log, as far as it can be identified. */
export interface LogRecord {
  type: string;
  contents: JsonObject;
  /** The source server's name, where it produced the line. */
  source: string | null;
}

/**
 * A stretch of a line: one record, or text that is not one. `start` and `end` are places in the line as it was given:
 * bytes where it was decoded as Latin-1.
 */
export interface LinePiece {
  start: number;
  end: number;
  text: string;
  record: LogRecord | null;
}

/**
 * Splits a line into its pieces. A child that dies leaves half a record, and a program writes to stderr without a
 * newline: then the next record follows on the same line, and both are kept. Zero bytes and a byte order mark before a
 * piece are not part of it; pieces that hold nothing else are left out.
 */
export function splitLine(line: string): LinePiece[] {
  const whole = line.startsWith('{') ? recordOf(parseObject(line)) : null;
  if (whole !== null) return [{ start: 0, end: line.length, text: line, record: whole }];
  return takeMixedApart(line);
}

/** The records of a line, in their order: mostly one or none. */
export function recordsIn(line: string): LogRecord[] {
  const records: LogRecord[] = [];
  for (const { record } of splitLine(line)) if (record !== null) records.push(record);
  return records;
}

/** A line is read at most this many times over in search of records; only a line made to be slow needs more. */
const MAX_PASSES = 16;

function takeMixedApart(line: string): LinePiece[] {
  const pieces: LinePiece[] = [];
  let from = 0;
  let left = line.length * MAX_PASSES;
  for (let start = line.indexOf('{"'); start >= 0 && left > 0; ) {
    const { stop, isClosed } = scanObject(line, start);
    left -= stop - start;
    const text = isClosed ? line.slice(start, stop) : '';
    const body = isClosed ? parseObject(text) : null;
    const record = recordOf(body);
    if (record !== null) {
      addText(pieces, line, from, start);
      pieces.push({ start, end: stop, text, record });
      from = stop;
    }
    // What is in a whole object is part of it; half a record can hold the beginning of the next one.
    start = line.indexOf('{"', body === null ? start + 1 : stop);
  }
  addText(pieces, line, from, line.length);
  return pieces;
}

/** Zero bytes (a hole that a crash left) and byte order marks, the latter also when read as Latin-1. */
const INVISIBLE_START = /^(?:[\0\ufeff]|\u00ef\u00bb\u00bf)+/;
const SAYS_SOMETHING = /[^\s\0]/;

function addText(pieces: LinePiece[], line: string, from: number, end: number): void {
  const raw = line.slice(from, end);
  const text = raw.replace(INVISIBLE_START, '');
  if (!SAYS_SOMETHING.test(text)) return;
  pieces.push({ start: from + raw.length - text.length, end, text, record: null });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Looks for the end of the object that begins at `start`. Gives up at text that cannot be JSON: half a record ends
 * there. `stop` is the place behind the last character that was looked at.
 */
function scanObject(line: string, start: number): { stop: number; isClosed: boolean } {
  let depth = 0;
  for (let i = start; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) {
      i = closingQuote(line, i + 1);
      if (i < 0) return { stop: line.length, isClosed: false };
      if (i + 1 < line.length && !':,}] \t\r'.includes(line.charAt(i + 1))) {
        return { stop: i + 1, isClosed: false };
      }
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return { stop: i + 1, isClosed: true };
    }
  }
  return { stop: line.length, isClosed: false };
}

function closingQuote(line: string, from: number): number {
  for (let end = line.indexOf('"', from); end >= 0; end = line.indexOf('"', end + 1)) {
    let before = end - 1;
    while (before >= from && line.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return -1;
}

function parseObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function recordOf(body: JsonObject | null): LogRecord | null {
  const type = asName(body?.type);
  if (body === null || type === null) return null;
  const contents = asObject(body.contents);
  if (contents === null) return null;
  return { type, contents, source: maskedName(body.source) };
}

/**
 * What can be read of a record without an end, because its line is over-long: its type and the beginning of its text.
 * Null where even these are missing.
 */
export function readCutRecord(head: string): { type: string; text: string } | null {
  const type = /"type":\s{0,4}"([A-Za-z_-]{1,40})"/.exec(head)?.[1] ?? 'out';
  const message = /"(?:msg|statusmsg|output)":\s{0,4}\[?\s{0,4}"((?:[^"\\]|\\.)*)/s.exec(head)?.[1];
  if (!head.startsWith('{') || message === undefined) return null;
  try {
    // The cut can fall into an escape such as \u201c: what comes before it is still text.
    const text: unknown = JSON.parse(`"${message.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '')}"`);
    return typeof text === 'string' ? { type, text } : null;
  } catch {
    return null;
  }
}
