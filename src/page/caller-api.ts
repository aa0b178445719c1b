import type { TransferApi } from '../host/api/answer.ts';
import { hostPath } from '../host/environment.ts';
import { maskSecrets } from '../log/mask.ts';
import type { Caller } from './caller.ts';

/** The server's API as the caller may use it: with the caller's own WHM session, else as root on this machine. */
export async function apiFor({ environment, monitor, childEnv }: Caller): Promise<TransferApi> {
  const { createTransferApi } = await import('../host/api/transfer-api.ts');
  const { chosenCodec } = await import('../host/api/chosen-codec.ts');
  const { loopbackAddress } = await import('../host/api/loopback.ts');
  const address = loopbackAddress(monitor.config.apiUrl);
  const { securityToken, sessionCookie } = environment;
  const session =
    address === null || securityToken === null || sessionCookie === null
      ? null
      : { address, securityToken, sessionCookie };
  return createTransferApi({
    codec: chosenCodec,
    session,
    command: { path: hostPath(environment.root, '/usr/local/cpanel/bin/whmapi1'), env: childEnv },
    mask: maskSecrets,
  });
}
