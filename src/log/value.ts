import { hashText } from '../session/hash.ts';

/**
 * Readers of untrusted JSON values. The server writes numbers as numbers in newer logs and as strings in
 * older ones, and absent things as null, "" or not at all.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

/** A finite number, also from its decimal text. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length === 0 || value.length > 32) return null;
  const number = Number(value);
  return Number.isFinite(number) && value.trim() !== '' ? number : null;
}

/** A whole number from 0 on: a count, a size, a child number. */
export function asCount(value: unknown): number | null {
  const number = asNumber(value);
  if (number === null || number < 0 || number > Number.MAX_SAFE_INTEGER) return null;
  return Math.floor(number);
}

const LATEST_TIME = 253_402_300_799;

/** Epoch seconds between 1970 and the year 9999. */
export function asTime(value: unknown): number | null {
  const time = asCount(value);
  return time !== null && time > 0 && time <= LATEST_TIME ? time : null;
}

/** Text, also from a number. A NUL becomes its visible sign: databases end a text at a NUL. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '␀') : value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return null;
}

/** A text that is not empty. */
export function asName(value: unknown): string | null {
  const text = asText(value);
  return text === null || text === '' ? null : text;
}

/** No file system and no name server has longer names. */
export const MAX_NAME_LENGTH = 255;
/** A longer text is no message. In characters. */
export const MAX_TEXT_LENGTH = 64 * 1024;

/** A name of bounded length; a longer one ends in a fingerprint of the rest, so that two names stay two. */
export function boundName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  const end = `…${hashText(name)}`;
  return `${wholeStart(name, MAX_NAME_LENGTH - end.length)}${end}`;
}

/** A text of bounded length. */
export function boundText(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${wholeStart(text, MAX_TEXT_LENGTH - 1)}…`;
}

/** The first so many characters, without splitting a surrogate pair. */
function wholeStart(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

/** How deeply nested lists and objects are read. More levels exhaust the stack, and no reader needs them. */
const DEEPEST_LEVEL = 64;
const DEEPER = '…';

/** Whether a value has more levels than are read. */
export function isTooDeep(value: unknown, levels = DEEPEST_LEVEL): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}

/** A value as JSON; what is nested too deeply is replaced by a sign. */
export function jsonText(value: unknown): string {
  return JSON.stringify(clipDepth(value, DEEPEST_LEVEL)) ?? '';
}

function clipDepth(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return DEEPER;
  if (Array.isArray(value)) return value.map((inner) => clipDepth(inner, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, clipDepth(inner, levels - 1)]),
  );
}

/** The log's texts are whole or lists of pieces; pieces are joined with a space. */
export function joinText(value: unknown, levels = DEEPEST_LEVEL): string {
  if (Array.isArray(value)) {
    if (levels === 0) return DEEPER;
    return value
      .map((piece) => joinText(piece, levels - 1))
      .filter((piece) => piece !== '')
      .join(' ')
      .trimEnd();
  }
  const body = asObject(value);
  if (body) return jsonText(body);
  return (asText(value) ?? '').trimEnd();
}
