import type { SessionHeader } from './header.ts';
import type { IssueKind, Repair } from './issue.ts';
import type { ItemFacts, Level, QueueName } from './item.ts';
import type { OddityCount, WorkerFacts } from './slice.ts';
import type { PhasePair, Tally } from './tally.ts';

/** What the server's index says of a session; null where it says nothing. Times are epoch seconds. */
export interface IndexEntry {
  id: string;
  state: string | null;
  pid: number | null;
  initiator: string | null;
  creator: string | null;
  sourceHost: string | null;
  targetHost: string | null;
  version: string | null;
  startedAt: number | null;
  endedAt: number | null;
}

/** A session without its items: what the cache holds of it. Cheap whatever the session's size. */
export interface SessionFacts {
  id: string;
  header: SessionHeader;
  /** What the server's index says now, or said last before it forgot the session. */
  seen: IndexEntry;
  tallies: Tally[];
  /** Items by both phases and by what they lack. */
  results: { combo: PhasePair; level: Level; count: number }[];
  /** Logs of ended items: read for errors; gone though they should be there; none to be read. */
  evidence: { read: number; gone: number; none: number };
  followUps: { total: number; done: number };
  /** How many items the server's queue database named. */
  queueRows: number;
  archived: boolean;
  oddities: OddityCount[];
  workers: WorkerFacts[];
}

/** What the machine shows of a session at the moment of asking: never stored. */
export interface Observation {
  /** Epoch seconds. */
  now: number;
  /** Whether the index has the session now; otherwise its entry is from before. */
  inIndex: boolean;
  /** The master process exists and works on this session; null: unknown (a log without its server). */
  masterAlive: boolean | null;
  /** When the newest of the session's logs last grew; null: not looked at. */
  lastGrowthAt: number | null;
  /** The session's folder exists: logs of items can be read. */
  hasFolder: boolean;
  /** Items that no worker has taken; null: unknown. */
  neverStarted: number | null;
  /** Percent of active items from the tail of their logs, by {@link activeKey}. */
  activePercent: ReadonlyMap<string, number>;
  stalled: { since: number; reason: string } | null;
}

export function activeKey(queue: QueueName, type: string, name: string): string {
  return `${queue}\0${type}\0${name}`;
}

/** An issue of one item, as a group lists it. */
export interface GroupEntry {
  type: string;
  name: string;
  queue: QueueName;
  text: string;
  repair: Repair | null;
  /** Byte offset of the outcome's line in the master log. */
  at: number;
}

/** A group of issues of one session. `count` messages over `itemCount` items; `entries` can be a part of them. */
export interface GroupFacts {
  id: string;
  kind: IssueKind;
  module: string | null;
  function: string | null;
  line: number | null;
  template: string;
  /** See {@link Explainable}. */
  explanation: string | null;
  count: number;
  itemCount: number;
  entries: GroupEntry[];
}

/** An attempt at one account in one session. */
export interface AccountFacts {
  sessionId: string;
  item: ItemFacts;
}
