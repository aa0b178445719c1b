import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { chromeSource } from './chrome-files.ts';
import { sendHtml } from './http.ts';
import { escapeHtml, type Login } from './logins.ts';

/** The server's own pages in its chrome: home, and those that the plugin links to; the rest is not found. */
export function sendOwnPage(
  response: ServerResponse,
  login: Login,
  path: string,
  query: string,
): void {
  const isKnown = path === '/' || /^\/scripts\d?\/[a-z_]+$/.test(path);
  const folder = chromeSource();
  const header = readFileSync(join(folder, 'header.part'), 'utf8')
    .replaceAll('/cpsess0000000000', login.token)
    .replaceAll('cpuser00000000000', escapeHtml(login.user))
    .replaceAll('Results of Your Request', isKnown ? 'WHM stand-in' : 'Not found')
    .replaceAll(' nonce="00000000000"', '');
  const fields = [...new URLSearchParams(query)].map(([key, value]) => `${key}: ${value}`);
  const words = `<p>The server's own page ${escapeHtml(path)} ${escapeHtml(fields.join(', '))}</p>`;
  const footer = readFileSync(join(folder, 'footer.part'), 'utf8');
  sendHtml(response, isKnown ? 200 : 404, header + words + footer);
}
