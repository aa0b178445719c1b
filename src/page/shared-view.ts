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

/** A view in parts, made by one process: the parts that a reader lacks are chosen from it. */
export interface MadeView {
  cursor: string | null;
  title: string;
  poll: SessionPage['poll'];
  parts: readonly RenderedPart[];
}

/** Half of the time between two polls of one tab: a change of the log is still seen within two seconds. */
const MAX_AGE_MS = 500;
/** How long to wait for a process that is making the view, and how often to look for it. */
const MAX_WAIT_MS = 3_000;
const LOOK_MS = 15;
/** How many views are stored at once, each replacing an older one. */
const PLACES = 16;
const MAX_BYTES = 4 * 1024 * 1024;
/** Parameters that differ from one poll of an open page to the next without changing the view. */
const QUESTION: ReadonlySet<string> = new Set(['since', 'have', 'zip']);
const KEY = Buffer.from('shared-view-1');
const RULES = { owner: 'self', forbiddenMode: 0o077, maxBytes: MAX_BYTES } as const;

/**
 * Where a view of a session is stored for a moment. Of many tabs that look at it, one makes it and the others use it:
 * while a log grows, each of them asks every second. A place never gets an older view than it has, so no tab is given
 * one older than its last.
 */
export interface SharedPlace {
  root: string;
  path: string;
  /** The user, login and view: a view contains the proof of origin for the forms of one login. */
  key: string;
}

export function sharedPlace(environment: ProcessEnvironment, query: URLSearchParams): SharedPlace {
  const { root, user, securityToken, sessionCookie } = environment;
  const asked = [...query].filter(([name]) => !QUESTION.has(name)).sort();
  const text = JSON.stringify([VERSION, user, securityToken, sessionCookie, asked]);
  // It does not reveal the cookie, and nobody can make two that are equal.
  const key = Buffer.from(hmacSha256(KEY, Buffer.from(text))).toString('base64url');
  const place = Number.parseInt(hashText(key).slice(0, 8), 16) % PLACES;
  return { root, path: `${dataFolder(root)}/${OWN_FAMILIES.shared}${place}`, key };
}

/**
 * The view that another process has just made, or is about to finish.
 *
 * @returns null: this process has to make it
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
  /** When it was begun and when it was finished; epoch milliseconds. */
  begunAt: number;
  madeAt: number;
  /** The stamp of the follow-up marks at that time: whoever has just set a mark wants to see it. */
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

/** @returns null: the first line of the file is invalid, for example from another version */
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

/** A process that has ended has made it, or could not. */
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
 * Stores a view for the others; where it cannot be stored, each process makes its own.
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

/** There is no such file, or it may not be read or written: then each process makes its own view. */
function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
