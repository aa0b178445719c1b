import type { EventBody, ItemRef, OddityKind, StateWord, TransferEvent } from '../session/event.ts';
import { isQueueName } from '../session/queue.ts';
import { maskSecrets, mightHoldSecret } from './mask.ts';
import { importOutcome } from './outcome.ts';
import { asCount, asName, asObject, asTime, type JsonObject } from './value.ts';

/** The longest sample that is kept of a line which could not be understood, in characters. */
const SAMPLE_CHARACTERS = 300;

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
 * Imports one line of a master log. Secrets are masked here, before anything is stored or shown.
 * A line that is no record, or a record of an unknown kind, becomes an `oddity`: it is counted and shown, never lost.
 *
 * @param line the line without its newline
 * @param at byte offset of the line in the log
 * @returns null for a line that says nothing (blank)
 */
export function importMasterLine(line: string, at: number): TransferEvent | null {
  const body = importBody(line);
  if (body === null) return null;
  return { ...body.event, at, time: body.time };
}

function importBody(line: string): { event: EventBody; time: number | null } | null {
  if (line.trim() === '') return null;
  const secret = mightHoldSecret(line);
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    const looksCut = /^\s*\{\s*"/.test(line);
    return { event: oddity(looksCut ? 'broken' : 'text', '', line), time: null };
  }
  const record = asObject(secret ? maskDeep(parsed) : parsed);
  if (!record) return { event: oddity('text', '', line), time: null };
  const contents = asObject(record.contents);
  const time = asTime(contents?.time);
  const type = asName(record.type);
  if (type !== 'control') return { event: oddity('type', type ?? '', line), time };
  const action = contents ? asName(contents.action) : null;
  if (!contents || action === null) return { event: oddity('incomplete', '', line), time };
  const event = importAction(action, contents, record, line);
  return { event, time };
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
      const value = versionText(contents.msg);
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
      if (queue === null) return { kind: 'state', state: 'RUNNING', first: true };
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
      return { kind: 'state', state: 'COMPLETED', first: false };
  }
  const state = Object.hasOwn(STATE_WORDS, action) ? STATE_WORDS[action] : undefined;
  return state ? { kind: 'state', state, first: false } : oddity('action', action, line);
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
  const name = asName(contents.item);
  if (!isQueueName(queue) || name === null) return oddity('incomplete', action, line);
  const item: ItemRef = {
    type: asName(contents.item_type) ?? '',
    name,
    localName: asName(contents.local_item),
    label: asName(contents.item_name),
  };
  const work = {
    item,
    queue,
    childNumber: asCount(contents.child_number),
    pid: asCount(record.pid),
    logfile: asName(contents.logfile),
  };
  const msg = contents.msg;
  switch (action) {
    case 'start':
      return { kind: 'item-started', ...work };
    case 'process-item':
      return { kind: 'item-logged', ...work, logfile: work.logfile ?? asName(msg) };
    case 'start-item':
      return { kind: 'item-sized', ...work, size: asCount(asObject(msg)?.size) };
    default:
      return {
        kind: 'item-ended',
        ...work,
        outcome: importOutcome(msg, action === 'failed-item'),
      };
  }
}

/** Version 2.3 comes as the number 2.3, version 2.0 would come as 2: a format version always shows its minor part. */
function versionText(msg: unknown): string | null {
  if (typeof msg === 'number' && Number.isInteger(msg)) return msg.toFixed(1);
  return asName(msg);
}

function oddity(kind: OddityKind, detail: string, line: string): EventBody {
  const sample = maskSecrets(line.slice(0, SAMPLE_CHARACTERS * 2)).slice(0, SAMPLE_CHARACTERS);
  return { kind: 'oddity', oddity: kind, detail: detail.slice(0, 60), sample };
}

/** Masks every text within a parsed record, names of keys excepted. */
function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return value.map((entry) => maskDeep(entry));
  const body = asObject(value);
  if (!body) return value;
  return Object.fromEntries(Object.entries(body).map(([key, entry]) => [key, maskDeep(entry)]));
}
