import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery, compileSearch } from '../../src/log/search-query.ts';

/** A piece of a regular expression, and a text that it matches. */
type Piece = readonly [source: string, text: string];

const LETTERS = fc.string({
  unit: fc.constantFrom('a', 'b', 'q', 'X', '7', '_'),
  minLength: 1,
  maxLength: 5,
});
const WORD: fc.Arbitrary<Piece> = LETTERS.map((word) => [word, word]);
const ATOM: fc.Arbitrary<Piece> = fc.constantFrom<Piece>(
  ['.', 'z'],
  ['[ab]', 'b'],
  ['[^a\\]]', 'z'],
  ['\\d', '4'],
  ['\\.', '.'],
  ['\\x41', 'A'],
  ['\\u0041', 'A'],
  ['\\(', '('],
  ['\\bq', 'q'],
  [' ', ' '],
);
const PIECE: fc.Arbitrary<Piece> = fc.letrec<{ piece: Piece; list: Piece }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    WORD,
    ATOM,
    fc.tuple(WORD, LETTERS, fc.boolean()).map(([[source, text], last, isThere]): Piece => {
      const letter = last.charAt(0);
      return [`${source}${letter}?`, isThere ? text + letter : text];
    }),
    fc.tuple(LETTERS, fc.nat(3)).map(([word, times]): Piece => {
      const [letter] = word;
      return [`${letter}*`, `${letter}`.repeat(times)];
    }),
    LETTERS.map((word): Piece => [`${word}{12,}`, word + word.slice(-1).repeat(11)]),
    LETTERS.map((word): Piece => [`${word}+`, word + word.slice(-1)]),
    fc
      .tuple(tie('list'), tie('list'), fc.boolean())
      .map(
        ([[one, first], [other, second], isFirst]): Piece => [
          `(?:${one}|${other})`,
          isFirst ? first : second,
        ],
      ),
    fc
      .tuple(tie('list'), fc.boolean())
      .map(([[source, text], isThere]): Piece => [`(${source})?`, isThere ? text : '']),
  ),
  list: fc
    .array(tie('piece'), { minLength: 1, maxLength: 3 })
    .map((pieces): Piece => [pieces.map(([s]) => s).join(''), pieces.map(([, t]) => t).join('')]),
})).list;
/** Choices at the top as well. */
const EXPRESSION: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 4, arbitrary: PIECE },
  fc.tuple(PIECE, PIECE).map(([[one, text], [other]]): Piece => [`${one}|${other}`, text]),
);

describe('what is looked for before a line is read', () => {
  it('stands in every text that a regular expression matches', () => {
    let looked = 0;
    fc.assert(
      fc.property(EXPRESSION, ([source, text]) => {
        const { pattern, needles, isCaseSensitive } = compileQuery(source, true);
        if (!pattern.test(text) || needles === null) return;
        looked += 1;
        const fold = (word: string) => (isCaseSensitive ? word : word.toLowerCase());
        expect(needles.some((needle) => fold(text).includes(fold(needle)))).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(looked).toBeGreaterThan(1000);
  });

  it.each([
    ['code 2[34]', 'code'],
    ['ab(?:first|other)cdef', 'cdef'],
    ['rsyncs? vanished', 'vanished'],
    ['(x)exit(ed)?', 'exit'],
    ['a{2,3}bcd', 'bcd'],
    ['one two three four', 'three'],
  ])('is the longest word that every match of %s holds', (source, word) => {
    expect(compileQuery(source, true).needles?.[0]).toBe(word);
  });

  it.each(['error|fatal', '\\x41bcdef', '(abc|abd)', '[abc]', '..', 'a', '“”'])(
    'is nothing for %s',
    (source) => {
      expect(compileQuery(source, true).needles).toBeNull();
    },
  );

  it('is the longest word of a text, which is no expression', () => {
    expect(compileSearch('rsync (code 23)').needles).toEqual(['rsync']);
    expect(compileSearch('/rsync (code 23)/').needles).toEqual(['rsync']);
    expect(compileSearch('a.b').needles).toBeNull();
    expect(compileSearch('//').isRegExp).toBe(false);
  });
});
