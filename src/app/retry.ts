import type { ItemFacts } from '../session/item.ts';
import { itemsTotalOf } from '../session/progress.ts';
import type { QueueName } from '../session/queue.ts';
import type { ResolvedItem, RetryItem, RetryPlan } from '../session/retry.ts';
import { countItems, iterateItems } from '../store/item-query.ts';
import { type ItemSettings, readItemSettings } from '../whm/item-settings.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { resolvedKey, undoneCombos } from './resolved-later.ts';

/**
 * What is to be done again of a session: its failed items, and the unfinished ones once it is over, without those that a
 * later session has moved.
 *
 * @param limit how many items at most; all of them are counted
 */
export function readRetry(
  monitor: Monitor,
  snapshot: Snapshot,
  resolvedLater: readonly ResolvedItem[],
  limit = Number.POSITIVE_INFINITY,
): RetryPlan {
  const { facts, synced, status } = snapshot;
  const isSettled = new Set(resolvedLater.map(resolvedKey));
  const undone: ItemFacts[] = [];
  let total = 0;
  for (const item of undoneItems(monitor, snapshot)) {
    if (isSettled.has(resolvedKey(item))) continue;
    total += 1;
    if (undone.length < limit) undone.push(item);
  }
  const { settings, trouble } = readSettings(monitor, snapshot, undone);
  const threads = (queue: QueueName): number | null => {
    const numbers = facts.workers.filter((w) => w.queue === queue).map((w) => w.childNumber);
    return numbers.length === 0 ? null : Math.max(...numbers);
  };
  const named = status.over
    ? countItems(monitor.db, synced.session.sid, { combos: null, found: null })
    : 0;
  return {
    sessionId: synced.session.id,
    sourceHost: facts.header.sourceHost ?? facts.seen.sourceHost,
    isOver: status.over,
    items: undone.map((item) => retryItem(item, settings)),
    total,
    resolvedLater: resolvedLater.length,
    unnamed: status.over ? Math.max(0, itemsTotalOf(facts) - named) : 0,
    threads: { transfer: threads('TRANSFER'), restore: threads('RESTORE') },
    settingsTrouble: undone.length === 0 ? null : trouble,
  };
}

export function undoneItems(monitor: Monitor, snapshot: Snapshot): Generator<ItemFacts> {
  const { sid } = snapshot.synced.session;
  return iterateItems(monitor.db, sid, { combos: undoneCombos(snapshot.status), found: null });
}

function retryItem(item: ItemFacts, settings: ReadonlyMap<string, ItemSettings>): RetryItem {
  const { type, name, localName, domain, size } = item;
  return { type, name, localName, domain, size, settings: settings.get(type)?.get(name) ?? {} };
}

function readSettings(
  monitor: Monitor,
  { synced }: Snapshot,
  items: readonly ItemFacts[],
): { settings: Map<string, ItemSettings>; trouble: string | null } {
  const settings = new Map<string, ItemSettings>();
  const lost = 'How these items were to be moved is not known any more';
  if (!synced.hasFolder) {
    return { settings, trouble: `${lost}: the server has deleted the session’s files.` };
  }
  const path = `${sessionPath(monitor.root, synced.session.id)}/db.sqlite`;
  const names = new Map<string, string[]>();
  for (const { type, name } of items) {
    const mine = names.get(type);
    if (mine) mine.push(name);
    else names.set(type, [name]);
  }
  for (const [type, mine] of names) {
    const result = readItemSettings(monitor.driver, path, type, mine);
    if (!result.ok)
      return { settings, trouble: `${lost}: ${result.trouble ?? 'no queue is left'}.` };
    settings.set(type, result.value);
  }
  return { settings, trouble: null };
}
