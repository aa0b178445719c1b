import type { ExplanationRule } from './rule.ts';

/** Web, DNS and cron of an account. */
export const serviceRules = (): readonly ExplanationRule[] => [
  {
    title: 'PHP version missing',
    meaning:
      'The site used a version or handler of PHP that this server does not have, so that it runs with the default of the system or not at all.',
    effect: 'breaks',
    advice:
      'On this server: install the version with EasyApache 4 and assign it in MultiPHP Manager, or test the site with the default.',
    retry: 'by-hand',
    patterns: () => [
      /php version .{0,80}(?:not installed|not available|does not exist|missing)|(?:ea|alt)-php\d*.{0,60}(?:not installed|not available|missing)|handler in .{0,300}php|php.{0,40}is not installed/i,
    ],
    words: ['php'],
  },
  {
    title: 'Certificate not installed',
    meaning: 'A certificate was expired, not trusted, or without its key, and was left out.',
    effect: 'maybe',
    advice:
      'On this server: run AutoSSL for the account once its domains point here, or install the certificate with its key.',
    retry: 'by-hand',
    patterns: () => [
      /certificate .{0,260}(?:expired|self-signed|not installed|no matching key|skipped|invalid|could not)|no private key fits|ca bundle|private key .{0,120}(?:does not match|missing|not found)/i,
    ],
    words: ['certificate', 'private key', 'bundle'],
  },
  {
    title: 'DNSSEC keys not moved',
    meaning:
      'The keys that sign the zone stay on the source. With the old DS record at the registrar, the domain fails to resolve.',
    effect: 'breaks',
    advice:
      'Create new keys here and replace the DS record at the registrar before the name servers change.',
    retry: 'by-hand',
    patterns: () => [/dnssec/i],
    words: ['dnssec'],
  },
  {
    title: 'DNS zone not loaded',
    meaning:
      'The name server here refused the zone as a whole, so it answers for none of the domain’s names.',
    effect: 'breaks',
    advice:
      'On this server: the lines before this one name the record (or run named-checkzone). Correct it (WHM: DNS Zone Manager) and compare the zone with that of the source.',
    retry: 'by-hand',
    patterns: () => [
      /zone .{0,260}(?:failed to load|not loaded)|loading from master file .{0,260}failed/i,
    ],
    words: ['zone', 'master file'],
  },
  {
    title: 'Line of the DNS zone dropped',
    meaning: 'A record of the zone was not understood by the name server here and is missing.',
    effect: 'breaks',
    advice:
      'Compare the zone with that of the source (WHM: DNS Zone Manager) and add the record again.',
    retry: 'by-hand',
    patterns: () => [
      /zone file .{0,260}(?:not understood|dropped|invalid|could not be parsed)|zone .{0,260}syntax error/i,
    ],
    place: () => /^ZoneFile::_parse$/,
    words: ['zone'],
  },
  {
    title: 'SPF record names the old address',
    meaning:
      'The SPF record of the domain still allows the address of the source, not that of this server: mail from here can be refused.',
    effect: 'breaks',
    advice: 'On this server: correct the record in the zone (WHM: Email Deliverability).',
    retry: 'by-hand',
    patterns: () => [/\bspf (?:record )?.{0,260}(?:names?|still|contains?|points?|invalid)/i],
    place: () => /^ZoneFile::_spf$/,
    words: ['spf'],
  },
  {
    title: 'Name servers are elsewhere',
    meaning:
      'The zone of the domain is not served by this server. The zone here has no effect until the name servers change.',
    effect: 'maybe',
    advice: 'Change the records where the domain is really served, once the site works here.',
    retry: 'by-hand',
    patterns: () => [/name ?servers? (?:of|for) .{0,260}(?:not those|differ|elsewhere|not this)/i],
    place: () => /^ZoneFile::_ns$/,
    words: ['name server', 'nameserver'],
  },
  {
    title: 'DKIM key is made again',
    meaning: 'The domain had no DKIM key; this server makes one.',
    effect: 'none',
    advice: 'Nothing to do where this server serves the zone. Otherwise publish the new key.',
    retry: 'pointless',
    patterns: () => [/^"[^"]{1,260}" has no dkim key|^‹\w+› has no dkim key/i],
    words: ['dkim'],
  },
  {
    title: 'No cron jobs',
    meaning: 'The account has no cron jobs, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^the crontab .{0,120}(?:has no entries|is empty)|^no crontab for/i],
    words: ['crontab'],
  },
  {
    title: 'Cron jobs of another user',
    meaning:
      'The crontab of the account holds lines that name another user. They were not taken over, because they could run as somebody else.',
    effect: 'not-moved',
    advice:
      'Read the crontab on the source, and add what the customer needs in cPanel (Cron Jobs).',
    retry: 'by-hand',
    patterns: () => [/crontab .{0,160}(?:another|other|different) user/i],
    words: ['crontab'],
  },
  {
    title: 'Cron jobs need a look',
    meaning:
      'A line of the crontab is not valid here, or names a program or path that this server does not have.',
    effect: 'breaks',
    advice: 'Open Cron Jobs in the cPanel of the account and correct the named line.',
    retry: 'by-hand',
    patterns: () => [
      /cron(?:tab| jobs?)? .{0,260}(?:not valid|invalid|does not exist|could not|skipped|disabled|bad (?:minute|hour|command))/i,
    ],
    words: ['cron'],
  },
  {
    title: 'Folder of an addon domain moved',
    meaning:
      'The document root of a domain lay where this server does not allow it, so the domain has another folder here.',
    effect: 'breaks',
    advice:
      'Check that the files of the domain are in its folder (cPanel: Domains), and correct paths in the configuration of the site.',
    retry: 'by-hand',
    patterns: () => [
      /(?:addon |sub|parked )?domain .{0,260}(?:was )?(?:created|placed|moved) (?:below|under|in|to) |document root .{0,260}(?:changed|moved|not allowed|does not exist)/i,
    ],
    words: ['domain', 'document root'],
  },
];
