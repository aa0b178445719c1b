import { join } from 'node:path';
import { isObject } from '../log/value.ts';
import { hostPath } from '../system/environment.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { readText } from '../system/safe-file.ts';
import type { Chrome } from './chrome-html.ts';
import { footerTrouble, headerTrouble, pairTrouble } from './chrome-html.ts';

export type ChromeAttempt = { ok: true; chrome: Chrome } | { ok: false; reason: string };

const MAX_KEYS_BYTES = 1_048_576;
const MAX_HTML_BYTES = 4 * 1_048_576;

/**
 * The header and footer that the server has rendered before, with their placeholders: the user's key in
 * `cache_keys.json`, then `<key>_0_0.html`, then `footer.html`. Three small reads; anything missing, empty, cut short
 * or rendered for one login becomes a reason in words.
 */
export function readChromeFiles(
  root: string,
  user: string,
  cacheDirectory: string | null,
): ChromeAttempt {
  const folder = cacheFolder(root, cacheDirectory);
  try {
    const key = headerKey(
      readText(join(folder, '_generated_header_files', 'cache_keys.json'), {
        followLinks: true,
        maxBytes: MAX_KEYS_BYTES,
      }),
      user,
    );
    const header = readText(join(folder, '_generated_header_files', `${key}_0_0.html`), {
      followLinks: true,
      maxBytes: MAX_HTML_BYTES,
    });
    reject('header', headerTrouble(header) ?? tokenTrouble(header));
    const footer = readText(join(folder, '_generated_footer_files', 'footer.html'), {
      followLinks: true,
      maxBytes: MAX_HTML_BYTES,
    });
    reject('footer', footerTrouble(footer) ?? tokenTrouble(footer));
    reject('header', pairTrouble({ header, footer }));
    return { ok: true, chrome: { header, footer } };
  } catch (error) {
    recordBug(error);
    return { ok: false, reason: errorMessage(error) };
  }
}

/** `/var/cpanel/caches`, or where the server says that it has moved it. */
function cacheFolder(root: string, moved: string | null): string {
  const path = moved ?? '/var/cpanel/caches';
  const isHostPath = path.startsWith('/var/cpanel/') || path.startsWith('/usr/local/cpanel/');
  return isHostPath ? hostPath(root, path) : path;
}

function headerKey(text: string, user: string): string {
  let keys: unknown;
  try {
    keys = JSON.parse(text);
  } catch {
    // Without its cause: the parser's words can quote the text, which holds keys.
    throw new Error('cache_keys.json is not JSON');
  }
  const key = isObject(keys) && Object.hasOwn(keys, user) ? keys[user] : undefined;
  if (typeof key !== 'string') throw new Error(`cache_keys.json has no header for ${user}`);
  if (!/^[^/\0]{1,200}$/.test(key)) throw new Error(`cache_keys.json has an odd key for ${user}`);
  return key;
}

/** Chrome rendered for everybody contains only the placeholder's zeros; a real token belongs to somebody. */
function tokenTrouble(html: string): string | null {
  return /\/cpsess(?!0{10})\d{6,}/.test(html) ? 'holds the token of a login' : null;
}

function reject(name: string, trouble: string | null): void {
  if (trouble !== null) throw new Error(`the server's ${name} ${trouble}`);
}
