import type { ExplanationRule } from './rule.ts';

/** Mail of an account, its calendars, and its FTP and Web Disk accounts. */
export const mailboxRules = (): readonly ExplanationRule[] => [
  {
    title: 'No mailing lists',
    meaning: 'The account has no mailing lists, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^(?:"[^"]{1,120}"|‹\w+›) has no mailing lists/],
    words: ['mailing list'],
  },
  {
    title: 'Mailing lists need checking',
    meaning:
      'A mailing list already exists, has no owner, or could not be restored because Mailman is off on this server.',
    effect: 'maybe',
    advice:
      'On this server: if mailing lists are needed, enable Mailman in Tweak Settings, then move the account again.',
    retry: 'after-fix',
    patterns: () => [/mailman|mailing list/],
    words: ['mailman', 'mailing list'],
  },
  {
    title: 'Forwarder to a program disabled',
    meaning:
      'Mail for this address went to a program that this server does not allow or does not have.',
    effect: 'breaks',
    advice: 'Check that the program exists here, and set the forwarder again in cPanel.',
    retry: 'by-hand',
    patterns: () => [/forwarder .{0,260}(?:pipes? to|leads to|program|disabled)/],
    place: () => /^Mail::_forwarders$/,
    words: ['forwarder'],
  },
  {
    title: 'Mailbox not restored',
    meaning:
      'A mailbox could not be converted to this server’s format, or could not be written. Messages may be missing.',
    effect: 'not-moved',
    advice:
      'Compare the mailbox on both servers and copy the messages again (IMAP, or rsync of /home/USER/mail).',
    retry: 'by-hand',
    patterns: () => [
      /mailbox(?:es)? .{0,260}(?:could not|cannot|failed|not (?:be )?(?:converted|restored))|convert.{0,80}(?:maildir|mdbox|mbox)|mail(?:dir)? .{0,120}(?:restored in part|not restored)/,
    ],
    place: () => /^Mail::_convert$/,
    words: ['mailbox', 'convert', 'mail'],
  },
  {
    title: 'Roundcube data needs checking',
    meaning:
      'The webmail database could not be converted. Webmail address books and settings may be missing; the mail itself is not affected.',
    effect: 'maybe',
    advice:
      'Ask customers who use webmail to check their address books. If something is missing, copy the Roundcube data from the source.',
    retry: 'by-hand',
    patterns: () => [/roundcube/],
    words: ['roundcube'],
  },
  {
    title: 'Calendars or contacts not moved',
    meaning:
      'Calendars and address books were not moved, usually because the servers’ versions do not match.',
    effect: 'not-moved',
    advice: 'Export calendars and contacts on the source and import them here.',
    retry: 'by-hand',
    patterns: () => [
      /(?:calendars?|contacts?|caldav|carddav) .{0,160}(?:not|skipped|could|failed)/,
    ],
    words: ['calendar', 'contact', 'caldav', 'carddav'],
  },
  {
    title: 'Spam filter switched off',
    meaning:
      'The SpamAssassin settings were not moved, so the account’s spam filter is off on this server.',
    effect: 'maybe',
    advice: 'Switch it on again in cPanel (Spam Filters).',
    retry: 'by-hand',
    patterns: () => [/spam ?assassin|spam filter/],
    words: ['spam'],
  },
  {
    title: 'FTP account needs checking',
    meaning: 'An FTP account has no password, or its folder is not allowed, so it cannot log in.',
    effect: 'breaks',
    advice: 'Set a new password for it in cPanel (FTP Accounts).',
    retry: 'by-hand',
    patterns: () => [
      /ftp (?:account|user) .{0,260}(?:no password|cannot|could not|invalid|not )|has no password and cannot log in/,
    ],
    place: () => /^(?:FTP|Ftp)::restore$/,
    words: ['ftp', 'no password'],
  },
  {
    title: 'Web Disk account needs checking',
    meaning:
      'The folder of a Web Disk account is outside the cPanel account, which is not allowed.',
    effect: 'maybe',
    advice: 'Set the folder again in cPanel (Web Disk).',
    retry: 'by-hand',
    patterns: () => [/web ?disk/],
    words: ['web disk', 'webdisk'],
  },
];
