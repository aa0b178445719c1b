import { forecastOf } from '../../forecast/forecast.ts';
import type { ServerRoom } from '../../forecast/server-facts.ts';
import type { Forecast } from '../../views/contract.ts';
import { forecastJson } from '../../views/forecast-words.ts';
import { hasApiCommand } from '../../whm/api/host-api.ts';
import type { SessionEstimate } from '../estimate.ts';
import type { Monitor } from '../monitor.ts';
import type { Snapshot } from '../observe.ts';
import { attemptSilently } from '../session-trouble.ts';
import {
  FORECAST_MAX_AGE_SECONDS,
  forecastAskedAt,
  keptSession,
  readKeptForecast,
} from './kept-forecast.ts';
import { arrivedAccounts, asCounted, upcomingAccounts } from './upcoming-accounts.ts';

/** Older answers say nothing any more, in seconds. */
const TOO_OLD = 2 * 3600;
const NO_ROOM: ServerRoom = {
  homes: null,
  seats: null,
  ips: null,
  database: null,
  servicesDown: null,
};

/**
 * What is likely to go wrong with the rest of a session, from earlier answers of the server: nothing is asked now.
 * Empty for a session that is over.
 */
export function readForecast(
  monitor: Monitor,
  { synced, status, observation }: Snapshot,
  { etaSeconds }: Pick<SessionEstimate, 'etaSeconds'>,
): Forecast[] {
  const { session } = synced;
  if (status.over || synced.isAlone) return [];
  const { now } = monitor;
  // A forecast is an addition: an error in it must not keep the session from being shown.
  const risks = attemptSilently(() => {
    const kept = readKeptForecast(monitor.root);
    const own = keptSession(kept, session.id);
    if (kept === null || own === null) return [];
    const isFresh = kept.takenAt !== null && Math.abs(now - kept.takenAt) < TOO_OLD;
    const arrived = isFresh ? arrivedAccounts(monitor, session, status, own) : [];
    const upcoming = upcomingAccounts(monitor, session, status);
    return forecastOf({
      now,
      secondsLeft: etaSeconds,
      isRunning: status.state === 'RUNNING',
      accounts: asCounted([...arrived, ...upcoming], own, kept.takenAt, observation.activePercent),
      takenAt: kept.takenAt,
      room: (isFresh ? kept.room : null) ?? NO_ROOM,
      update: isFresh ? kept.update : null,
      outlook: own.outlook,
    });
  });
  return (risks ?? []).map(forecastJson);
}

/** Whether it is time to ask the server about a session that waits or runs. */
export function isForecastDue({ root, now }: Monitor, { status }: Snapshot): boolean {
  if (status.over || !hasApiCommand(root)) return false;
  const askedAt = forecastAskedAt(root);
  return askedAt === null || Math.abs(now - askedAt) > FORECAST_MAX_AGE_SECONDS;
}
