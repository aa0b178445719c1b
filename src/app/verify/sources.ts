import { readFactsOfAll } from '../../store/session-query.ts';
import { sourceNames } from '../../store/source-look-store.ts';
import { findSourceGroup, groupSources, type SourceGroup } from '../../verify/same-source.ts';
import type { ProblemFacts } from '../../views/problem-words.ts';
import type { Monitor } from '../monitor.ts';
import { observeSession, type Snapshot } from '../observe.ts';
import { Problem } from '../problem.ts';
import { attempt, notShown } from '../session-trouble.ts';
import { type SyncResult, syncSessions } from '../sync.ts';

/** All sources of sessions that the server or the cache knows, with their sessions. */
export interface Sources {
  groups: SourceGroup[];
  sessions: ReadonlyMap<number, SyncResult>;
  problems: ProblemFacts[];
}

export function readSources(monitor: Monitor, hasTimeLeft: () => boolean = () => true): Sources {
  const { sessions, problems } = syncSessions(monitor, hasTimeLeft);
  return { ...groupsOf(monitor, sessions), problems };
}

export function groupsOf(
  monitor: Monitor,
  sessions: readonly SyncResult[],
): Pick<Sources, 'groups' | 'sessions'> {
  const names = sourceNames(monitor.db);
  const named = sessions.map(({ session: { sid, header, seen } }) => {
    const given = [header.sourceHost, seen.sourceHost].filter((name) => name !== null);
    return {
      sid,
      sourceHost: given[0] ?? null,
      moreHosts: given.slice(1),
      ownNames: names.get(sid) ?? [],
      startedAt: header.startedAt ?? seen.startedAt,
    };
  });
  return {
    groups: groupSources(named, monitor.config.sources),
    sessions: new Map(sessions.map((synced) => [synced.session.sid, synced])),
  };
}

/** One source with its sessions as they are now, the newest first. */
export interface SourceSnapshot {
  group: SourceGroup;
  snapshots: Snapshot[];
  problems: ProblemFacts[];
}

/** @throws Problem (not found) where no session has such a source */
export function findSource(
  monitor: Monitor,
  name: string,
  hasTimeLeft: () => boolean = () => true,
): SourceSnapshot {
  const { groups, sessions, problems } = readSources(monitor, hasTimeLeft);
  const group = findSourceGroup(groups, name);
  if (group === null) {
    throw new Problem('not-found', { code: 'no-source', source: name });
  }
  return { group, snapshots: snapshotsOf(monitor, group, sessions, problems), problems };
}

export function snapshotsOf(
  monitor: Monitor,
  group: SourceGroup,
  sessions: ReadonlyMap<number, SyncResult>,
  problems: ProblemFacts[],
): Snapshot[] {
  const factsOf = readFactsOfAll(monitor.db);
  return group.sids.flatMap((sid) => {
    const synced = sessions.get(sid);
    if (!synced) return [];
    const { session } = synced;
    const look = (): Snapshot => observeSession(monitor, synced, factsOf(session));
    return attempt(problems, notShown(session.id), look) ?? [];
  });
}
