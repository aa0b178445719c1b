import { asName, asNumber, isObject, type JsonObject } from '../log/value.ts';

/** What a function of the server replied; a reason in words where it was off, refused, or answered something else. */
export type Reply<T> = { ok: true; value: T } | { ok: false; reason: string };

export function reply<T>(value: T): Reply<T> {
  return { ok: true, value };
}

export function noReply(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}

/**
 * The rows under a name in an answer. Some answers are the list itself, and some releases return an object of rows
 * instead.
 *
 * @returns null where there is no such list
 */
export function rowsOf(data: unknown, name: string): JsonObject[] | null {
  const list = isObject(data) && Object.hasOwn(data, name) ? data[name] : data;
  if (!Array.isArray(list) && (list === data || !isObject(list))) return null;
  const entries = Object.values(list);
  const rows = entries.filter(isObject);
  return entries.length > 0 && rows.length === 0 ? null : rows;
}

/** The names in a list under a name in an answer. */
export function namesOf(data: unknown, name: string): string[] | null {
  const list = isObject(data) && Object.hasOwn(data, name) ? data[name] : data;
  if (Array.isArray(list)) return list.flatMap((entry) => asName(entry) ?? []);
  if (list === data || !isObject(list)) return null;
  return Object.keys(list);
}

/** Yes or no from 0 and 1, as numbers or texts; null where it is neither. */
export function asFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const number = asNumber(value);
  return number === 1 ? true : number === 0 ? false : null;
}

/** The server keeps names of accounts and domains in lower case. */
export function asLowerName(value: unknown): string | null {
  return asName(value)?.trim().toLowerCase() || null;
}

/** Adds a value to the list of a key. */
export function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
