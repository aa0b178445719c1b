import type { RetryHope } from './explanations/rule.ts';

/**
 * What to do with an item that did not move: move it again now, or after a fix; another attempt is pointless; or a
 * person must do it.
 */
export type RetryHeap = RetryHope;

/** In the order of reading. */
export const RETRY_HEAPS: readonly RetryHeap[] = ['now', 'after-fix', 'pointless', 'by-hand'];

/** Where a backup comes from and what of it is restored, in the terms of the server's restore queue. */
export interface RestoreTask {
  restorePoint: string;
  options: Readonly<Record<string, string>>;
}

/**
 * The server's function by which an item is moved again; by hand where there is none, or where it needs something that
 * is not known.
 */
export type RetryMethod =
  | { by: 'root-session' }
  | { by: 'user-session' }
  | { by: 'archive'; path: string }
  | { by: 'restore-queue'; task: RestoreTask }
  | { by: 'hand'; reason: string };

/** In which heap an item lies and why. Those of one heap, cause and fix belong together. */
export interface RetryPlace {
  heap: RetryHeap;
  /** What kept it from moving; null where nothing is known. */
  cause: string | null;
  /** What to do first, or instead. */
  fix: string | null;
}

/** An item to be moved again. */
export interface RetryItem extends RetryPlace {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  size: number | null;
  /** Its settings in the old session's queue, as parameters that the server takes. */
  settings: Readonly<Record<string, string>>;
  /** Columns of the queue with settings that cannot be given to the server again. */
  notCopied: readonly string[];
  way: RetryMethod;
  /** What the log says of it, in one sentence. */
  reason: string;
}

/** How far a session is; all that is left is offered only once it is over or its master is dead. */
export type RetryOutlook = 'over' | 'dead' | 'paused' | 'not-started' | 'going-on';

/** What a session left undone, and what is known for doing it again. */
export interface RetryPlan {
  sessionId: string;
  sourceHost: string | null;
  state: string;
  outlook: RetryOutlook;
  /** In the order of the log; as many as were asked for. */
  items: RetryItem[];
  /** How many there are. */
  total: number;
  /** How many more a later session has moved: they are left out. */
  resolvedLater: number;
  /** How many more the log counts but does not name. */
  unnamed: number;
  /** How many children worked in each queue; null = none was seen. */
  threads: { transfer: number | null; restore: number | null };
  /** Whether the old session's restore was unrestricted; null = the server was not asked, or does not know. */
  unrestricted: boolean | null;
  /** The server can still be asked about the old session. */
  isOnServer: boolean;
  /** Why the settings of the items are not known, in words; null = they are. */
  settingsTrouble: string | null;
}

/** A failed item that a later session has moved. */
export interface ResolvedItem {
  type: string;
  name: string;
  sessionId: string;
}
