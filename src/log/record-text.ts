import type { LogSeverity } from '../session/log-line.ts';
import { lookUp } from '../session/look-up.ts';
import type { LogRecord } from './item-record.ts';
import { isMasterWord } from './master-word.ts';
import { importIssues } from './outcome.ts';
import { severityOfText } from './severity.ts';
import {
  asCount,
  asName,
  asNumber,
  asObject,
  asText,
  type JsonObject,
  joinText,
  jsonText,
} from './value.ts';

/** A record in words. */
export interface RecordText {
  severity: LogSeverity;
  text: string;
}

/**
 * The words that this module puts into the text of a record of an action (or of the type `modulestatus`) and that the
 * log's own bytes need not hold. A search that looks at bytes first must take every such record for a candidate when
 * its words could be meant: see `search-query.ts`. A test keeps this list complete.
 */
export const WORDS_ADDED: Readonly<Record<string, string>> = {
  percentage: 'Progress',
  start_module: 'Started module',
  end_module: 'Ended module',
  start_action: 'Step',
  end_action: 'Step done',
  summary: 'Summary failure dangerous altered skipped warning warnings nothing to report line',
  start: 'The session started Child took item as',
  initiator: 'Initiator',
  version: 'Log format version',
  remotehost: 'Remote host',
  queue_count: 'items in all',
  queue_size: 'size in all',
  'process-item': 'item as writes to the log',
  'start-item': 'item as started size',
  'success-item': 'item as ended well size dangerous altered skipped warning line',
  'warning-item': 'item as ended with issues size dangerous altered skipped warning line',
  'failed-item': 'item as size dangerous altered skipped warning line',
  'child-failed': 'Child died death of allowed',
  complete: 'The session is completed Child has no more work',
  fail: 'The session failed',
  abort: 'The session is aborted',
  aborting: 'The session is aborting',
  pausing: 'The session is pausing after the running items',
  pause: 'The session is paused',
  resume: 'The session goes on',
  modulestatus: 'status',
};

const SEVERITY_OF_TYPE: Readonly<Record<string, LogSeverity>> = {
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  failed: 'error',
  failure: 'error',
  success: 'success',
  debug: 'debug',
};

/** Severity of a record by its type; `out` and unknown types are judged by the signs in their text. */
export function severityOfType(type: string, text: string): LogSeverity {
  const known = lookUp(SEVERITY_OF_TYPE, type);
  if (known !== undefined) return known;
  const severity = severityOfText(text);
  return severity === 'raw' ? 'info' : severity;
}

/** Says a record in words, for both item logs and master logs. Nothing of its message is left out. */
export function describeRecord({ type, contents }: LogRecord): RecordText {
  if (type === 'modulestatus') return describeModuleStatus(contents);
  const action = type === 'control' ? asName(contents.action) : null;
  if (action !== null) return describeAction(action, contents);
  const text = 'msg' in contents ? joinText(contents.msg) : jsonText(contents);
  return { severity: severityOfType(type, text), text };
}

/** The guide's samples have `status` 1 for a module that went well, as number or text. */
function describeModuleStatus(contents: JsonObject): RecordText {
  const isGood = asNumber(contents.status) === 1;
  const message = joinText(contents.statusmsg);
  const output = joinText(contents.output);
  const status = asText(contents.status) ?? '?';
  const lines = [message === '' ? `status ${status}` : message];
  if (output !== '' && output !== message) lines.push(output);
  return {
    severity: isGood ? 'success' : 'error',
    text: `${asText(contents.module) ?? '?'}: ${lines.join('\n')}`,
  };
}

function describeAction(action: string, contents: JsonObject): RecordText {
  const message = joinText(contents.msg);
  switch (action) {
    case 'percentage':
      return say('debug', `Progress: ${asNumber(contents.percentage) ?? '?'} %`);
    case 'start_module':
      return say('info', `Started module ${message}`);
    case 'end_module':
      return say('info', `Ended module ${message}`);
    case 'start_action':
      return say('info', `Step: ${message}`);
    case 'end_action':
      return say('debug', `Step done: ${message}`);
    case 'summary':
      return describeSummary(contents);
    case 'initiator':
      return say('info', `Initiator: ${message}`);
    case 'version':
      return say('info', `Log format version ${message}`);
    case 'remotehost':
      return say('info', `Remote host: ${message}`);
    case 'queue_count':
      return say('info', `${queueOf(contents)}: ${message} items in all`);
    case 'queue_size':
      return say('info', `${queueOf(contents)}: size ${message} in all`);
    case 'start':
    case 'complete':
    case 'child-failed':
      return describeChild(action, contents, message);
    case 'process-item':
    case 'start-item':
    case 'success-item':
    case 'warning-item':
    case 'failed-item':
      return describeItem(action, contents, message);
    default:
      return describeSession(action, message);
  }
}

function describeChild(action: string, contents: JsonObject, message: string): RecordText {
  const name = `Child ${asText(contents.child_number) ?? '?'} (${queueOf(contents)})`;
  if (action === 'child-failed') {
    const [death, allowed] = message.split('/');
    const of = allowed === undefined ? message : `death ${death} of ${allowed} allowed`;
    return say('error', `${name} died: ${of}`);
  }
  if (isMasterWord(contents)) {
    return action === 'start'
      ? say('info', 'The session started')
      : say('success', 'The session is completed');
  }
  return action === 'start'
    ? say('info', `${name} took ${itemOf(contents)}`)
    : say('info', `${name} has no more work`);
}

function describeItem(action: string, contents: JsonObject, message: string): RecordText {
  const name = `${queueOf(contents)} ${itemOf(contents)}`;
  if (action === 'process-item') return say('debug', `${name} writes to the log ${message}`);
  const outcome = asObject(contents.msg) ?? {};
  const size = asText(outcome.size);
  const ofSize = size === null ? '' : `, size ${size}`;
  if (action === 'start-item') return say('info', `${name} started${ofSize}`);
  const counts: string[] = [];
  for (const [key, word] of COUNTERS) {
    const count = asCount(outcome[key]) ?? 0;
    if (count > 0) counts.push(`${word} ${count}`);
  }
  const details = [
    joinText(outcome.failure),
    joinText(outcome.message),
    asObject(contents.msg) === null ? message : null,
    ...issueLines(outcome),
  ].filter((text) => text !== null && text !== '');
  const counted = counts.length > 0 ? `, ${counts.join(', ')}` : '';
  const end = (words: string) => [`${name} ${words}${ofSize}${counted}`, ...details].join('\n');
  if (action === 'failed-item') return say('error', end('failed'));
  const isClean = action === 'success-item' && counts.length === 0;
  return isClean ? say('success', end('ended well')) : say('warn', end('ended with issues'));
}

const COUNTERS = [
  ['dangerous_items', 'dangerous'],
  ['altered_items', 'altered'],
  ['skipped_items', 'skipped'],
  ['warnings', 'warnings'],
] as const;

function describeSummary(contents: JsonObject): RecordText {
  const lines = issueLines(contents);
  return lines.length === 0
    ? say('info', 'Summary: nothing to report')
    : say('warn', ['Summary:', ...lines].join('\n'));
}

/** "warning: [Mysql::_restore_grants line 312] The system cannot …", one a line. */
function issueLines(body: JsonObject): string[] {
  return importIssues(body).map(({ kind, module, function: name, line, text }) => {
    const place = [module, name].filter((part) => part !== null).join('::');
    const origin = place === '' ? '' : `[${place}${line === null ? '' : ` line ${line}`}] `;
    return `${kind}: ${origin}${text}`;
  });
}

function describeSession(action: string, message: string): RecordText {
  switch (action) {
    case 'fail':
      return say('error', withMessage('The session failed', message));
    case 'abort':
      return say('warn', withMessage('The session is aborted', message));
    case 'aborting':
      return say('warn', withMessage('The session is aborting', message));
    case 'pausing':
      return say('info', withMessage('The session is pausing after the running items', message));
    case 'pause':
      return say('info', withMessage('The session is paused', message));
    case 'resume':
      return say('info', withMessage('The session goes on', message));
    default:
      return say('info', withMessage(action, message));
  }
}

function withMessage(words: string, message: string): string {
  return message === '' ? words : `${words}: ${message}`;
}

function say(severity: LogSeverity, text: string): RecordText {
  return { severity, text };
}

function queueOf(contents: JsonObject): string {
  return asText(contents.queue) ?? '?';
}

function itemOf(contents: JsonObject): string {
  const label = asName(contents.item_name) ?? asName(contents.item_type) ?? 'item';
  const item = asText(contents.item) ?? '?';
  const local = asName(contents.local_item);
  return local === null || local === item
    ? `${label} “${item}”`
    : `${label} “${item}” as “${local}”`;
}
