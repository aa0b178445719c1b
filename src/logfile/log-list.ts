import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../system/errno.ts';
import { isLogName } from './log-file.ts';

/** A log that lies in a session's folder. */
export interface ListedLog {
  /** Without the dot. */
  name: string;
  isActive: boolean;
  size: number;
  /** When it last grew, epoch seconds. */
  modifiedAt: number;
}

/**
 * All logs of a session: the master log, the master's error log, then the items' logs by name. Of a log that exists
 * under both names the completed one counts, as with `openLog`. Empty where the folder is gone; throws a system error
 * where it cannot be read.
 */
export function listLogs(sessionDir: string): ListedLog[] {
  const byName = new Map<string, ListedLog>();
  for (const fileName of readNames(sessionDir)) {
    const isActive = fileName.startsWith('.');
    const name = isActive ? fileName.slice(1) : fileName;
    if (!isLogName(name) || (isActive && byName.has(name))) continue;
    const stat = lstatSync(join(sessionDir, fileName), { throwIfNoEntry: false });
    // A log that is renamed or deleted between the two calls is found at the next look.
    if (!stat?.isFile()) continue;
    byName.set(name, {
      name,
      isActive,
      size: stat.size,
      modifiedAt: Math.floor(stat.mtimeMs / 1000),
    });
  }
  return [...byName.values()].sort((a, b) => compareLogNames(a.name, b.name));
}

/** The names alone, in the same order: for a session with 100,000 logs no file is examined. */
export function listLogNames(sessionDir: string): string[] {
  const names = readNames(sessionDir).map((name) => (name.startsWith('.') ? name.slice(1) : name));
  return [...new Set(names.filter(isLogName))].sort(compareLogNames);
}

/** The master log, the master's error log, then the items' by name. */
export function compareLogNames(a: string, b: string): number {
  const byRank = rankOf(a) - rankOf(b);
  if (byRank !== 0 || a === b) return byRank;
  return a < b ? -1 : 1;
}

function rankOf(name: string): number {
  return name === 'master.log' ? 0 : name === 'master.error_log' ? 1 : 2;
}

function readNames(sessionDir: string): string[] {
  try {
    return readdirSync(sessionDir).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
