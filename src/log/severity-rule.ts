import type { LogSeverity } from '../session/log-line.ts';

/**
 * One way in which a program shows how severe a line is. Rules are tried in the order of their table, on one line
 * without its stamp; the first that matches decides.
 */
export interface SeverityRule {
  severity: LogSeverity;
  /** Begins with a fixed text or at the line's beginning, and continues with bounded classes: linear in the line's length. */
  pattern: RegExp;
  /**
   * Source of an expression for the bytes of the file (Latin-1, ignoring case): a line in which it finds nothing cannot
   * match `pattern`. The prefilter for whole logs is made of these. Empty where a matching line is neither error nor
   * warning and need not be found.
   */
  sign: string;
  example: string;
}

export const rule = (
  severity: LogSeverity,
  pattern: RegExp,
  sign: string,
  example: string,
): SeverityRule => ({
  severity,
  pattern,
  sign,
  example,
});

/** What the system says of a failed call (errno), as programs write it after a colon. */
export const ERRNO = `(?:Permission denied|Operation not permitted|No such (?:file or directory|device|process)|No space left on device|Disk quota exceeded|Input/output error|Read-only file system|Too many open files|File name too long|File exists|Not a directory|Is a directory|Directory not empty|Device or resource busy|Argument list too long|Resource temporarily unavailable|Cannot allocate memory|Connection (?:refused|timed out|reset by peer)|Network is unreachable|No route to host|Host is down|Name or service not known|Temporary failure in name resolution|Broken pipe|Invalid argument|Bad file descriptor|Stale (?:NFS )?file handle|Structure needs cleaning|Protocol error|Exec format error|Text file busy|Operation timed out|Access denied|command not found|Out of memory)`;
export const ERRNO_SIGN =
  'permission denied|not permitted|no such |no space left|quota exceeded|put error|read-only file|too many|too long|file exists|a directory|not empty|resource |allocate memory|connection |unreachable|no route|host is|name resolution|not known|broken pipe|invalid |bad file|stale |needs cleaning|protocol error|format error|file busy|timed out|access denied|not found|out of memory';
