import type { LogSeverity } from '../session/log-line.ts';
import { lookUp } from '../session/look-up.ts';
import { importIssues, isMasterWord } from './action-event.ts';
import { asCount, asName, asObject, asText, type JsonObject, joinText } from './value.ts';

/** A record in words. */
export interface RecordText {
  severity: LogSeverity;
  text: string;
}

export function say(severity: LogSeverity, text: string): RecordText {
  return { severity, text };
}

/** Our words, followed by the record's own message where it has one. */
export function sayWith(severity: LogSeverity, words: string, message: string): RecordText {
  return { severity, text: message === '' ? words : `${words}: ${message}` };
}

export function describeStart(contents: JsonObject): RecordText {
  return isMasterWord(contents)
    ? say('info', 'The session started')
    : say('info', `${childOf(contents)} took ${itemOf(contents)}`);
}

export function describeComplete(contents: JsonObject): RecordText {
  return isMasterWord(contents)
    ? say('success', 'The session is completed')
    : say('info', `${childOf(contents)} has no more work`);
}

export function describeChildDeath(contents: JsonObject, message: string): RecordText {
  const [death, allowed] = message.split('/');
  const of = allowed === undefined ? message : `death ${death} of ${allowed} allowed`;
  return say('error', `${childOf(contents)} died: ${of}`);
}

function childOf(contents: JsonObject): string {
  return `Worker ${asText(contents.child_number) ?? '?'} (${queueOf(contents)})`;
}

export function describeItemSize(contents: JsonObject): RecordText {
  const size = sizeWords(asObject(contents.msg) ?? {});
  return say('info', `${queueOf(contents)} ${itemOf(contents)} started${size}`);
}

function sizeWords(outcome: JsonObject): string {
  const size = asText(outcome.size);
  return size === null ? '' : `, size ${size}`;
}

/** How an item ended, according to its action; one that ended well with something to report is not clean. */
export function describeItemEnd(
  ending: 'success' | 'warning' | 'failed',
): (contents: JsonObject, message: string) => RecordText {
  return (contents, message) => {
    const outcome = asObject(contents.msg) ?? {};
    const counts: string[] = [];
    for (const [key, word] of COUNTERS) {
      const count = asCount(lookUp(outcome, key)) ?? 0;
      if (count > 0) counts.push(`${word} ${count}`);
    }
    const details = (): string[] =>
      [
        joinText(outcome.failure),
        joinText(outcome.message),
        asObject(contents.msg) === null ? message : '',
        ...issueLines(outcome),
      ].filter((text) => text !== '');
    const counted = counts.length > 0 ? `, ${counts.join(', ')}` : '';
    const about = `${sizeWords(outcome)}${counted}`;
    // Whoever counts severities needs none of the words, and the messages are most of the work.
    const end = (severity: LogSeverity, words: string): RecordText => ({
      severity,
      get text() {
        return [`${queueOf(contents)} ${itemOf(contents)} ${words}${about}`, ...details()].join(
          '\n',
        );
      },
    });
    if (ending === 'failed') return end('error', 'failed');
    const isClean = ending === 'success' && counts.length === 0;
    return isClean ? end('success', 'succeeded') : end('warn', 'ended with issues');
  };
}

const COUNTERS = [
  ['dangerous_items', 'dangerous'],
  ['altered_items', 'altered'],
  ['skipped_items', 'skipped'],
  ['warnings', 'warnings'],
] as const;

export function describeSummary(contents: JsonObject): RecordText {
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

export function queueOf(contents: JsonObject): string {
  return asText(contents.queue) ?? '?';
}

export function itemOf(contents: JsonObject): string {
  const label = asName(contents.item_name) ?? asName(contents.item_type) ?? 'item';
  const item = asText(contents.item) ?? '?';
  const local = asName(contents.local_item);
  return local === null || local === item
    ? `${label} “${item}”`
    : `${label} “${item}” as “${local}”`;
}
