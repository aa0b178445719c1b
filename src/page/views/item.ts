import { cacheTroubles } from '../../app/cache-limit.ts';
import { readItemLogs } from '../../app/item-logs.ts';
import type { Observed } from '../../app/observe.ts';
import { Problem } from '../../app/problem.ts';
import { reportSession } from '../../app/session-report.ts';
import { readSettled } from '../../app/settled.ts';
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
  const observed = observe(caller, address.session);
  const { db } = caller.monitor;
  const { sid } = observed.refreshed.session;
  const facts = findItem(db, sid, address.type, address.item);
  if (!facts) {
    throw new Problem('not-found', `The session has no item “${address.item}”.`, address.session);
  }
  const { session } = reportSession(caller.monitor, observed);
  const groups = itemGroups(db, sid, facts.type, facts.name);
  const item = itemJson(facts, observed);
  const whole: Session = { ...session, items: [item], issues: groups.map(groupJson) };
  return { observed, facts, item, session: whole };
}

/** The session's JSON with this item alone, and its issues alone. */
export function itemAnswer(caller: Caller, address: ItemAddress): PageAnswer {
  const { session } = readItemView(caller, address);
  return jsonAnswer({ schemaVersion: SCHEMA_VERSION, ...session });
}

export function itemPage(caller: Caller, address: ItemAddress): ItemPage {
  const { observed, facts, item, session } = readItemView(caller, address);
  const { db } = caller.monitor;
  return buildItemPage(
    {
      session: {
        ...session,
        warnings: session.warnings.slice(cacheTroubles(caller.monitor).length),
      },
      item,
      domain: facts.domain,
      logs: observed.refreshed.hasFolder ? 'present' : 'gone',
      readingPercent: readingPercent(observed),
      followUps: listFollowUps(db, observed.refreshed.session.id),
      ...settledIn(caller, observed, item),
      ...readItemLogs(caller.monitor.root, address.session, facts),
    },
    caller.monitor.now,
  );
}

/** The later session that has moved a failed or unfinished item. */
function settledIn(caller: Caller, observed: Observed, item: Item): { settledIn?: string } {
  if (item.status !== 'failed' && item.status !== 'unfinished') return {};
  const settled = readSettled(caller.monitor, observed).find(
    ({ type, name }) => type === item.type && name === item.name,
  );
  return settled ? { settledIn: settled.sessionId } : {};
}
