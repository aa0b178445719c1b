import type { LogSeverity } from '../session/log-line.ts';
import { FORM_RULES, LEVEL_RULES } from './severity-rules.ts';

/** A message can come in pieces, `["No","such file"]`, which readers join with a space. */
const inPieces = (sign: string): string => sign.replaceAll(' ', '(?: |", ?")');

/** One of these stands in the bytes of every text that `severityOfText` judges to be an error or a warning. */
const SIGN_SOURCE = [
  ...new Set([...LEVEL_RULES, ...FORM_RULES].flatMap(({ sign }) => sign.split(/\|(?![^()]*\))/))),
]
  .filter(
    (sign, _, all) =>
      sign !== '' && !all.some((other) => other !== sign && other !== '' && sign.includes(other)),
  )
  .map(inPieces)
  .join('|');
const SIGN = new RegExp(SIGN_SOURCE, 'i');

/** One of these stands in the bytes of every line, with the newline before it, that is an error or a warning. */
const GRAVE = `${SIGN_SOURCE}|modulestatus|summary|_items|abort|\\\\u00|\\n[ \\t]+at `;

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
  // Nothing in it is grave: what is left is `info` or `debug`, and `raw` for text and for a record that is broken.
  return severities.has('debug') || severities.has('info') || severities.has('raw');
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
