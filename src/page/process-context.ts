import type { ProcessEnvironment } from '../system/environment.ts';

/** What this process was started with: the page's modules need no globals. */
export interface ProcessContext {
  environment: ProcessEnvironment;
  /** The environment that child processes may see. */
  childEnv: Record<string, string>;
  /** Epoch seconds, frozen for one answer. */
  now: number;
}
