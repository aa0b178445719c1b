import { type ItemFacts, itemKey, type QueueName } from '../session/item.ts';
import { itemsTotalOf } from '../session/progress.ts';
import { retryMethodOf, retryPlaceOf } from '../session/retry-place.ts';
import type { ResolvedItem, RestoreTask, RetryItem, RetryPlan } from '../session/retry-plan.ts';
import { settingsFor, unsupportedByArchive } from '../session/retry-settings.ts';
import { countItems, iterateItems } from '../store/item-query.ts';
import type { TransferApi } from '../whm/api/answer.ts';
import { type ItemSettings, readItemSettings } from '../whm/item-settings.ts';
import {
  type ModuleColumns,
  readModuleColumns,
  readRestoreTasks,
  readUnrestricted,
} from '../whm/retry-facts.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { outlookOf, retryStatus, undonePhasePairs } from './resolved-later.ts';

/** Items of a session that did not move, with what its queue says of them. */
interface Undone {
  snapshot: Snapshot;
  items: ItemFacts[];
  total: number;
  resolvedLater: number;
  settings: ReadonlyMap<string, ReadonlyMap<string, ItemSettings>>;
  trouble: string | null;
}

/** What only the server knows. */
interface ServerFacts {
  unrestricted: boolean | null;
  columns: ReadonlyMap<string, ModuleColumns>;
  tasks: ReadonlyMap<string, RestoreTask>;
}

const NOT_ASKED: ServerFacts = { unrestricted: null, columns: new Map(), tasks: new Map() };

/**
 * What has to be moved again: a session's failed items, and the unfinished ones once nothing works on it any more,
 * without those that a later session has moved.
 *
 * @param limit how many items at most; all of them are counted
 */
export function readRetry(
  monitor: Monitor,
  snapshot: Snapshot,
  resolvedLater: readonly ResolvedItem[],
  limit = Number.POSITIVE_INFINITY,
): RetryPlan {
  return planOf(monitor, gather(monitor, snapshot, resolvedLater, limit), NOT_ASKED);
}

/** The same with what the server's API knows of the old session. It is asked only for what some item needs. */
export async function readRetryWithApi(
  api: TransferApi,
  monitor: Monitor,
  snapshot: Snapshot,
  resolvedLater: readonly ResolvedItem[],
  timeoutMs: number,
): Promise<RetryPlan> {
  const undone = gather(monitor, snapshot, resolvedLater, Number.POSITIVE_INFINITY);
  return planOf(monitor, undone, await askServer(api, undone, timeoutMs));
}

async function askServer(
  api: TransferApi,
  { snapshot, items, settings }: Undone,
  timeoutMs: number,
): Promise<ServerFacts> {
  const { id } = snapshot.synced.session;
  const types = new Set(items.map(({ type }) => type));
  const isKnown = snapshot.synced.inIndex && snapshot.synced.hasFolder;
  const needsOptions = types.has('AccountRemoteRoot') || types.has('AccountLocal');
  const columns = new Map<string, ModuleColumns>();
  for (const [type, mine] of settings) {
    const isNeeded = [...mine.values()].some(({ others }) => Object.keys(others).length > 0);
    const known = isNeeded ? await readModuleColumns(api, type, timeoutMs) : null;
    if (known !== null) columns.set(type, known);
  }
  return {
    columns,
    unrestricted: isKnown && needsOptions ? await readUnrestricted(api, id, timeoutMs) : null,
    tasks:
      isRestoreQueue(snapshot) && types.has('AccountLocal')
        ? await readRestoreTasks(api, id, timeoutMs)
        : new Map(),
  };
}

/** The beginning of an id does not show where a session came from: an account can have that name. */
function isRestoreQueue({ synced, facts }: Snapshot): boolean {
  const initiator = facts.header.initiator ?? facts.seen.initiator;
  return synced.session.id.startsWith('userbackup') && initiator !== 'start_local_cpmove_restore';
}

function gather(
  monitor: Monitor,
  snapshot: Snapshot,
  resolvedLater: readonly ResolvedItem[],
  limit: number,
): Undone {
  const isSettled = new Set(resolvedLater.map(itemKey));
  const items: ItemFacts[] = [];
  let total = 0;
  for (const item of undoneItems(monitor, snapshot)) {
    if (isSettled.has(itemKey(item))) continue;
    total += 1;
    if (items.length < limit) items.push(item);
  }
  const { settings, trouble } = readSettings(monitor, snapshot, items);
  return { snapshot, items, total, resolvedLater: resolvedLater.length, settings, trouble };
}

function planOf(monitor: Monitor, undone: Undone, server: ServerFacts): RetryPlan {
  const { snapshot, items, total, resolvedLater, trouble } = undone;
  const { facts, synced } = snapshot;
  const outlook = outlookOf(snapshot);
  const threads = (queue: QueueName): number | null => {
    const numbers = facts.workers.filter((w) => w.queue === queue).map((w) => w.childNumber);
    return numbers.length === 0 ? null : Math.max(...numbers);
  };
  const { over } = retryStatus(snapshot);
  const named = over
    ? countItems(monitor.db, synced.session.sid, { phasePairs: null, found: null })
    : 0;
  return {
    sessionId: synced.session.id,
    sourceHost: (facts.header.sourceHost ?? facts.seen.sourceHost) || null,
    state: snapshot.status.state,
    outlook,
    items: items.map((item) => retryItem(item, undone, server)),
    total,
    resolvedLater,
    unnamed: over ? Math.max(0, itemsTotalOf(facts) - named) : 0,
    threads: { transfer: threads('TRANSFER'), restore: threads('RESTORE') },
    unrestricted: server.unrestricted,
    isOnServer: synced.inIndex && synced.hasFolder,
    settingsTrouble: items.length === 0 ? null : trouble,
  };
}

export function undoneItems(monitor: Monitor, snapshot: Snapshot): Generator<ItemFacts> {
  const { sid } = snapshot.synced.session;
  return iterateItems(monitor.db, sid, {
    phasePairs: undonePhasePairs(retryStatus(snapshot)),
    found: null,
  });
}

function retryItem(item: ItemFacts, undone: Undone, server: ServerFacts): RetryItem {
  const { type, name, localName, domain, size } = item;
  const { header, seen } = undone.snapshot.facts;
  const own = undone.settings.get(type)?.get(name) ?? null;
  const way = retryMethodOf(item, {
    sourceHost: (header.sourceHost ?? seen.sourceHost) || null,
    isRestoreQueue: isRestoreQueue(undone.snapshot),
    task: server.tasks.get(name) ?? null,
    archive: own?.archive ?? null,
  });
  const renamed = localName !== null && localName !== name;
  const { settings, notCopied } = settingsFor(own, server.columns.get(type) ?? null, renamed);
  return {
    type,
    name,
    localName,
    domain,
    size,
    settings,
    notCopied: way.by === 'archive' ? [...notCopied, ...unsupportedByArchive(settings)] : notCopied,
    ...retryPlaceOf(item, way),
    way,
  };
}

function readSettings(
  monitor: Monitor,
  { synced }: Snapshot,
  items: readonly ItemFacts[],
): Pick<Undone, 'settings' | 'trouble'> {
  const settings = new Map<string, ReadonlyMap<string, ItemSettings>>();
  const lost = 'The settings of these items are no longer known';
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
  let trouble: string | null = null;
  for (const [type, mine] of names) {
    const result = readItemSettings(monitor.driver, path, type, mine);
    if (!result.ok) {
      return { settings, trouble: `${lost}: ${result.trouble ?? 'no queue is left'}.` };
    }
    if (result.value === null) trouble = `${lost}: the queue has no table “${type}”.`;
    else settings.set(type, result.value);
  }
  return { settings, trouble };
}
