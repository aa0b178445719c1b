import { once } from '../look-up.ts';
import { matchAt } from './chunks.ts';
import type { Before } from './own-names.ts';

/**
 * What a run of text without blanks is by its looks alone. The first pattern that fits all of it decides. What its group `tail`
 * holds stays in the template; without a label all of it stays.
 */
export interface Shape {
  name: string;
  label: string | null;
  pattern: RegExp;
  /** Texts that this pattern fits, and none before it. */
  examples: readonly string[];
}

/** Letters of names and of internationalised domains. */
const L = 'A-Za-z0-9_\\u00c0-\\u1fff\\ud800-\\udfff';
const DATA_ENDINGS =
  'html?|css|txt|log|sql|gz|tar|tgz|zip|bz2|xz|db|sqlite3?|bak|old|tmp|lock|jpe?g|png|gif|svg|pdf|docx?|xlsx?|csv|mp[34]|avi|mkv|mov|eml|mbox|dat|frm|ibd|my[di]|cache|swp|json|xml|ya?ml|crt|key|csr|pem|cert|phtml|php\\d?|cpbackup|dump|webp|ico|woff2?|ttf';
const CODE_ENDINGS =
  'conf|config|cnf|cfg|ini|pm|cgi|so|rpm|sock|pid|sh|py|rb|js|ts|c|cpp|h|java|htaccess|htpasswd|service|index|list';

/** For whole chunks. */
export const shapes = once((): readonly Shape[] => [
  shape('fingerprint', 'id', /(?:SHA256|SHA1|MD5):.+/, ['SHA256:nThbg6kXUpJWGl7E1I']),
  // Which function of the server was called tells problems apart; the rest of an address does not.
  shape(
    'address of the web',
    'url',
    /[a-z][a-z0-9+.-]*:\/\/(?:.*?(?<tail>\/(?:json-api|xml-api|execute)\/[\w/]+))?.*/i,
    ['https://example.com/?p=1', 'https://a.example:2087/cpsess1/json-api/listaccts?x=1'],
  ),
  shape('mail address', 'address', /[^@/]+@[^@/]+/, ['bob@example.com', 'bob_x@localhost']),
  shape('path in a home', 'path', /~.*/, ['~bob/mail']),
  shape(
    'hardware address',
    'id',
    /[0-9a-f]{2}(?::[0-9a-f]{2}){5,}|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]/i,
    ['00:1b:44:11:3a:b7', '0000:00:1f.0'],
  ),
  shape('IPv6', 'ip', /(?=.*\d)(?=.*::|(?:[^:]*:){7})[0-9a-f:]+(?:\.\d+)*(?:%\w+)?(?:\/\d+)?/i, [
    '2001:db8::1',
    '::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
  ]),
  shape('name in code', null, /\w+(?:::\w+)+|\$\w+/, ['Cpanel::Exception', '$user']),
  shape('IPv4', 'ip', /\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?/, ['10.0.0.1', '10.0.0.0/8']),
  shape(
    'host and port',
    'host',
    `(?!.*\\.(?:${DATA_ENDINGS}|${CODE_ENDINGS}):)(?:[${L}-]+\\.)+[${L}-]+:\\d{1,5}`,
    ['example.com:443'],
  ),
  shape('locale', null, /[a-z]{2,3}_[A-Z]{2}(?:\.[A-Za-z0-9-]+)?/, ['en_US.UTF-8', 'de_DE']),
  // Names of programs' files tell problems apart, names of accounts' files don't.
  shape('file of the server', null, `[^/:]*\\.(?:${CODE_ENDINGS})`, ['httpd.conf', '.htaccess']),
  shape('file', 'file', `[^/:]*\\.(?:${DATA_ENDINGS})`, ['index.php', 'backup.tar.gz']),
  // No host has an underscore, but for those of DNS alone.
  shape('table', 'table', /(?!_)(?=.*_)[\w$%-]+\.[\w$%-]+/, ['bob_wp.options']),
  // Providers number their customers' hosts.
  shape('host', 'host', /(?=[a-z-]*\d)(?:[a-z0-9-]+\.){2,7}[a-z]{2,24}/, [
    'h-61-41-117-187.dsl.example.net',
    'host12.example.co.uk',
  ]),
  shape(
    'domain',
    'domain',
    `(?:\\*\\.|_)?(?:[${L}](?:[${L}-]{0,61}[${L}])?\\.)+(?:xn--[a-z0-9-]{2,59}|[a-z\\u00c0-\\u1fff]{2,24}|COM|NET|ORG)`,
    ['example.com', '_dmarc.münchen.example', '*.example.org'],
  ),
]);

function shape(
  name: string,
  label: string | null,
  pattern: RegExp | string,
  examples: readonly string[],
): Shape {
  const { source, flags } = new RegExp(pattern);
  return { name, label, pattern: new RegExp(`^(?:${source})$`, flags), examples };
}

const HAS_SIGN = /[:@~.$-]|_[A-Z]{2}/;

/** What a chunk looks like, with the `tail` that stays of it. Null when its looks say nothing. */
export function shapeOf(chunk: string): { label: string | null; tail: string } | null {
  if (!HAS_SIGN.test(chunk)) return null;
  for (const { label, pattern } of shapes()) {
    const match = pattern.exec(chunk);
    if (match !== null) return { label, tail: match.groups?.tail ?? '' };
  }
  return null;
}

/** Folders of the system below which every name belongs to an account, a domain or a database. */
const FOLDERS_OF_NAMES =
  /^\/(?:var\/(?:cpanel\/(?:users|packages|features|userdata|bandwidth|ssl|suspended|databases|cpmove|transfer_sessions|team|mwi|overquota|ea4|webtemplates|globalcache|locale|lang)|named|spool|mail|lib\/(?:mysql|pgsql|mailman)|tmp|log|backups?|www|run\/user|ftp)|etc\/(?:valiases|vdomainaliases|vfilters|vmail|proftpd|dovecot\/sni|apache2\/(?:conf\.d\/userdata|logs\/domlogs)|letsencrypt\/live)|usr\/(?:tmp|local\/apache\/(?:domlogs|conf\/userdata)|local\/cpanel\/3rdparty\/mailman\/(?:lists|archives)|home))\//;
const FOLDERS_OF_SYSTEM =
  /^\/(?:etc|scripts|usr|var|bin|sbin|opt|lib|lib64|proc|dev|run|sys|boot)(?:\/|$)/;

/**
 * How much of an absolute path stays: all of `/etc/my.cnf`, `/var/cpanel/users/` of `/var/cpanel/users/bob`, nothing of
 * `/home/bob/x` or of another folder that is not the system's.
 */
export function fixedPartOfPath(path: string): number {
  if (!FOLDERS_OF_SYSTEM.test(path)) return 0;
  const end = FOLDERS_OF_NAMES.exec(path)?.[0].length ?? path.length;
  for (let start = 1; start < end; ) {
    const slash = path.indexOf('/', start);
    const part = path.slice(start, slash < 0 ? path.length : slash);
    if (/\d{3}|@|[^!-~]/.test(part) || shapeOf(part)?.label === 'domain') return start;
    start += part.length + 1;
  }
  return end;
}

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const DAYS = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const MONTH = `(?:${MONTHS})[a-z]{0,6}`;
const DAY = `(?:${DAYS})[a-z]{0,6}`;
const CLOCK = '\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,:]\\d+)?)?(?: ?[AP]M)?';
const ZONE = '(?: ?(?:[+-]\\d\\d:?\\d\\d|Z|UTC|GMT|[A-Z]{3,4}T)(?!\\w))?';
const SIZE =
  '(?:[ \\u00a0]?(?:[KMGTP]i?B|[kmgt]b|B|bytes?|[Kk]ilobytes?|[Mm]ega?bytes?|[Gg]igabytes?)|[KMGTPkmgt])(?:/s(?:ec)?)?';
const TIME_UNIT =
  '[ \\u00a0]?(?:[smhd]|ms|secs?|mins?|hrs?|(?:second|minute|hour|day|week|month|year|millisecond)s?)';
const NUMBER = '[-+]?(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?!\\w)|\\d+(?:\\.\\d+)*)';
const PLAIN_DATE = `\\d{4}[-/]\\d\\d[-/]\\d\\d|\\d{1,2}/(?:\\d{1,2}|${MONTH})/\\d{2,4}|\\d{1,2}\\.\\d{1,2}\\.\\d{4}(?![.\\d])|\\d{1,2}[- ]${MONTH}[-,]? ?\\d{4}`;

interface NumberPattern {
  label: string;
  pattern: RegExp;
  examples: readonly string[];
}

/** Patterns for numbers and dates, in the order in which they are tried at a place in a text. */
export const numbers = once((): readonly NumberPattern[] => [
  numeric(
    'date',
    `(?=[A-Z])(?:${DAY},? {1,2})?(?:${MONTH}\\.? {1,2}\\d{1,2}(?:st|nd|rd|th)?|\\d{1,2} ${MONTH})(?:,? (?:at )?${CLOCK})?${ZONE}(?:,? \\d{4}(?!\\w))?(?:(?: at|,)? +${CLOCK})?${ZONE}(?!\\w)`,
    ['Mon Nov  2 04:13:22 2026', 'November 2, 2026'],
  ),
  numeric('date', `(?:${PLAIN_DATE})(?:(?:[T:, ] ?|,? at )${CLOCK})?${ZONE}(?!\\w)`, [
    '2026-11-02 04:13:22 +0000',
    '2 Nov 2026',
    '2.11.2026',
    '02/Nov/2026:04:13:22 +0000',
  ]),
  numeric('time', `${CLOCK}${ZONE}(?![\\w:])`, ['04:13', '4:13:22 PM']),
  // Programs give the same size twice.
  numeric('size', `<?${NUMBER}${SIZE}(?![\\w/])(?: \\(${NUMBER}${SIZE}\\))?`, [
    '5 MB',
    '12M',
    '1,234 bytes (1.2 KB)',
  ]),
  numeric('duration', `<?${NUMBER}${TIME_UNIT}(?![\\w’'-])`, ['<1 sec', '12 minutes', '30s']),
  numeric('number', `0x[0-9A-Fa-f]+(?!\\w)|${NUMBER}`, ['1,234', '-7', '3.1.2', '0x1f']),
]);

function numeric(label: string, pattern: string, examples: readonly string[]): NumberPattern {
  return { label, pattern: new RegExp(pattern, 'y'), examples };
}

/** A number, size, date, time or duration at a place in a text. */
export function readNumber(text: string, at: number): { label: string; end: number } | null {
  for (const { label, pattern } of numbers()) {
    const found = matchAt(pattern, text, at);
    if (found !== null) return { label, end: at + found[0].length };
  }
  return null;
}

const PRODUCTS =
  /^(?:php|mysql|mariadb|postgresql|perl|python|apache|ruby|nginx|tls|ssl|http|cloudlinux|almalinux|centos|debian|ubuntu)$/;
const RETURNED = /^(?:return(?:s|ed)|respond(?:s|ed)|answer(?:s|ed)|got|received|with)$/;

/** Whether digits between two indices are an error number, exit code, reply or a product's version, which stay. */
export function isCode(text: string, from: number, end: number, before: Before): boolean {
  const { gap, previous, noun } = before;
  if (gap === '' && PRODUCTS.test(previous)) return true;
  const digits = text.slice(from, end);
  if (!/^\d{1,6}$/.test(digits)) return false;
  const next = text.slice(end, end + 12);
  if (noun?.code === true) return gap === '' || !/^ [a-z]/.test(next);
  // "returned 403"
  if (gap === '' && RETURNED.test(previous) && /^[1-5]\d\d$/.test(digits))
    return /^(?:$|[.:,;)]| [A-Z])/.test(next);
  // MySQL's errors: `: 1227 (Access denied…`
  const isDatabaseError = /^(?:1\d{3}|20\d\d|3\d{3}|4[01]\d\d)$/.test(digits);
  return isDatabaseError && gap.endsWith(':') && /^ ?[(:] ?[A-Z“]/.test(next);
}
