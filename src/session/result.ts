import type { Effect } from './explanations/rule.ts';
import { COUNTER_KINDS, type Counters, type IssueKind } from './issue.ts';
import type { ItemChoice, ItemStatus, Level } from './item.ts';

/** What became of an item, according to its outcome and its logs. A moved item is one of the first three. */
export const RESULTS = ['clean', 'review', 'incomplete', 'failed', 'unfinished'] as const;
export type Result = (typeof RESULTS)[number];

export const CLEAN: Level = 0;
export const REVIEW: Level = 1;
export const INCOMPLETE: Level = 2;

/** The level that the effect of an explanation gives to a moved item; null: the message is not known. */
export function levelOfEffect(effect: Effect | null): Level | null {
  if (effect === null) return null;
  if (effect === 'not-moved') return INCOMPLETE;
  return effect === 'none' ? CLEAN : REVIEW;
}

/** An entry of an outcome's lists. *Dangerous* is the server's word for: not restored (docs/server.md#master-log). */
export function levelOfEntry(kind: IssueKind, effect: Effect | null): Level {
  return levelOfEffect(effect) ?? (kind === 'dangerous' ? INCOMPLETE : REVIEW);
}

/** How much an item lacks by its outcomes. */
export interface JudgedOutcome {
  level: Level;
  /** A counter is higher than the length of its list: nothing says what it counts. */
  isUnlisted: boolean;
}

/**
 * Judges an item's outcomes.
 *
 * @param counts the counters of both queues
 * @param entries the entries of the lists; there can be fewer or more than their counter says
 */
export function judgeOutcome(
  counts: Counters,
  entries: readonly { kind: IssueKind; effect: Effect | null }[],
): JudgedOutcome {
  let level: Level = CLEAN;
  let isUnlisted = false;
  for (const { kind, effect } of entries) {
    if (kind !== 'failure') level = worseOf(level, levelOfEntry(kind, effect));
  }
  for (const kind of COUNTER_KINDS) {
    const listed = entries.filter((entry) => entry.kind === kind).length;
    if (counts[kind] <= listed) continue;
    isUnlisted = true;
    level = worseOf(level, kind === 'dangerous' ? INCOMPLETE : REVIEW);
  }
  return { level, isUnlisted };
}

export function worseOf(a: Level, b: Level): Level {
  return a > b ? a : b;
}

const OF_LEVEL: Readonly<Record<Level, Result>> = { 0: 'clean', 1: 'review', 2: 'incomplete' };

/** The level of moved items that a choice asks for; null where it asks for a status. */
export function levelOfChoice(choice: ItemChoice | null): Level | null {
  if (choice === 'clean') return CLEAN;
  if (choice === 'review') return REVIEW;
  return choice === 'incomplete' ? INCOMPLETE : null;
}

/** Null until the item has ended. */
export function resultOf(status: ItemStatus, level: Level): Result | null {
  switch (status) {
    case 'failed':
    case 'unfinished':
      return status;
    case 'success':
    case 'warning':
      return OF_LEVEL[level];
    default:
      return null;
  }
}

export function asLevel(value: number | null): Level {
  return value === 1 || value === 2 ? value : CLEAN;
}
