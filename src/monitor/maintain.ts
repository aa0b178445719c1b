import { keepLogs } from './archive.ts';
import type { Monitor } from './monitor.ts';
import type { ChannelPlace } from './notice-channel.ts';
import { notifyPeople } from './notify.ts';
import type { Refreshed } from './refresh.ts';
import { applyRetention } from './retention.ts';

export interface Maintained {
  /** What was done, and what could not be, in words. */
  deeds: string[];
  troubles: string[];
}

/**
 * What has to be done regularly, after the cache was brought up to date: the retention, archiving of logs, messages to people.
 *
 * @param clock epoch seconds
 */
export async function maintain(
  monitor: Monitor,
  sessions: readonly Refreshed[],
  place: Omit<ChannelPlace, 'root'>,
  clock: () => number,
): Promise<Maintained> {
  // People first: the rest can take minutes.
  const told = await notifyPeople(monitor, sessions, place, clock);
  const retention = applyRetention(monitor);
  const kept = keepLogs(monitor, sessions);
  return {
    deeds: [
      ...told.sent.map(({ sessionId, event, label }) => `${sessionId}: ${event}, ${label}.`),
      ...retention.forgotten.map((id) => `${id} was taken from the archive.`),
      ...kept.sessions.map((id) => `${id}: its logs are in the archive.`),
    ],
    troubles: [...told.troubles, ...retention.troubles, ...kept.troubles],
  };
}
