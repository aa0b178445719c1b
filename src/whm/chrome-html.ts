import { lookUp } from '../session/look-up.ts';
import { RAW_TEXT_ELEMENTS, readOpenElements } from './open-elements.ts';

/** The server's header and footer, ready to be put around a page. Trusted markup. */
export interface Chrome {
  header: string;
  footer: string;
}

/** The values of the placeholders in the server's chrome, for one answer. */
export interface ChromeValues {
  user: string;
  /** `/cpsess…`, or null where there is none. */
  securityToken: string | null;
  title: string;
  nonce: string;
}

/** The title in rendered chrome until a page replaces it with its own. */
export const TITLE_PLACEHOLDER = 'Results of Your Request';

const PLACEHOLDERS = /\/cpsess0{10}|cpuser0{11}|Results of Your Request|nonce="0{11}"/g;

/**
 * Replaces the placeholders with a request's values, in one pass: a value that looks like a placeholder is left alone.
 * The user and the title are escaped for text, attributes and strings in scripts alike, since a header has them in all
 * three.
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
 * Why a header and a footer cannot be put around a page; null where they can. What the header leaves open must be what
 * the footer closes: in a header that was only half written, all tags can be complete, and the page would end up in its
 * menu.
 */
export function pairTrouble({ header, footer }: Chrome): string | null {
  const { open } = readOpenElements(header);
  const { closed } = readOpenElements(footer);
  if (open.reverse().join(' ') === closed.join(' ')) return null;
  return 'leaves open what its footer does not close, or the other way round';
}

/**
 * Whether a piece of HTML ends in text: not in a tag, a comment, a script or the like. Only its end is examined, since
 * a header can have hundreds of kilobytes and precedes every page.
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

/** The place of the `>` that ends a tag, skipping quoted attribute values; -1 where there is none. */
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
