import type { ItemFacts } from '../session/item.ts';
import { itemsTotalOf } from '../session/progress.ts';
import type { QueueName } from '../session/queue.ts';
import type { RetryItem, RetryPlan, Settled } from '../session/retry.ts';
import { countItems, iterateItems } from '../store/item-query.ts';
import { type ItemSettings, readItemSettings } from '../whm/item-settings.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';
import type { Observed } from './observe.ts';
import { settledKey, undoneCombos } from './settled.ts';

/**
 * What is to be done again of a session: its failed items, and the unfinished ones once it is over, without those that a
 * later session has settled.
 *
 * @param limit how many items at most; all of them are counted
 */
export function readRetry(
  monitor: Monitor,
  observed: Observed,
  settled: readonly Settled[],
  limit = Number.POSITIVE_INFINITY,
): RetryPlan {
  const { facts, refreshed, status } = observed;
  const isSettled = new Set(settled.map(settledKey));
  const undone: ItemFacts[] = [];
  let total = 0;
  for (const item of undoneItems(monitor, observed)) {
    if (isSettled.has(settledKey(item))) continue;
    total += 1;
    if (undone.length < limit) undone.push(item);
  }
  const { settings, trouble } = readSettings(monitor, observed, undone);
  const threads = (queue: QueueName): number | null => {
    const numbers = facts.workers.filter((w) => w.queue === queue).map((w) => w.childNumber);
    return numbers.length === 0 ? null : Math.max(...numbers);
  };
  const named = status.over
    ? countItems(monitor.db, refreshed.session.sid, { combos: null, search: null })
    : 0;
  return {
    sessionId: refreshed.session.id,
    sourceHost: facts.header.sourceHost ?? facts.seen.sourceHost,
    isOver: status.over,
    items: undone.map((item) => retryItem(item, settings)),
    total,
    settled: settled.length,
    unnamed: status.over ? Math.max(0, itemsTotalOf(facts) - named) : 0,
    threads: { transfer: threads('TRANSFER'), restore: threads('RESTORE') },
    settingsTrouble: undone.length === 0 ? null : trouble,
  };
}

export function undoneItems(monitor: Monitor, observed: Observed): Generator<ItemFacts> {
  const { sid } = observed.refreshed.session;
  return iterateItems(monitor.db, sid, { combos: undoneCombos(observed.status), search: null });
}

function retryItem(item: ItemFacts, settings: ReadonlyMap<string, ItemSettings>): RetryItem {
  const { type, name, localName, domain, size } = item;
  return { type, name, localName, domain, size, settings: settings.get(type)?.get(name) ?? {} };
}

function readSettings(
  monitor: Monitor,
  { refreshed }: Observed,
  items: readonly ItemFacts[],
): { settings: Map<string, ItemSettings>; trouble: string | null } {
  const settings = new Map<string, ItemSettings>();
  const lost = 'How these items were to be moved is not known any more';
  if (!refreshed.hasFolder) {
    return { settings, trouble: `${lost}: the server has deleted the session’s files.` };
  }
  const path = `${sessionPath(monitor.root, refreshed.session.id)}/db.sqlite`;
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
