import type { FormatVersion, PlannedIssue, PlannedItem, QueueName } from './plan.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Contents = { [key: string]: Json };

/**
 * Encodes lines as the server does: format 2.3 with numbers and `indent`/`partial`, format 1.6 with strings and
 * without time stamps or sizes.
 */
export class Envelope {
  readonly version: FormatVersion;

  constructor(version: FormatVersion) {
    this.version = version;
  }

  /** One line with its newline; `time` in epoch seconds, left out in 1.6. */
  line(
    type: string,
    pid: number,
    contents: Contents,
    time: number | null,
    source?: string,
  ): string {
    if (this.version === '1.6') {
      return `${JSON.stringify({ pid: String(pid), contents, type })}\n`;
    }
    const stamped = time === null ? contents : { ...contents, time };
    const envelope: Contents = { indent: 0, pid, type, contents: stamped, partial: 0 };
    if (source !== undefined) {
      envelope.source = source;
    }
    return `${JSON.stringify(envelope)}\n`;
  }

  /** A line of the master log. */
  control(pid: number, action: string, contents: Contents, time: number): string {
    const all = { action, ...contents };
    return this.line('control', pid, this.version === '1.6' ? withStrings(all) : all, time);
  }

  /** A line of text in an item log: `msg` is an array of strings there. */
  text(type: string, pid: number, text: string, time: number | null, source?: string): string {
    return this.line(type, pid, { msg: [text] }, time, source);
  }

  /** What every line about an item in a queue says; `start` and the outcome lines share it. */
  itemFields(item: PlannedItem, queue: QueueName, childNumber: number, log = true): Contents {
    const fields: Contents = {
      item: item.name,
      item_type: item.type,
      item_name: item.label,
      queue,
      child_number: childNumber,
    };
    if (this.version === '2.3' || item.localName !== item.name) {
      fields.local_item = item.localName;
    }
    if (log) {
      fields.logfile = logName(item, queue);
    }
    return fields;
  }

  /** The `msg` of `success-item` and `warning-item`: counters and the four lists. */
  outcome(item: PlannedItem, issues: PlannedIssue[], message: string | null): Contents {
    const of = (kind: PlannedIssue['kind']): PlannedIssue[] =>
      issues.filter((issue) => issue.kind === kind);
    const list = (kind: PlannedIssue['kind']): Json => {
      const entries = of(kind).map(entryOf);
      return entries.length === 0 && this.version === '2.3' ? null : entries;
    };
    const msg: Contents = {
      warnings: of('warning').length,
      skipped_items: of('skipped').length,
      dangerous_items: of('dangerous').length,
      altered_items: of('altered').length,
      message,
    };
    // Old logs count skipped items and warnings without listing them.
    msg.contents =
      this.version === '1.6'
        ? { dangerous_items: list('dangerous'), altered_items: list('altered') }
        : {
            warnings: list('warning'),
            skipped_items: list('skipped'),
            dangerous_items: list('dangerous'),
            altered_items: list('altered'),
          };
    if (this.version === '2.3') {
      msg.size = item.size;
    }
    return msg;
  }

  /** The `msg` of `failed-item`. */
  failure(item: PlannedItem, text: string): Contents {
    return this.version === '1.6' ? { failure: text } : { failure: text, size: item.size };
  }
}

/** One entry of a list: `[[module, function, line], text, action?]`. */
export function entryOf(issue: PlannedIssue): Json {
  return [issue.at, issue.text, issue.repair];
}

/** The name of an item's log in a queue, without the dot of an active one. */
export function logName(item: PlannedItem, queue: QueueName): string {
  return `item-${queue}_${item.type}_${item.name}`;
}

/** Old logs write `msg` of `queue_count` and the like as text. */
function withStrings(contents: Contents): Contents {
  const msg = contents.msg;
  return typeof msg === 'number' ? { ...contents, msg: String(msg) } : contents;
}
