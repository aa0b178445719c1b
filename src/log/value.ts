/**
 * Readers of untrusted JSON values. The server writes numbers as numbers in newer logs and as strings in
 * older ones, and absent things as null, "" or not at all.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
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

/** Text with something in it. */
export function asName(value: unknown): string | null {
  const text = asText(value);
  return text === null || text === '' ? null : text;
}
