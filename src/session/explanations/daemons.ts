import type { ExplanationRule } from './rule.ts';

/** What Dovecot, BIND and Apache say in words of their own. */
export const daemonRules = (): readonly ExplanationRule[] => [
  {
    title: 'Port or address is in use',
    meaning: 'A service could not start because another program is using its port or address.',
    effect: 'breaks',
    advice:
      'On the server that reports it: find the program (ss -ltnp), stop it, and start the service again.',
    retry: 'after-fix',
    patterns: () => [
      /address (?:is )?(?:already )?in use|eaddrinuse|could not bind to|no listening sockets|could not listen on|cannot assign requested address/,
    ],
    words: [
      'in use',
      'eaddrinuse',
      'could not bind',
      'listening sockets',
      'could not listen',
      'cannot assign',
    ],
  },
  {
    title: 'Mail server configuration refused',
    meaning: 'Dovecot or Exim does not accept a line of its configuration and does not start.',
    effect: 'breaks',
    advice:
      'On this server: correct what the message names (doveconf -n, exim -bV), and save the configuration again in WHM (Mailserver Configuration, or Exim Configuration Manager).',
    retry: 'after-fix',
    patterns: () => [
      /error in configuration file|doveconf: (?:fatal|error)|exim configuration error|unknown setting: /,
    ],
    words: ['configuration', 'doveconf', 'unknown setting'],
  },
  {
    title: 'Unknown mail user or mailbox',
    meaning: 'Dovecot was asked for a mail account or folder that it does not know.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: check whether the address exists (cPanel: Email Accounts, /home/USER/etc/DOMAIN/passwd), and copy its mail again.',
    retry: 'by-hand',
    patterns: () => [
      /user doesn't exist|mailbox doesn't exist|user (?:is )?(?:unknown|not found) .{0,40}(?:userdb|passdb)|unknown user/,
    ],
    words: ["doesn't exist", 'userdb', 'passdb', 'unknown user'],
  },
  {
    title: 'Mailbox index is damaged',
    meaning:
      'Dovecot found a damaged index file, or stopped because of one. The messages themselves are not affected, and Dovecot recreates indexes.',
    effect: 'maybe',
    advice:
      'Run doveadm force-resync for the mailbox on the server that reports it, and compare the number of messages.',
    retry: 'by-hand',
    patterns: () => [
      /corrupted (?:\w{1,20} )?(?:index|transaction log|dbox|cache) ?|\.(?:index|cache|log): (?:corrupt|invalid|duplicate|broken)|index file .{0,300}(?:corrupt|broken)|panic: file \S{1,80}\.c: line \d|mdbox .{0,120}(?:corrupt|rebuild)/,
    ],
    words: ['corrupt', 'index', '.cache', '.log', 'panic: file', 'mdbox'],
  },
  {
    title: 'Mailbox is full',
    meaning: 'A mailbox has reached its quota, so messages could not be delivered or copied.',
    effect: 'not-moved',
    advice:
      'On this server: raise the quota of the address (cPanel: Email Accounts), then copy its mail again.',
    retry: 'after-fix',
    patterns: () => [
      /mailbox (?:for user )?is full|mailbox full|over quota \(mailbox|quota exceeded \(mailbox/,
    ],
    words: ['mailbox'],
  },
  {
    title: 'DNS server configuration refused',
    meaning:
      'The name server does not accept a line of its configuration, so it may not load any zone.',
    effect: 'breaks',
    advice:
      'On this server: run named-checkconf, correct the line that it names, or rebuild it with /usr/local/cpanel/scripts/rebuilddnsconfig.',
    retry: 'after-fix',
    patterns: () => [
      /\bnamed\S{0,40}\.conf\S{0,20}:\d{1,9}: |loading configuration .{0,40}fail|rndc: .{0,200}(?:fail|not found|refused)/,
    ],
    words: ['named', 'loading configuration', 'rndc'],
  },
  {
    title: 'Invalid record in a DNS zone',
    meaning:
      'The name server did not understand a record of a zone, or the zone lacks a record that it needs.',
    effect: 'breaks',
    advice:
      'On this server: run named-checkzone on the zone, correct the record that it names (WHM: DNS Zone Manager), and compare the zone with the source.',
    retry: 'by-hand',
    patterns: () => [
      /\.(?:db|zone|hosts):\d{1,9}: |\bdns_(?:rdata|master|zone)\w{0,24}: |zone \S{1,255}: .{0,200}(?:has (?:no|0) (?:ns|soa|address)|no ttl specified|bad (?:owner|name)|\(illegal\)|out[- ]of[- ]zone|ignoring)/,
    ],
    words: ['.db:', '.zone:', '.hosts:', 'dns_', 'zone '],
  },
  {
    title: 'Unknown Apache directive',
    meaning:
      'A configuration or .htaccess file has a mistake, or uses a directive of an Apache module that this server does not have.',
    effect: 'breaks',
    advice:
      'On this server: install the module (WHM: EasyApache 4) or remove the line. Lines with php_value and php_flag belong in the site’s php.ini.',
    retry: 'after-fix',
    patterns: () => [
      /invalid command '|perhaps misspelled or defined by a module|^syntax error on line|not allowed here|action 'configtest' failed/,
    ],
    words: ['invalid command', 'misspelled', 'syntax error on', 'not allowed here', 'configtest'],
  },
  {
    title: 'Wrong owner or mode of a web file',
    meaning:
      'The web server refuses files that belong to the wrong user or that others can write to. The site answers with error 500 or 403.',
    effect: 'breaks',
    advice:
      'On this server: make the account the owner again (chown -R USER:USER on the contents of public_html), and set folders to 755 and files to 644.',
    retry: 'by-hand',
    patterns: () => [
      /softexception|smaller than min_[ug]id|is writeable by (?:others|group)|search permissions are missing|suexec .{0,80}(?:policy|mismatch|not permitted|violation)/,
    ],
    words: ['softexception', 'min_', 'writeable by', 'search permissions', 'suexec'],
  },
  {
    title: 'Mailbox is in use',
    meaning: 'Another program had locked a mailbox, so it could not be opened in time.',
    effect: 'maybe',
    advice: 'Copy the mailbox again when it is less busy, and compare the number of messages.',
    retry: 'now',
    patterns: () => [
      /mailbox is locked|timeout .{0,60}(?:waiting for|while waiting).{0,20} lock .{0,60}(?:dovecot|mail)/,
    ],
    words: ['mailbox is locked', 'timeout'],
  },
];
