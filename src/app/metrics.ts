import { countGroupsBySession, countGroupsOverall, noGroups } from '../store/group-count.ts';
import { countVerified } from '../store/verification-store.ts';
import { VERSION } from '../version.ts';
import { formatOpenMetrics, type MeasuredSession } from '../views/openmetrics.ts';
import { queueJson, summaryJson } from '../views/session-json.ts';
import { archivedLogBytes } from './archive.ts';
import { estimateSession } from './estimate.ts';
import { readForecast } from './forecast/read-forecast.ts';
import type { Monitor } from './monitor.ts';
import { noticeReport } from './notice-report.ts';
import { observeSession, type Snapshot } from './observe.ts';
import { attempt } from './session-trouble.ts';
import { syncSessions } from './sync.ts';

/** Metrics of all sessions that the server or the cache knows, as OpenMetrics text. */
export function readOpenMetrics(monitor: Monitor, goOn: () => boolean = () => true): string {
  const { sessions } = syncSessions(monitor, goOn);
  const groups = countGroupsBySession(monitor.db);
  return formatOpenMetrics({
    now: monitor.now,
    version: VERSION,
    // Metrics have no words: a session that cannot be measured is left out, the list names its trouble.
    sessions: sessions.flatMap(
      (synced) =>
        attempt([], synced.session.id, () => ({
          ...measure(monitor, observeSession(monitor, synced)),
          groups: groups.get(synced.session.sid) ?? noGroups(),
        })) ?? [],
    ),
    groups: countGroupsOverall(monitor.db),
    verified: countVerified(monitor.db),
    notices: noticeReport(monitor).counts,
    archivedLogBytes: archivedLogBytes(monitor.root),
  });
}

function measure(monitor: Monitor, snapshot: Snapshot): Omit<MeasuredSession, 'groups'> {
  const { queues, status } = snapshot;
  const estimate = status.over ? null : estimateSession(monitor, snapshot);
  const forecast = estimate === null ? [] : readForecast(monitor, snapshot, estimate);
  return {
    summary: summaryJson(snapshot),
    queues: queues.filter(({ total }) => total > 0).map((queue) => queueJson(queue, status.over)),
    etaSeconds: estimate?.etaSeconds ?? null,
    bytesPerSecond: estimate?.bytesPerSecond ?? null,
    forecast,
  };
}
