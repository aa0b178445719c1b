import { cacheTroubles } from '../../app/cache-limit.ts';
import { readItemLogs } from '../../app/item-logs.ts';
import type { Snapshot } from '../../app/observe.ts';
import { Problem } from '../../app/problem.ts';
import { readResolvedLater } from '../../app/resolved-later.ts';
import { reportSession } from '../../app/session-report.ts';
import { listFollowUps } from '../../store/follow-up-store.ts';
import { itemGroups } from '../../store/issue-query.ts';
import { findItem } from '../../store/item-query.ts';
import { type Item, SCHEMA_VERSION, type Session } from '../../views/contract.ts';
import { buildItemPage, type ItemPage } from '../../views/item-page.ts';
import { groupJson, itemJson } from '../../views/session-json.ts';
import type { Caller } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { observe, readingPercent } from './session.ts';

/** One item by its name, and by its type where the address gives one. */
export interface ItemAddress {
  session: string;
  item: string;
  type: string | null;
}

function readItemView(caller: Caller, address: ItemAddress) {
  const snapshot = observe(caller, address.session);
  const { db } = caller.monitor;
  const { sid } = snapshot.synced.session;
  const facts = findItem(db, sid, address.type, address.item);
  if (!facts) {
    throw new Problem('not-found', `The session has no item “${address.item}”.`, address.session);
  }
  const { session } = reportSession(caller.monitor, snapshot);
  const groups = itemGroups(db, sid, facts.type, facts.name);
  const item = itemJson(facts, snapshot);
  const whole: Session = { ...session, items: [item], issues: groups.map(groupJson) };
  return { snapshot, facts, item, session: whole };
}

/** The session's JSON with this item alone, and its issues alone. */
export function itemAnswer(caller: Caller, address: ItemAddress): PageAnswer {
  const { session } = readItemView(caller, address);
  return jsonAnswer({ schemaVersion: SCHEMA_VERSION, ...session });
}

export function itemPage(caller: Caller, address: ItemAddress): ItemPage {
  const { snapshot, facts, item, session } = readItemView(caller, address);
  const { db } = caller.monitor;
  return buildItemPage(
    {
      session: {
        ...session,
        warnings: session.warnings.slice(cacheTroubles(caller.monitor).length),
      },
      item,
      domain: facts.domain,
      logs: snapshot.synced.hasFolder ? 'present' : 'gone',
      readingPercent: readingPercent(snapshot),
      followUps: listFollowUps(db, snapshot.synced.session.id),
      ...resolvedIn(caller, snapshot, item),
      ...readItemLogs(caller.monitor.root, address.session, facts),
    },
    caller.monitor.now,
  );
}

/** The later session that has moved a failed or unfinished item. */
function resolvedIn(caller: Caller, snapshot: Snapshot, item: Item): { resolvedIn?: string } {
  if (item.status !== 'failed' && item.status !== 'unfinished') return {};
  const resolvedLater = readResolvedLater(caller.monitor, snapshot).find(
    ({ type, name }) => type === item.type && name === item.name,
  );
  return resolvedLater ? { resolvedIn: resolvedLater.sessionId } : {};
}
