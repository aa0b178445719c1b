import { join } from 'node:path';
import { isMailAddress } from '../system/addresses.ts';
import { hostPath } from '../system/environment.ts';
import { readText } from '../system/safe-file.ts';

/** WHM » Basic WebHost Manager Setup writes the server's contact here: `CONTACTEMAIL a@example.com,b@example.com`. */
const SETUP = '/etc/wwwacct.conf';
/** Contact of the root user, one address a line. */
const ROOT_CONTACT = join('/root', '.contactemail');

const MAX_BYTES = 262_144;
const MAX_ADDRESSES = 20;

/**
 * The addresses of the server's own contact: from `/etc/wwwacct.conf`, otherwise from root's own `.contactemail`,
 * otherwise the local user root, whose mail every server delivers somewhere. What is no plain address is skipped.
 */
export function readContact(root: string): string[] {
  const setup = readSmallFile(hostPath(root, SETUP)).split('\n');
  const line = setup.find((text) => /^\s*CONTACTEMAIL\s/.test(text)) ?? '';
  const fromSetup = addressesIn(line.replace(/^\s*CONTACTEMAIL/, ''));
  if (fromSetup.length > 0) return fromSetup;
  const ofRoot = addressesIn(readSmallFile(hostPath(root, ROOT_CONTACT)));
  return ofRoot.length > 0 ? ofRoot : ['root'];
}

function addressesIn(text: string): string[] {
  const addresses = text
    .split(/[\s,;]+/)
    .filter((word) => word.includes('@') && isMailAddress(word));
  return [...new Set(addresses)].slice(0, MAX_ADDRESSES);
}

/**
 * Empty where the file is missing, unreadable, too large or no regular file. An administrator may keep these files
 * elsewhere, behind a link.
 */
function readSmallFile(path: string): string {
  try {
    return readText(path, { followLinks: true, maxBytes: MAX_BYTES });
  } catch {
    return '';
  }
}
