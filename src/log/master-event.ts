import type { EventBody, ItemRef, OddityKind, Outcome, TransferEvent } from '../session/event.ts';
import type { IssueEntry, Repair } from '../session/issue.ts';
import { actionOf } from './actions.ts';
import { splitLine } from './item-record.ts';
import { maskSecrets } from './mask.ts';
import {
  asName,
  asObject,
  asText,
  asTime,
  boundName,
  boundText,
  type JsonObject,
} from './value.ts';

/** The longest sample that is kept of a line that was not understood, in characters. */
const SAMPLE_CHARACTERS = 300;

/** A line that no JSON begins like is not parsed: a failed parse costs more than everything else about a line of plain text. */
const MAY_BE_JSON = /^[\s{[\d"tfn-]/;

/**
 * Imports one line of a master log. Secrets in its texts are masked here, before anything is stored or shown.
 * A record of an unknown kind becomes an `oddity`: it is counted and shown, never lost. Never throws.
 *
 * @param line the line without its newline
 * @param at byte offset of the line in the log
 * @returns null for a line that is no JSON as a whole: see {@link importMixedLine}
 */
export function importMasterLine(line: string, at: number): TransferEvent | null {
  if (!MAY_BE_JSON.test(line)) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  const record = asObject(parsed);
  if (!record) return { at, time: null, body: oddity('text', '', line) };
  const contents = asObject(record.contents);
  const time = asTime(contents?.time);
  const read = importRecord(record, contents, line);
  const body = boundBody(read);
  return body === read ? { at, time, body } : { at, time, body, isCut: true };
}

/**
 * Imports a line that is not JSON as a whole: half a record or raw text, records that follow it on the same line, or
 * several records side by side. Text becomes an `oddity`; each event gets the place of its own piece.
 *
 * @param line the line's bytes, one a character (Latin-1), without the newline
 * @param at byte offset of the line in the log
 * @param decode the text of the line's bytes `from` to `end`
 * @returns nothing for a line that says nothing (blank, zero bytes)
 */
export function importMixedLine(
  line: string,
  at: number,
  decode: (from: number, end: number) => string,
): TransferEvent[] {
  return splitLine(line).map(({ start, end }) => {
    const text = decode(start, end);
    const event = importMasterLine(text, at + start);
    if (event !== null) return event;
    const looksCut = /^\s*\{\s*"/.test(text);
    return { at: at + start, time: null, body: oddity(looksCut ? 'broken' : 'text', '', text) };
  });
}

function importRecord(record: JsonObject, contents: JsonObject | null, line: string): EventBody {
  if (record.type !== 'control') return oddity('type', asName(record.type) ?? '', line);
  const action = contents ? asName(contents.action) : null;
  if (!contents || action === null) return oddity('incomplete', '', line);
  const toEvent = actionOf(action)?.toEvent ?? null;
  if (toEvent === null) return oddity('action', action, line);
  return toEvent(contents, record) ?? oddity('incomplete', action, line);
}

/** The sample is made only when it is asked for: of a million lines of one kind, only the first one's is kept. */
function oddity(kind: OddityKind, detail: string, line: string): EventBody {
  return {
    kind: 'oddity',
    oddity: kind,
    detail: maskSecrets(detail.slice(0, 200)).slice(0, 60),
    get sample() {
      const start = asText(line.slice(0, SAMPLE_CHARACTERS * 2)) ?? '';
      return maskSecrets(start).slice(0, SAMPLE_CHARACTERS);
    },
  };
}

/**
 * The same event with names and texts of bounded length: a page that shows them stays readable, and the cache small.
 * Secrets are masked before: half of one could no longer be recognised.
 *
 * @returns the very same body where nothing is too long
 */
export function boundBody(body: EventBody): EventBody {
  switch (body.kind) {
    case 'fact': {
      const value = boundName(body.value);
      return value === body.value ? body : { ...body, value };
    }
    case 'item-started':
    case 'item-logged':
    case 'item-details':
      return isBoundWork(body) ? body : { ...body, ...boundWork(body) };
    case 'item-ended': {
      if (isBoundWork(body) && isBoundOutcome(body.outcome)) return body;
      return { ...body, ...boundWork(body), outcome: boundOutcome(body.outcome) };
    }
    default:
      return body;
  }
}

interface Work {
  item: ItemRef;
  logfile: string | null;
}

const isName = (name: string | null): boolean => name === null || boundName(name) === name;
const isText = (text: string | null): boolean => text === null || boundText(text) === text;
const nameOrNull = (name: string | null): string | null => (name === null ? null : boundName(name));
const textOrNull = (text: string | null): string | null => (text === null ? null : boundText(text));

function isBoundWork({ item, logfile }: Work): boolean {
  const { type, name, localName, label } = item;
  return isName(type) && isName(name) && isName(localName) && isName(label) && isName(logfile);
}

function boundWork({ item, logfile }: Work): Work {
  const bounded = {
    type: boundName(item.type),
    name: boundName(item.name),
    localName: nameOrNull(item.localName),
    label: nameOrNull(item.label),
  };
  return { item: bounded, logfile: nameOrNull(logfile) };
}

function isBoundOutcome({ failure, message, issues }: Outcome): boolean {
  return isText(failure) && isText(message) && issues.every(isBoundIssue);
}

function isBoundIssue({ module, function: name, text, repair }: IssueEntry): boolean {
  return isName(module) && isName(name) && isText(text) && (repair === null || isRepair(repair));
}

function isRepair({ label, path, params }: Repair): boolean {
  const entries = Object.entries(params);
  const isShort = entries.every(([name, value]) => isName(name) && isText(value));
  return isName(label) && isText(path) && entries.length <= MAX_PARAMETERS && isShort;
}

const MAX_PARAMETERS = 100;

function boundOutcome(outcome: Outcome): Outcome {
  return {
    ...outcome,
    failure: textOrNull(outcome.failure),
    message: textOrNull(outcome.message),
    issues: outcome.issues.map((issue) => (isBoundIssue(issue) ? issue : boundIssue(issue))),
  };
}

function boundIssue(issue: IssueEntry): IssueEntry {
  const { repair } = issue;
  return {
    ...issue,
    module: nameOrNull(issue.module),
    function: nameOrNull(issue.function),
    text: boundText(issue.text),
    repair: repair && boundRepair(repair),
  };
}

function boundRepair({ label, path, params }: Repair): Repair {
  const entries = Object.entries(params).slice(0, MAX_PARAMETERS);
  return {
    label: boundName(label),
    path: boundText(path),
    params: Object.fromEntries(entries.map(([name, value]) => [boundName(name), boundText(value)])),
  };
}
