import {
  childFailedEvent,
  completeEvent,
  factEvent,
  itemDetailsEvent,
  itemEndedEvent,
  itemLoggedEvent,
  queueEvent,
  startEvent,
  stateEvent,
  type ToEvent,
} from './action-event.ts';
import {
  describeChildDeath,
  describeComplete,
  describeItemEnd,
  describeItemSize,
  describeStart,
  describeSummary,
  itemOf,
  queueOf,
  type RecordText,
  say,
  sayWith,
} from './action-text.ts';
import { asCount, asNumber, type JsonObject } from './value.ts';

/** All that this program knows of one action of the server's logs. */
export interface LogAction {
  /** What it means for the session; null: nothing, since it occurs in the logs of items only. */
  toEvent: ToEvent | null;
  /** Says it in words. `message` is its `msg` as text. */
  describe: (contents: JsonObject, message: string) => RecordText;
  /**
   * Words that `describe` adds and that need not be in the log's own bytes. A search that looks at bytes first must
   * take every such record for a candidate when one of these words may be meant: see `search-query.ts`. A test keeps
   * them complete.
   */
  wordsAdded: string;
}

const inLogs = (describe: LogAction['describe'], wordsAdded: string): LogAction => ({
  toEvent: null,
  describe,
  wordsAdded,
});

const OUTCOME_WORDS = 'item as size dangerous altered skipped warning line';

/**
 * The actions of the server's logs: the one list of them. What a new one tells of the session gets its name in
 * `session/header.ts`, what it tells of an item in `session/item.ts` (`ItemDetails`); an event of another kind goes
 * into `session/event.ts`, and what it does into `session/fold.ts`.
 */
export const ACTIONS = {
  initiator: {
    toEvent: factEvent('initiator'),
    describe: (_, message) => say('info', `Initiator: ${message}`),
    wordsAdded: 'Initiator',
  },
  version: {
    toEvent: factEvent('formatVersion'),
    describe: (_, message) => say('info', `Log format version ${message}`),
    wordsAdded: 'Log format version',
  },
  remotehost: {
    toEvent: factEvent('sourceHost'),
    describe: (_, message) => say('info', `Remote host: ${message}`),
    wordsAdded: 'Remote host',
  },
  queue_count: {
    toEvent: queueEvent((queue, count) => ({ kind: 'queue-count', queue, count })),
    describe: (contents, message) => say('info', `${queueOf(contents)}: ${message} items in total`),
    wordsAdded: 'items in total',
  },
  queue_size: {
    toEvent: queueEvent((queue, size) => ({ kind: 'queue-size', queue, size })),
    describe: (contents, message) => say('info', `${queueOf(contents)}: total size ${message}`),
    wordsAdded: 'total size',
  },
  start: {
    toEvent: startEvent,
    describe: describeStart,
    wordsAdded: 'The session started Worker took item as',
  },
  'process-item': {
    toEvent: itemLoggedEvent,
    describe: (contents, message) =>
      say('debug', `${queueOf(contents)} ${itemOf(contents)} writes to the log ${message}`),
    wordsAdded: 'item as writes to the log',
  },
  'start-item': {
    toEvent: itemDetailsEvent((message) => ({ size: asCount(message?.size) })),
    describe: describeItemSize,
    wordsAdded: 'item as started size',
  },
  'success-item': {
    toEvent: itemEndedEvent(false),
    describe: describeItemEnd('success'),
    wordsAdded: `${OUTCOME_WORDS} succeeded ended with issues`,
  },
  'warning-item': {
    toEvent: itemEndedEvent(false),
    describe: describeItemEnd('warning'),
    wordsAdded: `${OUTCOME_WORDS} ended with issues`,
  },
  'failed-item': {
    toEvent: itemEndedEvent(true),
    describe: describeItemEnd('failed'),
    wordsAdded: OUTCOME_WORDS,
  },
  'child-failed': {
    toEvent: childFailedEvent,
    describe: describeChildDeath,
    wordsAdded: 'Worker died death of allowed',
  },
  complete: {
    toEvent: completeEvent,
    describe: describeComplete,
    wordsAdded: 'The session is completed Worker has no more work',
  },
  fail: {
    toEvent: stateEvent('FAILED'),
    describe: (_, message) => sayWith('error', 'The session failed', message),
    wordsAdded: 'The session failed',
  },
  abort: {
    toEvent: stateEvent('ABORTED'),
    describe: (_, message) => sayWith('warn', 'The session is aborted', message),
    wordsAdded: 'The session is aborted',
  },
  aborting: {
    toEvent: stateEvent('ABORTING'),
    describe: (_, message) => sayWith('warn', 'The session is aborting', message),
    wordsAdded: 'The session is aborting',
  },
  pausing: {
    toEvent: stateEvent('PAUSING'),
    describe: (_, message) =>
      sayWith('info', 'The session is pausing after the running items', message),
    wordsAdded: 'The session is pausing after the running items',
  },
  pause: {
    toEvent: stateEvent('PAUSED'),
    describe: (_, message) => sayWith('info', 'The session is paused', message),
    wordsAdded: 'The session is paused',
  },
  resume: {
    toEvent: stateEvent('RUNNING'),
    describe: (_, message) => sayWith('info', 'The session was resumed', message),
    wordsAdded: 'The session was resumed',
  },
  percentage: inLogs(
    ({ percentage }) => say('debug', `Progress: ${asNumber(percentage) ?? '?'} %`),
    'Progress',
  ),
  start_module: inLogs((_, message) => say('info', `Started module ${message}`), 'Started module'),
  end_module: inLogs((_, message) => say('info', `Ended module ${message}`), 'Ended module'),
  start_action: inLogs((_, message) => say('info', `Step: ${message}`), 'Step'),
  end_action: inLogs((_, message) => say('debug', `Step done: ${message}`), 'Step done'),
  summary: inLogs(
    describeSummary,
    'Summary failure dangerous altered skipped warning warnings nothing to report line',
  ),
} as const satisfies Readonly<Record<string, LogAction>>;

export type ActionName = keyof typeof ACTIONS;

/** A map, because every line of a master log needs it: faster than a look-up in the table, and without inherited names. */
const BY_NAME: ReadonlyMap<string, LogAction> = new Map(Object.entries(ACTIONS));

/** What is known of an action that a log names; undefined: nothing. */
export function actionOf(name: string): LogAction | undefined {
  return BY_NAME.get(name);
}
