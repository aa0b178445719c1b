/** Elements without content, and those whose end tag may be omitted: they do not tell what is still open. */
const UNCOUNTED = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'html head body p li dt dd rt rp option optgroup colgroup thead tbody tfoot tr td th'
  ).split(' '),
);

/** Elements whose content is text up to their own end tag, whatever it looks like. */
export const RAW_TEXT_ELEMENTS = ['script', 'style', 'title', 'textarea'];

const RAW_TEXT = new Set(RAW_TEXT_ELEMENTS);

/** A comment, or a tag with its name and, after any quoted values, its end. */
const TAG =
  /<!--[\s\S]*?-->|<(\/?)([a-z][^\s/>]*)((?:=\s*"[^"]*"|=\s*'[^']*'|[^>=]|=(?!\s*["']))*)>/gi;

/**
 * What a piece of HTML leaves open, outermost first, and the end tags in it that close what was opened before it, in
 * their order. Names in lower case. As in a browser, an end tag closes everything still open within its element; `<x/>`
 * counts as closed.
 */
export function readOpenElements(html: string): { open: string[]; closed: string[] } {
  const open: string[] = [];
  const closed: string[] = [];
  TAG.lastIndex = 0;
  for (let found = TAG.exec(html); found !== null; found = TAG.exec(html)) {
    const name = found[2]?.toLowerCase();
    if (name === undefined || UNCOUNTED.has(name)) continue;
    if (found[1] === '/') {
      const at = open.lastIndexOf(name);
      if (at === -1) closed.push(name);
      else open.length = at;
    } else if (RAW_TEXT.has(name)) {
      TAG.lastIndex = rawTextEnd(html, name, TAG.lastIndex);
    } else if (!found[3]?.endsWith('/')) {
      open.push(name);
    }
  }
  return { open, closed };
}

/** The place after the end tag of a raw text element; the end of the HTML where there is none. */
function rawTextEnd(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[^>]*>`, 'gi');
  end.lastIndex = from;
  return end.exec(html) === null ? html.length : end.lastIndex;
}
