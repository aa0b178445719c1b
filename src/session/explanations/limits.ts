import type { ExplanationRule } from './rule.ts';

/** What programs wait for or may not exceed. */
export const LIMIT_RULES: readonly ExplanationRule[] = [
  {
    title: 'Memory limit of a program reached',
    meaning: 'A program needed more memory than its own limit allows, and stopped there.',
    effect: 'not-moved',
    advice:
      'Raise the limit that the message names (memory_limit for PHP, WHM: Tweak Settings, “Max cPanel process memory” for its own programs), then move the account again.',
    retry: 'after-fix',
    patterns: [
      /allowed memory size of .{1,40} exhausted|memory limit|max(?:imum)? (?:cpanel )?process memory/i,
    ],
    words: ['memory'],
  },
  {
    title: 'Another process works on the account',
    meaning:
      'The account is being packaged, restored or backed up by another process, or one that died has left its lock behind.',
    effect: 'not-moved',
    advice:
      'Look for the other process on the server that says so (ps aux | grep -E "pkgacct|restorepkg|backup"), wait until it has ended or remove the lock that it left, then move the account again.',
    retry: 'now',
    patterns: [
      /another (?:process|instance|pkgacct|backup|restore|transfer) .{0,80}(?:running|already|packag|restor|lock|progress)|(?:pkgacct|restorepkg|backup|restore|transfer) .{0,80}(?:already running|already in progress|is in progress|is locked)|lock ?file .{0,120}exists|(?:could not|unable to|failed to|cannot) (?:get|obtain|acquire|create|take) (?:a |the |an exclusive )?(?:pkgacct |account |user )?lock|(?:pkgacct|account|user) .{0,60}locked by/i,
    ],
    words: ['another', 'already running', 'in progress', 'lock'],
  },
];
