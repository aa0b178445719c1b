import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashTemplate, hashText } from '../../src/session/hash.ts';

describe('hashText', () => {
  it('never changes, for ids are kept in databases and bookmarks', () => {
    expect(['', 'a', 'Skipping grants'].map(hashText)).toMatchInlineSnapshot(`
      [
        "54e19a9ed10e2d5f",
        "21d5d08cfb8de184",
        "beb0fd47da072c65",
      ]
    `);
  });

  it('tells texts apart', () => {
    const texts = Array.from({ length: 200_000 }, (_, i) => `${i}|template ${i % 977}`);
    expect(new Set(texts.map(hashText)).size).toBe(texts.length);
  });

  it('is 16 hex digits', () => {
    fc.assert(fc.property(fc.string(), (text) => /^[0-9a-f]{16}$/.test(hashText(text))));
  });
});

describe('hashTemplate', () => {
  it('does not look at names of placeholders nor at upper case', () => {
    expect(hashTemplate('The ‹user› failed')).toBe(hashTemplate('the ‹name› FAILED'));
    expect(hashTemplate('The ‹user› failed')).not.toBe(hashTemplate('The ‹user› fails'));
    expect(hashTemplate('a ‹b')).not.toBe(hashTemplate('a ‹c'));
  });
});
