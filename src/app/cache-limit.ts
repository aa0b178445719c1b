import { accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { maskSecrets } from '../log/mask.ts';
import { isSessionId } from '../session/header.ts';
import { CacheError, isDamage, openCache } from '../store/cache.ts';
import { openCacheCopy, openSalvagedCopy } from '../store/cache-copy.ts';
import type { Database, SqliteDriver } from '../store/driver.ts';
import { isBusyError, isUnwritable } from '../store/driver.ts';
import { errnoOf, errorMessage } from '../system/errno.ts';
import { dataFolder } from '../system/paths.ts';
import { type ProblemFacts, problemWords } from '../views/problem-words.ts';
import { cachePath, noteDamage } from './cache-damage.ts';
import { Problem } from './problem.ts';

/**
 * What this process cannot do with the cache. `memory`: it works on a copy, which is brought up to date and then
 * forgotten; `locked`: it reads what the cache holds and writes nothing.
 */
export interface CacheLimit {
  kind: 'memory' | 'locked';
  /** Why. */
  why: ProblemFacts;
  /** The cache is damaged, and `ingest` can repair it. */
  isDamaged: boolean;
}

/** One process's hold on the cache; it changes where the process has to continue without writing. */
export interface CacheHold {
  root: string;
  driver: SqliteDriver;
  db: Database;
  /** What cannot be done with the cache; null where everything can. */
  limit: CacheLimit | null;
  /** It repairs a damaged cache itself: then damage is an error, and no reason to continue without the cache. */
  isRepairer: boolean;
  /** What could not be read, by session or by file. */
  unread: Map<string, ProblemFacts>;
}

const NEEDED_BYTES = 64 * 1024;

/** Whether an error says that the cache or its folder accepts no writes or cannot exist, and not that the cache is damaged. */
export function isNoRoom(error: unknown): boolean {
  if (isUnwritable(error)) return true;
  const code = errnoOf(error) ?? '';
  return /^(?:ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|EMFILE|ENFILE|ENOENT|ELOOP|EEXIST|ENOTDIR)$/.test(
    code,
  );
}

/** Whether an error says that this version cannot read what is in the cache's place. */
function isUnreadable(error: unknown): boolean {
  return isDamage(error) || error instanceof CacheError;
}

/** What replaces the cache in memory, why nothing else is possible, and what is lost by it; null: nothing. */
export interface CacheStandIn {
  db: Database;
  limit: CacheLimit;
  lost: ProblemFacts | null;
}

/** @returns null for an error of the cache with which one cannot continue */
export function standInFor(
  { root, driver, isRepairer }: Pick<CacheHold, 'root' | 'driver' | 'isRepairer'>,
  error: unknown,
): CacheStandIn | null {
  if (isUnreadable(error)) return isRepairer ? null : withoutCache(driver, root, error);
  if (!isNoRoom(error) && !isBusyError(error)) return null;
  const path = cachePath(root);
  const { db, isWhole } = openCacheCopy(driver, path);
  return {
    db,
    limit: { kind: 'memory', why: reasonOf(root, error), isDamaged: false },
    lost: isWhole ? null : { code: 'cache-lost', path, what: 'deleted' },
  };
}

function withoutCache(driver: SqliteDriver, root: string, error: unknown): CacheStandIn {
  const path = cachePath(root);
  const isDamaged = isDamage(error);
  if (isDamaged) noteDamage(root);
  const why: ProblemFacts = isDamaged
    ? { code: 'cache-damaged-here' }
    : { code: 'cache-unreadable', reason: errorMessage(error) };
  return {
    db: isDamaged ? openSalvagedCopy(driver, path) : openCache(driver, ':memory:', 0),
    limit: { kind: 'memory', why, isDamaged },
    lost: { code: 'cache-lost', path, what: isDamaged ? 'maybe-marks' : 'marks' },
  };
}

/**
 * Continues without writing where the cache cannot be written, and without the cache where it cannot be read.
 *
 * @returns false where this does not help
 */
export function recoverFrom(monitor: CacheHold, error: unknown): boolean {
  if (monitor.limit?.kind === 'memory') return false;
  if (isBusyError(error) && monitor.limit === null) {
    monitor.limit = { kind: 'locked', why: { code: 'cache-in-use' }, isDamaged: false };
    return true;
  }
  const standIn = standInFor(monitor, error);
  if (standIn === null) return false;
  monitor.db.close();
  useStandIn(monitor, standIn);
  return true;
}

export function useStandIn(monitor: CacheHold, { db, limit, lost }: CacheStandIn): void {
  monitor.db = db;
  monitor.limit = limit;
  if (lost !== null) monitor.unread.set(cachePath(monitor.root), lost);
}

/** Goes on with a copy in memory where the cache is locked, and something is asked for that is not in it yet. */
export function switchToCopy(monitor: CacheHold): void {
  const path = cachePath(monitor.root);
  const { db, isWhole } = openCacheCopy(monitor.driver, path);
  monitor.db.close();
  useStandIn(monitor, {
    db,
    limit: { kind: 'memory', why: { code: 'cache-held' }, isDamaged: false },
    lost: isWhole ? null : { code: 'cache-lost', path, what: null },
  });
}

/** What the reader of a view has to know about the cache, in sentences. */
export function cacheWarnings({ limit, unread, root }: CacheHold): string[] {
  // A locked cache that is complete shows nothing old.
  if (limit === null || (limit.kind === 'locked' && unread.size === 0)) return [];
  const lost = unread.get(cachePath(root));
  return lost === undefined ? [limitWords(limit)] : [limitWords(limit), problemWords(lost)];
}

function limitWords({ kind, why }: CacheLimit): string {
  const words = problemWords(why);
  return kind === 'locked' ? words : `${words} ${problemWords({ code: 'nothing-new-kept' })}`;
}

/** What is missing from an answer, in sentences: what keeps the cache behind, and what could not be read. */
export function incompleteWarnings(monitor: CacheHold): string[] {
  const unread = [...monitor.unread].map(([what, problem]) =>
    isSessionId(what) ? `${what}: ${problemWords(problem)}` : problemWords(problem),
  );
  return [...new Set([...cacheWarnings(monitor), ...unread])];
}

/** The same for an answer's JSON, which has no such field where nothing is missing. */
export function warningsJson(monitor: CacheHold): { warnings?: string[] } {
  const warnings = incompleteWarnings(monitor);
  return warnings.length === 0 ? {} : { warnings };
}

/** @throws Problem where what is written now would be lost with this process */
export function requireDurableCache(monitor: CacheHold, sessionId: string): void {
  if (monitor.limit?.kind !== 'memory') return;
  throw new Problem('busy', { code: 'not-kept', why: limitWords(monitor.limit) }, sessionId);
}

function reasonOf(root: string, error: unknown): ProblemFacts {
  const folder = dataFolder(root);
  const code = errnoOf(error) ?? '';
  const words = maskSecrets(errorMessage(error));
  if (/ENOSPC|EDQUOT|SQLITE_FULL/.test(code) || /disk is full/.test(words) || isFull(folder)) {
    return { code: 'disk-full', folder };
  }
  if (/EEXIST|ENOTDIR/.test(code)) {
    return { code: 'no-folder', folder };
  }
  if (/EROFS|SQLITE_READONLY/.test(code) || /readonly|read-only/.test(words) || isFixed(folder)) {
    return { code: 'disk-read-only', folder };
  }
  if (isBusyError(error)) return { code: 'cache-held' };
  return { code: 'cache-closed', folder, reason: words.replace(/\.$/, '') };
}

/** For a read-only disk SQLite says no more than that a file could not be opened. */
function isFixed(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    try {
      accessSync(path, constants.W_OK);
      return false;
    } catch (error) {
      const code = errnoOf(error);
      if (code !== 'ENOENT') return code === 'EROFS';
      if (path === dirname(path)) return false;
    }
  }
}

/** For a disk without room for the file beside the cache SQLite reports an input/output error. */
function isFull(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const { bavail, bsize, files, ffree } = statfsSync(path);
      return bavail * bsize < NEEDED_BYTES || (files > 0 && ffree === 0);
    } catch {
      if (path === dirname(path)) return false;
    }
  }
}
