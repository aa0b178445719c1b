import type { LogLine } from './contract.ts';
import { type Address, pageHref } from './link.ts';
import { describeMoment, formatClock, type Moment } from './time.ts';
import { type Badge, describeSeverity } from './words.ts';

/** A piece of a line; `isMatch`: what the search found. */
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

/** Lines of a log with links to themselves. `search` marks what was found; `target` is the byte of the line that the address names. */
export function viewLogLines(
  lines: LogLine[],
  address: Address,
  search: string | null = null,
  target: number | null = null,
): LogLineView[] {
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
    pieces: markMatches(line.text.replace(/\s+$/, ''), search),
    isTarget: line.at === target,
  }));
}

/** A log can carry any number as a time; one that no clock shows counts as none. */
function describeLineTime(time: number | null): Pick<LogLineView, 'clock' | 'moment'> {
  const moment = time === null ? null : describeMoment(time, time);
  return { clock: moment === null ? '' : formatClock(moment.epoch), moment };
}

/**
 * Splits a text at the matches of a search without regard to case; "/…/" is a regular expression, and one that cannot be read
 * matches nothing. The pieces joined are always the whole text.
 */
export function markMatches(text: string, search: string | null): LogPiece[] {
  const whole = [{ text, isMatch: false }];
  const pattern = search === null || search === '' ? null : searchPattern(search);
  if (pattern === null) return whole;
  const pieces: LogPiece[] = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found[0] === '' || pieces.length > MOST_PIECES) continue;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), isMatch: false });
    pieces.push({ text: found[0], isMatch: true });
    from = found.index + found[0].length;
  }
  if (from === 0) return whole;
  if (from < text.length) pieces.push({ text: text.slice(from), isMatch: false });
  return pieces;
}

/** A line of thousands of hits is no easier to read with all of them marked. */
const MOST_PIECES = 200;

function searchPattern(search: string): RegExp | null {
  const isPattern = search.length > 2 && search.startsWith('/') && search.endsWith('/');
  if (!isPattern) return new RegExp(search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  try {
    return new RegExp(search.slice(1, -1), 'gi');
  } catch {
    return null;
  }
}
