import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WordSieve } from '../../src/log/word-sieve.ts';

const letter = fc.constantFrom(...'aetq zj19-_:/.$=\\x');
const word = fc
  .string({ unit: letter, minLength: 2, maxLength: 6 })
  .filter((text) => text.trim() === text && text[1] !== ' ');
const text = fc.string({ unit: fc.oneof(letter, fc.constantFrom('A', 'Q', 'X')), maxLength: 60 });

it('finds the words that a plain search finds, with and without those in which another one stands', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), text, (words, given) => {
      const small = given.toLowerCase();
      const found = words.flatMap((one, place) => (small.includes(one) ? [place] : []));
      const all = new WordSieve(words.map((one, place) => [one, place] as const));
      expect([...(all.groupsIn(given, -1) ?? [])].sort()).toEqual(found.sort());
      const bytes = Buffer.from(given, 'latin1');
      for (const sieve of [all, WordSieve.ofFewest(words)]) {
        expect(sieve.isIn(given)).toBe(found.length > 0);
        expect(sieve.indexIn(bytes, 0) >= 0).toBe(found.length > 0);
      }
    }),
    { numRuns: 500 },
  );
});
