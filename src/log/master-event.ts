import type { EventBody, OddityKind, TransferEvent } from '../session/event.ts';
import { actionOf } from './actions.ts';
import { boundBody } from './bound-event.ts';
import { takeApart } from './item-record.ts';
import { maskSecrets } from './mask.ts';
import { asName, asObject, asText, asTime, type JsonObject } from './value.ts';

/** The longest sample that is kept of a line which could not be understood, in characters. */
const SAMPLE_CHARACTERS = 300;

/** What no JSON begins like is not tried: a failed parse costs more than all else about a line of plain text. */
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
 * Imports a line that is no JSON as a whole: half a record or raw text, the records that follow it on the same line, or
 * several records that stand together. Text becomes an `oddity`; each event stands at the place of its own piece.
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
  return takeApart(line).map(({ start, end }) => {
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

/** The sample is made where it is asked for: of a million lines of one kind, the first one's is kept. */
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
