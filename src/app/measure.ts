import { itemsTotalOf } from '../session/progress.ts';
import { countGroupsBySession, countGroupsOverall, noGroups } from '../store/group-count.ts';
import { countVerified } from '../store/verification-store.ts';
import type { SourceGroup } from '../verify/same-source.ts';
import { VERSION } from '../version.ts';
import { formatOpenMetrics, type MeasuredSession } from '../views/openmetrics.ts';
import { queueJson, summaryJson } from '../views/session-json.ts';
import type { MeasuredSource } from '../views/source-metrics.ts';
import { archivedLogBytes } from './archive.ts';
import { estimateSession } from './estimate.ts';
import { readForecast } from './forecast/read-forecast.ts';
import type { Monitor } from './monitor.ts';
import { notificationReport } from './notification-report.ts';
import { observeSession, type Snapshot } from './observe.ts';
import { attemptSilently } from './session-trouble.ts';
import { type SyncResult, syncSessions } from './sync.ts';
import { readSourceAccounts } from './verify/source-report.ts';
import { groupsOf } from './verify/sources.ts';

/** Metrics of all sessions that the server or the cache knows, as OpenMetrics text. */
export function readOpenMetrics(monitor: Monitor, hasTimeLeft: () => boolean = () => true): string {
  const { sessions } = syncSessions(monitor, hasTimeLeft);
  const groups = countGroupsBySession(monitor.db);
  const snapshots = new Map<number, Snapshot>();
  // Metrics contain no sentences: a session that cannot be measured is left out, and the list reports its problem.
  const measured = sessions.flatMap((synced) => {
    const { sid } = synced.session;
    return (
      attemptSilently(() => {
        const snapshot = observeSession(monitor, synced);
        const one = { ...measure(monitor, snapshot), groups: groups.get(sid) ?? noGroups() };
        snapshots.set(sid, snapshot);
        return one;
      }) ?? []
    );
  });
  return formatOpenMetrics({
    now: monitor.now,
    version: VERSION,
    sessions: measured,
    groups: countGroupsOverall(monitor.db),
    verified: countVerified(monitor.db),
    sources: measureSources(monitor, sessions, snapshots, hasTimeLeft),
    notices: notificationReport(monitor).counts,
    archivedLogBytes: archivedLogBytes(monitor.root),
  });
}

/** Sources are measured from all their accounts: those with more are left out, since their page shows them. */
const MAX_ITEMS = 20_000;
const MAX_SOURCES = 50;

/** The sources, those with the newest sessions first. */
function measureSources(
  monitor: Monitor,
  sessions: readonly SyncResult[],
  snapshots: ReadonlyMap<number, Snapshot>,
  hasTimeLeft: () => boolean,
): MeasuredSource[] {
  const { groups } = groupsOf(monitor, sessions);
  let room = MAX_ITEMS;
  return groups.slice(0, MAX_SOURCES).flatMap((group) => {
    const own = group.sids.flatMap((sid) => snapshots.get(sid) ?? []);
    const items = own.reduce((sum, { facts }) => sum + itemsTotalOf(facts), 0);
    if (items > room || !hasTimeLeft()) return [];
    room -= items;
    return attemptSilently(() => measureSource(monitor, group, own)) ?? [];
  });
}

function measureSource(
  monitor: Monitor,
  { name }: SourceGroup,
  snapshots: readonly Snapshot[],
): MeasuredSource {
  const { accounts, totals } = readSourceAccounts(monitor, snapshots);
  const verified: MeasuredSource['verified'] = { confirmed: 0, differs: 0, 'not-looked': 0 };
  for (const account of accounts) if (account.verified !== null) verified[account.verified] += 1;
  return { name, sessions: snapshots.length, totals, verified };
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
