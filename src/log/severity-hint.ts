import type { LogSeverity } from '../session/log-line.ts';
import { once } from '../session/once.ts';
import { FORM_RULES, LEVEL_RULES } from './severity-rules.ts';
import { WordSieve } from './word-sieve.ts';

/** A message can come in pieces, `["No","such file"]`, which readers join with a space. */
const inPieces = (sign: string): string => sign.replaceAll(' ', '(?: |", ?")');

/** The signs of all rules, each way of writing them by itself; where one stands in another, that one is enough. */
export const signs = once((): readonly string[] =>
  [
    ...new Set(
      [...LEVEL_RULES, ...FORM_RULES]
        .flatMap(({ sign }) => sign.split(/\|(?![^()]*\))/))
        .flatMap(waysOfSign),
    ),
  ].filter(
    (sign, _, all) =>
      sign !== '' && !all.some((other) => other !== sign && other !== '' && sign.includes(other)),
  ),
);

/** One of these stands in the bytes of every text that `severityOfText` judges to be an error or a warning. */
const signSource = once(() => signs().map(inPieces).join('|'));
const signPattern = once(() => new RegExp(signSource(), 'i'));

/** What else can be in a line that is an error or a warning, by what a record says beside its text. */
const MORE_SIGNS: readonly string[] = ['modulestatus', 'summary', '_items', 'abort', '\\\\u00'];
/** A line of a stack trace, with the newline before it. */
const TRACE = '\\n[ \\t]+at ';
const gravePattern = once(() => new RegExp([signSource(), ...MORE_SIGNS, TRACE].join('|'), 'i'));

/** A search for where a line that is an error or a warning may lie, in the bytes of many lines. Never misses one. */
export const graveWords = once(
  () =>
    new WordSieve(
      [...[...signs(), ...MORE_SIGNS].flatMap(wordsOfSign), '\n ', '\n\t'].map((word) => [word, 0]),
    ),
);

/** Whether a line, in which one of these words was found, may be an error or a warning. */
export function isGrave(line: string): boolean {
  return gravePattern().test(`\n${line}`);
}

/** Whether only errors and warnings are wanted: then `graveWords` finds every line. */
export function areGrave(severities: ReadonlySet<LogSeverity>): boolean {
  for (const severity of severities) if (severity !== 'error' && severity !== 'warn') return false;
  return true;
}

/** A group of signs. They stand in no other. */
const GROUP = /\(\?:([^()]*)\)/;
/** What stands for other characters than itself. */
const NO_WORD = /\\d\??|\.\{\d,\d\}|\[[^\]]*\]\*?/;

/** `(?:cp|mv): ` → `cp: `, `mv: `. A group as a whole must not be left out because a sign stands in one of its ways. */
export function waysOfSign(sign: string): string[] {
  const group = GROUP.exec(sign);
  if (group === null) return [sign];
  const before = sign.slice(0, group.index);
  const behind = sign.slice(group.index + group[0].length);
  return (group[1] ?? '').split('|').flatMap((way) => waysOfSign(before + way + behind));
}

/** The longest word that stands in a sign without groups. */
export function wordsOfSign(sign: string): string[] {
  const parts = sign.split(NO_WORD).map((part) => part.replace(/\\(.)/g, '$1'));
  return [parts.reduce((best, part) => (part.length > best.length ? part : best))];
}

const OUT = '"type":"out"';

/**
 * Whether a line, as it stands in the file, can have one of these severities. Never a false no; cheap, so that a filter
 * for errors need not parse a home directory's whole list of files.
 */
export function mightHaveSeverity(raw: string, severities: ReadonlySet<LogSeverity>): boolean {
  const isRecord = raw.startsWith('{');
  if (!(isRecord ? isPlainOut(raw) : isPlainText(raw)) || signPattern().test(raw)) return true;
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
