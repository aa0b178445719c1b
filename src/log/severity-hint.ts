import type { LogSeverity } from '../session/log-line.ts';

/** One of these stands in every text that `severityOfText` judges to be an error or a warning. */
const SIGN =
  /error|warn|fa(?:il|tal)|critical|panic|rsync|Traceback|XID|exit|returned|denied|No space|quota|Connection|No such|not found|Segmentation|memory|Read-only|verification|Broken|vanished| line \d/i;

const OUT = '"type":"out"';

/**
 * Whether a line, as it stands in the file, can have one of these severities. Never a false no; cheap, so that a filter
 * for errors need not parse a home directory's whole list of files.
 */
export function mightHaveSeverity(raw: string, severities: ReadonlySet<LogSeverity>): boolean {
  const isRecord = raw.startsWith('{');
  if (!(isRecord ? isPlainOut(raw) : isPlainText(raw)) || SIGN.test(raw)) return true;
  // Nothing in it is grave: what is left for text is `raw` or `debug`, for `out` `info` or `debug`.
  return severities.has('debug') || severities.has(isRecord ? 'info' : 'raw');
}

/** One record of the type `out`, with no other one behind half of it and no letters that JSON writes as numbers. */
function isPlainOut(raw: string): boolean {
  const at = raw.indexOf(OUT);
  return at > 0 && raw.lastIndexOf('"type":') === at && raw.endsWith('}') && !raw.includes('\\u00');
}

/** Text with no record behind it that is no line of a stack trace. */
function isPlainText(raw: string): boolean {
  return !raw.includes('{"') && !/^[ \t]/.test(raw);
}
