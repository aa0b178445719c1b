import { followUpStamp } from '../app/source-stamps.ts';
import { isObject } from '../log/value.ts';
import type { RenderedPart } from '../render/split-parts.ts';
import { hashText } from '../session/hash.ts';
import type { ProcessEnvironment } from '../system/environment.ts';
import { dataFolder, OWN_FAMILIES } from '../system/paths.ts';
import { readText, writeAtomically } from '../system/safe-file.ts';
import { VERSION } from '../version.ts';
import type { SessionPage } from '../views/session-page.ts';
import { hmacSha256 } from './http/hmac.ts';

/** A view in parts, as one process has made it: what each reader lacks of it is chosen from it. */
export interface MadeView {
  cursor: string | null;
  title: string;
  poll: SessionPage['poll'];
  parts: readonly RenderedPart[];
}

/** Half of the time between two questions of one tab: a change is still seen within two seconds of the log. */
const MAX_AGE_MS = 500;
/** How long to wait for a process that is making the view, and from one look for it to the next. */
const MAX_WAIT_MS = 3_000;
const LOOK_MS = 15;
/** So many views are kept at once, each in place of an older one. */
const PLACES = 16;
const MAX_BYTES = 4 * 1024 * 1024;
/** What differs from one question of an open page to the next, and changes nothing about the view. */
const QUESTION: ReadonlySet<string> = new Set(['since', 'have', 'zip']);
const KEY = Buffer.from('shared-view-1');
const RULES = { owner: 'self', forbiddenMode: 0o077, maxBytes: MAX_BYTES } as const;

/**
 * Where a view of a session lies for a moment. Of many tabs that look at it, one makes it and the others take it: while a log grows,
 * each of them asks every second. A place is never given an older view than it has, so no tab is given one that is older than its last.
 */
export interface SharedPlace {
  root: string;
  path: string;
  /** Whose view of what: a view has the proof of origin for the forms of one login in it. */
  key: string;
}

export function sharedPlace(environment: ProcessEnvironment, query: URLSearchParams): SharedPlace {
  const { root, user, securityToken, sessionCookie } = environment;
  const asked = [...query].filter(([name]) => !QUESTION.has(name)).sort();
  const text = JSON.stringify([VERSION, user, securityToken, sessionCookie, asked]);
  // It does not give the cookie away, and nobody can make two that are the same.
  const key = Buffer.from(hmacSha256(KEY, Buffer.from(text))).toString('base64url');
  const place = Number.parseInt(hashText(key).slice(0, 8), 16) % PLACES;
  return { root, path: `${dataFolder(root)}/${OWN_FAMILIES.shared}${place}`, key };
}

/**
 * The view that another process has made just now, or is about to have made.
 *
 * @returns null: this process is the one that makes it
 */
export function takeShared(place: SharedPlace): MadeView | null {
  const until = Date.now() + MAX_WAIT_MS;
  for (;;) {
    const view = readShared(place);
    if (view !== null) return view;
    if (Date.now() >= until || !isBeingMade(place)) break;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
  orNull(() => writeAtomically(makerPath(place), `${place.key} ${process.pid} ${Date.now()}`));
  return null;
}

interface Head {
  key: string;
  /** When it was begun and when it was ready; epoch milliseconds. */
  begunAt: number;
  madeAt: number;
  /** The follow-up marks of that time: whoever has just made one wants to see it. */
  marks: string | null;
}

function readShared(place: SharedPlace): MadeView | null {
  return orNull(() => {
    const text = readText(place.path, RULES);
    const end = text.indexOf('\n');
    const head = asHead(text);
    const age = Date.now() - (head?.madeAt ?? 0);
    if (head?.key !== place.key || !(age >= 0 && age < MAX_AGE_MS)) return null;
    if (head.marks !== followUpStamp(place.root)) return null;
    const view: unknown = JSON.parse(text.slice(end));
    return isMadeView(view) ? view : null;
  });
}

/** @returns null: the file's first line is none, as of another version */
function asHead(text: string): Head | null {
  const head: unknown = JSON.parse(text.slice(0, text.indexOf('\n')));
  if (!isObject(head)) return null;
  const { key, begunAt, madeAt, marks } = head;
  if (typeof key !== 'string' || typeof begunAt !== 'number' || typeof madeAt !== 'number') {
    return null;
  }
  return isTextOrNull(marks) ? { key, begunAt, madeAt, marks } : null;
}

function isMadeView(view: unknown): view is MadeView {
  return (
    isObject(view) &&
    isTextOrNull(view.cursor) &&
    typeof view.title === 'string' &&
    ['live', 'idle', 'off'].includes(String(view.poll)) &&
    Array.isArray(view.parts) &&
    view.parts.every(isPart)
  );
}

function isPart(part: unknown): part is RenderedPart {
  return (
    isObject(part) &&
    typeof part.id === 'string' &&
    typeof part.html === 'string' &&
    typeof part.isInner === 'boolean'
  );
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** A process that ends has made it, or could not. */
function isBeingMade(place: SharedPlace): boolean {
  const note = orNull(() => readText(makerPath(place), RULES)) ?? '';
  const [key, pid, since] = note.split(' ');
  const age = Date.now() - Number(since);
  if (key !== place.key || !(age >= 0 && age < MAX_WAIT_MS)) return false;
  return orNull(() => process.kill(Number(pid), 0)) ?? false;
}

function makerPath({ path }: SharedPlace): string {
  return `${path}.maker`;
}

/**
 * Leaves a view for the others; where it cannot be kept, each makes its own.
 *
 * @param marks `followUpStamp` from before the view was begun
 */
export function shareView(
  { path, key }: SharedPlace,
  { begunAt, marks }: Pick<Head, 'begunAt' | 'marks'>,
  view: MadeView,
): void {
  orNull(() => {
    const before = orNull(() => asHead(readText(path, RULES)));
    const now = Date.now();
    // A clock that was set back must not keep it for ever.
    const isNewer = before?.key === key && before.begunAt > begunAt && before.begunAt <= now;
    if (isNewer) return;
    const head: Head = { key, begunAt, madeAt: now, marks };
    writeAtomically(path, `${JSON.stringify(head)}\n${JSON.stringify(view)}`);
  });
}

/** There is no such file, or none that may be read or written: then each process makes its own view. */
function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
