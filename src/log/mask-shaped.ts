import type { Span } from './mask-span.ts';

/**
 * Secrets that show by their own shape, wherever they stand. Every pattern starts at a fixed text and runs
 * over one class of letters, so that no text makes it go back and forth.
 */
const SHAPES: readonly { pattern: RegExp; group: number }[] = [
  // The session token in addresses of cPanel and WHM: /cpsess0123456789
  { pattern: /cpsess(\d{4,})/gi, group: 1 },
  // Hashes of passwords: crypt ($1$, $2y$, $5$, $6$, $y$, $apr1$), MySQL's *40HEX and caching_sha2's $A$005$.
  {
    pattern: /(\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id?|d))\$[^\s"'\\:;,<>“”‘’`]{6,})/g,
    group: 1,
  },
  { pattern: /(\$A\$\d{3}\$[^\s"'“”‘’`]{6,})/g, group: 1 },
  { pattern: /(\*[0-9A-F]{40})(?![0-9A-Za-z])/gi, group: 1 },
  { pattern: /\{(?:S?SHA|SSHA\d{3}|SHA\d{3}|S?MD5|CRYPT)\}([A-Za-z0-9+/=]{8,})/gi, group: 1 },
  // JSON web tokens.
  { pattern: /\b(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g, group: 1 },
  // Authorization schemes: Bearer TOKEN, Basic BASE64, whm root:TOKEN, cpanel user:TOKEN.
  { pattern: /\bBearer\s{1,4}([\w.~+/-]{16,}=*)/gi, group: 1 },
  {
    pattern:
      /\bBasic\s{1,4}((?=[A-Za-z+/]{0,80}[\dA-Z=+/][A-Za-z+/]{0,80}[\dA-Z=+/])[A-Za-z0-9+/]{8,}=*)/g,
    group: 1,
  },
  { pattern: /\b(?:whm|cpanel) {1,4}[\w.-]{1,64}:([A-Za-z0-9]{10,})/gi, group: 1 },
  // Arguments of commands: mysql -p'…', sshpass -p …, curl -u user:…
  {
    pattern: /\b(?:mysql|mariadb)[^\n|;]{0,200}?\s-p(?!\s)('[^'\n]*'|"[^"\n]*"|[^\s'"|;]+)/gi,
    group: 1,
  },
  { pattern: /\bsshpass\s{1,4}-p\s{0,4}('[^'\n]*'|"[^"\n]*"|[^\s'"|;]+)/gi, group: 1 },
  {
    pattern: /\bcurl\b[^\n|;]{0,200}?\s(?:-u|--user)[\s=]{0,4}['"]?[^\s'":]{1,64}:([^\s'"]+)/gi,
    group: 1,
  },
];

const SCHEME = /:\\?\/\\?\//g;
const USER_INFO_LIMIT = 300;

export function findShapedSecrets(text: string, spans: Span[]): void {
  for (const { pattern, group } of SHAPES) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const value = match[group];
      if (value === undefined) continue;
      const end = match.index + match[0].length;
      const start = end - (match[0].length - match[0].lastIndexOf(value));
      spans.push({ start, end: start + value.length });
    }
  }
  findUrlSecrets(text, spans);
  findKeyBlocks(text, spans);
}

/** `scheme://user:password@host`: the password; `scheme://longtoken@host`: the token. */
function findUrlSecrets(text: string, spans: Span[]): void {
  SCHEME.lastIndex = 0;
  for (let match = SCHEME.exec(text); match !== null; match = SCHEME.exec(text)) {
    const start = SCHEME.lastIndex;
    const limit = Math.min(text.length, start + USER_INFO_LIMIT);
    let colon = -1;
    let at = -1;
    for (let i = start; i < limit; i++) {
      const c = text[i] ?? '';
      if (c === '@') at = i;
      else if (c === ':' && colon < 0) colon = i;
      else if (c === '/' || c === '\\' || c === '?' || c <= ' ' || '"\'<>“”‘’`'.includes(c)) break;
    }
    if (at < 0) continue;
    if (colon >= 0 && colon < at) {
      if (at > colon + 1) spans.push({ start: colon + 1, end: at });
    } else if (at - start >= 20) spans.push({ start, end: at });
  }
}

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
const KEY_BODY = /[A-Za-z0-9+/=\s\\]/;

/** The inside of private key blocks, also of those whose begin or end was cut off. */
function findKeyBlocks(text: string, spans: Span[]): void {
  if (!text.includes('PRIVATE KEY-----')) return;
  let from = 0;
  for (;;) {
    KEY_BEGIN.lastIndex = from;
    KEY_END.lastIndex = from;
    const begin = KEY_BEGIN.exec(text);
    const end = KEY_END.exec(text);
    if (begin === null && end === null) return;
    if (begin !== null && (end === null || begin.index < end.index)) {
      const start = begin.index + begin[0].length;
      const stop = end === null ? text.length : end.index;
      if (stop > start) spans.push({ start, end: stop });
      if (end === null) return;
      from = end.index + end[0].length;
    } else if (end !== null) {
      let start = end.index;
      while (start > from && KEY_BODY.test(text[start - 1] ?? '')) start--;
      if (end.index > start) spans.push({ start, end: end.index });
      from = end.index + end[0].length;
    }
  }
}
