import type { Monitor } from '../monitor/monitor.ts';
import type { Output } from './output.ts';

/** What a subcommand works with. The cache is opened at the first use: `parse` and `--help` need none. */
export interface CommandContext {
  root: string;
  output: Output;
  /** Epoch seconds. */
  now(): number;
  /** Opens the cache. @throws Problem where the caller is not root, CacheError, the driver's busy error */
  openMonitor(): Monitor;
  /** Closes the cache; the next use opens it again. */
  closeMonitor(): void;
  childEnv: Record<string, string>;
}

/** A subcommand's run; gives the exit code. */
export type Command = (
  context: CommandContext,
  args: readonly string[],
) => Promise<number> | number;
