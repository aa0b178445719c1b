/**
 * Characters that control a terminal or the direction of text instead of being read: C0 and C1 controls except tab and
 * line feed, marks and overrides of direction, invisible separators. Joiners (U+200C, U+200D) stay: Persian and Indic
 * names need them. Only for `replace`, which leaves no state in it.
 */
export const STEERING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Makes control characters visible: escape becomes "␛", a right-to-left override "‹U+202E›". */
export function showSteering(text: string): string {
  return text.replace(STEERING, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

/** A value as JSON without control characters: such a character is written as `\u009b`, and is read back unchanged. */
export function steerlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text that may be long: `short` is shown, `full` (null when nothing was cut) opens on request. */
export interface Clipped {
  short: string;
  full: string | null;
}

/** Cuts at a word where one ends near the limit. `limit` in UTF-16 units. */
export function clipText(text: string, limit = 220): Clipped {
  const trimmed = text.trim();
  if (trimmed.length <= limit) return { short: trimmed, full: null };
  const head = trimmed.slice(0, limit);
  const space = head.lastIndexOf(' ');
  const cut = space > limit * 0.6 ? space : limit;
  return { short: `${withoutHalfPair(head.slice(0, cut))}…`, full: trimmed };
}

/** A word this long without a place to break is as wide as a phone's screen in a heading. */
const UNBROKEN = /[^\s-]{25}/;

/** A name for a heading: a long one is cut in the middle, since both ends are needed to tell names apart. */
export function clipMiddle(text: string): string {
  const limit = UNBROKEN.test(text) ? 24 : 40;
  const letters = Array.from(text);
  if (letters.length <= limit) return text;
  const half = (limit - 1) / 2;
  return `${letters.slice(0, Math.ceil(half)).join('')}…${letters.slice(-Math.floor(half)).join('')}`;
}

function withoutHalfPair(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/** A piece of a message: `differs` marks what is in the place of a placeholder of the group's template. */
export interface TextPiece {
  text: string;
  differs: boolean;
}

const PLACEHOLDER = /‹[^‹›]*›/;

/** The pieces of a template: common text, and placeholders ("‹database›"). */
export function splitTemplate(template: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let rest = template;
  for (;;) {
    const found = PLACEHOLDER.exec(rest);
    if (found === null) break;
    if (found.index > 0) pieces.push({ text: rest.slice(0, found.index), differs: false });
    pieces.push({ text: found[0], differs: true });
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') pieces.push({ text: rest, differs: false });
  return pieces;
}

/**
 * Marks in `text` what differs between the members of its group. The joined pieces are always the whole text; where the
 * text does not follow the template (it was normalised differently), the rest of it is one common piece.
 */
export function markDifferences(template: string, text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let rest = text;
  let isGapOpen = false;
  for (const part of splitTemplate(template)) {
    if (part.differs) {
      isGapOpen = true;
      continue;
    }
    const at = rest.indexOf(part.text);
    if (at < 0 || (at > 0 && !isGapOpen)) break;
    if (at > 0) pieces.push({ text: rest.slice(0, at), differs: true });
    pieces.push({ text: part.text, differs: false });
    rest = rest.slice(at + part.text.length);
    isGapOpen = false;
  }
  if (rest !== '') pieces.push({ text: rest, differs: isGapOpen && pieces.length > 0 });
  return pieces;
}

/** On one line, with every character escaped that could mean something in Markdown or HTML; none begins an address. */
export function markdownText(text: string): string {
  return showSteering(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()<>#+!|~&@$-]/g, (sign) => (isInner(sign) ? sign : `\\${sign}`))
    .replace(/(?<=\b(?:https?|ftp))(?=:)|(?<=\bwww)(?=\.)/gi, '\\')
    .trim();
}

/** These mean something only at the beginning of a line, where no text from outside is. */
function isInner(sign: string): boolean {
  return sign === '-' || sign === '+' || sign === '(' || sign === ')';
}
