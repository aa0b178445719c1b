/** Kinds of characters, as far as they decide where a word or name begins and ends. */
export const Kind = {
  Other: 0,
  Letter: 1,
  Digit: 2,
  Underscore: 3,
  Joint: 4,
  Quote: 5,
  Blank: 6,
} as const;

const KINDS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const text = String.fromCharCode(c);
  if (/[A-Za-z]/.test(text)) KINDS[c] = Kind.Letter;
  else if (/[0-9]/.test(text)) KINDS[c] = Kind.Digit;
  else if (text === '_') KINDS[c] = Kind.Underscore;
  else if ('-.@/:%+~\\*$'.includes(text)) KINDS[c] = Kind.Joint;
  else if ('"\'`'.includes(text)) KINDS[c] = Kind.Quote;
  else if (/\s/.test(text) || c < 32) KINDS[c] = Kind.Blank;
}

/** The kind of a UTF-16 code unit. */
export function kindOf(code: number): number {
  if (code < 128) return KINDS[code] ?? Kind.Other;
  if (code === 0xa0 || code === 0x202f || code === 0x3000) return Kind.Blank;
  if (
    code === 0xab ||
    code === 0xbb ||
    (code >= 0x2018 && code <= 0x201f) ||
    code === 0x2039 ||
    code === 0x203a
  ) {
    return Kind.Quote;
  }
  if (code === 0x2026) return Kind.Joint;
  if (code < 0xc0 || (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3001 && code <= 0x303f))
    return Kind.Other;
  return Kind.Letter;
}
