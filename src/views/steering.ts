/**
 * Characters that steer a terminal or the direction of text instead of being read: C0 and C1 controls but tab and
 * line feed, marks and overrides of direction, invisible separators. Joiners (U+200C, U+200D) stay: Persian and
 * Indic names need them. For `replace` only, which leaves no state behind in it.
 */
export const STEERING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Shows steering characters instead of obeying them: escape becomes "␛", a right-to-left override "‹U+202E›". */
export function showSteering(text: string): string {
  return text.replace(STEERING, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

/** A value as JSON in which nothing steers: such a character stands there as `\u009b`, and is read back as it was. */
export function steerlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
