import { cacheWarnings } from '../../app/cache-limit.ts';
import { readItemLogs } from '../../app/item-logs.ts';
import { type KnownPlaces, placesInItemLog } from '../../app/known-places.ts';
import type { Snapshot } from '../../app/observe.ts';
import { Problem } from '../../app/problem.ts';
import { reportSession } from '../../app/report-session.ts';
import { readResolvedLater } from '../../app/resolved-later.ts';
import type { ItemFacts, QueueName } from '../../session/item.ts';
import { listFollowUps } from '../../store/follow-up-store.ts';
import { itemGroups } from '../../store/issue-query.ts';
import { findItem } from '../../store/item-query.ts';
import { findVerified } from '../../store/verification-store.ts';
import { type Item, SCHEMA_VERSION, type Session } from '../../views/contract.ts';
import { buildItemPage, type ItemPage } from '../../views/item-page.ts';
import { groupJson, itemJson } from '../../views/session-json.ts';
import type { VerifiedItemInput } from '../../views/session-verify.ts';
import { observe, type RequestContext, readingPercent } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import type { ParametersOf } from '../urls.ts';

/** One item by its name, and by its type where the address has one. */
type At = ParametersOf<'item'>;

function readItemView(context: RequestContext, address: At) {
  const snapshot = observe(context, address.session);
  const { db } = context.monitor;
  const { sid } = snapshot.synced.session;
  const facts = findItem(db, sid, address.type, address.item);
  if (!facts) {
    throw new Problem('not-found', { code: 'no-item', item: address.item }, address.session);
  }
  const { session } = reportSession(context.monitor, snapshot);
  const groups = itemGroups(db, sid, facts.type, facts.name);
  const item = itemJson(facts, snapshot);
  const whole: Session = { ...session, items: [item], issues: groups.map(groupJson) };
  return { snapshot, facts, item, session: whole };
}

/** The session's JSON with only this item, and only its issues. */
export function itemSessionJson(context: RequestContext, address: At): PageAnswer {
  const { session } = readItemView(context, address);
  return jsonAnswer({ schemaVersion: SCHEMA_VERSION, ...session });
}

export function itemPage(context: RequestContext, address: At): ItemPage {
  const { snapshot, facts, item, session } = readItemView(context, address);
  const { db } = context.monitor;
  return buildItemPage(
    {
      session: {
        ...session,
        warnings: session.warnings.slice(cacheWarnings(context.monitor).length),
      },
      item,
      domain: facts.domain,
      logs: snapshot.synced.hasFolder ? 'present' : 'gone',
      readingPercent: readingPercent(snapshot),
      verified: readVerified(context, snapshot, facts),
      followUps: listFollowUps(db, snapshot.synced.session.id),
      ...resolvedIn(context, snapshot, item),
      ...readItemLogs(
        context.monitor.root,
        address.session,
        facts,
        knownPlaces(context, snapshot, facts),
      ),
    },
    context.monitor.now,
  );
}

/** What the last look at this server found about it. */
function readVerified(
  { monitor }: RequestContext,
  { synced, facts: { header, seen } }: Snapshot,
  item: ItemFacts,
): VerifiedItemInput | null {
  const found = findVerified(monitor.db, synced.session.sid, item);
  return found && { ...found, movedUntil: header.endedAt ?? seen.endedAt };
}

function knownPlaces(
  { monitor }: RequestContext,
  { synced }: Snapshot,
  facts: ItemFacts,
): Record<QueueName, KnownPlaces> {
  const of = (queue: QueueName): KnownPlaces =>
    placesInItemLog(monitor.db, synced.session.sid, facts, queue);
  return { TRANSFER: of('TRANSFER'), RESTORE: of('RESTORE') };
}

/** The later session that has moved a failed or unfinished item. */
function resolvedIn(
  context: RequestContext,
  snapshot: Snapshot,
  item: Item,
): { resolvedIn?: string } {
  if (item.status !== 'failed' && item.status !== 'unfinished') return {};
  const resolvedLater = readResolvedLater(context.monitor, snapshot).find(
    ({ type, name }) => type === item.type && name === item.name,
  );
  return resolvedLater ? { resolvedIn: resolvedLater.sessionId } : {};
}
