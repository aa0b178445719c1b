import { isMessageWord } from './template-vocabulary.ts';

/** Endings of file names; the second group is configuration and code, whose names tell problems apart. */
const DATA_FILES =
  /\.(?:html?|css|txt|log|sql|gz|tar|tgz|zip|bz2|xz|db|sqlite3?|bak|old|tmp|lock|jpe?g|png|gif|svg|pdf|docx?|xlsx?|csv|mp[34]|avi|mkv|mov|eml|mbox|dat|frm|ibd|my[di]|cache|swp|json|xml|ya?ml|crt|key|csr|pem|cert|phtml|php\d?|cpbackup|dump|webp|ico|woff2?|ttf)$/i;
const CODE_FILES =
  /\.(?:conf|config|cnf|cfg|ini|pm|cgi|so|rpm|sock|pid|sh|py|rb|js|ts|c|h|htaccess|htpasswd|service|index|list)$/i;

const DOMAIN =
  /^(?:\*\.|_)?(?=[^.])(?:[a-z0-9_\u00c0-\u{10ffff}](?:[a-z0-9_\u00c0-\u{10ffff}-]{0,61}[a-z0-9\u00c0-\u{10ffff}])?\.)+(?:xn--[a-z0-9-]{2,59}|[a-z\u00c0-\u{10ffff}]{2,24})$/u;
const UPPER_DOMAIN = /^(?:[A-Za-z0-9-]+\.)+(?:COM|NET|ORG|DE|UK|[a-z]{2,24})$/;
const IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:\/\d{1,2}|:\d{1,5})?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** IPv6, also compressed or with a zone or prefix length; `DB::` and `12:30` are none. */
export function isIpv6(text: string): boolean {
  const bare = text.replace(/(?:%\w+)?(?:\/\d{1,3})?$/, '');
  if (!/^[0-9a-f:.]+$/i.test(bare) || !/\d/.test(bare)) return false;
  const groups = bare.split(':');
  return bare.includes('::') ? groups.length <= 9 && groups.length >= 3 : groups.length === 8;
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

export function isCodeFile(text: string): boolean {
  return CODE_FILES.test(text);
}

export function isDataFile(text: string): boolean {
  return DATA_FILES.test(text);
}

/** A host or domain name with a dot, also international ones and records such as `_dmarc.example.com`. */
export function isDomain(text: string): boolean {
  if (DATA_FILES.test(text) || CODE_FILES.test(text)) return false;
  return DOMAIN.test(text) || (UPPER_DOMAIN.test(text) && !text.startsWith('cPanel'));
}

/** `database.table`, where a part has an underscore, which no host name has. */
export function isTableName(text: string): boolean {
  return (
    /^[\w$%-]+\.[\w$%-]+$/.test(text) &&
    text.includes('_') &&
    !/^(?:mysql|information_schema|performance_schema|sys)\./.test(text)
  );
}

/** A code identifier such as `Cpanel::Exception`, `main::run`, `$user`, `--delete`. */
export function isCodeIdentifier(text: string): boolean {
  return (
    /^(?:--?[A-Za-z][\w=-]*|[$@%]\w+|\w+(?:::\w+)+)(?:\(\))?$/.test(text) || /^\w+\(\)$/.test(text)
  );
}

/** Folders of the system below which every name belongs to an account, a domain or a database. */
const NAMED_FOLDERS =
  /^\/(?:var\/(?:cpanel\/(?:users|packages|features|userdata|bandwidth|ssl|suspended|databases|cpmove|transfer_sessions|team|mwi|overquota|ea4|webtemplates|globalcache|locale|lang)|named|spool|mail|lib\/(?:mysql|pgsql|mailman)|tmp|log|backups?|www|run\/user|ftp)|etc\/(?:valiases|vdomainaliases|vfilters|vmail|proftpd|dovecot\/sni|apache2\/(?:conf\.d\/userdata|logs\/domlogs)|letsencrypt\/live)|usr\/(?:tmp|local\/apache\/(?:domlogs|conf\/userdata)|local\/cpanel\/3rdparty\/mailman\/(?:lists|archives)|home))\//;

const SYSTEM_ROOT =
  /^\/(?:etc|scripts|usr|var|bin|sbin|opt|lib|lib64|proc|dev|run|sys|boot)(?:\/|$)/;

/**
 * How much of an absolute path stays in the template: all of it for a place of the system, the part up to
 * the first name for the system's folders of names, nothing for everything else (homes, backups, tmp).
 */
export function fixedPartOfPath(path: string, isOwn: (part: string) => boolean): number {
  if (!SYSTEM_ROOT.test(path)) return 0;
  const named = NAMED_FOLDERS.exec(path);
  let at = named === null ? path.length : named[0].length;
  let start = 1;
  while (start < at) {
    let end = path.indexOf('/', start);
    if (end < 0) end = path.length;
    const part = path.slice(start, end);
    if (isOwn(part) || /\d{3}|@|[^!-~]/.test(part) || (part.includes('.') && isDomain(part)))
      at = start;
    start = end + 1;
  }
  return at;
}

const OWN_FOLDERS =
  /^(?:public_html|public_ftp|www|mail|etc|tmp|logs|ssl|cpmove-[^/]*|homedir|mysql|psql|\.\.?)\//;

/** Whether a relative chunk with slashes is a path, not words such as `files/attrs`, `TCP/IP`, `text/html`. */
export function isRelativePath(text: string, isOwn: (part: string) => boolean): boolean {
  if (OWN_FOLDERS.test(text)) return true;
  if (/^(?:HTTP\/\d|text\/|application\/|image\/|utf-?8)/i.test(text)) return false;
  const parts = text.split('/');
  if (parts.some((part) => isOwn(part) || /[._\d~@%]/.test(part))) return true;
  return parts.length > 2 && !parts.every((part) => isMessageWord(part.toLowerCase()));
}
