import type { LogSeverity } from '../session/log-line.ts';

/** Stands before the word that counts: a stamp or a name in brackets, `[2026-11-02 04:13:22 +0000] warn [pkgacct] …`. */
const HEAD = String.raw`^[ \t]*(?:\[[^\]\n]{1,80}\][ \t]*){0,2}`;

/** Perl's own warnings; whatever else ends in “at FILE line N” is a program that died. */
const PERL_WARNING =
  /^[ \t]*(?:Use of uninitialized|Argument ".{0,200}" isn't numeric|Odd number of elements|Useless use of|Wide character in|Subroutine \S{1,200} redefined|Deep recursion|Possible |Name "[^"\n]{1,200}" used only once|Smartmatch is|\S{1,100} is deprecated)/m;
const AT_LINE = / at \S{1,500} line \d{1,9}\b/;

const WARN = [
  new RegExp(`${HEAD}(?:\\S{1,40}: )?warn(?:ing)?\\b[ \\t]*[:[(!]`, 'im'),
  /\[warning\]/i,
  /^[ \t]*rsync warning:/m,
  /\bfile has vanished: /,
];

const ERROR = [
  new RegExp(`${HEAD}(?:\\S{1,40}: )?(?:error|fatal|critical|panic)\\b[ \\t]*[:[(!]`, 'im'),
  // MySQL's client and mysqldump: "ERROR 1227 (42000) at line 5: …", "mysqldump: Got error: 1045: …"
  /^[ \t]*ERROR \d{3,5}\b/m,
  /\bgot error: /i,
  /\bfatal(?: error)?: /i,
  /^[ \t]*rsync(?: error)?: /m,
  /^[ \t]*failed\b/im,
  /^[ \t]*Traceback \(most recent call last\):/m,
  /\(XID [a-z0-9]{3,12}\)/,
  /\b(?:exited|exit(?:ed)? with|returned)(?: an?| the)?(?: non-zero)? (?:exit )?(?:code|status):? [1-9]/i,
  /\b(?:Permission denied|No space left on device|Disk quota exceeded|Connection (?:refused|timed out|reset by peer)|No such file or directory|Access denied|command not found|Segmentation fault|Out of memory|Cannot allocate memory|Read-only file system|Host key verification failed|Broken pipe)\b/,
];

const DEBUG = new RegExp(`${HEAD}(?:debug\\d?|trace)\\b[ \\t]*[:[(]`, 'im');

/** A line of a stack trace that belongs to the line before it: "\tmain::restore() called at example.pm line 188". */
const TRACE =
  /^[ \t]+(?:\S.{0,500} called at \S{1,500} line \d{1,9}\b|at \S{1,500} line \d{1,9}\b|at \S{1,500} \()/;

export function isTraceLine(text: string): boolean {
  return TRACE.test(text);
}

/** Severity of text that carries none, by its own signs; `raw` where it shows none. */
export function severityOfText(text: string): LogSeverity {
  if (AT_LINE.test(text)) return PERL_WARNING.test(text) ? 'warn' : 'error';
  if (DEBUG.test(text)) return 'debug';
  if (WARN.some((sign) => sign.test(text))) return 'warn';
  if (ERROR.some((sign) => sign.test(text))) return 'error';
  return 'raw';
}
