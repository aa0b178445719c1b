import { lookUp } from '../session/look-up.ts';
import { RAW_TEXT_ELEMENTS, readOpenElements } from './open-elements.ts';

/** The server's header and footer, ready to be around a page. Trusted markup. */
export interface Chrome {
  header: string;
  footer: string;
}

/** What the placeholders of the server's chrome stand for in one answer. */
export interface ChromeValues {
  user: string;
  /** `/cpsess…`, or null where there is none. */
  securityToken: string | null;
  title: string;
  nonce: string;
}

/** The title that is in rendered chrome until a page puts its own there. */
export const TITLE_PLACEHOLDER = 'Results of Your Request';

const PLACEHOLDERS = /\/cpsess0{10}|cpuser0{11}|Results of Your Request|nonce="0{11}"/g;

/**
 * Puts a request's values in place of the placeholders, in one pass: a value that looks like a
 * placeholder stays as it is. The user and the title are escaped for text, attributes and the strings
 * of scripts alike, since a header has them in all three.
 */
export function fillPlaceholders(html: string, values: ChromeValues): string {
  return html.replace(PLACEHOLDERS, (found) => {
    if (found.startsWith('/cpsess')) return values.securityToken ?? '';
    if (found.startsWith('cpuser')) return escapeEverywhere(values.user);
    if (found.startsWith('nonce')) return `nonce="${values.nonce}"`;
    return escapeEverywhere(values.title);
  });
}

/** Whether a filled header shows the page's title as a heading of the first level. */
export function showsTitle(header: string, title: string): boolean {
  const text = escapeEverywhere(title);
  return header.split(/<h1\b/i).some((part, index) => {
    const end = part.toLowerCase().indexOf('</h1');
    return index > 0 && end !== -1 && part.slice(0, end).includes(text);
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '\\': '&#92;',
};

function escapeEverywhere(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .replace(/[&<>"'`\\]/g, (letter) => lookUp(ESCAPES, letter) ?? '');
}

/** Why a text cannot be the server's header; null where it can. */
export function headerTrouble(html: string): string | null {
  if (html.trim() === '') return 'is empty';
  if (!/<\/head\s*>/i.test(html) || !/<body\b/i.test(html)) return 'is cut short';
  if (!endsBetweenTags(html)) return 'is cut short';
  if (/<\/html\s*>/i.test(html)) return 'is closed already';
  return null;
}

/** Why a text cannot be the server's footer; null where it can. */
export function footerTrouble(html: string): string | null {
  if (html.trim() === '') return 'is empty';
  if (!/<\/html\s*>\s*$/i.test(html) || !endsBetweenTags(html)) {
    return 'is cut short';
  }
  return null;
}

/**
 * Why a header and a footer cannot be around a page; null where they can. What the header leaves open must be what the footer
 * closes: of a header that was written by half, all tags can be whole, and the page would be in its menu.
 */
export function pairTrouble({ header, footer }: Chrome): string | null {
  const { open } = readOpenElements(header);
  const { closed } = readOpenElements(footer);
  if (open.reverse().join(' ') === closed.join(' ')) return null;
  return 'leaves open what its footer does not close, or the other way round';
}

/**
 * Whether a piece of HTML ends in text: not in a tag, a comment, a script or the like. Only its end is
 * looked at, since a header can have hundreds of kilobytes and is in front of every page.
 */
function endsBetweenTags(html: string): boolean {
  const text = html.toLowerCase();
  if (text.lastIndexOf('<!--') > text.lastIndexOf('-->')) return false;
  const isInRawText = RAW_TEXT_ELEMENTS.some((name) =>
    // Custom elements such as `<title-bar>` only begin alike.
    new RegExp(`<${name}[\\s/>]`).test(text.slice(text.lastIndexOf(`</${name}`) + 1)),
  );
  if (isInRawText) return false;
  const last = text.lastIndexOf('<');
  return last === -1 || tagEnd(text, last) !== -1;
}

/** The place of the `>` that ends a tag, quoted attribute values passed over; -1 where none does. */
function tagEnd(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const letter = html.charAt(at);
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '>') {
      return at;
    } else if ((letter === '"' || letter === "'") && html.charAt(at - 1) === '=') {
      quote = letter;
    }
  }
  return -1;
}
