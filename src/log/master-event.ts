import type { EventBody, ItemRef, OddityKind, StateWord, TransferEvent } from '../session/event.ts';
import { lookUp } from '../session/look-up.ts';
import { isQueueName } from '../session/queue.ts';
import { boundBody } from './bound-event.ts';
import { takeApart } from './item-record.ts';
import { maskSecrets } from './mask.ts';
import { maskedKey, maskedName } from './mask-name.ts';
import { isAbsent, isMasterWord } from './master-word.ts';
import { importOutcome } from './outcome.ts';
import { asCount, asName, asObject, asText, asTime, type JsonObject } from './value.ts';

/** The longest sample that is kept of a line which could not be understood, in characters. */
const SAMPLE_CHARACTERS = 300;

/** What no JSON begins like is not tried: a failed parse costs more than all else about a line of plain text. */
const MAY_BE_JSON = /^[\s{[\d"tfn-]/;

const STATE_WORDS: Readonly<Record<string, StateWord>> = {
  complete: 'COMPLETED',
  fail: 'FAILED',
  abort: 'ABORTED',
  aborting: 'ABORTING',
  pausing: 'PAUSING',
  pause: 'PAUSED',
  resume: 'RUNNING',
};

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
  return importAction(action, contents, record, line);
}

function importAction(
  action: string,
  contents: JsonObject,
  record: JsonObject,
  line: string,
): EventBody {
  const queue = isQueueName(contents.queue) ? contents.queue : null;
  const childNumber = asCount(contents.child_number);
  switch (action) {
    case 'initiator':
    case 'version':
    case 'remotehost': {
      const value = action === 'version' ? versionText(contents.msg) : maskedName(contents.msg);
      return value === null
        ? oddity('incomplete', action, line)
        : { kind: 'fact', name: action, value };
    }
    case 'queue_count': {
      const count = asCount(contents.msg);
      return queue === null || count === null
        ? oddity('incomplete', action, line)
        : { kind: 'queue-count', queue, count };
    }
    case 'queue_size': {
      const size = asCount(contents.msg);
      return queue === null || size === null
        ? oddity('incomplete', action, line)
        : { kind: 'queue-size', queue, size };
    }
    case 'child-failed':
      return queue === null || childNumber === null
        ? oddity('incomplete', action, line)
        : { kind: 'child-died', queue, childNumber };
    case 'start':
      if (isMasterWord(contents) && isAbsent(contents.item) && isAbsent(contents.queue)) {
        return { kind: 'state', state: 'RUNNING', first: true };
      }
      return importItemAction(action, contents, record, line);
    case 'process-item':
    case 'start-item':
    case 'success-item':
    case 'warning-item':
    case 'failed-item':
      return importItemAction(action, contents, record, line);
    case 'complete':
      if (queue !== null && childNumber !== null && childNumber > 0) {
        return { kind: 'child-done', queue, childNumber };
      }
  }
  const state = lookUp(STATE_WORDS, action);
  if (!state) return oddity('action', action, line);
  return isMasterWord(contents)
    ? { kind: 'state', state, first: false }
    : oddity('incomplete', action, line);
}

type ItemAction =
  | 'start'
  | 'process-item'
  | 'start-item'
  | 'success-item'
  | 'warning-item'
  | 'failed-item';

function importItemAction(
  action: ItemAction,
  contents: JsonObject,
  record: JsonObject,
  line: string,
): EventBody {
  const queue = contents.queue;
  const name = maskedKey(contents.item);
  if (!isQueueName(queue) || name === null) return oddity('incomplete', action, line);
  const item: ItemRef = {
    type: maskedKey(contents.item_type) ?? '',
    name,
    localName: maskedKey(contents.local_item),
    label: maskedName(contents.item_name),
  };
  const childNumber = asCount(contents.child_number);
  const pid = asCount(record.pid);
  const logfile = asName(contents.logfile);
  const { msg } = contents;
  switch (action) {
    case 'start':
      return { kind: 'item-started', item, queue, childNumber, pid, logfile };
    case 'process-item': {
      const named = logfile ?? asName(msg);
      return { kind: 'item-logged', item, queue, childNumber, pid, logfile: named };
    }
    case 'start-item': {
      const size = asCount(asObject(msg)?.size);
      return { kind: 'item-sized', item, queue, childNumber, pid, logfile, size };
    }
    default: {
      const outcome = importOutcome(msg, action === 'failed-item');
      return { kind: 'item-ended', item, queue, childNumber, pid, logfile, outcome };
    }
  }
}

/** Version 2.3 comes as the number 2.3, version 2.0 would come as 2: a format version always shows its minor part. */
function versionText(msg: unknown): string | null {
  if (typeof msg === 'number' && Number.isInteger(msg)) return msg.toFixed(1);
  return maskedName(msg);
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
