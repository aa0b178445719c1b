import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** What keeps an account from being created, or from getting what it is created with. */
export const accountRules = (): readonly ExplanationRule[] => [
  {
    title: 'Licence allows no more accounts',
    meaning:
      'The cPanel licence of this server covers a number of accounts, and that number is reached.',
    effect: 'not-moved',
    advice:
      'Raise the licence (or remove accounts that are no longer needed), run /usr/local/cpanel/cpkeyclt, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:limit|maximum) .{0,60}licen[cs]e|licen[cs]e .{0,120}(?:no more|maximum|limit|exceed|reached|allows?)|maximum (?:number of )?(?:accounts|users) .{0,80}(?:reached|exceeded|allowed)|(?:reached|exceeded) (?:the|its|your) (?:maximum|limit) .{0,60}(?:accounts|users)/i,
    ],
    words: ['licen', 'maximum', 'reached', 'exceeded'],
  },
  {
    title: 'Licence of the server is not valid',
    meaning: 'The server that says so has no valid cPanel licence, so its programs refuse to work.',
    effect: 'not-moved',
    advice:
      'On that server: run /usr/local/cpanel/cpkeyclt, and ask for the licence where that fails.',
    retry: 'after-fix',
    patterns: () => [
      /licen[cs]e .{0,60}(?:invalid|expired|not valid|cannot be read)|(?:invalid|expired|cannot read|no valid) .{0,20}licen[cs]e/i,
    ],
    words: ['licen'],
  },
  {
    title: 'Account exists already',
    meaning:
      'This server has an account or a group of that name, and the session was not told to overwrite it. Nothing was restored.',
    effect: 'not-moved',
    advice:
      'If the account here may go, move it again with overwriting; otherwise move it under another name.',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `an? (?:account|user|group) (?:named |called |with the name |for that username )?(?:${NAME} )?(?:already exists|exists already)|account ${NAME} (?:already exists|exists already)|user(?:name)? ${NAME} (?:already exists|is taken|exists already)|group for that username already exists|(?:system|server) already has an? (?:account|user|group)|user exists|username is taken`,
      ),
    ],
    words: ['exists', 'is taken', 'already has'],
  },
  {
    title: 'Account name not allowed',
    meaning:
      'This server does not allow the name of the account: it is reserved, too long, or has characters that are not permitted.',
    effect: 'not-moved',
    advice: 'Move the account under another name.',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `(?:user ?name|account|user) ${NAME} is (?:reserved|invalid|not (?:allowed|valid))|is (?:a|not a valid) (?:reserved )?user ?name|reserved user ?name|invalid user ?name|not a valid username`,
      ),
    ],
    words: ['reserved', 'invalid', 'not allowed', 'not valid', 'not a valid'],
  },
  {
    title: 'Restricted restore and overwriting cannot be combined',
    meaning:
      'The session is a restricted restore, and WHM does not allow to overwrite an account in one.',
    effect: 'not-moved',
    advice:
      'Start a new session that is not restricted, or do not overwrite: only one of the two is possible.',
    retry: 'after-fix',
    patterns: () => [
      /may not force restricted|restricted restore.{0,60}(?:force|overwrite)|force.{0,40}restricted/i,
    ],
    words: ['restricted'],
  },
  {
    title: 'Basic WebHost Manager Setup not done',
    meaning: 'This server has no name servers or contact set up yet, so it cannot make accounts.',
    effect: 'not-moved',
    advice:
      'On this server: complete WHM » Basic WebHost Manager Setup (name servers, address, contact), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:please )?set ?up a name ?server|basic web ?host manager setup|no name ?servers? (?:are|is) (?:configured|set)/i,
    ],
    words: ['nameserver', 'name server', 'basic web'],
  },
  {
    title: 'DNS zone exists already',
    meaning:
      'This server or its DNS cluster has a zone for the domain from before. Its records can be older than those of the source, or keep the account from being made.',
    effect: 'maybe',
    advice:
      'Compare the zone with that of the source (WHM: DNS Zone Manager), above all A, MX and TXT. Where the restore stopped because of it, delete the zone on all servers of the cluster and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /dns entry for .{0,260}already exists|(?:dns )?zone .{0,260}(?:already exists|exists already)|already exists in the dns/i,
    ],
    words: ['already exists', 'exists already'],
  },
  {
    title: 'Domain belongs to another account here',
    meaning: 'Another account of this server has the domain, or it is left over from a former one.',
    effect: 'not-moved',
    advice:
      'On this server: remove the domain from the account that has it (or its leftovers in /etc/userdomains and the zone), then move the account again or add the domain.',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `domain ${NAME}.{0,120}(?:already exists|exists already|already (?:configured|in use|on this server)|(?:is )?owned by another|belongs? to another|in the userdata)|domain .{0,260}(?:could not be created|cannot be added|is not available)`,
      ),
    ],
    words: ['domain'],
  },
  {
    title: 'No dedicated IP address left',
    meaning: 'The account had its own IP address on the source; this server has none free for it.',
    effect: 'maybe',
    advice:
      'On this server: add addresses (WHM: Add a New IP Address) and give the account one. Tell those whose firewalls or DNS name the old address.',
    retry: 'after-fix',
    patterns: () => [
      /no (?:more |free |dedicated |available )*ip addresses?|dedicated ip addresses? (?:are|is) (?:left|available)|uses the shared (?:ip )?address|no free ip|dedicated (?:ip )?address .{0,300}(?:shared|replaced|could not|not available)/i,
    ],
    words: ['ip address', 'shared', 'free ip', 'dedicated'],
  },
  {
    title: 'Package missing',
    meaning:
      'The package of the account is not on this server, so the account has limits of its own.',
    effect: 'maybe',
    advice: 'Move or create the package, then assign it (WHM: Upgrade/Downgrade an Account).',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `(?:package|plan) (?:of )?${NAME} .{0,60}(?:does not exist|doesn't exist|not found|is missing|could not be (?:found|restored))|(?:no such|unknown|missing) package`,
      ),
    ],
    words: ['package', 'plan'],
  },
  {
    title: 'Package exists already',
    meaning:
      'This server has a package of that name. Unless it was overwritten, its limits stay as they are here.',
    effect: 'maybe',
    advice: 'Compare the limits if they matter (WHM: Edit a Package).',
    retry: 'by-hand',
    patterns: () => [pattern(`package ${NAME} (?:already exists|exists already)`)],
    words: ['package'],
  },
  {
    title: 'Feature list is managed by the package',
    meaning: 'Which features the customer sees comes from the package here, not from the account.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^the feature list .{0,200}managed by/i],
    words: ['feature list'],
  },
];
