import type { Outcome } from '../session/event.ts';
import type { CounterKind, Counters, IssueEntry, Repair } from '../session/issue.ts';
import { lookUp } from '../session/look-up.ts';
import { maskedKey, maskedName, maskSecrets } from './mask.ts';
import { asCount, asObject, asText, type JsonObject, joinText } from './value.ts';

/** The log's name of each kind's counter and list. */
const LOG_NAMES: readonly [CounterKind, string][] = [
  ['dangerous', 'dangerous_items'],
  ['altered', 'altered_items'],
  ['skipped', 'skipped_items'],
  ['warning', 'warnings'],
];

/** Imports the `msg` of an outcome line. Counters count as they stand, lists are read as they are: they can disagree. */
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

/** A text that can come in pieces; null where nothing stands in it. */
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
