import type { LogSeverity } from '../session/log-line.ts';
import { once } from '../session/look-up.ts';
import type { SeverityRule } from './severity-rule.ts';
import { formRules, levelRules } from './severity-rules.ts';
import { WordSieve } from './word-sieve.ts';

/** A message can come in pieces, `["No","such file"]`, which readers join with a space; two blanks are never a seam. */
const inPieces = (sign: string): string => sign.replace(/(?<! ) (?! )/g, '(?: |", ?")');

/** The rules that find out of a text alone how severe it is. */
const allRules = once(() => [...levelRules(), ...formRules()]);
/** What a line's own word for a harmless level begins with: the rules without a sign find no others. */
const LEVELS = 'debug trace info note notice deprecated strict detail hint context system'.split(
  ' ',
);

/** Words, and for each the place among `allRules` of a rule that fits no text without one of its words. */
const ruleWords = once(() => {
  const found = LEVELS.map((word): [string, number] => [word, allRules().length]);
  for (const [place, { sign }] of allRules().entries()) {
    for (const word of wordsOf(sign)) found.push([word, place]);
  }
  return new WordSieve(found);
});

/**
 * Which rules that have a sign could fit a text; null where no rule at all fits. Looks at every character once: to try a rule
 * costs a process that has just begun a good part of a millisecond.
 */
export function candidateRules(text: string): ReadonlySet<SeverityRule> | null {
  const places = ruleWords().groupsIn(text, allRules().length);
  if (places === null) return null;
  const rules = new Set<SeverityRule>();
  for (const place of places) {
    const rule = allRules()[place];
    if (rule !== undefined) rules.add(rule);
  }
  return rules;
}

/** All ways of writing a rule's sign. */
function waysOf(sign: string): string[] {
  return sign === '' ? [] : sign.split(/\|(?![^()]*\))/).flatMap(variantsOfSign);
}

function wordsOf(sign: string): string[] {
  return waysOf(sign).map(longestWord);
}

/** The signs of all rules, each way of writing them by itself; where one is in another, that one is enough. */
const signs = once((): readonly string[] => {
  const all = [...new Set(allRules().flatMap(({ sign }) => waysOf(sign)))];
  return all.filter((sign) => !all.some((other) => other !== sign && sign.includes(other)));
});

/** One of these is in the bytes of every text that `severityOfText` judges to be an error or a warning. */
const signSource = once(() => signs().map(inPieces).join('|'));
const signPattern = once(() => new RegExp(signSource(), 'i'));

/** What else can be in a line that is an error or a warning, by what a record says beside its text. */
const MORE_SIGNS: readonly string[] = [
  'modulestatus',
  'summary',
  '_items',
  'abort',
  '"fail"',
  '"failure"',
  '\\\\u00',
];
/** A line of a stack trace, with the newline before it. */
const TRACE = '\\n[ \\t]+at ';
const gravePattern = once(() => new RegExp([signSource(), ...MORE_SIGNS, TRACE].join('|'), 'i'));

/** A search for where a line that is an error or a warning may lie, in the bytes of many lines. Never misses one. */
export const severeWords = once(() =>
  WordSieve.ofFewest([
    ...allRules().flatMap(({ sign }) => wordsOf(sign)),
    ...MORE_SIGNS.map(longestWord),
    '\n ',
    '\n\t',
  ]),
);

/** All that is looked for, as expressions of their own: what another program has to look for to find the same lines. */
export function severeSigns(): string[] {
  return [...signs().map((sign) => sign.replaceAll('\\d', '[0-9]')), ...MORE_SIGNS.slice(0, -1)];
}

/** Whether a line, in which one of these words was found, may be an error or a warning. */
export function isSevere(line: string): boolean {
  return gravePattern().test(`\n${line}`);
}

/** Whether only errors and warnings are wanted: then `severeWords` finds every line. */
export function areSevere(severities: ReadonlySet<LogSeverity>): boolean {
  for (const severity of severities) if (severity !== 'error' && severity !== 'warn') return false;
  return true;
}

/** A group of signs. They are in no other. */
const GROUP = /\(\?:([^()]*)\)/;
/** What stands for other characters than itself. */
const NO_WORD = /\\d\??|\.\{\d,\d\}|\[[^\]]*\]\*?/;

/** `(?:cp|mv): ` → `cp: `, `mv: `. A group as a whole must not be left out because a sign is in one of its ways. */
export function variantsOfSign(part: string): string[] {
  const group = GROUP.exec(part);
  if (group === null) return [part];
  const before = part.slice(0, group.index);
  const behind = part.slice(group.index + group[0].length);
  return (group[1] ?? '').split('|').flatMap((way) => variantsOfSign(before + way + behind));
}

/** The longest word that is in a sign without groups. */
function longestWord(sign: string): string {
  const parts = sign.split(NO_WORD).map((part) => part.replace(/\\(.)/g, '$1'));
  return parts.reduce((best, part) => (part.length > best.length ? part : best));
}

const OUT = '"type":"out"';

/**
 * Whether a line, as it is in the file, can have one of these severities. Never a false no; cheap, so that a filter
 * for errors need not parse a home directory's whole list of files.
 */
export function mightHaveSeverity(raw: string, severities: ReadonlySet<LogSeverity>): boolean {
  const isRecord = raw.startsWith('{');
  if (!(isRecord ? isPlainOut(raw) : isPlainText(raw)) || signPattern().test(raw)) return true;
  // Nothing in it is severe: what is left is `info` or `debug`, and `raw` for text and for a record that is broken.
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
