import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hmacSha256 } from '../../../src/page/http/hmac.ts';

it('is the HMAC-SHA-256 of node:crypto, for keys and texts of any length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 400 }),
      (secret, text) => {
        const expected = createHmac('sha256', secret).update(text).digest('hex');
        expect(Buffer.from(hmacSha256(secret, text)).toString('hex')).toBe(expected);
      },
    ),
    { numRuns: 500 },
  );
});

it('is the published result of RFC 4231, test case 2', () => {
  const digest = hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
  expect(Buffer.from(digest).toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});
