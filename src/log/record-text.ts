import type { LogSeverity } from '../session/log-line.ts';
import { lookUp } from '../session/look-up.ts';
import { type RecordText, sayWith } from './action-text.ts';
import { ACTIONS, actionOf } from './actions.ts';
import type { LogRecord } from './item-record.ts';
import { isErrorOfProgram, severityOfText } from './severity.ts';
import { asName, asNumber, asText, type JsonObject, joinText, jsonText } from './value.ts';

/**
 * The words that this program adds to the text of a record, by its action (or the type `modulestatus`); see
 * `LogAction.wordsAdded`.
 */
export const WORDS_ADDED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(ACTIONS).map(([name, { wordsAdded }]) => [name, wordsAdded]),
  ),
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

/**
 * Severity of a record by its type; `out` and unknown types are judged by the signs in their text. A warning of a
 * module is a warning, unless it hands on the error of a program.
 */
export function severityOfType(type: string, text: string): LogSeverity {
  const known = lookUp(SEVERITY_OF_TYPE, type);
  if (known === 'warn' && isErrorOfProgram(text)) return 'error';
  if (known !== undefined) return known;
  const severity = severityOfText(text);
  return severity === 'raw' ? 'info' : severity;
}

/** Puts a record into words, for item logs and master logs alike. Nothing of its message is left out. */
export function describeRecord({ type, contents }: LogRecord): RecordText {
  if (type === 'modulestatus') return describeModuleStatus(contents);
  const action = type === 'control' ? asName(contents.action) : null;
  if (action !== null) {
    const message = joinText(contents.msg);
    return actionOf(action)?.describe(contents, message) ?? sayWith('info', action, message);
  }
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
