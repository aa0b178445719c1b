import { showSteering } from './steering.ts';

/** On one line, with every sign that could mean something to Markdown or HTML taken as itself; none begins an address. */
export function markdownText(text: string): string {
  return showSteering(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()<>#+!|~&@$-]/g, (sign) => (isInner(sign) ? sign : `\\${sign}`))
    .replace(/(?<=\b(?:https?|ftp))(?=:)|(?<=\bwww)(?=\.)/gi, '\\')
    .trim();
}

/** These mean something at the beginning of a line only, where no text of ours stands. */
function isInner(sign: string): boolean {
  return sign === '-' || sign === '+' || sign === '(' || sign === ')';
}
