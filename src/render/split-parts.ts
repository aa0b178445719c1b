/** Where an inner part begins and ends in the output of our templates; no text from elsewhere can look like it. */
const INNER = /<!--\[([^\]]+)\]-->(<([a-z]+)[\s\S]*?)<!--\[\/\]-->/g;
const MARKS = /<!--\[[^\]]*\]-->/g;

/** A part of a page, by the id of its element. */
export interface RenderedPart {
  id: string;
  html: string;
  /** It is inside another part, which contains only a place for it. */
  isInner: boolean;
}

/**
 * Splits off the inner parts, each of which changes by itself: a lane of the timeline, an issue type. Empty elements
 * with their ids take their places.
 */
export function splitPart(id: string, html: string): RenderedPart[] {
  const inner: RenderedPart[] = [];
  const outer = html.replace(INNER, (_, innerId: string, own: string, tag: string) => {
    inner.push({ id: innerId, html: own.trim(), isInner: true });
    return `<${tag} id="${innerId}" data-part="${innerId}" data-later></${tag}>`;
  });
  return [{ id, html: outer, isInner: false }, ...inner];
}

/** A page that is shown as a whole needs no marks. */
export function withoutMarks(html: string): string {
  return html.replace(MARKS, '');
}
