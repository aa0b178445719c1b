import { maskSecrets } from '../log/mask.ts';
import type { ChannelPlace } from '../notify/notice-channel.ts';
import { isDamage } from '../store/cache.ts';
import { wordsOf } from '../system/errno.ts';
import { noteMistake } from '../system/fault-context.ts';
import { keepLogs } from './archive.ts';
import { keepHouse } from './housekeeping.ts';
import type { Monitor } from './monitor.ts';
import { noticesPath, notifyPeople } from './notify.ts';
import { applyRetention } from './retention.ts';
import { prepareSearches } from './search-work.ts';
import type { SyncResult } from './sync.ts';

export interface Maintained {
  /** What was done, and what could not be, in words. */
  deeds: string[];
  troubles: string[];
  /** Steps that failed as a whole, in words; the others were taken all the same. */
  failures: string[];
  /** The damage of the cache that a step has met. */
  damage: unknown;
}

/**
 * What has to be done regularly, after the cache was brought up to date: messages to people, the retention, archiving of logs,
 * clearing up. None of these steps keeps another from being taken.
 *
 * @param clock epoch seconds
 */
export async function maintain(
  monitor: Monitor,
  sessions: readonly SyncResult[],
  place: Omit<ChannelPlace, 'root'>,
  clock: () => number,
): Promise<Maintained> {
  const done: Maintained = { deeds: [], troubles: [], failures: [], damage: null };
  // People first: the rest can take minutes.
  await step(done, `Telling people (${noticesPath(monitor.root)})`, async () => {
    const told = await notifyPeople(monitor, sessions, place, clock);
    done.deeds.push(
      ...told.sent.map(({ sessionId, event, label }) => `${sessionId}: ${event}, ${label}.`),
    );
    done.troubles.push(...told.troubles);
  });
  await ofCache(done, 'Forgetting what is too old', () => {
    // On a copy in memory it would take the logs and leave the rows.
    if (monitor.limit !== null) return;
    const retention = applyRetention(monitor);
    done.deeds.push(...retention.forgotten.map((id) => `${id} was taken from the archive.`));
    done.troubles.push(...retention.troubles);
  });
  await ofCache(done, 'Archiving logs', () => {
    const kept = keepLogs(monitor, sessions);
    done.deeds.push(...kept.sessions.map((id) => `${id}: its logs are in the archive.`));
    done.troubles.push(...kept.troubles);
  });
  await ofCache(done, 'Preparing searches', () => prepareSearches(monitor, sessions));
  await step(done, 'Clearing up', () => {
    done.deeds.push(...keepHouse(monitor.root));
  });
  return done;
}

async function ofCache(done: Maintained, name: string, work: () => void): Promise<void> {
  await step(done, name, () => {
    try {
      work();
    } catch (error) {
      if (isDamage(error)) done.damage ??= error;
      throw error;
    }
  });
}

async function step(
  done: Maintained,
  name: string,
  work: () => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    noteMistake(error);
    const words = maskSecrets(wordsOf(error));
    done.failures.push(`${name} failed: ${words.replace(/\.$/, '')}.`);
  }
}
