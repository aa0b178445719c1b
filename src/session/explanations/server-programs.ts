import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** Figures, plugins, and the programs of the server itself. */
export const serverProgramRules = (): readonly ExplanationRule[] => [
  {
    title: 'Bandwidth history incomplete',
    meaning: 'Old traffic statistics could not be moved. Sites and mail are not affected.',
    effect: 'maybe',
    advice: 'Nothing to do, unless traffic is billed.',
    retry: 'by-hand',
    patterns: () => [/bandwidth/],
    place: () => /^Bandwidth(?:Data)?::/,
    words: ['bandwidth'],
  },
  {
    title: 'Access logs left out',
    meaning: 'The session was not set to copy the web server’s logs.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^the access logs .{0,260}(?:not asked for|skipped)/],
    words: ['access logs'],
  },
  {
    title: 'Plugin data needs checking',
    meaning:
      'A plugin on the source stores data with the account that this server does not fully understand.',
    effect: 'maybe',
    advice: 'Check the plugin on this server: its version, and whether the account appears in it.',
    retry: 'by-hand',
    patterns: () => [/plugin/],
    words: ['plugin'],
  },
  {
    title: 'Web server configuration refused',
    meaning:
      'Part of the web server’s configuration is not valid on this server, or the web server did not restart with it.',
    effect: 'breaks',
    advice:
      'On this server: run httpd -t, correct what it names (the account’s includes in /etc/apache2/conf.d/userdata), and run /usr/local/cpanel/scripts/rebuildhttpdconf.',
    retry: 'after-fix',
    patterns: () => [
      /(?:httpd|apache) .{0,160}(?:failed|error|could not|syntax|restart)|\bah\d{5}\b|vhost .{0,120}(?:failed|invalid|could not)|mod_rewrite|modsecurity/,
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
    patterns: () => [
      /(?:yum|dnf|rpm|apt|dpkg).{0,80}lock|another app is currently holding|lock .{0,60}(?:yum|dnf|rpm|apt|dpkg)|could not get lock/,
    ],
    words: ['lock', 'another app'],
  },
  {
    title: 'Hook script failed',
    meaning: 'A hook script for transfers or account creation ended with an error.',
    effect: 'maybe',
    advice:
      'Read the hook’s log (/usr/local/cpanel/bin/manage_hooks list shows where the hook is) and run the hook again for the account.',
    retry: 'after-fix',
    patterns: () => [
      /hook .{0,160}(?:failed|error|exited|returned|died)|(?:postwwwacct|prewwwacct|prerestore|postrestore)/,
    ],
    words: ['hook', 'wwwacct', 'prerestore', 'postrestore'],
  },
  {
    title: 'cPanel files are incomplete',
    meaning:
      'A cPanel program does not find one of its own parts, usually because an update was interrupted.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: run /usr/local/cpanel/scripts/upcp --force (or check_cpanel_pkgs --fix), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `can't locate (?:object method )?${NAME}|compilation failed in require|undefined subroutine|can't load .{0,200}\\.so`,
      ),
    ],
    words: ["can't locate", 'compilation failed', 'undefined subroutine', "can't load"],
  },
  {
    title: 'Warning from the server’s own code',
    meaning:
      'One of the server’s programs reported a problem in its own code. It does not concern the account.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^(?:\[[^\]]{1,60}\] )?(?:warn \[[^\]]{1,80}\] )?(?:use of uninitialized value|deep recursion|wide character in|odd number of elements|argument .{0,200} isn't numeric|session complete.{0,80} at .{0,200} line)/,
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
    meaning: 'The server could not save one of the item’s settings. The old setting stays.',
    effect: 'maybe',
    advice: 'Compare the setting on both servers in WHM.',
    retry: 'by-hand',
    patterns: () => [
      /(?:setting|configuration|option) .{0,160}(?:could not be (?:saved|applied|set)|not applied|is not supported|refused)/,
    ],
    words: ['setting', 'configuration', 'option'],
  },
];
