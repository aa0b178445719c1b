import type { Monitor, MonitorOptions } from '../app/monitor.ts';
import type { Output } from './output.ts';

/** What a subcommand works with. The cache is opened at the first use: `parse` and `--help` need none. */
export interface CommandContext {
  root: string;
  output: Output;
  /** Epoch seconds. */
  now(): number;
  /**
   * Opens the cache.
   *
   * @param options `busyMs`: how long to wait for another process that writes it; as long as a reader does where nothing is said
   * @throws Problem where the caller is not root; for one who repairs the cache, what is wrong with it
   */
  openMonitor(options?: Pick<MonitorOptions, 'isRepairer'> & { busyMs?: number }): Monitor;
  /** Closes the cache; the next use opens it again. */
  closeMonitor(): void;
  childEnv: Record<string, string>;
}

/** A subcommand's run; gives the exit code. */
export type Command = (
  context: CommandContext,
  args: readonly string[],
) => Promise<number> | number;
