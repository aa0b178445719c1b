import type { ChildWork, EventBody, Outcome } from '../session/event.ts';
import type { HeaderFact, StateWord } from '../session/header.ts';
import type { CounterKind, Counters, IssueEntry, Repair } from '../session/issue.ts';
import { type ItemDetails, isQueueName, type QueueName } from '../session/item.ts';
import { lookUp } from '../session/look-up.ts';
import { maskedKey, maskedName, maskSecrets } from './mask.ts';
import { asCount, asName, asObject, asText, type JsonObject, joinText } from './value.ts';

/**
 * What a record of an action means.
 *
 * @param record the whole record, `contents` of which the action is a part
 * @returns null where a part is missing that the action needs
 */
export type ToEvent = (contents: JsonObject, record: JsonObject) => EventBody | null;

/**
 * Whether a record of the master log speaks for the whole session. The master is child 0; a record that names neither
 * child nor queue is the master's as well. Everything else comes from a child, which never starts or ends a session.
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

/** Version 2.3 arrives as the number 2.3, and 2.0 would arrive as 2: a format version always shows its minor part. */
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

/** @param read what the record's message tells of the item; null: the message holds no fields */
export function itemDetailsEvent(read: (message: JsonObject | null) => ItemDetails): ToEvent {
  return (contents, record) => {
    const work = readWork(contents, record);
    if (work === null) return null;
    const { item, queue, childNumber, pid, logfile } = work;
    const details = read(asObject(contents.msg));
    return { kind: 'item-details', item, queue, childNumber, pid, logfile, details };
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
 * The part of an event that says which child works on which item. Events copy its fields one by one: a spread makes
 * importing a line 8 % slower.
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

/** The log's name of each kind's counter and list. */
const LOG_NAMES: readonly [CounterKind, string][] = [
  ['dangerous', 'dangerous_items'],
  ['altered', 'altered_items'],
  ['skipped', 'skipped_items'],
  ['warning', 'warnings'],
];

/** Imports the `msg` of an outcome line. Counters are taken from the counters, lists from the lists: they can disagree. */
export function importOutcome(msg: unknown, failed: boolean): Outcome {
  const body = asObject(msg);
  if (!body) {
    const text = maskedText(msg);
    return {
      failed,
      size: null,
      counts: noCounts(),
      issues: [],
      failure: failed ? text : null,
      message: failed ? null : text,
    };
  }
  return {
    failed,
    size: asCount(body.size),
    counts: importCounts(body),
    issues: importIssues(body),
    failure: maskedText(body.failure),
    message: maskedText(body.message),
  };
}

export function noCounts(): Counters {
  return { dangerous: 0, altered: 0, skipped: 0, warning: 0 };
}

function importCounts(body: JsonObject): Counters {
  const counts = noCounts();
  for (const [kind, name] of LOG_NAMES) counts[kind] = asCount(lookUp(body, name)) ?? 0;
  return counts;
}

/** The four lists under `contents`, or beside the counters as an item log's summary has them. */
export function importIssues(body: JsonObject): IssueEntry[] {
  const lists = asObject(body.contents) ?? body;
  const issues: IssueEntry[] = [];
  for (const [kind, name] of LOG_NAMES) {
    const list = lookUp(lists, name);
    if (!Array.isArray(list)) continue;
    for (const raw of list) {
      const entry = importEntry(kind, raw);
      if (entry) issues.push(entry);
    }
  }
  return issues;
}

/** `[[module, function, line], text, action?]`, `{"msg":[text]}` or a bare text. */
function importEntry(kind: CounterKind, raw: unknown): IssueEntry | null {
  const entry: IssueEntry = {
    kind,
    module: null,
    function: null,
    line: null,
    text: '',
    repair: null,
  };
  if (Array.isArray(raw)) {
    const [origin, text, action] = raw as unknown[];
    if (Array.isArray(origin)) {
      entry.module = maskedName(origin[0]);
      entry.function = maskedName(origin[1]);
      entry.line = asCount(origin[2]);
      entry.text = joinText(text);
      entry.repair = importRepair(action);
    } else {
      entry.text = joinText(raw);
    }
  } else {
    const body = asObject(raw);
    entry.text = joinText(body ? body.msg : raw);
  }
  entry.text = maskSecrets(entry.text);
  return entry.text === '' ? null : entry;
}

/** A text that can come in pieces; null where it is empty. */
function maskedText(value: unknown): string | null {
  const text = joinText(value);
  return text === '' ? null : maskSecrets(text);
}

/** A value can be a secret by its name alone (`{"password":"…"}`). */
function maskValue(name: string, value: string): string {
  const pair = `${name}=`;
  const masked = maskSecrets(`${pair}${value}`);
  return masked.startsWith(pair) ? masked.slice(pair.length) : maskSecrets(value);
}

/** `[label, path, {param: value}]`. */
function importRepair(action: unknown): Repair | null {
  if (!Array.isArray(action)) return null;
  const label = maskedName(action[0]);
  const path = maskedName(action[1]);
  if (label === null || path === null) return null;
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(asObject(action[2]) ?? {})) {
    const text = asText(value);
    const shown = maskedKey(name) ?? '';
    if (text !== null && shown !== '__proto__') params[shown] = maskValue(name, text);
  }
  return { label, path, params };
}
