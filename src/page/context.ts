import type { Monitor } from '../app/monitor.ts';
import type { ProcessEnvironment } from '../system/environment.ts';
import type { PageRequest } from './http/request.ts';

/** Who asks, for what, with what at hand: what every view of the page gets. */
export interface Caller {
  environment: ProcessEnvironment;
  request: PageRequest;
  user: string;
  /** The environment that child processes may see. */
  childEnv: Record<string, string>;
  monitor: Monitor;
  /** Whether the time that one request may spend on reading logs is not used up. */
  goOn: () => boolean;
}
