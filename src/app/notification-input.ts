import { hostname } from 'node:os';
import { maskSecrets } from '../log/mask.ts';
import {
  type Notification,
  type NotificationEvent,
  type NotificationInput,
  writeNotification,
} from '../notify/notification-text.ts';
import { failureOf } from '../session/item.ts';
import { listGroups } from '../store/issue-query.ts';
import { listItems } from '../store/item-query.ts';
import { findVerification, summarizeVerified } from '../store/verification-store.ts';
import type { Forecast } from '../views/contract.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { phasePairsFor, summarize } from './report-session.ts';

const MAX_FAILED = 10;
const MAX_GROUPS = 10;
const WHM_PORT = 2087;

/** A notice of an event of a session; everything in it is masked once more. */
export function notificationOf(
  monitor: Monitor,
  { snapshot, forecast }: { snapshot: Snapshot; forecast: readonly Forecast[] },
  event: NotificationEvent,
  id: string,
  at: number,
): Notification {
  const { synced } = snapshot;
  const { sid, id: sessionId } = synced.session;
  const failed = listItems(
    monitor.db,
    sid,
    { phasePairs: phasePairsFor({ queue: null, status: 'failed' }, snapshot.status), found: null },
    { by: 'log', descending: false },
    { limit: MAX_FAILED, offset: 0 },
  );
  const all = { kind: null, found: null };
  const groups = listGroups(monitor.db, sid, all, { limit: MAX_GROUPS, offset: 0 }, 0);
  const server = hostname();
  return writeNotification(
    maskAll({
      id,
      event,
      at,
      server,
      link: linkOf(server, `?session=${sessionId}`),
      session: summarize(snapshot),
      ...(snapshot.observation.neverStarted === null
        ? {}
        : { neverStarted: snapshot.observation.neverStarted }),
      failedItems: failed.map(({ type, name, phases }) => ({
        type,
        name,
        failure: failureOf(phases),
      })),
      groups: groups.map(({ kind, template, count }) => ({ kind, template, count })),
      forecast: [...forecast],
      verification: verificationOf(monitor, snapshot),
    }),
  );
}

/** What the last look at this server found; null where nobody has looked. */
function verificationOf(
  { db }: Monitor,
  { synced, facts }: Snapshot,
): NotificationInput['verification'] {
  const { sid } = synced.session;
  const head = findVerification(db, sid);
  if (head === null) return null;
  const movedUntil = facts.header.endedAt ?? facts.seen.endedAt;
  return { ...summarizeVerified(db, sid), checkedAt: head.checkedAt, movedUntil };
}

/** What the test button sends. */
export function testNotification(id: string, at: number): Notification {
  const server = hostname();
  return writeNotification({
    id,
    event: 'test',
    at,
    server,
    link: linkOf(server, ''),
    session: null,
    failedItems: [],
    groups: [],
    forecast: [],
    verification: null,
  });
}

/** The page's address without a token: WHM asks for a login and then goes on to it. */
function linkOf(server: string, query: string): string {
  return `https://${server}:${WHM_PORT}/cgi/transfer_monitor/index.cgi${query}`;
}

/** Masks every text within a value. */
function maskAll<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'string' ? maskSecrets(inner) : inner,
    ),
  ) as T;
}
