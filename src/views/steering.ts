/**
 * Characters that steer a terminal or the direction of text instead of being read: C0 and C1 controls but tab and
 * line feed, marks and overrides of direction, invisible separators. Joiners (U+200C, U+200D) stay: Persian and
 * Indic names need them. For `replace` only, which leaves no state behind in it.
 */
export const STEERING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
