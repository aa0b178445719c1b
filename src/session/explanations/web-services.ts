import type { ExplanationRule } from './rule.ts';

/** Web, DNS and cron of an account. */
export const serviceRules = (): readonly ExplanationRule[] => [
  {
    title: 'PHP version missing',
    meaning:
      'The site used a PHP version or handler that this server does not have, so it runs with the system’s default version or not at all.',
    effect: 'breaks',
    advice:
      'On this server: install the version with EasyApache 4 and assign it in MultiPHP Manager, or test the site with the default version.',
    retry: 'by-hand',
    patterns: () => [
      /php version .{0,80}(?:not installed|not available|does not exist|missing)|(?:ea|alt)-php\d*.{0,60}(?:not installed|not available|missing)|handler in .{0,300}php|php.{0,40}is not installed/,
    ],
    words: ['php'],
  },
  {
    title: 'Certificate not installed',
    meaning: 'A certificate was expired, not trusted or without its key, so it was not installed.',
    effect: 'maybe',
    advice:
      'On this server: run AutoSSL for the account once its domains point here, or install the certificate with its key.',
    retry: 'by-hand',
    patterns: () => [
      /certificate .{0,260}(?:expired|self-signed|not installed|no matching key|skipped|invalid|could not)|no private key fits|ca bundle|private key .{0,120}(?:does not match|missing|not found)/,
    ],
    words: ['certificate', 'private key', 'bundle'],
  },
  {
    title: 'DNSSEC keys not moved',
    meaning:
      'The DNSSEC keys of the zone stay on the source. With the old DS record at the registrar, the domain will not resolve from this server.',
    effect: 'breaks',
    advice:
      'Create new keys on this server and replace the DS record at the registrar before you change the name servers.',
    retry: 'by-hand',
    patterns: () => [/dnssec/],
    words: ['dnssec'],
  },
  {
    title: 'DNS zone not loaded',
    meaning:
      'The name server here refused the whole zone, so none of the domain’s names resolve from it.',
    effect: 'breaks',
    advice:
      'On this server: the lines before this one name the record (or run named-checkzone). Correct it (WHM: DNS Zone Manager) and compare the zone with the one on the source.',
    retry: 'by-hand',
    patterns: () => [
      /zone .{0,260}(?:failed to load|not loaded)|loading from master file .{0,260}failed/,
    ],
    words: ['zone', 'master file'],
  },
  {
    title: 'DNS record dropped',
    meaning:
      'The name server here did not understand a record of the zone, so the record is missing.',
    effect: 'breaks',
    advice:
      'Compare the zone with the one on the source (WHM: DNS Zone Manager) and add the record again.',
    retry: 'by-hand',
    patterns: () => [
      /zone file .{0,260}(?:not understood|dropped|invalid|could not be parsed)|zone .{0,260}syntax error/,
    ],
    place: () => /^ZoneFile::_parse$/,
    words: ['zone'],
  },
  {
    title: 'SPF record has the old IP address',
    meaning:
      'The domain’s SPF record still allows the source’s IP address, not this server’s, so mail from this server can be refused.',
    effect: 'breaks',
    advice: 'On this server: correct the record in the zone (WHM: Email Deliverability).',
    retry: 'by-hand',
    patterns: () => [/\bspf (?:record )?.{0,260}(?:names?|still|contains?|points?|invalid)/],
    place: () => /^ZoneFile::_spf$/,
    words: ['spf'],
  },
  {
    title: 'Name servers are elsewhere',
    meaning:
      'Other name servers answer for the domain. Its zone on this server has no effect until the domain’s name servers change.',
    effect: 'maybe',
    advice:
      'Once the site works here, change the records at the name servers that the domain uses.',
    retry: 'by-hand',
    patterns: () => [/name ?servers? (?:of|for) .{0,260}(?:not those|differ|elsewhere|not this)/],
    place: () => /^ZoneFile::_ns$/,
    words: ['name server', 'nameserver'],
  },
  {
    title: 'New DKIM key',
    meaning: 'The domain had no DKIM key, so this server creates one.',
    effect: 'none',
    advice:
      'Nothing to do if this server hosts the DNS zone. Otherwise publish the new key in the zone.',
    retry: 'pointless',
    patterns: () => [/^"[^"]{1,260}" has no dkim key|^‹\w+› has no dkim key/],
    words: ['dkim'],
  },
  {
    title: 'No cron jobs',
    meaning: 'The account has no cron jobs, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^the crontab .{0,120}(?:has no entries|is empty)|^no crontab for/],
    words: ['crontab'],
  },
  {
    title: 'Cron jobs of another user',
    meaning:
      'The account’s crontab has lines that name another user. They were not restored, because they could run as that user.',
    effect: 'not-moved',
    advice:
      'Check the crontab on the source, and add what the customer needs in cPanel (Cron Jobs).',
    retry: 'by-hand',
    patterns: () => [/crontab .{0,160}(?:another|other|different) user/],
    words: ['crontab'],
  },
  {
    title: 'Cron jobs need checking',
    meaning:
      'A line of the crontab is not valid on this server, or uses a program or path that does not exist here.',
    effect: 'breaks',
    advice: 'Open Cron Jobs in the account’s cPanel and correct the named line.',
    retry: 'by-hand',
    patterns: () => [
      /cron(?:tab| jobs?)? .{0,260}(?:not valid|invalid|does not exist|could not|skipped|disabled|bad (?:minute|hour|command))/,
    ],
    words: ['cron'],
  },
  {
    title: 'Document root of a domain changed',
    meaning:
      'This server does not allow the domain’s old document root, so the domain has a different one here.',
    effect: 'breaks',
    advice:
      'Check that the domain’s files are in its document root (cPanel: Domains), and correct the paths in the site’s configuration.',
    retry: 'by-hand',
    patterns: () => [
      /(?:addon |sub|parked )?domain .{0,260}(?:was )?(?:created|placed|moved) (?:below|under|in|to) |document root .{0,260}(?:changed|moved|not allowed|does not exist)/,
    ],
    words: ['domain', 'document root'],
  },
];
