import { asCount, type JsonObject } from './value.ts';

/**
 * Whether a record of the master log speaks for the whole session. The master is child 0; a log that names neither child
 * nor queue means it as well. Everything else is a child's word, which never starts or ends a session.
 */
export function isMasterWord({ child_number: child, queue }: JsonObject): boolean {
  return isAbsent(child) ? isAbsent(queue) : asCount(child) === 0;
}

/** The server writes what is absent as null, as "" or not at all. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
