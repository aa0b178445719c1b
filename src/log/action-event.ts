import type { ChildWork, EventBody } from '../session/event.ts';
import type { HeaderFact, StateWord } from '../session/header.ts';
import { type ItemTold, isQueueName, type QueueName } from '../session/item.ts';
import { maskedKey, maskedName } from './mask.ts';
import { importOutcome } from './outcome.ts';
import { asCount, asName, asObject, type JsonObject } from './value.ts';

/**
 * What a record of an action means.
 *
 * @param record the whole record, `contents` of which the action is a part
 * @returns null where a part is missing that the action needs
 */
export type ToEvent = (contents: JsonObject, record: JsonObject) => EventBody | null;

/**
 * Whether a record of the master log speaks for the whole session. The master is child 0; a log that names neither child
 * nor queue means it as well. Everything else is a child's word, which never starts or ends a session.
 */
export function isMasterWord({ child_number: child, queue }: JsonObject): boolean {
  return isAbsent(child) ? isAbsent(queue) : asCount(child) === 0;
}

/** The server writes what is absent as null, as "" or not at all. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** A state that the master says the session is in. */
export function stateEvent(state: StateWord): ToEvent {
  return (contents) => (isMasterWord(contents) ? { kind: 'state', state, first: false } : null);
}

export function factEvent(name: HeaderFact): ToEvent {
  const read = name === 'formatVersion' ? versionText : maskedName;
  return ({ msg }) => {
    const value = read(msg);
    return value === null ? null : { kind: 'fact', name, value };
  };
}

/** Version 2.3 comes as the number 2.3, version 2.0 would come as 2: a format version always shows its minor part. */
function versionText(msg: unknown): string | null {
  if (typeof msg === 'number' && Number.isInteger(msg)) return msg.toFixed(1);
  return maskedName(msg);
}

/** A number that the master announces for a queue. */
export function queueEvent(make: (queue: QueueName, amount: number) => EventBody): ToEvent {
  return ({ queue, msg }) => {
    const amount = asCount(msg);
    return isQueueName(queue) && amount !== null ? make(queue, amount) : null;
  };
}

/** The master starts the session, a child an item. */
export const startEvent: ToEvent = (contents, record) => {
  if (isMasterWord(contents) && isAbsent(contents.item) && isAbsent(contents.queue)) {
    return { kind: 'state', state: 'RUNNING', first: true };
  }
  const work = readWork(contents, record);
  if (work === null) return null;
  const { item, queue, childNumber, pid, logfile } = work;
  return { kind: 'item-started', item, queue, childNumber, pid, logfile };
};

/** A child of a queue has no more work, or the master ends the session. */
export const completeEvent: ToEvent = (contents) => {
  const { queue } = contents;
  const childNumber = asCount(contents.child_number);
  if (isQueueName(queue) && childNumber !== null && childNumber > 0) {
    return { kind: 'child-done', queue, childNumber };
  }
  return endOfSession(contents, contents);
};

const endOfSession = stateEvent('COMPLETED');

export const childFailedEvent: ToEvent = ({ queue, child_number }) => {
  const childNumber = asCount(child_number);
  return isQueueName(queue) && childNumber !== null
    ? { kind: 'child-died', queue, childNumber }
    : null;
};

export const itemLoggedEvent: ToEvent = (contents, record) => {
  const work = readWork(contents, record);
  if (work === null) return null;
  const { item, queue, childNumber, pid } = work;
  const logfile = work.logfile ?? asName(contents.msg);
  return { kind: 'item-logged', item, queue, childNumber, pid, logfile };
};

/** @param read what the record's message tells of the item; null: it holds no fields */
export function itemToldEvent(read: (message: JsonObject | null) => ItemTold): ToEvent {
  return (contents, record) => {
    const work = readWork(contents, record);
    if (work === null) return null;
    const { item, queue, childNumber, pid, logfile } = work;
    const told = read(asObject(contents.msg));
    return { kind: 'item-told', item, queue, childNumber, pid, logfile, told };
  };
}

export function itemEndedEvent(failed: boolean): ToEvent {
  return (contents, record) => {
    const work = readWork(contents, record);
    if (work === null) return null;
    const { item, queue, childNumber, pid, logfile } = work;
    const outcome = importOutcome(contents.msg, failed);
    return { kind: 'item-ended', item, queue, childNumber, pid, logfile, outcome };
  };
}

/**
 * What a child says of its item. Events take its parts one by one: a spread makes an import of a line 8 % slower.
 *
 * @returns null where the record does not name an item of a queue
 */
function readWork(contents: JsonObject, record: JsonObject): ChildWork | null {
  const { queue } = contents;
  const name = maskedKey(contents.item);
  if (!isQueueName(queue) || name === null) return null;
  return {
    item: {
      type: maskedKey(contents.item_type) ?? '',
      name,
      localName: maskedKey(contents.local_item),
      label: maskedName(contents.item_name),
    },
    queue,
    childNumber: asCount(contents.child_number),
    pid: asCount(record.pid),
    logfile: asName(contents.logfile),
  };
}
