import type { LogSeverity } from '../session/log-line.ts';

/** One of these stands in every text that `severityOfText` judges to be an error or a warning. */
const SIGN =
  /error|warn|fa(?:il|tal)|critical|panic|rsync|Traceback|XID|exit|returned|denied|No space|quota|Connection|No such|not found|Segmentation|memory|Read-only|verification|Broken|vanished| line \d/i;

const PLAIN_OUT = '"type":"out"';

/**
 * Whether a line, as it stands in the file, can have one of these severities. Never a false no; cheap, so that a filter
 * for errors need not parse a home directory's whole list of files.
 */
export function mightHaveSeverity(raw: string, severities: ReadonlySet<LogSeverity>): boolean {
  const isPlain = raw.startsWith('{') ? raw.includes(PLAIN_OUT) && raw.endsWith('}') : true;
  if (!isPlain || SIGN.test(raw) || isGluedOrEscaped(raw)) return true;
  // Nothing in it is grave: what is left for text is `raw` or `debug`, for `out` `info` or `debug`.
  if (severities.has('debug')) return true;
  return severities.has(raw.startsWith('{') ? 'info' : 'raw');
}

/** A record behind other text, letters that JSON writes as numbers, or a line of a stack trace. */
function isGluedOrEscaped(raw: string): boolean {
  return raw.indexOf('{"', 1) > 0 || raw.includes('\\u00') || /^[ \t]/.test(raw);
}
