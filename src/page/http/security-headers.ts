import { closeSync, openSync, readSync } from 'node:fs';

/** Kinds of page with their own policies; `data` has the strictest one. */
export type PageFrame = 'chrome' | 'plain' | 'data';

/**
 * The security headers of an answer.
 *
 * - `chrome`: inside WHM's header and footer. Their scripts are same-origin, inline with the nonce, or old enough to
 *   need `eval`; styles are inline. The vendor's analytics from other hosts are not allowed: the page shows what logs
 *   contain, and nothing in WHM's menu depends on them.
 * - `plain`: our own frame, where only our files and the nonce count.
 * - `data`: JSON, CSV, metrics, logs to download; nothing in them may run.
 *
 * Never `no-referrer`: cpsrvd can refuse requests without a referrer. The nonce is used in the headers and scripts of
 * one answer only.
 */
export function securityHeaders(frame: PageFrame, nonce: string): Record<string, string> {
  return {
    'Content-Security-Policy': POLICY[frame].join('; ').replaceAll('{nonce}', nonce),
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}

const SHARED = [
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
];

const POLICY: Readonly<Record<PageFrame, readonly string[]>> = {
  chrome: [
    "default-src 'self'",
    "script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    ...SHARED,
  ],
  plain: [
    "default-src 'none'",
    "script-src 'self' 'nonce-{nonce}'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    ...SHARED,
  ],
  data: ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"],
};

const NONCE_BYTES = 16;

/**
 * A fresh nonce of 128 bits, base64url. Read from the kernel, since loading `node:crypto` would cost every page more
 * than this; it is loaded where there is no `/dev/urandom`.
 */
export async function createNonce(): Promise<string> {
  return (kernelBytes(NONCE_BYTES) ?? (await cryptoBytes(NONCE_BYTES))).toString('base64url');
}

function kernelBytes(count: number): Buffer | null {
  try {
    const descriptor = openSync('/dev/urandom', 'r');
    try {
      const bytes = Buffer.alloc(count);
      return readSync(descriptor, bytes) === count ? bytes : null;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

async function cryptoBytes(count: number): Promise<Buffer> {
  const { randomBytes } = await import('node:crypto');
  return randomBytes(count);
}
