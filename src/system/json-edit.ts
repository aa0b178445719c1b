/**
 * Changes single values in the text of a JSON document. Everything else stays as it was written: order, spaces, numbers
 * that JavaScript cannot hold, unknown keys. The text must be JSON that `JSON.parse` accepts.
 */
export type JsonPath = readonly (string | number)[];

/** A member of an object or an entry of a list, by its places in the text; `start` is that of its key. */
interface Child {
  key: string | number;
  start: number;
  value: number;
  end: number;
}

/** Sets the value at a path; missing parents are made, and a parent that is neither object nor list is replaced. */
export function setJson(text: string, path: JsonPath, value: unknown): string {
  let at = skipSpace(text, 0);
  for (const [depth, key] of path.entries()) {
    const rest = path.slice(depth + 1);
    if (!holds(text, at, key)) {
      const made = writeJson(wrap([key, ...rest], value));
      return text.slice(0, at) + made + text.slice(endOfValue(text, at));
    }
    const children = childrenOf(text, at);
    const child = children.findLast((other) => other.key === key);
    if (child === undefined) return insert(text, at, children, key, wrap(rest, value));
    at = child.value;
  }
  return text.slice(0, at) + writeJson(value) + text.slice(endOfValue(text, at));
}

/** Removes a member or an entry, if it exists. */
export function removeJson(text: string, path: JsonPath): string {
  let at = skipSpace(text, 0);
  for (const [depth, key] of path.entries()) {
    const children = holds(text, at, key) ? childrenOf(text, at) : [];
    const index = children.findLastIndex((other) => other.key === key);
    const child = children[index];
    if (child === undefined) return text;
    at = child.value;
    if (depth < path.length - 1) continue;
    const [before, after] = [children[index - 1], children[index + 1]];
    if (before !== undefined) return text.slice(0, before.end) + text.slice(child.end);
    return text.slice(0, child.start) + text.slice(after?.start ?? child.end);
  }
  return text;
}

/** On one line, with spaces: `{ "minutes": 20, "names": ["a", "b"] }`. */
function writeJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}: ${writeJson(inner)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function wrap(path: JsonPath, value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }),
    value,
  );
}

/** Whether the value at a place is of the kind that has such keys. */
function holds(text: string, at: number, key: string | number): boolean {
  return text[at] === (typeof key === 'number' ? '[' : '{');
}

function insert(
  text: string,
  at: number,
  children: readonly Child[],
  key: string | number,
  value: unknown,
): string {
  const member =
    typeof key === 'number' ? writeJson(value) : `${JSON.stringify(key)}: ${writeJson(value)}`;
  const last = children.at(-1);
  if (last !== undefined) {
    // Like its neighbour: after the same line feed and indent, or on the same line.
    const gap = /\s*$/.exec(text.slice(at + 1, last.start))?.[0] ?? '';
    return `${text.slice(0, last.end)},${gap === '' ? ' ' : gap}${member}${text.slice(last.end)}`;
  }
  const end = endOfValue(text, at);
  const [open, close] = [text[at], text[end - 1]];
  const isWhole = text.trim().length === end - at;
  const inside = isWhole ? `\n  ${member}\n` : ` ${member} `;
  return text.slice(0, at) + open + inside + close + text.slice(end);
}

function childrenOf(text: string, start: number): Child[] {
  const isObject = text[start] === '{';
  const children: Child[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const child: Child = { key: children.length, start: at, value: at, end: at };
    if (isObject) {
      const end = endOfString(text, at);
      child.key = String(JSON.parse(text.slice(at, end)));
      const colon = skipSpace(text, end);
      child.value = skipSpace(text, colon + 1);
    }
    child.end = endOfValue(text, child.value);
    children.push(child);
    at = skipSpace(text, child.end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return children;
}

/** The place behind a value. Without recursion: a file may be nested as deep as it is long. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const letter = text[at] ?? '';
    if (letter === '"') {
      at = endOfString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && /[\s,]/.test(letter)) return at;
    at += 1;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}
