import { type Check, compared, missing, notLooked } from '../check.ts';
import type { CheckContext } from './context.ts';

/** Whether the account is here, and whose it is. */
export function checkAccount({ account, source, server, localNames }: CheckContext): Check[] {
  const { name, localName } = account;
  if (!server.accounts.ok) return [notLooked('account', server.accounts.reason, null, name)];
  const here = server.accounts.value.get(localName.toLowerCase());
  if (!here) return [missing('account', null, name, 'There is no such account on this server')];
  const isHere = compared('account', null, { source: name, here: localName }, true);
  const owner = source?.accounts?.get(name.toLowerCase())?.owner ?? null;
  if (owner === null || here.owner === null) return [isHere];
  if (source?.hasOwners !== true) {
    const note = 'The source does not tell who owns its accounts';
    return [isHere, notLooked('account', note, 'owner')];
  }
  const expected = localNames.get(owner) ?? owner;
  const isSame = here.owner === expected;
  const note = isSame ? null : `The account belongs to ${here.owner} here`;
  return [isHere, compared('account', 'owner', { source: owner, here: here.owner }, isSame, note)];
}
