import type { LogSeverity } from '../session/log-line.ts';
import { harmlessRules, isOnlyFileName } from './harmless-rules.ts';
import { errorOfProgram } from './program-rules.ts';
import { candidateRules } from './severity-prefilter.ts';
import type { SeverityRule } from './severity-rule.ts';
import { formRules, levelRules } from './severity-rules.ts';

/** A line of a stack trace that belongs to the line before it: "\tmain::restore() called at example.pm line 188". */
const TRACE =
  /^[ \t]+(?:\S.{0,500} called at \S{1,500} line \d{1,9}\b|at \S{1,500} line \d{1,9}\b|at \S{1,500} \()|^[\w:]{1,200}\(.{0,500}\) called at \S{1,500} line \d{1,9}\b/;

/** Such a line is as severe as the line that it explains: see `readLogLine`. */
export function isTraceLine(text: string): boolean {
  return TRACE.test(text);
}

/** The head of a trace, which does not say what happened there: "at example.pm line 200". */
const TRACE_HEAD = /^[ \t]*at \S{1,500} line \d{1,9}\.?[ \t]*$/;

/** Whether a whole text is a stack trace: all its lines are, and it says nothing itself. */
export function isTrace(text: string): boolean {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => TRACE_HEAD.test(line) || isTraceLine(line));
}

/**
 * Severity of a text that carries none, by its own signs; `raw` where it shows none. Of several lines, the most severe
 * decides. Takes time linear in the text.
 */
export function severityOfText(text: string): LogSeverity {
  const likely = candidateRules(text);
  if (likely === null) return 'raw';
  let worst: LogSeverity = 'raw';
  for (const line of text.split(/[\r\n]+/)) {
    worst = worseSeverity(worst, severityOfOneLine(line, likely));
  }
  return worst;
}

/** Whether a program that ran under a module reports, in its own words, that it failed. */
export function isErrorOfProgram(text: string): boolean {
  return text
    .split(/[\r\n]+/)
    .some((line) => errorOfProgram().test(line.trim()) && severityOfText(line) === 'error');
}

/** From the least severe to the most severe. */
export const BY_SEVERITY: readonly LogSeverity[] = [
  'raw',
  'debug',
  'info',
  'success',
  'warn',
  'error',
];

export function worseSeverity(one: LogSeverity, other: LogSeverity): LogSeverity {
  return BY_SEVERITY.indexOf(one) > BY_SEVERITY.indexOf(other) ? one : other;
}

/** How much of a line is looked at: what shows its severity is near its beginning or its end. */
const MAX_LENGTH = 8192;

/** Stamps and names in brackets before the word that counts: `[2026-11-02 04:13:22 +0000] warn [pkgacct] …`. */
const STAMP =
  /^(?:[ \t]{1,40}|\[[^\]\n]{1,80}\](?=[ \t]*[^\]\s])|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z| ?[+-]\d\d:?\d\d)?:?(?=[ \t])|[a-z][\w.-]{1,60}\[\d{1,9}\]:?(?=[ \t])|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,80}(?= ))/;
/** rsync writes its progress without a newline; what follows comes directly behind it. */
const PROGRESS =
  /^[ \d,]{1,40}\d%.{0,80}?\((?:xfr|xfer)#\d{1,12}, (?:to|ir)-chk=\d{1,12}\/\d{1,12}\)/;

/** Colour codes for a terminal. */
const COLOUR = /\u001b\[[\d;]{0,20}m/g;

function severityOfOneLine(whole: string, likely: ReadonlySet<SeverityRule>): LogSeverity {
  let line =
    whole.length > MAX_LENGTH
      ? `${whole.slice(0, MAX_LENGTH / 2)} … ${whole.slice(-MAX_LENGTH / 2)}`
      : whole;
  line = line.replace(PROGRESS, '');
  if (line.includes('\u001b')) line = line.replace(COLOUR, '');
  const full = line.trim();
  // A level in brackets is no stamp: `[ERROR] …`.
  const own = fitting(levelRules(), full, likely);
  if (own !== null) return own;
  for (let count = 0; count < 4; count++) {
    const stamp = STAMP.exec(line);
    if (stamp === null) break;
    line = line.slice(stamp[0].length);
  }
  line = line.trim();
  const level = fitting(levelRules(), line, likely);
  if (level !== null) return level;
  const form =
    fitting(formRules(), line, likely) ??
    // Exim's messages begin with their stamp.
    (line === full ? null : fitting(formRules(), full, likely));
  if (form === null) return 'raw';
  return fitting(harmlessRules(), line, likely) ?? (isOnlyFileName(line) ? 'raw' : form);
}

function fitting(
  rules: readonly SeverityRule[],
  line: string,
  likely: ReadonlySet<SeverityRule>,
): LogSeverity | null {
  for (const rule of rules) {
    if (rule.sign !== '' && !likely.has(rule)) continue;
    if (rule.pattern.test(line)) return rule.severity;
  }
  return null;
}
