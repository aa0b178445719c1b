import type { Monitor, MonitorOptions } from '../app/monitor.ts';
import { observeSession, type Snapshot } from '../app/observe.ts';
import { Problem } from '../app/problem.ts';
import { readAllEvidence } from '../app/read-evidence.ts';
import { syncSession } from '../app/sync.ts';
import { isSessionId } from '../session/header.ts';
import type { TransferApi } from '../whm/api/answer.ts';
import { createHostApi } from '../whm/api/host-api.ts';
import type { Output } from './output.ts';

/** What a subcommand works with. The cache is opened at its first use: `parse` and `--help` need none. */
export interface CommandContext {
  root: string;
  output: Output;
  /** Epoch seconds. */
  now(): number;
  /**
   * Opens the cache.
   *
   * @param options `busyMs`: how long to wait for another process that writes it; by default as long as a reader waits
   * @throws Problem where the caller is not root; for a caller that repairs the cache, what is wrong with it
   */
  openMonitor(options?: Pick<MonitorOptions, 'isRepairer'> & { busyMs?: number }): Monitor;
  /** Closes the cache; the next use opens it again. */
  closeMonitor(): void;
  childEnv: Record<string, string>;
}

/** Runs a subcommand; returns the exit code. */
export type Command = (
  context: CommandContext,
  args: readonly string[],
) => Promise<number> | number;

/** The command line has no WHM session from a browser: the server is asked through its own command, as root. */
const NO_SESSION = { user: 'root', securityToken: null, sessionCookie: null };

export function commandApi(
  { root, childEnv }: Pick<CommandContext, 'root' | 'childEnv'>,
  monitor: Monitor,
): TransferApi {
  const environment = { root, chromeCacheDirectory: null, ...NO_SESSION };
  return createHostApi(environment, childEnv, monitor.config.apiUrl);
}

/** A session by its id, brought up to date, including its items' logs. @throws Problem (usage, not found) */
export function findSnapshot(monitor: Monitor, id: string): Snapshot {
  if (!isSessionId(id)) throw new Problem('malformed', { code: 'not-an-id', id });
  const synced = syncSession(monitor, id);
  if (!synced) throw new Problem('not-found', { code: 'no-session', id });
  const problems = readAllEvidence(monitor, [synced]);
  return observeSession(monitor, { ...synced, problems: [...synced.problems, ...problems] });
}
