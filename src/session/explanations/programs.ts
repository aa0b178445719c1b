import type { ExplanationRule } from './rule.ts';

/** What PHP, Node.js, OpenSSL, and curl say in words of their own. */
export const programMessageRules = (): readonly ExplanationRule[] => [
  {
    title: 'PHP module missing',
    meaning:
      'The PHP configuration or the site needs a module that PHP on this server does not have or cannot load in this version.',
    effect: 'breaks',
    advice:
      'On this server: install the module for the site’s PHP version (WHM: EasyApache 4), or remove the line from its php.ini.',
    retry: 'by-hand',
    patterns: () => [
      /unable to load dynamic library|failed loading \S{1,300}\.so|call to undefined function|zend extension|ioncube|php startup: .{0,120}(?:cannot|unable|invalid)|requires the .{1,60}php (?:extension|module)|ext-\w{2,30} .{0,40}missing/,
    ],
    words: [
      'dynamic library',
      'failed loading',
      'undefined function',
      'zend ext',
      'ioncube',
      'php startup',
      'requires the',
      'ext-',
    ],
  },
  {
    title: 'PHP module is loaded twice',
    meaning:
      'Two lines of the PHP configuration load the same module. The second one has no effect.',
    effect: 'none',
    advice: 'Nothing to do. Remove one of the lines if you want the message to disappear.',
    retry: 'pointless',
    patterns: () => [/^(?:php )?warning: module "[^"]{1,60}" (?:is )?already loaded/],
    words: ['already loaded'],
  },
  {
    title: 'PHP program stopped with an error',
    meaning:
      'A PHP program stopped: it does not work with this PHP version, took too long, or met an error.',
    effect: 'breaks',
    advice:
      'Compare the site’s PHP version and php.ini on both servers (WHM: MultiPHP Manager), and test the site.',
    retry: 'by-hand',
    patterns: () => [
      /^(?:php )?parse error:|^errors parsing |maximum execution time|^(?:php )?(?:fatal|recoverable fatal) error: (?!.{0,300}(?:allowed memory|access denied for|no such file|connection refused))/,
    ],
    words: ['parse error', 'errors parsing', 'execution time', 'fatal error'],
  },
  {
    title: 'PHP could not write or open a file',
    meaning:
      'A PHP program could not open or write a file: it is missing, not allowed, or the disk is full.',
    effect: 'maybe',
    advice:
      'Check the named path on this server (ls -l, df -h), compare it with the source, and look for the old server’s paths in the site’s configuration.',
    retry: 'by-hand',
    patterns: () => [
      /failed to open stream|failed opening (?:required )?|possibly out of free disk space/,
    ],
    words: ['failed to open', 'failed opening', 'free disk space'],
  },
  {
    title: 'Node.js application needs checking',
    meaning:
      'Node.js or npm stopped: a module is not installed, or the application does not work with this version of Node.js or of the system.',
    effect: 'breaks',
    advice:
      'On this server: choose the Node.js version that the source had (cPanel: Application Manager), and run npm install in the application’s folder.',
    retry: 'by-hand',
    patterns: () => [
      /^npm (?:err!|error\b)|cannot find module|version `(?:glibc|glibcxx)_\S{1,20}' not found|^(?:\w{0,20}: )?(?:syntax|type|reference|range)error: |javascript heap|err_(?:module_not_found|require_esm|unsupported)/,
    ],
    words: ['npm err', 'find module', 'glibc', 'error: ', 'javascript heap', 'err_'],
  },
  {
    title: 'Certificate or key is not usable',
    meaning:
      'A certificate or private key is missing, damaged, expired, not signed by a known authority, or does not match its key or name.',
    effect: 'breaks',
    advice:
      'Check the certificate (openssl x509 -noout -subject -dates), and install a valid one with its key (WHM: Manage AutoSSL, or Install an SSL Certificate).',
    retry: 'after-fix',
    patterns: () => [
      /unable to load (?:the )?(?:server |client |ca |public |signing )?(?:certificate|private key|public key|key|crl)\b|no start line|key values mismatch|could not (?:read|find|open) .{0,40}(?:private key|certificate|public key)|verify error|depth lookup|\bsslcertificate\w{0,20}: file|error \S{1,200}: verification failed|(?:no alternative certificate|certificate) subject name|error setting certificate|wrong version number|ssl(?:3)?[_ ]routines|self[- ]signed certificate|certificate (?:has expired|is not yet valid|is expired|signature failure|problem)|issuer certificate|can't load (?:ssl )?certificate|bad decrypt|unable to set private key|verify return code: [1-9]/,
    ],
    words: [
      'unable to load',
      'start line',
      'mismatch',
      'private key',
      'certificate',
      'public key',
      'verify ',
      'depth lookup',
      'verification failed',
      'version number',
      'routines',
      'bad decrypt',
    ],
  },
  {
    title: 'Download failed',
    meaning: 'A program downloaded something and got an error, or only part of it.',
    effect: 'not-moved',
    advice:
      'Open the log: the lines before this one name the address. Try it with curl -v on the server that reports it, then move the account again.',
    retry: 'now',
    patterns: () => [
      /^curl: \((?:1|3|18|22|23|26|33|36|47|52|55|56|61|63|65|78|89|92|95)\) |requested url returned error|empty reply from server|transfer closed with|failed writing body|was not closed cleanly|error 404: not found|^\S{0,40}error \d{3}: |\b(?:404|500|502|503|504) (?:not found|internal server error|bad gateway|service unavailable|gateway time-?out)/,
    ],
    words: [
      'curl: (',
      'requested url',
      'empty reply',
      'transfer closed',
      'writing body',
      'cleanly',
      'error ',
      '404 ',
      '500 ',
      '502 ',
      '503 ',
      '504 ',
    ],
  },
];
