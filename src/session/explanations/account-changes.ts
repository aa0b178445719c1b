import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** What has changed about an account. */
export const accountChangeRules = (): readonly ExplanationRule[] => [
  {
    title: 'Owner changed',
    meaning:
      'The reseller who owned the account does not exist on this server or has reached a limit. root owns the account now.',
    effect: 'maybe',
    advice: 'Move the reseller first, or set the owner in WHM (Change Ownership of an Account).',
    retry: 'by-hand',
    patterns: () => [
      pattern(
        `reseller ${NAME}.{0,60}(?:does not exist|doesn't exist|has no resources|not found|limit)|root now owns|owner .{0,120}(?:does not exist|changed to|was set to)|owned by root now`,
      ),
    ],
    words: ['reseller', 'owner', 'owns', 'owned by root'],
  },
  {
    title: 'Reseller privileges not restored',
    meaning:
      'The account is a reseller on the source. Some or all of its reseller privileges were not restored here.',
    effect: 'maybe',
    advice: 'On this server: set the privileges in WHM (Edit Reseller Nameservers and Privileges).',
    retry: 'by-hand',
    patterns: () => [
      /reseller (?:privileges?|acls?|rights) .{0,120}(?:not|skipped|removed|dropped)|(?:not|skipp?ing|skipped) .{0,60}reseller privileges?/,
    ],
    words: ['reseller'],
  },
  {
    title: 'Account renamed',
    meaning:
      'The account has a new name on this server. Paths to the old home directory in scripts and configuration files no longer work.',
    effect: 'breaks',
    advice:
      'Tell the customer the new name, and search the site’s configuration for /home/ followed by the old name.',
    retry: 'by-hand',
    patterns: () => [
      /(?:account|user ?name) .{0,120}(?:was |has been )?(?:renamed|restored) (?:to|as) /,
    ],
    words: ['account', 'user'],
  },
  {
    title: 'User or group number taken',
    meaning:
      'The numeric id of the user or group is in use on this server, so the account got another one. Files still belong to the account.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^(?:the )?(?:uid|gid|user id|group id) .{0,80}(?:in use|taken|exists)/],
    words: ['uid', 'gid', 'user id', 'group id'],
  },
  {
    title: 'Login shell refused or replaced',
    meaning: 'The account had shell access on the source. This server does not allow that shell.',
    effect: 'maybe',
    advice:
      'If the customer needs shell access, allow it in WHM (Manage Shell Access). Sites and most cron jobs work without it.',
    retry: 'by-hand',
    patterns: () => [
      /jailshell|noshell|shell access|(?:login )?shell .{0,80}(?:not (?:allowed|valid|installed)|changed|replaced|reset)/,
    ],
    words: ['shell'],
  },
  {
    title: 'Password must be set again',
    meaning:
      'There is no password, or it is stored in a format that this server does not accept, so the customer cannot log in.',
    effect: 'breaks',
    advice: 'On this server: set a new password and tell the customer.',
    retry: 'by-hand',
    patterns: () => [
      /password .{0,120}(?:old hash|must be (?:set|changed|reset)|could not be (?:set|restored)|not restored|needs to be)/,
    ],
    place: () => /^Password::restore$/,
    words: ['password'],
  },
  {
    title: 'Language not installed',
    meaning:
      'The customer’s cPanel language is not installed on this server, which shows its default language instead.',
    effect: 'maybe',
    advice: 'Install the locale in WHM, or tell the customer to choose another language.',
    retry: 'by-hand',
    patterns: () => [
      /(?:locale|language) .{0,120}(?:is not installed|not available|does not exist|unknown)/,
    ],
    place: () => /^(?:Locale|CustomLocale)::/,
    words: ['locale', 'language'],
  },
  {
    title: 'Theme changed',
    meaning: 'The account’s cPanel theme is not on this server, so it uses the default theme.',
    effect: 'maybe',
    advice: 'Nothing to do if the customer can work with the default theme.',
    retry: 'by-hand',
    patterns: () => [
      /\btheme .{0,160}(?:not installed|not available|does not exist|changed|default)/,
    ],
    words: ['theme'],
  },
  {
    title: 'Account is suspended',
    meaning: 'The account was suspended on the source, and is suspended here too.',
    effect: 'maybe',
    advice: 'Check whether it should stay suspended (WHM: Manage Account Suspension).',
    retry: 'after-fix',
    patterns: () => [/(?:account |")?.{0,80}is suspended|suspension/],
    words: ['suspen'],
  },
  {
    title: 'API tokens not restored',
    meaning:
      'The account’s API tokens were not moved, so programs that use them can no longer log in.',
    effect: 'breaks',
    advice:
      'Create new tokens in cPanel (Manage API Tokens) and enter them in the programs that use them.',
    retry: 'by-hand',
    patterns: () => [/api tokens? .{0,120}(?:dropped|skipped|not restored|removed|expired)/],
    place: () => /^APITokens::/,
    words: ['api token'],
  },
  {
    title: 'No links to integrated applications',
    meaning: 'The account has no links to applications outside cPanel, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^no integration links were found/],
    words: ['integration'],
  },
  {
    title: 'Quota changed',
    meaning: 'The disk quota differs from the one on the source, or could not be set.',
    effect: 'maybe',
    advice: 'If customers pay by size, check the quota in WHM (Modify an Account).',
    retry: 'by-hand',
    patterns: () => [
      /quota .{0,80}(?:to |changed|reduced|could not be set|not set)|inode quota|quotas are (?:disabled|off|not enabled)|setting quota|setquota|edquota/,
    ],
    words: ['quota'],
  },
  {
    title: 'Not restored in a restricted restore',
    meaning:
      'The restore was restricted. This part can contain things that could harm the server, so it was deliberately left out.',
    effect: 'not-moved',
    advice:
      'If you trust the source, move the account again without the restriction; otherwise set this part up by hand.',
    retry: 'after-fix',
    patterns: () => [
      /restricted (?:restore|mode)|security (?:context|restrictions?)|unrestricted restore/,
    ],
    words: ['restricted', 'security'],
  },
];
