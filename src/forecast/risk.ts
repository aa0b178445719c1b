import type { DatabaseServer } from '../verify/local-side.ts';

/** What can go wrong with the rest of a session. */
export type RiskKind =
  | 'disk'
  | 'inodes'
  | 'licence'
  | 'ip'
  | 'name'
  | 'domain'
  | 'database'
  | 'database-server'
  | 'update'
  | 'service';

/** The numbers and names of a risk, from which views make a sentence. */
export type RiskFacts =
  | { kind: 'disk' | 'inodes'; mount: string; free: number; needed: number; isReserveOnly: boolean }
  | { kind: 'licence'; seats: number; most: number; wanted: number }
  | { kind: 'ip'; free: number; wanted: number; address: string | null }
  | { kind: 'name' | 'domain' | 'database'; subject: string; owner: string | null; count: number }
  | { kind: 'database-server'; here: DatabaseServer; source: DatabaseServer }
  | { kind: 'update'; how: 'running' | 'nightly' | 'hourly' | 'unknown'; version: string | null }
  | { kind: 'service'; services: string[] };

/**
 * Something that is likely to go wrong. `alarm`: an account will fail, or arrive changed, if nobody does anything;
 * `notice`: it may. `at`: when, in epoch seconds; null: unknown. `item`: the first account that it concerns.
 */
export interface Risk {
  level: 'alarm' | 'notice';
  at: number | null;
  item: { type: string; name: string } | null;
  facts: RiskFacts;
}
