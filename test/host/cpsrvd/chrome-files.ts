import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';

const CACHES = 'var/cpanel/caches';
/** Where the stand-in's own chrome scripts and styles are served from. */
export const CHROME_URL = '/stand-in-chrome/';

export function chromeSource(): string {
  return join(repositoryRoot(), 'test/host/chrome');
}

/**
 * Writes the rendered chrome that a server keeps on disk, with its placeholders, readable only for root: a header for
 * each user, and one footer (docs/server.md#chrome).
 */
export function writeChrome(root: string, users: readonly string[]): void {
  const headers = join(root, CACHES, '_generated_header_files');
  const footers = join(root, CACHES, '_generated_footer_files');
  mkdirSync(headers, { recursive: true, mode: 0o700 });
  mkdirSync(footers, { recursive: true, mode: 0o700 });
  const header = readFileSync(join(chromeSource(), 'header.part'), 'utf8');
  const keys: Record<string, string> = {};
  for (const user of users) {
    const key = `standin${Buffer.from(user).toString('hex')}`;
    keys[user] = key;
    writeFileSync(join(headers, `${key}_0_0.html`), header, { mode: 0o600 });
  }
  writeFileSync(join(headers, 'cache_keys.json'), JSON.stringify(keys), { mode: 0o600 });
  copyFileSync(join(chromeSource(), 'footer.part'), join(footers, 'footer.html'));
}
