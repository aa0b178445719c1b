import type { QueueName } from './plan.ts';

export type FlagName = '.pause' | 'pause' | '.abort' | 'abort';

/** One change that the simulated server makes to its files. Log names are without the dot. */
export type Effect =
  | { to: 'master'; text: string }
  | { to: 'masterClose' }
  | { to: 'errorLog'; text: string }
  | { to: 'itemOpen'; file: string }
  | { to: 'item'; file: string; text: string }
  | { to: 'itemClose'; file: string }
  | { to: 'queue'; type: string; name: string; state: number; pid: number }
  | { to: 'index'; state: number; endedAt: number | null }
  | { to: 'flag'; name: FlagName; on: boolean };

/** Session states as the index stores them (docs/server.md#the-index-of-sessions). */
export const SESSION_STATE = {
  PENDING: 0,
  RUNNING: 20,
  PAUSING: 50,
  ABORTING: 60,
  PAUSED: 70,
  COMPLETED: 100,
  ABORTED: 150,
  FAILED: 200,
} as const;
export type SimulatedState = keyof typeof SESSION_STATE;

/** Item states as a session's queue stores them. */
export const ITEM_STATE = {
  TRANSFER_PENDING: 0,
  TRANSFER_INPROGRESS: 10,
  RESTORE_PENDING: 30,
  RESTORE_INPROGRESS: 40,
  COMPLETED: 100,
  FAILED: 200,
} as const;

export function inProgress(queue: QueueName): number {
  return queue === 'TRANSFER' ? ITEM_STATE.TRANSFER_INPROGRESS : ITEM_STATE.RESTORE_INPROGRESS;
}
