import type { LogLine } from './contract.ts';
import { type Address, pageHref } from './link.ts';
import { describeMoment, formatClock, type Moment } from './time.ts';
import { type Badge, describeSeverity } from './words.ts';

/** A piece of a line; `isMatch`: the search found it. */
export interface LogPiece {
  text: string;
  isMatch: boolean;
}

export interface LogLineView {
  at: number;
  href: string;
  clock: string;
  moment: Moment | null;
  badge: Badge;
  severity: string;
  origin: string | null;
  pieces: LogPiece[];
  isTarget: boolean;
}

/** Start and end of the matches in a line's text, in UTF-16 units and in order, by the line's offset. */
export type LineMarks = ReadonlyMap<number, readonly (readonly [number, number])[]>;

/**
 * Lines of a log with links to themselves. `target` is the byte offset of the line that the address names.
 *
 * @param search what to mark: the text of a search, or matches that have been found. Somebody else's regular expression
 *   can take for ever: whoever answers requests finds the matches where that can be stopped.
 */
export function viewLogLines(
  lines: readonly LogLine[],
  address: Address,
  search: string | LineMarks | null = null,
  target: number | null = null,
): LogLineView[] {
  const pattern = typeof search === 'string' ? searchPattern(search) : null;
  const marksOf = (line: LogLine): readonly (readonly [number, number])[] =>
    search === null || typeof search === 'string'
      ? findMarks(line.text, pattern)
      : (search.get(line.at) ?? []);
  return lines.map((line) => ({
    at: line.at,
    href: pageHref({ ...address, at: line.at }),
    ...describeLineTime(line.time),
    badge: describeSeverity(line.severity),
    severity: line.severity,
    origin:
      [line.source === null ? null : `${line.source}:`, line.module]
        .filter((part) => part !== null)
        .join(' ') || null,
    pieces: cutAtMarks(line.text.trimEnd(), marksOf(line)),
    isTarget: line.at === target,
  }));
}

/** A log can contain any number as a time; one that no clock can show counts as none. */
function describeLineTime(time: number | null): Pick<LogLineView, 'clock' | 'moment'> {
  const moment = time === null ? null : describeMoment(time, time);
  return { clock: moment === null ? '' : formatClock(moment.epoch), moment };
}

/**
 * Splits a text at the matches of a search; "/…/" is a regular expression, and an invalid one matches nothing. A search
 * in lower case ignores case. The joined pieces are always the whole text.
 */
export function markMatches(text: string, search: string | null): LogPiece[] {
  return cutAtMarks(text, findMarks(text, search === null ? null : searchPattern(search)));
}

function cutAtMarks(text: string, marks: readonly (readonly [number, number])[]): LogPiece[] {
  const pieces: LogPiece[] = [];
  let from = 0;
  for (const [start, end] of marks) {
    if (start < from || start >= text.length) continue;
    if (start > from) pieces.push({ text: text.slice(from, start), isMatch: false });
    pieces.push({ text: text.slice(start, end), isMatch: true });
    from = Math.min(end, text.length);
  }
  if (from < text.length || from === 0) pieces.push({ text: text.slice(from), isMatch: false });
  return pieces;
}

/** What a search shows of a record with many lines: the first one, which says what it is about, and those that match. */
export function nearMatches(pieces: readonly LogPiece[]): LogPiece[] {
  const lines: LogPiece[][] = [[]];
  for (const { text, isMatch } of pieces) {
    for (const [number, part] of text.split('\n').entries()) {
      if (number > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, isMatch });
    }
  }
  const isKept = (line: readonly LogPiece[] | undefined, at: number): boolean =>
    at === 0 || line?.some(({ isMatch }) => isMatch) === true;
  const shown: LogPiece[] = [];
  for (const [at, line] of lines.entries()) {
    if (isKept(line, at)) shown.push(...(at > 0 ? [NEW_LINE] : []), ...line);
    else if (isKept(lines[at - 1], at - 1)) shown.push(LEFT_OUT);
  }
  return shown;
}

const LEFT_OUT: LogPiece = { text: ' …', isMatch: false };
const NEW_LINE: LogPiece = { text: '\n', isMatch: false };

/** Marking all of thousands of hits in a line does not make it easier to read. */
const MAX_MARKS = 200;

function findMarks(text: string, pattern: RegExp | null): [number, number][] {
  const marks: [number, number][] = [];
  if (pattern === null) return marks;
  for (const found of text.matchAll(pattern)) {
    if (marks.length >= MAX_MARKS) break;
    if (found[0] !== '') marks.push([found.index, found.index + found[0].length]);
  }
  return marks;
}

/** As the search in a log takes it; null for a search that it refuses. */
function searchPattern(search: string): RegExp | null {
  if (search === '') return null;
  const isRegExp = search.length > 2 && search.startsWith('/') && search.endsWith('/');
  const source = isRegExp ? search.slice(1, -1) : search.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const letters = isRegExp ? source.replace(/\\./gs, '') : source;
  try {
    return new RegExp(source, letters === letters.toLowerCase() ? 'gim' : 'gm');
  } catch {
    return null;
  }
}
