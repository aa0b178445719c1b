import { existsSync } from 'node:fs';
import { maskSecrets } from '../../log/mask.ts';
import { loopbackAddress } from '../../system/addresses.ts';
import type { ProcessEnvironment } from '../../system/environment.ts';
import { hostPath } from '../../system/environment.ts';
import type { TransferApi } from './answer.ts';
import { chosenCodec } from './chosen-codec.ts';
import type { WhmSession } from './session-route.ts';
import { createTransferApi } from './transfer-api.ts';

const WHMAPI1 = '/usr/local/cpanel/bin/whmapi1';

/**
 * The API of this host for one process. It uses the session of the request where there is one and `apiUrl` (see
 * `readConfig`) is on the loopback; the command line has none and asks through `whmapi1`.
 */
export function createHostApi(
  environment: ProcessEnvironment,
  childEnv: Readonly<Record<string, string>>,
  apiUrl: string,
): TransferApi {
  return createTransferApi({
    codec: chosenCodec,
    session: requestSession(environment, apiUrl),
    command: { path: hostPath(environment.root, WHMAPI1), env: childEnv },
    mask: maskSecrets,
  });
}

/** Whether this host has the command through which a process without a session asks. */
export function hasApiCommand(root: string): boolean {
  return existsSync(hostPath(root, WHMAPI1));
}

function requestSession(environment: ProcessEnvironment, apiUrl: string): WhmSession | null {
  const { securityToken, sessionCookie } = environment;
  const address = loopbackAddress(apiUrl);
  if (securityToken === null || sessionCookie === null || address === null) return null;
  return { address, securityToken, sessionCookie };
}
