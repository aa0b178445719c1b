import { lookUp } from '../session/look-up.ts';
import type { RetryItem } from '../session/retry.ts';
import { encode, parameters, quote } from './retry-shell.ts';

/** The script's variable for whether the new restore is unrestricted. */
export const UNRESTRICTED = 'UNRESTRICTED_RESTORE';

export const START_SESSION =
  'whmapi1 --output=json start_transfer_session transfer_session_id="$session" </dev/null | accepted start_transfer_session && echo "Started: $session"';

/** The parameter of `enqueue_transfer_item` that names an item. */
const NAMED_BY: Readonly<Record<string, string>> = {
  PackageRemoteRoot: 'package',
  FeatureListRemoteRoot: 'featurelist',
};

/** Puts an item into the queue of the session that the variable `session` names. */
export function enqueueLine(item: RetryItem): string {
  const name = lookUp(NAMED_BY, item.type);
  const fields: Record<string, string> = { module: item.type, [name ?? 'user']: item.name };
  if (name === undefined) {
    fields.localuser = item.localName ?? item.name;
    if (item.domain !== null && item.domain !== '') fields.domain = item.domain;
  }
  // 1 is the server's word for a size that it does not know; it chooses the place of an account by it.
  if (item.size !== null && item.size > 1) fields.size = String(item.size);
  if (name === undefined) Object.assign(fields, item.settings);
  return `whmapi1 --output=json enqueue_transfer_item transfer_session_id="$session" ${parameters(fields)} </dev/null | accepted ${quote(encode(item.name))}`;
}
