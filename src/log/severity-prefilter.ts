import type { LogSeverity } from '../session/log-line.ts';
import { once } from '../session/look-up.ts';
import type { SeverityRule } from './severity-rule.ts';
import { formRules, levelRules } from './severity-rules.ts';
import { WordSieve } from './word-sieve.ts';

/** A message can come in pieces, `["No","such file"]`, which readers join with a space; two blanks are never a seam. */
const inPieces = (sign: string): string => sign.replace(/(?<! ) (?! )/g, '(?: |", ?")');

/** The rules that judge by the text alone how severe it is. */
const allRules = once(() => [...levelRules(), ...formRules()]);
/** What a line's own word for a harmless level begins with: the rules without a sign match nothing else. */
const LEVELS = 'debug trace info note notice deprecated strict detail hint context system'.split(
  ' ',
);

/** Words, each with the index in `allRules` of a rule that matches no text without one of its words. */
const ruleWords = once(() => {
  const found = LEVELS.map((word): [string, number] => [word, allRules().length]);
  for (const [place, { sign }] of allRules().entries()) {
    for (const word of wordsOf(sign)) found.push([word, place]);
  }
  return new WordSieve(found);
});

/**
 * Which rules with a sign could match a text; null where no rule at all matches. Looks at every character once: trying
 * a rule costs a process that has just begun a good part of a millisecond.
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

/** The signs of all rules, each variant by itself; where one contains another, the shorter one is enough. */
const signs = once((): readonly string[] => {
  const all = [...new Set(allRules().flatMap(({ sign }) => waysOf(sign)))];
  return all.filter((sign) => !all.some((other) => other !== sign && sign.includes(other)));
});

/** One of these is in the bytes of every text that `severityOfText` calls an error or a warning. */
const signSource = once(() => signs().map(inPieces).join('|'));
const signPattern = once(() => new RegExp(signSource(), 'i'));

/** What else shows an error or a warning: what a record says besides its text. */
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

/** Searches the bytes of many lines for a place where an error or a warning may be. Never misses one. */
export const severeWords = once(() =>
  WordSieve.ofFewest([
    ...allRules().flatMap(({ sign }) => wordsOf(sign)),
    ...MORE_SIGNS.map(longestWord),
    '\n ',
    '\n\t',
  ]),
);

/** Everything that is looked for, as separate expressions: what another program has to search for to find the same lines. */
export function severeSigns(): string[] {
  return [...signs().map((sign) => sign.replaceAll('\\d', '[0-9]')), ...MORE_SIGNS.slice(0, -1)];
}

/** Whether a line in which one of these words was found may be an error or a warning. */
export function isSevere(line: string): boolean {
  // The long lines of a master log have one of these, and to find it takes a hundredth of the expression's time.
  return PLAIN_SIGNS.some((sign) => line.includes(sign)) || gravePattern().test(`\n${line}`);
}

const PLAIN_SIGNS = MORE_SIGNS.filter((sign) => !sign.includes('\\'));

/** Whether only errors and warnings are wanted: then `severeWords` finds every such line. */
export function areSevere(severities: ReadonlySet<LogSeverity>): boolean {
  for (const severity of severities) if (severity !== 'error' && severity !== 'warn') return false;
  return true;
}

/** A group of signs. Groups are not nested. */
const GROUP = /\(\?:([^()]*)\)/;
/** What stands for other characters than itself. */
const NO_WORD = /\\d\??|\.\{\d,\d\}|\[[^\]]*\]\*?/;

/** `(?:cp|mv): ` → `cp: `, `mv: `. A group as a whole must not be dropped because one of its variants contains a sign. */
export function variantsOfSign(part: string): string[] {
  const group = GROUP.exec(part);
  if (group === null) return [part];
  const before = part.slice(0, group.index);
  const behind = part.slice(group.index + group[0].length);
  return (group[1] ?? '').split('|').flatMap((way) => variantsOfSign(before + way + behind));
}

/** The longest word in a sign without groups. */
function longestWord(sign: string): string {
  const parts = sign.split(NO_WORD).map((part) => part.replace(/\\(.)/g, '$1'));
  return parts.reduce((best, part) => (part.length > best.length ? part : best));
}

const OUT = '"type":"out"';

/**
 * Whether a line, as it is in the file, can have one of these severities. Never a false no; cheap, so that a filter for
 * errors need not parse a home directory's whole list of files.
 */
export function mightHaveSeverity(raw: string, severities: ReadonlySet<LogSeverity>): boolean {
  const isRecord = raw.startsWith('{');
  if (!(isRecord ? isPlainOut(raw) : isPlainText(raw)) || signPattern().test(raw)) return true;
  // Nothing in it is severe: it can only be `info` or `debug`, or `raw` for text and for a broken record.
  return severities.has('debug') || severities.has('info') || severities.has('raw');
}

/** One record of the type `out`, with no other record behind half of it and no letters that JSON writes as numbers. */
function isPlainOut(raw: string): boolean {
  const at = raw.indexOf(OUT);
  return at > 0 && raw.lastIndexOf('"type":') === at && raw.endsWith('}') && !raw.includes('\\u00');
}

/** Text with no record behind it that is not a line of a stack trace. */
function isPlainText(raw: string): boolean {
  return !raw.includes('{"') && !/^[ \t]/.test(raw);
}
