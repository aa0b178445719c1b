import { hostPath } from '../system/environment.ts';
import { readText } from '../system/safe-file.ts';

/** A login as WHM creates them; a name that a shell or this file's format could misread is refused. */
const LOGIN = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,127}$/;

/** Far more than the resellers of a server. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Whether a WHM login may do what root may: it is `root`, or `/var/cpanel/resellers` (lines `user:acl,acl,…`) gives it
 * the right `all`. The plugin runs as root whoever calls it, so every route checks this first. An unreadable file gives
 * nobody but root any rights; where a login has several lines, each must give `all`.
 */
export function hasRootPrivileges(user: string | null, root: string): boolean {
  if (user === null || !LOGIN.test(user)) return false;
  if (user === 'root') return true;
  const lines = resellerLines(root).filter((line) => line.startsWith(`${user}:`));
  return (
    lines.length > 0 &&
    lines.every((line) =>
      line
        .slice(user.length + 1)
        .split(',')
        .includes('all'),
    )
  );
}

function resellerLines(root: string): string[] {
  try {
    const path = hostPath(root, '/var/cpanel/resellers');
    return readText(path, { followLinks: true, maxBytes: MAX_BYTES }).split(/\r?\n/);
  } catch {
    // Missing on servers without resellers; unreadable means that no right can be proved.
    return [];
  }
}
