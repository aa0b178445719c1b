import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** Connections between the servers, and logins over them. */
export const connectionRules = (): readonly ExplanationRule[] => [
  {
    title: 'A program reached its memory limit',
    meaning: 'A program needed more memory than its own limit allows, and stopped there.',
    effect: 'not-moved',
    advice:
      'Raise the limit that the message names (memory_limit for PHP, WHM: Tweak Settings, “Max cPanel process memory” for its own programs), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /allowed memory size of .{1,40} exhausted|memory limit|max(?:imum)? (?:cpanel )?process memory/,
    ],
    words: ['memory'],
  },
  {
    title: 'Another process is working on the account',
    meaning:
      'Another process is packaging, restoring or backing up the account, or a process that died left its lock behind.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: look for the other process (ps aux | grep -E "pkgacct|restorepkg|backup"). Wait until it has ended, or remove the lock that it left. Then move the account again.',
    retry: 'now',
    patterns: () => [
      /another (?:process|instance|pkgacct|backup|restore|transfer) .{0,80}(?:running|already|packag|restor|lock|progress)|(?:pkgacct|restorepkg|backup|restore|transfer) .{0,80}(?:already running|already in progress|is in progress|is locked)|lock ?file .{0,120}exists|(?:could not|unable to|failed to|cannot) (?:get|obtain|acquire|create|take) (?:a |the |an exclusive )?(?:pkgacct |account |user )?lock|(?:pkgacct|account|user) .{0,60}locked by/,
    ],
    words: ['another', 'already running', 'in progress', 'lock'],
  },
  {
    title: 'Host key of the source changed',
    meaning:
      'The SSH host key of the source is not the one that this server remembers. The source was reinstalled, its address belongs to another machine now, or somebody intercepts the connection.',
    effect: 'not-moved',
    advice:
      'Make sure that it is the right server, then remove the old key here (ssh-keygen -R HOST, and -R with its IP address) and move the accounts again.',
    retry: 'after-fix',
    patterns: () => [
      /host key verification failed|remote host identification has changed|offending \w+ key in|host key .{0,60}(?:has changed|does not match)/,
    ],
    words: ['host key', 'host identification', 'offending'],
  },
  {
    title: 'SSH on the source is too old',
    meaning:
      'The source offers only key types, ciphers or key exchanges that SSH on this server refuses as outdated.',
    effect: 'not-moved',
    advice:
      'Update the source, or allow the old method for this host in root’s ~/.ssh/config here (HostKeyAlgorithms +ssh-rsa, PubkeyAcceptedAlgorithms +ssh-rsa, or KexAlgorithms), then move the accounts again.',
    retry: 'after-fix',
    patterns: () => [
      /unable to negotiate|no matching (?:host key|cipher|mac|key exchange)|their offer:|no (?:hostkey|kex|common kex) alg|invalid key length|dh group out of range|no mutual signature/,
    ],
    words: [
      'negotiate',
      'no matching',
      'their offer',
      'hostkey alg',
      'kex alg',
      'key length',
      'dh group',
      'mutual signature',
    ],
  },
  {
    title: 'Login messages on the source disturb rsync',
    meaning:
      'On the source, root’s shell prints something at login (from .bashrc, .profile or /etc/profile.d), and rsync mistakes it for its own data.',
    effect: 'not-moved',
    advice:
      'On the source: make sure that “ssh root@source true” prints nothing (print only in interactive shells), then move the accounts again.',
    retry: 'after-fix',
    patterns: () => [/is your shell clean|protocol version mismatch/],
    words: ['shell clean', 'version mismatch'],
  },
  {
    title: 'Login on the source refused',
    meaning:
      'The source did not accept the login: a wrong or changed password, a key that it does not know, an expired token, or root login switched off.',
    effect: 'not-moved',
    advice:
      'Check the password or key, and on the source PermitRootLogin, cPHulk and the firewall. Then start a new session for what is missing.',
    retry: 'after-fix',
    patterns: () => [
      /permission denied(?:,| \()(?: ?please| ?publickey|[\w-]*(?:password|publickey|keyboard))|too many authentication failures|\b40[13]\b.{0,20}(?:unauthorized|forbidden)|530 login|(?:authentication|login) (?:has )?failed|invalid (?:login|credentials|access hash|api token)|(?:incorrect|wrong) password|the password .{0,60}(?:incorrect|not accepted|invalid)|su: authentication|sudo: .{0,80}(?:password|not allowed)/,
    ],
    words: [
      'permission denied',
      'authentication',
      'unauthorized',
      'forbidden',
      '530',
      'login',
      'credentials',
      'access hash',
      'api token',
      'password',
      'sudo',
    ],
  },
  {
    title: 'Host name of the source cannot be resolved',
    meaning: 'This server could not find the IP address of the source by its host name.',
    effect: 'not-moved',
    advice:
      'On this server: check the name and /etc/resolv.conf, or use the IP address of the source, then move the accounts again.',
    retry: 'after-fix',
    patterns: () => [
      /could not resolve|name or service not known|name resolution|unable to resolve|unknown host/,
    ],
    words: ['resolve', 'not known', 'resolution', 'unknown host'],
  },
  {
    title: 'Certificate of the source not accepted',
    meaning:
      'The connection to the source’s API failed because its certificate is expired, self-signed or for another name.',
    effect: 'not-moved',
    advice:
      'On the source: install a valid certificate for the WHM service (Manage Service SSL Certificates), or start the session over SSH.',
    retry: 'after-fix',
    patterns: () => [
      /certificate verif(?:y|ication) failed|ssl connect (?:attempt )?failed|unable to get local issuer/,
    ],
    words: ['certificate verif', 'ssl connect', 'issuer'],
  },
  {
    title: 'Connection to the source lost',
    meaning: 'The servers could not reach each other, or the connection was lost during the copy.',
    effect: 'not-moved',
    advice:
      'Check network, firewall (CSF, cPHulk, provider) and the SSH port on both servers, then move the failed accounts again.',
    retry: 'now',
    patterns: () => [
      /connection (?:to .{0,120})?(?:was )?(?:lost|reset|refused|timed out|closed|unexpectedly closed|aborted|interrupted)|no route to host|broken pipe|got errno 32 on write|network is unreachable|host is down|connection .{0,40}(?:unexpectedly closed|by (?:remote host|peer))|exchange_identification|unexplained error \(code 255\)|\(code (?:10|12|30|35|255)\)|error in (?:rsync protocol data stream|socket io)|timeout, server .{0,60}not responding|client_loop|packet_write_wait|lost connection|failed to connect to|could not connect to|unable to connect to|received disconnect|ssh_dispatch_run_fatal|message authentication code incorrect|bad packet length|corrupted mac|handshake failed/,
    ],
    words: [
      'connection',
      'route',
      'broken pipe',
      'errno 32',
      'unreachable',
      'host is down',
      'exchange_identification',
      '(code ',
      'error in',
      'timeout',
      'client_loop',
      'packet_write',
      'connect',
      'handshake',
      'disconnect',
      'ssh_dispatch',
      'authentication code',
      'packet length',
      'corrupted mac',
    ],
  },
  {
    title: 'Account is not on the source',
    meaning: 'The source has no account with that name, or no longer has it.',
    effect: 'not-moved',
    advice: 'On the source: check whether the account was renamed, removed or already moved.',
    retry: 'pointless',
    patterns: () => [
      pattern(
        `(?:account|user) ${NAME} (?:does not exist|doesn't exist|no longer exists|(?:was|is|could) not (?:be )?found|is not) on (?:the )?(?:source|remote|other)`,
      ),
    ],
    words: ['on the source', 'on source', 'on the remote', 'on remote', 'on the other'],
  },
];
