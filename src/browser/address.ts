/** The path without WHM's session token, which changes with each login. */
export function withoutToken(path: string): string {
  return path.replace(/^\/cpsess\d+(?=\/)/, '');
}

/** The query string without the result of a form that was just sent: it is reported once, and is no part of the view. */
export function withoutNews(search: string): string {
  return search.replace(/(?<=[?&])notice=[^&]*(?:&|$)/, '').replace(/[?&]$/, '');
}

/**
 * The address to ask for a view again: relative, so that the token stays in the path. What narrows the view stays;
 * `more` is added, and null removes a parameter.
 *
 * @param search the query string of the view, with or without "?"
 */
export function askAddress(search: string, more: Record<string, string | null>): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(more)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  return `index.cgi?${query}`;
}
