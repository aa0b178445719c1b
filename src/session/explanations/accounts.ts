import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** What keeps an account from being created, or from getting what it is created with. */
export const accountRules = (): readonly ExplanationRule[] => [
  {
    title: 'Licence allows no more accounts',
    meaning: 'This server has as many accounts as its cPanel licence allows.',
    effect: 'not-moved',
    advice:
      'Get a larger licence (or remove accounts that are no longer needed), run /usr/local/cpanel/cpkeyclt, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:limit|maximum) .{0,60}licen[cs]e|licen[cs]e .{0,120}(?:no more|maximum|limit|exceed|reached|allows?)|maximum (?:number of )?(?:accounts|users) .{0,80}(?:reached|exceeded|allowed)|(?:reached|exceeded) (?:the|its|your) (?:maximum|limit) .{0,60}(?:accounts|users)/,
    ],
    words: ['licen', 'maximum', 'reached', 'exceeded'],
  },
  {
    title: 'Server licence is not valid',
    meaning:
      'The server that reports this has no valid cPanel licence, so its programs refuse to work.',
    effect: 'not-moved',
    advice:
      'On that server: run /usr/local/cpanel/cpkeyclt. If that fails, ask your licence provider.',
    retry: 'after-fix',
    patterns: () => [
      /licen[cs]e .{0,60}(?:invalid|expired|not valid|cannot be read)|(?:invalid|expired|cannot read|no valid) .{0,20}licen[cs]e/,
    ],
    words: ['licen'],
  },
  {
    title: 'Account already exists',
    meaning:
      'This server already has an account or a group with that name, and the session was not set to overwrite it. Nothing was restored.',
    effect: 'not-moved',
    advice:
      'If the account on this server can be replaced, move it again with overwriting; otherwise move it under another name.',
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
      'This server does not allow the account’s name: it is reserved, too long, or contains characters that are not permitted.',
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
      'The session is a restricted restore, and WHM does not overwrite accounts in a restricted restore.',
    effect: 'not-moved',
    advice: 'Start a new session either without the restriction or without overwriting.',
    retry: 'after-fix',
    patterns: () => [
      /may not force restricted|restricted restore.{0,60}(?:force|overwrite)|force.{0,40}restricted/,
    ],
    words: ['restricted'],
  },
  {
    title: 'Basic WebHost Manager Setup not done',
    meaning:
      'This server has no name servers or contact address set up yet, so it cannot create accounts.',
    effect: 'not-moved',
    advice:
      'On this server: complete WHM » Basic WebHost Manager Setup (name servers, IP address, contact), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:please )?set ?up a name ?server|basic web ?host manager setup|no name ?servers? (?:are|is) (?:configured|set)/,
    ],
    words: ['nameserver', 'name server', 'basic web'],
  },
  {
    title: 'DNS zone already exists',
    meaning:
      'This server or its DNS cluster already has a zone for the domain. Its records may be older than those on the source, or the zone may prevent the account from being created.',
    effect: 'maybe',
    advice:
      'Compare the zone with the one on the source (WHM: DNS Zone Manager), especially A, MX and TXT records. If the restore stopped because of it, delete the zone on all servers of the cluster and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /dns entry for .{0,260}already exists|(?:dns )?zone .{0,260}(?:already exists|exists already)|already exists in the dns/,
    ],
    words: ['already exists', 'exists already'],
  },
  {
    title: 'Domain belongs to another account here',
    meaning:
      'Another account on this server has the domain, or it is left over from a deleted account.',
    effect: 'not-moved',
    advice:
      'On this server: remove the domain from the account that has it (or what is left of it in /etc/userdomains, and its zone). Then move the account again, or add the domain to it.',
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
      'On this server: add addresses (WHM: Add a New IP Address) and assign one to the account. Tell everyone whose firewall or DNS uses the old address.',
    retry: 'after-fix',
    patterns: () => [
      /no (?:more |free |dedicated |available )*ip addresses?|dedicated ip addresses? (?:are|is) (?:left|available)|uses the shared (?:ip )?address|no free ip|dedicated (?:ip )?address .{0,300}(?:shared|replaced|could not|not available)/,
    ],
    words: ['ip address', 'shared', 'free ip', 'dedicated'],
  },
  {
    title: 'Package missing',
    meaning:
      'The account’s package does not exist on this server, so the account has its own limits.',
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
    title: 'Package already exists',
    meaning:
      'This server already has a package with that name. Unless it was overwritten, its limits stay as they are.',
    effect: 'maybe',
    advice: 'Compare the limits if they matter (WHM: Edit a Package).',
    retry: 'by-hand',
    patterns: () => [pattern(`package ${NAME} (?:already exists|exists already)`)],
    words: ['package'],
  },
  {
    title: 'Feature list is managed by the package',
    meaning:
      'On this server, the package decides which features the customer sees, not the account.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^the feature list .{0,200}managed by/],
    words: ['feature list'],
  },
];
