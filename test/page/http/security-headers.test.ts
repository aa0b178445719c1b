import { describe, expect, test } from 'vitest';
import { createNonce, securityHeaders } from '../../../src/page/http/security-headers.ts';

function policy(frame: 'chrome' | 'plain' | 'data'): Map<string, string> {
  const text = securityHeaders(frame, 'bm9uY2U')['Content-Security-Policy'] ?? '';
  return new Map(
    text.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

describe('securityHeaders', () => {
  test('in chrome: what the chrome needs, and no inline script without the nonce', () => {
    expect(Object.fromEntries(policy('chrome'))).toEqual({
      'default-src': "'self'",
      'script-src': "'self' 'nonce-bm9uY2U' 'unsafe-eval'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self' data:",
      'connect-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'self'",
      'form-action': "'self'",
      'frame-ancestors': "'self'",
    });
  });

  test('in our own frame: stricter', () => {
    expect(policy('plain').get('default-src')).toBe("'none'");
    expect(policy('plain').get('script-src')).toBe("'self' 'nonce-bm9uY2U'");
    expect(policy('plain').get('form-action')).toBe("'self'");
  });

  test('data: nothing runs', () => {
    expect(policy('data').get('default-src')).toBe("'none'");
    expect(policy('data').has('script-src')).toBe(false);
  });

  test.each(['chrome', 'plain', 'data'] as const)('%s: the rest', (frame) => {
    const headers = securityHeaders(frame, 'bm9uY2U');
    expect(headers).toMatchObject({
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    expect(policy(frame).get('script-src') ?? '').not.toContain('unsafe-inline');
    expect(JSON.stringify(headers)).not.toContain('{nonce}');
  });
});

test('a nonce is new each time, and fit for a header and an attribute', async () => {
  const nonces = await Promise.all(Array.from({ length: 50 }, () => createNonce()));
  expect(new Set(nonces).size).toBe(50);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
