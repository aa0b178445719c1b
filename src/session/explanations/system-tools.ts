import type { ExplanationRule } from './rule.ts';

/** What the quota tools, useradd, coreutils and the shell say in words of their own. */
export const systemToolRules = (): readonly ExplanationRule[] => [
  {
    title: 'Quotas are off on this server',
    meaning:
      'This server’s file system has no quotas, or its quota files do not work, so disk limits are not enforced.',
    effect: 'maybe',
    advice:
      'On this server: run /usr/local/cpanel/scripts/initquotas, reboot if the root file system is XFS (rootflags=uquota), then run /usr/local/cpanel/scripts/fixquotas.',
    retry: 'after-fix',
    patterns: () => [
      /not all specified mountpoints|has no quota enabled|^(?:quotacheck|quotaon|quotaoff|repquota|edquota|setquota|quota): .{0,200}(?:mountpoint|quota file|remount|no such process|wrong format|using quota|syncing|not supported)|quotafile .{0,120}truncated/,
    ],
    words: ['mountpoint', 'quota'],
  },
  {
    title: 'User or group is missing',
    meaning: 'A program was told to use a user or group that the server does not have.',
    effect: 'maybe',
    advice:
      'On the server that reports it: check the name (id NAME). Set the owners of files again once the account is complete.',
    retry: 'after-fix',
    patterns: () => [
      /invalid (?:user|group)\b|(?:no such|unknown) (?:user|group)\b|^\w{1,20}: (?:user|group) '?\S{1,40}'? does not exist|illegal group name/,
    ],
    words: [
      'invalid user',
      'invalid group',
      'no such user',
      'no such group',
      'unknown user',
      'unknown group',
      'does not exist',
      'illegal group',
    ],
  },
  {
    title: 'System user could not be created or changed',
    meaning: 'The user or its id is already in use, or another program has locked /etc/passwd.',
    effect: 'not-moved',
    advice:
      'On this server: look for the user and its id in /etc/passwd and /etc/group, and for leftover locks (/etc/*.lock), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /^(?:user|group)(?:add|mod|del): .{0,160}(?:not unique|exists|currently used|cannot lock|failure|can't)|cannot lock \/etc\/|unable to lock (?:password|group|shadow)/,
    ],
    words: ['add: ', 'mod: ', 'del: ', 'lock'],
  },
  {
    title: 'Folder left out',
    meaning: 'A program copies only files, so it left out the folder that the message names.',
    effect: 'not-moved',
    advice: 'If the named folder is important, copy it by hand (cp -a, or rsync -a).',
    retry: 'by-hand',
    patterns: () => [/omitting directory|skipping directory/],
    words: ['omitting directory', 'skipping directory'],
  },
  {
    title: 'Another file or folder is in the way',
    meaning:
      'A file could not be put in its place. There is a folder with its name, there is a file where a folder should be, or source and target are the same file.',
    effect: 'maybe',
    advice: 'Compare the named paths on both servers (ls -ld), and copy by hand what is missing.',
    retry: 'by-hand',
    patterns: () => [
      /\bare the same file|will not overwrite just-created|(?:is|: is) (?:not )?a directory\b|: not a directory\b|directory not empty|cannot overwrite|inter-device move failed|text file busy|device or resource busy/,
    ],
    words: ['same file', 'overwrite', 'a directory', 'not empty', 'inter-device', 'busy'],
  },
  {
    title: 'File system does not respond',
    meaning:
      'A mounted file system (FUSE, NFS, virtfs) no longer answers, so nothing below it can be read.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: unmount the path (umount -l), mount it again, then move the account again.',
    retry: 'after-fix',
    patterns: () => [/transport endpoint is not connected|not responding, (?:still|timed)/],
    words: ['transport endpoint', 'not responding'],
  },
  {
    title: 'Error in a shell script',
    meaning: 'The shell did not understand a line of a script, so that line was not run.',
    effect: 'maybe',
    advice:
      'Open the named script at that line (usually a hook or a profile file), correct it, and run the step again.',
    retry: 'after-fix',
    patterns: () => [
      /^(?:\S{1,200}: ){1,3}(?:line \d{1,9}: |-c: )?.{0,160}(?:syntax error|unexpected eof while looking|too many arguments|unary operator expected|integer expression|unbound variable|ambiguous redirect|bad substitution|not a valid identifier)|syntax error near unexpected|bad interpreter/,
    ],
    words: [
      'syntax error',
      'unexpected eof',
      'too many arg',
      'unary',
      'integer exp',
      'unbound',
      'ambiguous',
      'bad sub',
      'valid identifier',
      'interpreter',
    ],
  },
  {
    title: 'Unknown program option',
    meaning:
      'A program was called with an option, or has one in its configuration file, that this version does not know.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: look for the option in root’s ~/.my.cnf and /etc/my.cnf (for MySQL), or in the command that the log shows. Remove it, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:unknown|unrecognized|invalid|illegal|ambiguous) (?:option|variable)\b|option .{1,60} (?:requires an argument|is ambiguous|is unknown)/,
    ],
    words: ['option', 'variable'],
  },
];
