/** The path without WHM's session token, which changes with each login. */
export function withoutToken(path: string): string {
  return path.replace(/^\/cpsess\d+(?=\/)/, '');
}

/** The query string without the news of what a form has just done: told once, it is no part of the view. */
export function withoutNews(search: string): string {
  return search.replace(/(?<=[?&])notice=[^&]*(?:&|$)/, '').replace(/[?&]$/, '');
}

/**
 * Where a view is asked for again: relative, so that the token stays in the path. What the address narrows stays;
 * `more` is put over it, and null takes a parameter away.
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
