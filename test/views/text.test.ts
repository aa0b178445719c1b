import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markMatches, nearMatches } from '../../src/views/log-lines.ts';
import { clipText, markDifferences, splitTemplate } from '../../src/views/text.ts';

const join = (pieces: { text: string }[]) => pieces.map((piece) => piece.text).join('');

describe('markDifferences', () => {
  it('marks what stands where the template has placeholders', () => {
    const pieces = markDifferences(
      'MySQL database “‹database›” restored as “‹new name›”',
      'MySQL database “a_shop” restored as “a_shop1”',
    );
    expect(pieces.filter((piece) => piece.differs).map((piece) => piece.text)).toEqual([
      'a_shop',
      'a_shop1',
    ]);
  });

  it('marks a difference at the very end and at the very start', () => {
    expect(markDifferences('Skipped: ‹name›', 'Skipped: bob')).toEqual([
      { text: 'Skipped: ', differs: false },
      { text: 'bob', differs: true },
    ]);
    expect(markDifferences('‹name› is full', 'bob is full')[0]).toEqual({
      text: 'bob',
      differs: true,
    });
  });

  it('takes a text that does not follow the template as it is', () => {
    expect(markDifferences('one ‹x› two', 'something else')).toEqual([
      { text: 'something else', differs: false },
    ]);
  });

  it('loses nothing of any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '‹', '›', 'é') });
    fc.assert(
      fc.property(text, text, (template, message) => {
        expect(join(markDifferences(template, message))).toBe(message);
        expect(join(splitTemplate(template))).toBe(template);
      }),
    );
  });
});

describe('markMatches', () => {
  it('finds text without regard to case, and patterns between slashes', () => {
    expect(markMatches('MySQL and mysql', 'mysql').filter((piece) => piece.isMatch)).toHaveLength(
      2,
    );
    expect(
      markMatches('code 23, code 12', '/code \\d+/').filter((piece) => piece.isMatch),
    ).toHaveLength(2);
    expect(markMatches('a.b', 'a.b').filter((piece) => piece.isMatch)).toHaveLength(1);
    expect(markMatches('axb', 'a.b').filter((piece) => piece.isMatch)).toHaveLength(0);
  });

  it('loses nothing, whatever is searched for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '(', '/', '*', '^', '\\') });
    fc.assert(
      fc.property(text, text, (line, search) => {
        expect(join(markMatches(line, search))).toBe(line);
        expect(join(markMatches(line, `/${search}/`))).toBe(line);
      }),
    );
  });
});

describe('clipText', () => {
  it('leaves short text whole and cuts long text at a word', () => {
    expect(clipText(' short ')).toEqual({ short: 'short', full: null });
    const long = 'word '.repeat(100);
    expect(clipText(long, 20)).toEqual({ short: 'word word word word…', full: long.trim() });
  });

  it('never cuts a character in half', () => {
    expect(clipText('\u{1f600}'.repeat(30), 21).short).not.toMatch(
      /[\ud800-\udbff](?![\udc00-\udfff])/,
    );
  });
});

describe('a record of many lines that a search has found', () => {
  const shown = (text: string) =>
    nearMatches(markMatches(text, 'quota'))
      .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
      .join('');

  it('is shown by its first line and by those that match', () => {
    expect(shown('bob ended\nall done\nwarning: quota\nskipped\nlinks\nquota raised')).toBe(
      'bob ended …\nwarning: [quota] …\n[quota] raised',
    );
  });

  it('is shown whole where every line matches, or it has only one', () => {
    expect(shown('no quota')).toBe('no [quota]');
    expect(shown('quota 1\nquota 2')).toBe('[quota] 1\n[quota] 2');
    expect(shown('')).toBe('');
  });
});
