import type { LogSeverity } from '../session/log-line.ts';

/** One of these stands in every text that `severityOfText` judges to be an error or a warning. */
const SIGN =
  /error|warn|fa(?:il|tal)|critical|panic|rsync|Traceback|XID|exit|returned|denied|No space|quota|Connection|No such|not found|Segmentation|memory|Read-only|verification|Broken|vanished| line \d/i;

/** One of these stands in the bytes of every line, with the newline before it, that is an error or a warning. */
const GRAVE = `${SIGN.source}|modulestatus|summary|_items|abort|\\\\u00|\\n[ \\t]+at `;

/** A search for what may be errors and warnings, over the text of many lines at once. */
export function graveSigns(): RegExp {
  return new RegExp(GRAVE, 'gi');
}

/** Whether only errors and warnings are wanted: then `graveSigns` finds every line. */
export function areGrave(severities: ReadonlySet<LogSeverity>): boolean {
  for (const severity of severities) if (severity !== 'error' && severity !== 'warn') return false;
  return true;
}

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
