import { once } from '../session/look-up.ts';
import { ERRNO, rule, type SeverityRule } from './severity-rule.ts';

/** What looks like trouble and is known to be none. Lines that say ERROR have been judged before. */
export const harmlessRules = once((): readonly SeverityRule[] => [
  rule(
    'raw',
    /^(?:[\w./-]{1,60}: )?mesg: .{0,80}(?:ttyname failed|cannot open)/,
    '',
    'mesg: ttyname failed: Inappropriate ioctl for device',
  ),
  rule(
    'raw',
    /Inappropriate ioctl for device|is not a tty\b|stdin is not a terminal/i,
    '',
    'stdin: is not a tty',
  ),
  rule(
    'raw',
    /^X11 forwarding request failed|^tput: |^TERM environment|^manpath: /,
    '',
    'X11 forwarding request failed on channel 0',
  ),
  rule(
    'raw',
    /^tar: (?:Removing leading|Record size|.{1,4096}: socket ignored$)/,
    '',
    "tar: Removing leading `/' from member names",
  ),
  rule(
    'raw',
    /^(?:\S{1,80}: ){1,4}setlocale: LC_|^(?:[\w./-]{1,80}: )?could not change directory to "/,
    '',
    'could not change directory to "/root": Permission denied',
  ),
  rule('raw', /^Connection to \S{1,255} closed\.$/, '', 'Connection to old.example.net closed.'),
  rule(
    'raw',
    /^(?:.{0,120}\b)?(?:0|no) (?:errors?|failures?|failed)\b|\b(?:errors?|failures?|failed)[:=] ?0\b|\bwithout (?:any )?errors?\b/i,
    '',
    'Check complete: 0 errors',
  ),
  rule('raw', /\b(?:status|code):? 0\b/i, '', 'exited with status 0'),
  rule(
    'raw',
    /\b(?:not|never|no longer|isn.{1,6}t) (?:over (?:its |the )?quota|exceed)/i,
    '',
    'The account is not over its quota.',
  ),
  // `--verbose` says this of each step, whatever the table is called.
  rule(
    'raw',
    /^(?:pg_dump|pg_dumpall|pg_restore): (?:(?!missing)[a-z]{2,14}ing |(?:implied|finished|last built-in|entering) )(?!.{0,300}(?:failed$|: ERROR))/,
    '',
    'pg_restore: creating TABLE "public.error_log"',
  ),
]);

const FILE_ENDING =
  /\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|psd|ai|eps|pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|tsv|txt|log|x?html?|php\d?|phtml|[cm]?js|[jt]sx?|s?css|less|json|xml|ya?ml|ini|conf|cnf|cfg|sql|gz|tgz|bz2|xz|zst|zip|rar|7z|tar|mp[34]|m4[av]|avi|mov|mkv|webm|wav|ogg|flac|woff2?|ttf|eot|otf|py|pl|pm|rb|sh|java|class|jar|cpp|go|vue|map|bak|old|orig|tmp|swp|lock|db|sqlite|mo|pot?|eml|ics|vcf|apk|exe|dll|iso|img|md|rst|tpl|twig|inc|pem|crt|csr|htaccess|htpasswd)$/i;
const SENTENCE = /^(?:failed to|could ?n[o’']t|unable to|can(?:not|[’']t)) /i;

/** A line that only names a file: lists of rsync, tar and unzip, and the output of `ls`. It says nothing, whatever the name. */
export function isOnlyFileName(line: string): boolean {
  if (
    /^(?:deleting |[-dlbcps][rwxsStT-]{9}[.+ ]|[<>ch.*][fdLDS][.+cstTpoguax?]{9} |(?: {0,4}(?:inflating|extracting|creating|adding): ))/.test(
      line,
    )
  )
    return true;
  if (ENDS_WITH_ERRNO.test(line)) return false;
  // `public_html/errors/error: file.html`: a relative path is no program's name.
  if (
    /^(?:\.{0,2}\/)?[^\s:/"'“‘`[(]{1,255}\/\S/.test(line) &&
    !/^\/|^(?:I|Input|Read)\/\w{1,8} /.test(line)
  )
    return true;
  if (/^\/\S{0,4096}$/.test(line)) return true;
  return FILE_ENDING.test(line) && !/[:"“”'’`]|[ \t]\//.test(line) && !SENTENCE.test(line);
}

const ENDS_WITH_ERRNO = new RegExp(`: ${ERRNO}(?: \\(\\d{1,3}\\))?\\.?$`);
