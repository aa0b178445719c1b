import { type Channel, type ChannelPlace, channelsOf } from '../notify/notification-channel.ts';
import { eventsOf, NEWS_SECONDS } from '../notify/notification-event.ts';
import {
  addNotification,
  type ClaimedNotification,
  claimNotification,
  deleteOldNotifications,
  dropOtherChannels,
  hasNotification,
  markFailed,
  markSent,
  openNotifications,
} from '../notify/notification-store.ts';
import type { Notification } from '../notify/notification-text.ts';
import { hashText } from '../session/hash.ts';
import { isOver } from '../session/state.ts';
import type { Database } from '../store/driver.ts';
import { noteClock } from '../system/clock-note.ts';
import { dataPath } from '../system/paths.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { estimateSession } from './estimate.ts';
import { readForecast } from './forecast/read-forecast.ts';
import type { Monitor } from './monitor.ts';
import { notificationOf } from './notification-input.ts';
import { observeSession } from './observe.ts';
import { summarize } from './report-session.ts';
import { attempt } from './session-trouble.ts';
import type { SyncResult } from './sync.ts';

/** Longer than any way of sending may take: after that, a process that has claimed a notice must have died. */
const LEASE_SECONDS = 120;
/** A receiver that cannot be reached for longer is given up. */
const GIVE_UP_SECONDS = 3 * 86_400;
const MAX_PAUSE_SECONDS = 3600;
/** One run sends no longer than this; the next one continues. */
const RUN_SECONDS = 300;
const KEEP_SECONDS = 400 * 86_400;
const BUSY_MS = 30_000;

export interface NotifyResult {
  sent: { sessionId: string; event: string; label: string }[];
  /** What could not be sent now. */
  problems: ProblemFacts[];
}

export function notificationsPath(root: string): string {
  return dataPath(root, 'notices');
}

/**
 * Notifies people of what has happened in these sessions, each event once over all processes and runs, and retries what
 * could not be sent before. Does nothing where `config.json` names nobody to notify.
 *
 * @param clock epoch seconds; unlike `monitor.now` it goes on while waiting for receivers
 */
export async function notifyPeople(
  monitor: Monitor,
  sessions: readonly SyncResult[],
  place: Omit<ChannelPlace, 'root'>,
  clock: () => number,
): Promise<NotifyResult> {
  const channels = channelsOf(monitor.config.notify, { root: monitor.root, ...place });
  if (channels.length === 0) return { sent: [], problems: [] };
  const problems: ProblemFacts[] = [];
  const notices = openNotifications(monitor.driver, notificationsPath(monitor.root), BUSY_MS);
  try {
    if (noteClock(monitor.root, monitor.now)) {
      deleteOldNotifications(notices, monitor.now - KEEP_SECONDS);
    }
    dropOtherChannels(
      notices,
      channels.map(({ key }) => key),
      monitor.now,
    );
    for (const session of sessions) {
      const { id } = session.session;
      const notTold = (reason: string): ProblemFacts => ({ code: 'not-told', session: id, reason });
      attempt(problems, notTold, () => {
        if (mayBeNews(monitor, session)) addNews(monitor, notices, session, channels);
      });
    }
    const result = await sendDue(notices, channels, clock);
    return { ...result, problems: [...problems, ...result.problems] };
  } finally {
    notices.close();
  }
}

/** Cheap: sessions that ended long ago are not even looked at. */
function mayBeNews({ now }: Monitor, { session, inIndex, log }: SyncResult): boolean {
  if (session.archived) return false;
  const state = inIndex ? session.seen.state : session.header.state;
  if (!isOver(state ?? 'PENDING')) return true;
  const lastAt = Math.max(
    session.header.endedAt ?? 0,
    session.seen.endedAt ?? 0,
    log?.grownAt ?? 0,
  );
  return lastAt > now - NEWS_SECONDS;
}

function addNews(
  monitor: Monitor,
  notices: Database,
  synced: SyncResult,
  channels: readonly Channel[],
): void {
  // A log that is not read to its end would give numbers that are no longer true.
  if (synced.log !== null && !synced.log.isRead) return;
  const snapshot = observeSession(monitor, synced);
  const { id, cursor, renewals } = synced.session;
  // A log that newer rules have read again is no news.
  const place = { generation: cursor.generation - renewals, offset: cursor.offset };
  const grownAt = snapshot.observation.lastGrowthAt;
  const { now, config } = monitor;
  const forecast = readForecast(monitor, snapshot, estimateSession(monitor, snapshot));
  const events = eventsOf(summarize(snapshot), grownAt, place, now, forecast);
  for (const { event, key, at } of events) {
    if (!config.notify.events.includes(event)) continue;
    const untold = channels.filter(
      (channel) => !hasNotification(notices, { sessionId: id, event: key, channel: channel.key }),
    );
    if (untold.length === 0) continue;
    const notice = notificationOf(
      monitor,
      { snapshot, forecast },
      event,
      hashText(`${id}\0${key}`),
      at,
    );
    const message = JSON.stringify(notice);
    for (const { key: channel, label } of untold) {
      addNotification(notices, {
        sessionId: id,
        event: key,
        channel,
        label,
        foundAt: now,
        message,
      });
    }
  }
}

/** Sends what is due, one after the other. A receiver that fails is skipped for the rest of this run. */
async function sendDue(
  notices: Database,
  channels: readonly Channel[],
  clock: () => number,
): Promise<NotifyResult> {
  const result: NotifyResult = { sent: [], problems: [] };
  const dueBy = clock();
  let open = [...channels];
  while (clock() < dueBy + RUN_SECONDS) {
    const claimed = claimNotification(
      notices,
      { dueBy, now: clock(), leaseSeconds: LEASE_SECONDS },
      open.map(({ key }) => key),
    );
    const channel = open.find(({ key }) => key === claimed?.channel);
    if (!claimed || !channel) break;
    const delivery = await channel.send(JSON.parse(claimed.message) as Notification);
    const now = clock();
    if (delivery.ok) {
      markSent(notices, claimed, now);
      const { sessionId, event } = claimed;
      result.sent.push({ sessionId, event, label: channel.label });
      continue;
    }
    const nextAt = nextTry(claimed, now, delivery.retryAfterSeconds);
    markFailed(notices, claimed, delivery.reason, now, nextAt);
    const { label } = channel;
    const isLast = nextAt === null;
    result.problems.push({ code: 'not-sent', label, reason: delivery.reason, isLast });
    open = open.filter(({ key }) => key !== channel.key);
  }
  return result;
}

/** Waits half of the time that it has taken so far, which doubles about every second try. */
function nextTry(
  { foundAt }: ClaimedNotification,
  now: number,
  retryAfterSeconds: number | null,
): number | null {
  const waited = now - foundAt;
  if (waited >= GIVE_UP_SECONDS) return null;
  const pause = Math.min(MAX_PAUSE_SECONDS, Math.max(1, Math.floor(waited / 2)));
  return now + Math.max(pause, retryAfterSeconds ?? 0);
}

/** Sends a test to everybody; it is neither retried nor stored. */
export async function sendTest(
  channels: readonly Channel[],
  notice: Notification,
): Promise<{ label: string; trouble: string | null }[]> {
  return Promise.all(
    channels.map(async (channel) => {
      const delivery = await channel.send(notice);
      return { label: channel.label, trouble: delivery.ok ? null : delivery.reason };
    }),
  );
}
