import type { ExplanationRule } from './rule.ts';

/** Copying of files, archives, disks, and programs that die. */
export const fileRules = (): readonly ExplanationRule[] => [
  {
    title: 'Disk full',
    meaning:
      'The disk named in the message, or the disk for temporary files, filled up. What should have been written after that is missing.',
    effect: 'not-moved',
    advice:
      'Free space on the server that reports it (df -h and df -i), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /no space left|disk (?:is )?full|not enough (?:free )?(?:disk )?space|insufficient (?:free )?(?:disk )?space|(?:out of|ran out of) (?:disk )?space|enospc|\(28\)|err(?:or|no):? 28\b|wrote only \d+ of/,
    ],
    words: ['space', 'disk full', 'disk is full', '(28)', 'error', 'errno', 'wrote only'],
  },
  {
    title: 'Over quota',
    meaning:
      'The account is larger than its disk quota on this server, so files or mail could not be written.',
    effect: 'not-moved',
    advice:
      'On this server: raise the quota (WHM: Modify an Account or Quota Modification), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /quota exceeded|exceeds? (?:its |the )?(?:disk )?quota|(?<!not )over (?:its |the )?quota|more than its quota|edquot|\(122\)/,
    ],
    words: ['quota', '(122)'],
  },
  {
    title: 'Operating system limit reached',
    meaning:
      'A program stopped because it reached the operating system’s limit on open files, arguments or processes.',
    effect: 'not-moved',
    advice:
      'Use fewer workers at once, raise the limits (ulimit -n, fs.file-max), and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /too many open files|argument list too long|resource temporarily unavailable|err(?:no|code):? 24\b|out of resources when opening/,
    ],
    words: [
      'open files',
      'argument list',
      'temporarily unavailable',
      'errno',
      'errcode',
      'out of resources',
    ],
  },
  {
    title: 'Out of memory',
    meaning: 'A program ran out of memory and stopped, so its work is not complete.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: check the free memory and the memory limits of processes, then move the account again with fewer workers at once.',
    retry: 'after-fix',
    patterns: () => [
      /^(?!.{0,300}\bkill).{0,300}(?:out of memory|cannot allocate memory|memory exhausted|allowed memory size)/,
    ],
    words: ['memory'],
  },
  {
    title: 'A transfer process died',
    meaning:
      'A transfer process ended without an error message. Usually it crashed, or was killed because the server ran out of memory.',
    effect: 'not-moved',
    advice:
      'Look for the out-of-memory killer in /var/log/messages (dmesg) on the server that reports it, then move the account again with fewer workers at once.',
    retry: 'after-fix',
    patterns: () => [
      /child exited unexpectedly|exited unexpectedly|died (?:unexpectedly|with signal|from)|died from the "?\w+"? signal|(?:killed|terminated|ended|stopped) by (?:the )?(?:signal|"?(?:sig)?(?:kill|term|segv|abrt|bus|hup|int)"? signal)|\bsignal \d+|received sig(?:int|term|hup|kill)|out of memory|ran out of memory|cannot allocate memory|oom.killer|segmentation fault|core dumped|^(?:killed|terminated|aborted|hangup)$|: (?:killed|terminated|aborted)$|\d+ killed\b|bus error|fork(?:ing)? failed|maximum (?:memory|process) (?:size|memory)|reached (?:its |the )?max(?:imum)? mem/,
    ],
    words: [
      'unexpectedly',
      'died',
      'signal',
      'memory',
      'oom',
      'segmentation',
      'core dumped',
      'killed',
      'terminated',
      'aborted',
      'hangup',
      'received sig',
      'bus error',
      'fork',
    ],
  },
  {
    title: 'Archive is damaged or incomplete',
    meaning:
      'The account’s archive is damaged or ends too early, so everything after that place could not be unpacked.',
    effect: 'not-moved',
    advice:
      'On the source: check the disk space and the pkgacct log, and delete the archive. Then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /unexpected end of (?:file|input|archive|data|stream)|unexpected eof|read from input file|file ends? (?:unexpectedly|too early)|ends too early|not in gzip format|crc error|invalid compressed data|corrupt (?:input|archive|tarball)|archive .{0,80}(?:corrupt|damaged|truncated|incomplete|invalid|ends)|does not look like a tar archive|tar: (?:error (?:is not recoverable|exit delayed)|exiting with failure|child (?:returned|died)|short read|skipping to next header|at beginning of tape)|not found in archive|end-of-central-directory|checksum .{0,60}(?:mismatch|does not match|failed)|failed verification/,
    ],
    words: [
      'unexpected e',
      'input file',
      'ends unexpectedly',
      'end unexpectedly',
      'too early',
      'gzip format',
      'crc',
      'compressed data',
      'corrupt',
      'archive',
      'tar: ',
      'end-of-central',
      'checksum',
      'verification',
    ],
  },
  {
    title: 'Archive could not be created on the source',
    meaning:
      'The program that packages the account (pkgacct) failed on the source, so there was nothing to copy.',
    effect: 'not-moved',
    advice:
      'On the source: run /usr/local/cpanel/scripts/pkgacct for the account and read its output. Exit code 127 means that a program such as tar or gzip is missing.',
    retry: 'after-fix',
    patterns: () => [
      /(?:archive|package|backup|cpmove) .{0,120}(?:could not|cannot|was not|unable to|failed to) be (?:created|made|packaged)|could not be created on the source|(?:failed|unable) to (?:package|pack|create .{0,30}archive)|pkgacct .{0,60}(?:failed|exited|returned|error)|(?:could not|cannot|unable to) (?:package|create (?:the |an )?(?:archive|package))/,
    ],
    words: ['could not', 'cannot', 'was not', 'unable', 'failed', 'pkgacct'],
  },
  {
    title: 'Files changed during the copy',
    meaning:
      'Files such as sessions, logs and caches were deleted or written while they were copied.',
    effect: 'none',
    advice: 'Nothing to do, unless the named files are important.',
    retry: 'pointless',
    patterns: () => [
      /^file has vanished: |^rsync warning: some files vanished|^rsync (?:ended|exited) with (?:code )?24\b.{0,120}vanished|^g?tar: .{0,2000}(?:(?:file changed as we read it|file removed before we read it)$|file shrank by)|^rsync warning: .{0,200}\(code 24\)/,
    ],
    words: ['vanished', 'as we read', 'before we read', 'file shrank', '(code 24)'],
  },
  {
    title: 'Some files could not be copied',
    meaning:
      'Some files could not be read or written, usually because of permissions. All others were copied.',
    effect: 'not-moved',
    advice:
      'Open the log: the lines before this one name the files. Copy the important ones by hand, or correct the permissions on the source and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /\(code (?:23|3|11)\)|some files(?:\/attrs)? .{0,120}(?:were|was|could) not (?:be )?(?:transferred|copied)|rsync (?:ended|exited) with (?:code )?(?:23|11)|io error encountered|^rsync: .{0,2000}failed|send_files failed|recv_generator/,
    ],
    words: ['(code ', 'some files', 'rsync', 'io error', 'send_files', 'recv_generator'],
  },
  {
    title: 'No permission on a file',
    meaning:
      'A program was not allowed to read or write a file or folder. Even root can be refused: by immutable attributes, a mounted file system, or CageFS.',
    effect: 'maybe',
    advice:
      'On the server that reports it: check the named path (ls -l, lsattr, mount). Copy it by hand if it is important.',
    retry: 'after-fix',
    patterns: () => [/permission denied|operation not permitted|\beacces\b|\beperm\b/],
    words: ['permission denied', 'not permitted', 'eacces', 'eperm'],
  },
  {
    title: 'Disk or file system error',
    meaning:
      'The operating system could not read or write the disk, or the file system has become read-only. The disk may be failing.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: check dmesg and the disk’s health first, then the file system, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /input\/output error|read-only file system|i\/o error|structure needs cleaning|stale (?:nfs )?file handle|ext4-fs error|xfs .{0,40}corrupt/,
    ],
    words: [
      'output error',
      'read-only file',
      'i/o error',
      'needs cleaning',
      'stale',
      'ext4',
      'xfs',
    ],
  },
  {
    title: 'File name is too long or in another character set',
    meaning:
      'The archive or this server’s file system cannot store the name of a file. That file is missing.',
    effect: 'not-moved',
    advice: 'On the source: rename the file, then move the account again or copy it by hand.',
    retry: 'after-fix',
    patterns: () => [
      /file ?name too long|invalid (?:or incomplete )?multibyte|path (?:is )?too long|cannot convert filename/,
    ],
    words: ['too long', 'multibyte', 'convert filename'],
  },
  {
    title: 'Links or files of other owners left out',
    meaning:
      'Links that point outside the home directory, and files that belong to root or another user, can harm the server and were not restored.',
    effect: 'not-moved',
    advice:
      'Check the named paths on the source. If the site needs them, copy them by hand and give them to the account’s user.',
    retry: 'by-hand',
    patterns: () => [
      /(?:sym)?links? .{0,400}(?:leads? out|outside|not (?:allowed|restored))|belongs? to (?:the superuser|root|another user).{0,80}(?:left out|skipped|not)|owned by root.{0,80}(?:left out|skipped|not)/,
      /unsafe (?:sym)?link/,
    ],
    words: ['link', 'superuser', 'root', 'another user'],
  },
  {
    title: 'Old backups left out',
    meaning: 'Backups in the home directory were not copied, as set for this transfer.',
    effect: 'none',
    advice: 'Nothing to do. Copy the file by hand if the customer wants to keep it.',
    retry: 'pointless',
    patterns: () => [/^the old backup .{0,300}was skipped|^(?:skipping|skipped) (?:old )?backup/],
    words: ['backup'],
  },
  {
    title: 'Sockets and devices left out',
    meaning: 'Sockets, pipes and device files are created by running programs and are not copied.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^skipping non-regular file|sockets? and devices? .{0,120}skipped|^g?tar: .{0,2000}socket ignored$|is a (?:socket|named pipe|device)/,
    ],
    words: ['non-regular', 'socket', 'named pipe', 'device'],
  },
  {
    title: 'Folder not emptied',
    meaning:
      'A folder that no longer exists on the source still has files in it on this server, so it was kept.',
    effect: 'none',
    advice: 'Nothing to do, unless the folder should be gone.',
    retry: 'pointless',
    patterns: () => [/^cannot delete non-empty directory/],
    words: ['non-empty directory'],
  },
  {
    title: 'A step took too long',
    meaning: 'A step did not finish within its time limit and was stopped.',
    effect: 'not-moved',
    advice:
      'Move the account again when the servers are less busy. If it happens again, check the load and the disks of both servers.',
    retry: 'now',
    patterns: () => [/timed out|timeout|took too long|time limit/],
    words: ['timed out', 'timeout', 'too long', 'time limit'],
  },
  {
    title: 'Harmless message from the shell',
    meaning:
      'The shell or SSH reports something about the terminal or the language settings. It does not concern the account.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^(?:\S{1,60}: )?warning: (?:setlocale|setting locale|permanently added)|^stdin: is not a tty|^mesg: |^tput: |^perl: warning: |^pseudo-terminal will not|inappropriate ioctl for device/,
    ],
    words: [
      'locale',
      'permanently added',
      'tty',
      'mesg',
      'tput',
      'perl: warning',
      'pseudo-terminal',
      'ioctl',
    ],
  },
];
