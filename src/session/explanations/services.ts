import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** Web, mail, DNS, and the programs of the server itself. */
export const SERVICE_RULES: readonly ExplanationRule[] = [
  {
    title: 'PHP version missing',
    meaning:
      'The site used a version or handler of PHP that this server does not have, so that it runs with the default of the system or not at all.',
    effect: 'breaks',
    advice:
      'On this server: install the version with EasyApache 4 and assign it in MultiPHP Manager, or test the site with the default.',
    retry: 'by-hand',
    patterns: [
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
    patterns: [
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
    patterns: [/dnssec/i],
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
    patterns: [
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
    patterns: [
      /zone file .{0,260}(?:not understood|dropped|invalid|could not be parsed)|zone .{0,260}syntax error/i,
    ],
    place: /^ZoneFile::_parse$/,
    words: ['zone'],
  },
  {
    title: 'SPF record names the old address',
    meaning:
      'The SPF record of the domain still allows the address of the source, not that of this server: mail from here can be refused.',
    effect: 'breaks',
    advice: 'On this server: correct the record in the zone (WHM: Email Deliverability).',
    retry: 'by-hand',
    patterns: [/\bspf (?:record )?.{0,260}(?:names?|still|contains?|points?|invalid)/i],
    place: /^ZoneFile::_spf$/,
    words: ['spf'],
  },
  {
    title: 'Name servers are elsewhere',
    meaning:
      'The zone of the domain is not served by this server. The zone here has no effect until the name servers change.',
    effect: 'maybe',
    advice: 'Change the records where the domain is really served, once the site works here.',
    retry: 'by-hand',
    patterns: [/name ?servers? (?:of|for) .{0,260}(?:not those|differ|elsewhere|not this)/i],
    place: /^ZoneFile::_ns$/,
    words: ['name server', 'nameserver'],
  },
  {
    title: 'DKIM key is made again',
    meaning: 'The domain had no DKIM key; this server makes one.',
    effect: 'none',
    advice: 'Nothing to do where this server serves the zone. Otherwise publish the new key.',
    retry: 'pointless',
    patterns: [/^"[^"]{1,260}" has no dkim key|^‹\w+› has no dkim key/i],
    words: ['dkim'],
  },
  {
    title: 'No cron jobs',
    meaning: 'The account has no cron jobs, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: [/^the crontab .{0,120}(?:has no entries|is empty)|^no crontab for/i],
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
    patterns: [/crontab .{0,160}(?:another|other|different) user/i],
    words: ['crontab'],
  },
  {
    title: 'Cron jobs need a look',
    meaning:
      'A line of the crontab is not valid here, or names a program or path that this server does not have.',
    effect: 'breaks',
    advice: 'Open Cron Jobs in the cPanel of the account and correct the named line.',
    retry: 'by-hand',
    patterns: [
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
    patterns: [
      /(?:addon |sub|parked )?domain .{0,260}(?:was )?(?:created|placed|moved) (?:below|under|in|to) |document root .{0,260}(?:changed|moved|not allowed|does not exist)/i,
    ],
    words: ['domain', 'document root'],
  },
  {
    title: 'No mailing lists',
    meaning: 'The account has no mailing lists, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: [/^(?:"[^"]{1,120}"|‹\w+›) has no mailing lists/i],
    words: ['mailing list'],
  },
  {
    title: 'Mailing lists need a look',
    meaning:
      'A mailing list exists already, has no owner, or could not be restored because Mailman is off here.',
    effect: 'maybe',
    advice:
      'On this server: switch Mailman on in Tweak Settings if lists are needed, then move the account again.',
    retry: 'after-fix',
    patterns: [/mailman|mailing list/i],
    words: ['mailman', 'mailing list'],
  },
  {
    title: 'Forwarder to a program disabled',
    meaning:
      'Mail of this address went to a script, which this server does not allow or does not have.',
    effect: 'breaks',
    advice: 'Check that the program exists here, and set the forwarder again in cPanel.',
    retry: 'by-hand',
    patterns: [/forwarder .{0,260}(?:pipes? to|leads to|program|disabled)/i],
    place: /^Mail::_forwarders$/,
    words: ['forwarder'],
  },
  {
    title: 'Mailbox not restored',
    meaning:
      'A mailbox could not be converted to the format of this server, or not be written. Its messages may be missing.',
    effect: 'not-moved',
    advice:
      'Compare the mailbox on both servers and copy the messages again (IMAP, or rsync of /home/USER/mail).',
    retry: 'by-hand',
    patterns: [
      /mailbox(?:es)? .{0,260}(?:could not|cannot|failed|not (?:be )?(?:converted|restored))|convert.{0,80}(?:maildir|mdbox|mbox)|mail(?:dir)? .{0,120}(?:restored in part|not restored)/i,
    ],
    place: /^Mail::_convert$/,
    words: ['mailbox', 'convert', 'mail'],
  },
  {
    title: 'Roundcube data need a look',
    meaning:
      'The database of the webmail could not be converted. Address books and settings of the webmail may be missing; the mail itself is not touched.',
    effect: 'maybe',
    advice:
      'Ask customers who use the webmail to check their address books; copy the data of Roundcube from the source if they matter.',
    retry: 'by-hand',
    patterns: [/roundcube/i],
    words: ['roundcube'],
  },
  {
    title: 'Calendars or contacts not moved',
    meaning:
      'Calendars and address books of the mail server were left out, mostly because the versions of the two servers do not fit.',
    effect: 'not-moved',
    advice: 'Export calendars and contacts on the source and import them here.',
    retry: 'by-hand',
    patterns: [/(?:calendars?|contacts?|caldav|carddav) .{0,160}(?:not|skipped|could|failed)/i],
    words: ['calendar', 'contact', 'caldav', 'carddav'],
  },
  {
    title: 'Spam filter switched off',
    meaning:
      'The settings of SpamAssassin were left out, so the spam filter of the account is off here.',
    effect: 'maybe',
    advice: 'Switch it on again in cPanel (Spam Filters).',
    retry: 'by-hand',
    patterns: [/spam ?assassin|spam filter/i],
    words: ['spam'],
  },
  {
    title: 'FTP account needs a look',
    meaning: 'An FTP account has no password or a folder that is not allowed, so it cannot log in.',
    effect: 'breaks',
    advice: 'Set a new password for it in cPanel (FTP Accounts).',
    retry: 'by-hand',
    patterns: [
      /ftp (?:account|user) .{0,260}(?:no password|cannot|could not|invalid|not )|has no password and cannot log in/i,
    ],
    place: /^(?:FTP|Ftp)::restore$/,
    words: ['ftp', 'no password'],
  },
  {
    title: 'Web Disk account needs a look',
    meaning: 'A Web Disk user has a folder outside of the account, which is not allowed.',
    effect: 'maybe',
    advice: 'Set the folder again in cPanel (Web Disk).',
    retry: 'by-hand',
    patterns: [/web ?disk/i],
    words: ['web disk', 'webdisk'],
  },
  {
    title: 'Bandwidth history incomplete',
    meaning:
      'Statistics on the traffic of the past could not be taken over. Sites and mail are not touched.',
    effect: 'maybe',
    advice: 'Nothing to do, unless traffic is billed.',
    retry: 'by-hand',
    patterns: [/bandwidth/i],
    place: /^Bandwidth(?:Data)?::/,
    words: ['bandwidth'],
  },
  {
    title: 'Access logs left out',
    meaning: 'The logs of the web server were not asked for and were not copied.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: [/^the access logs .{0,260}(?:not asked for|skipped)/i],
    words: ['access logs'],
  },
  {
    title: 'Data of a plugin need a look',
    meaning:
      'A plugin of the source keeps data with the account which this server does not fully understand.',
    effect: 'maybe',
    advice: 'Check the plugin on this server: its version, and whether the account appears in it.',
    retry: 'by-hand',
    patterns: [/plugin/i],
    words: ['plugin'],
  },
  {
    title: 'Web server configuration refused',
    meaning:
      'A part of the configuration of the web server is not valid here, or the web server did not restart with it.',
    effect: 'breaks',
    advice:
      'On this server: run httpd -t, correct what it names (includes of the account in /etc/apache2/conf.d/userdata), and rebuild with /usr/local/cpanel/scripts/rebuildhttpdconf.',
    retry: 'after-fix',
    patterns: [
      /(?:httpd|apache) .{0,160}(?:failed|error|could not|syntax|restart)|\bah\d{5}\b|vhost .{0,120}(?:failed|invalid|could not)|mod_rewrite|modsecurity/i,
    ],
    words: ['httpd', 'apache', 'ah0', 'vhost', 'mod_rewrite', 'modsecurity'],
  },
  {
    title: 'Package manager is locked',
    meaning:
      'Another program (an update, or another restore) held the lock of yum, dnf, rpm or apt, so a package could not be installed.',
    effect: 'maybe',
    advice:
      'On this server: wait until the update has ended (ps aux | grep -E "yum|dnf|rpm|apt"), then move the account again.',
    retry: 'now',
    patterns: [
      /(?:yum|dnf|rpm|apt|dpkg).{0,80}lock|another app is currently holding|lock .{0,60}(?:yum|dnf|rpm|apt|dpkg)|could not get lock/i,
    ],
    words: ['lock', 'another app'],
  },
  {
    title: 'Hook script failed',
    meaning:
      'A script that somebody has hooked into transfers or account creation ended with an error.',
    effect: 'maybe',
    advice:
      'Read the log of the hook (WHM: manage_hooks list shows where it lies) and run it again for the account.',
    retry: 'after-fix',
    patterns: [
      /hook .{0,160}(?:failed|error|exited|returned|died)|(?:postwwwacct|prewwwacct|prerestore|postrestore)/i,
    ],
    words: ['hook', 'wwwacct', 'prerestore', 'postrestore'],
  },
  {
    title: 'Files of cPanel are incomplete',
    meaning:
      'A program of cPanel does not find a part of itself, mostly because an update was interrupted.',
    effect: 'not-moved',
    advice:
      'On the server that says so: run /usr/local/cpanel/scripts/upcp --force (or check_cpanel_pkgs --fix), then move the account again.',
    retry: 'after-fix',
    patterns: [
      pattern(
        `can't locate (?:object method )?${NAME}|compilation failed in require|undefined subroutine|can't load .{0,200}\\.so`,
      ),
    ],
    words: ["can't locate", 'compilation failed', 'undefined subroutine', "can't load"],
  },
  {
    title: 'Warning of the server code',
    meaning: 'A program of the server noted an inner oddity. It says nothing about the account.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: [
      /^(?:\[[^\]]{1,60}\] )?(?:warn \[[^\]]{1,80}\] )?(?:use of uninitialized value|deep recursion|wide character in|odd number of elements|argument .{0,200} isn't numeric|session complete.{0,80} at .{0,200} line)/i,
    ],
    words: [
      'uninitialized',
      'recursion',
      'wide character',
      'odd number',
      'numeric',
      'session complete',
    ],
  },
  {
    title: 'Server setting or program refused',
    meaning: 'The server could not save a setting that belongs to the item. Its old setting stays.',
    effect: 'maybe',
    advice: 'Compare the setting on both servers in WHM.',
    retry: 'by-hand',
    patterns: [
      /(?:setting|configuration|option) .{0,160}(?:could not be (?:saved|applied|set)|not applied|is not supported|refused)/i,
    ],
    words: ['setting', 'configuration', 'option'],
  },
];
