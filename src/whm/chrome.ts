import { readChromeFiles } from './chrome-files.ts';
import type { Chrome, ChromeValues } from './chrome-html.ts';
import { fillPlaceholders } from './chrome-html.ts';
import { askChromePhp } from './chrome-php.ts';

export interface ChromeRequest extends ChromeValues {
  root: string;
  /** `whm_chrome_cache_directory` of the environment; null for the usual place. */
  cacheDirectory: string | null;
  /** The environment that the PHP helper may see; see `dropSecrets`. */
  childEnv: Readonly<Record<string, string>>;
  /** Time limit of the PHP helper. */
  phpTimeoutMs?: number;
}

export interface ChromeReading {
  /** Null: the page gets a plain frame of our own. */
  chrome: Chrome | null;
  source: 'files' | 'php' | 'none';
  /** Why the files (and the helper) were not used; null where they were. For `doctor`, not for pages. */
  reason: string | null;
}

const PHP_TIMEOUT_MS = 3_000;

/**
 * WHM's header and footer for one page: from the files that the server keeps, otherwise from its PHP helper, otherwise
 * none. Never rejects: a page without chrome is better than no page.
 */
export async function readChrome(request: ChromeRequest): Promise<ChromeReading> {
  const { root, user, cacheDirectory, securityToken, childEnv } = request;
  const files = readChromeFiles(root, user, cacheDirectory);
  if (files.ok) return { chrome: filled(files.chrome, request), source: 'files', reason: null };
  const php = await askChromePhp({
    root,
    user,
    securityToken,
    cacheDirectory,
    childEnv,
    timeoutMs: request.phpTimeoutMs ?? PHP_TIMEOUT_MS,
    nowMs: Date.now(),
  });
  if (php.ok) {
    return { chrome: filled(php.chrome, request), source: 'php', reason: files.reason };
  }
  return { chrome: null, source: 'none', reason: `${files.reason}; ${php.reason}` };
}

function filled(chrome: Chrome, values: ChromeValues): Chrome {
  return {
    header: fillPlaceholders(chrome.header, values),
    footer: fillPlaceholders(chrome.footer, values),
  };
}
