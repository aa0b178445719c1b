import type { Monitor } from '../app/monitor.ts';
import type { TransferApi } from '../whm/api/answer.ts';
import { createHostApi } from '../whm/api/host-api.ts';
import type { CommandContext } from './context.ts';

/** The command line has no WHM session of a browser: the server is asked through its own command, as root. */
const NO_SESSION = { user: 'root', securityToken: null, sessionCookie: null };

export function commandApi(
  { root, childEnv }: Pick<CommandContext, 'root' | 'childEnv'>,
  monitor: Monitor,
): TransferApi {
  const environment = { root, chromeCacheDirectory: null, ...NO_SESSION };
  return createHostApi(environment, childEnv, monitor.config.apiUrl);
}
