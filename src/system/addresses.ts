const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** A host's name, or an address of version 4 or 6 without brackets. */
export function isHost(text: string): boolean {
  if (text.length > 253) return false;
  return NAME.test(text) || (/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text) && isVersion6(text));
}

function isVersion6(text: string): boolean {
  try {
    return new URL(`http://[${text}]/`).hostname !== '';
  } catch {
    return false;
  }
}

/** Of a form that can be handed to sendmail without being read as an option or a second line. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[A-Za-z0-9][A-Za-z0-9._%+=-]*(?:@[A-Za-z0-9.-]+)?$/.test(text);
}

/** Where the server's API is asked: host and port of a loopback address. */
export interface LoopbackAddress {
  host: string;
  port: number;
}

export const DEFAULT_API_URL = 'https://127.0.0.1:2087';

/**
 * The address in a URL such as `https://127.0.0.1:2087`, or null where it is not HTTPS on the loopback. The caller's
 * session cookie is sent there without checking the certificate (it is self-signed on most servers), so a name that
 * somebody else can resolve is not accepted: `localhost` is taken for 127.0.0.1 without asking a resolver.
 */
export function loopbackAddress(url: string): LoopbackAddress | null {
  const parsed = parseUrl(url);
  if (parsed === null || parsed.protocol !== 'https:') return null;
  if (parsed.username !== '' || parsed.password !== '') return null;
  if (parsed.search !== '' || parsed.hash !== '' || parsed.pathname !== '/') return null;
  const port = parsed.port === '' ? 443 : Number(parsed.port);
  if (parsed.hostname === 'localhost') return { host: '127.0.0.1', port };
  if (parsed.hostname === '[::1]') return { host: '::1', port };
  if (/^127(?:\.\d{1,3}){3}$/.test(parsed.hostname)) return { host: parsed.hostname, port };
  return null;
}

function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
