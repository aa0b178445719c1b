import { asName, asObject, type JsonObject } from './value.ts';

/** One JSON line of any log, as far as it can be told what it is. */
export interface LogRecord {
  type: string;
  contents: JsonObject;
  /** The source server's name, where it produced the line. */
  source: string | null;
}

/** A line taken apart: text that stands outside JSON, and the record that follows it; one of them can be absent. */
export interface LineParts {
  text: string | null;
  record: LogRecord | null;
}

/** How many places are tried for a record that begins inside a line. */
const MAX_STARTS = 8;

/**
 * Takes a line apart. A child that dies leaves half a record, and a program writes to stderr without a newline: then
 * the next record stands on the same line behind it, and both are kept.
 */
export function takeApart(raw: string): LineParts {
  const whole = parseRecord(raw);
  if (whole !== null) return { text: null, record: whole };
  if (!raw.endsWith('}')) return { text: raw, record: null };
  let start = raw.indexOf('{"', 1);
  for (let tries = 0; start > 0 && tries < MAX_STARTS; tries++) {
    const record = parseRecord(raw.slice(start));
    if (record !== null) return { text: raw.slice(0, start), record };
    start = raw.indexOf('{"', start + 1);
  }
  return { text: raw, record: null };
}

function parseRecord(raw: string): LogRecord | null {
  if (!raw.startsWith('{')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return null;
  }
  const body = asObject(parsed);
  const type = asName(body?.type);
  if (body === null || type === null) return null;
  const contents = asObject(body.contents);
  if (contents === null) return null;
  return { type, contents, source: asName(body.source) };
}

/**
 * What can be read of a record whose end is missing because its line is over-long: its type and the beginning of its
 * text. Null where even these are not there.
 */
export function readCutRecord(head: string): { type: string; text: string } | null {
  const type = /"type":\s{0,4}"([A-Za-z_-]{1,40})"/.exec(head)?.[1] ?? 'out';
  const message = /"(?:msg|statusmsg|output)":\s{0,4}\[?\s{0,4}"((?:[^"\\]|\\.)*)/s.exec(head)?.[1];
  if (!head.startsWith('{') || message === undefined) return null;
  try {
    // The cut can fall into an escape such as \u201c: what stands before it is still text.
    const text: unknown = JSON.parse(`"${message.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '')}"`);
    return typeof text === 'string' ? { type, text } : null;
  } catch {
    return null;
  }
}
