import type { ExplanationRule } from './rule.ts';

/** Mail of an account, its calendars, and its FTP and Web Disk accounts. */
export const mailboxRules = (): readonly ExplanationRule[] => [
  {
    title: 'No mailing lists',
    meaning: 'The account has no mailing lists, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^(?:"[^"]{1,120}"|‹\w+›) has no mailing lists/i],
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
    patterns: () => [/mailman|mailing list/i],
    words: ['mailman', 'mailing list'],
  },
  {
    title: 'Forwarder to a program disabled',
    meaning:
      'Mail of this address went to a script, which this server does not allow or does not have.',
    effect: 'breaks',
    advice: 'Check that the program exists here, and set the forwarder again in cPanel.',
    retry: 'by-hand',
    patterns: () => [/forwarder .{0,260}(?:pipes? to|leads to|program|disabled)/i],
    place: () => /^Mail::_forwarders$/,
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
    patterns: () => [
      /mailbox(?:es)? .{0,260}(?:could not|cannot|failed|not (?:be )?(?:converted|restored))|convert.{0,80}(?:maildir|mdbox|mbox)|mail(?:dir)? .{0,120}(?:restored in part|not restored)/i,
    ],
    place: () => /^Mail::_convert$/,
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
    patterns: () => [/roundcube/i],
    words: ['roundcube'],
  },
  {
    title: 'Calendars or contacts not moved',
    meaning:
      'Calendars and address books of the mail server were left out, mostly because the versions of the two servers do not fit.',
    effect: 'not-moved',
    advice: 'Export calendars and contacts on the source and import them here.',
    retry: 'by-hand',
    patterns: () => [
      /(?:calendars?|contacts?|caldav|carddav) .{0,160}(?:not|skipped|could|failed)/i,
    ],
    words: ['calendar', 'contact', 'caldav', 'carddav'],
  },
  {
    title: 'Spam filter switched off',
    meaning:
      'The settings of SpamAssassin were left out, so the spam filter of the account is off here.',
    effect: 'maybe',
    advice: 'Switch it on again in cPanel (Spam Filters).',
    retry: 'by-hand',
    patterns: () => [/spam ?assassin|spam filter/i],
    words: ['spam'],
  },
  {
    title: 'FTP account needs a look',
    meaning: 'An FTP account has no password or a folder that is not allowed, so it cannot log in.',
    effect: 'breaks',
    advice: 'Set a new password for it in cPanel (FTP Accounts).',
    retry: 'by-hand',
    patterns: () => [
      /ftp (?:account|user) .{0,260}(?:no password|cannot|could not|invalid|not )|has no password and cannot log in/i,
    ],
    place: () => /^(?:FTP|Ftp)::restore$/,
    words: ['ftp', 'no password'],
  },
  {
    title: 'Web Disk account needs a look',
    meaning: 'A Web Disk user has a folder outside of the account, which is not allowed.',
    effect: 'maybe',
    advice: 'Set the folder again in cPanel (Web Disk).',
    retry: 'by-hand',
    patterns: () => [/web ?disk/i],
    words: ['web disk', 'webdisk'],
  },
];
