import type { LogLine, LogSeverity } from '../session/log-line.ts';
import type { RecordText } from './action-text.ts';
import { readCutRecord, splitLine } from './item-record.ts';
import { maskedName } from './mask.ts';
import { type LineSecrets, maskLine } from './mask-across.ts';
import { describeRecord, severityOfType } from './record-text.ts';
import { isTraceLine, severityOfText, worseSeverity } from './severity.ts';
import { asTime } from './value.ts';

/** What a line takes from the lines before it. Null: no line before it says. */
export interface LineContext {
  /** Time of the latest stamped line. */
  time: number | null;
  /** The module in progress. */
  module: string | null;
  /** Severity of the line before, for the lines of a stack trace that belongs to it. */
  severity: LogSeverity | null;
}

export const NO_CONTEXT: LineContext = { time: null, module: null, severity: null };

/** A line as it is in the file; `at` is the offset of its first byte. */
export interface RawLine {
  at: number;
  /** Decoded, without the newline; only the beginning when `isCut`. */
  text: string;
  isCut: boolean;
  /** Begins in the middle of a line that is too long to look for its beginning. */
  isFragment: boolean;
  /** What the lines around it show of secrets in it; absent where they were not looked at. */
  secrets?: LineSecrets;
}

const BEGINNING_MISSING = '… (the line begins further up)\n';
const END_CUT = '\n… (cut here: the line goes on)';

/**
 * Reads one line of any log: item log, master log, master's error log. Secrets are masked. Never fails: what is no
 * record is text.
 */
export function readLogLine(
  raw: RawLine,
  before: LineContext,
): { line: LogLine; after: LineContext } {
  const text = raw.text.endsWith('\r') ? raw.text.slice(0, -1) : raw.text;
  if (raw.isCut || raw.isFragment) return readOverlongLine(raw, text, before);
  const pieces = splitLine(text);
  if (!pieces.some(({ record }) => record !== null)) {
    return finish(raw, before, describeText(text, before), null, null);
  }
  const words = pieces
    .map((piece) =>
      piece.record === null ? describeText(piece.text, before) : describeRecord(piece.record),
    )
    .reduce(join);
  let source: string | null = null;
  let { time } = before;
  const module: ModuleChange = { shown: null, after: before.module };
  for (const { record } of pieces) {
    if (record === null) continue;
    time = asTime(record.contents.time) ?? time;
    source ??= record.source;
    const change = moduleOf(record.type, record.contents, module.after);
    module.shown ??= change.shown;
    module.after = change.after;
  }
  return finish(raw, { ...before, time }, words, source, module);
}

/** How severe a line is, as `readLogLine` says, for callers that need none of its words. */
export function severityOfLine(raw: RawLine, before: LineContext): LogSeverity {
  if (raw.isCut || raw.isFragment) return readLogLine(raw, before).line.severity;
  let worst: LogSeverity = 'raw';
  for (const piece of splitLine(raw.text)) {
    const { severity } =
      piece.record === null ? describeText(piece.text, before) : describeRecord(piece.record);
    worst = worseSeverity(worst, severity);
  }
  return worst;
}

/** Whether the severity of the line before decides a line's own, as it does for the lines of a stack trace. */
export function isContinuation({ text }: RawLine): boolean {
  return splitLine(text).some((piece) => piece.record === null && isTraceLine(piece.text));
}

interface ModuleChange {
  shown: string | null;
  after: string | null;
}

/** The line that ends a module still belongs to it; a `modulestatus` line names its own. */
function moduleOf(
  type: string,
  contents: Readonly<Record<string, unknown>>,
  before: string | null,
): ModuleChange {
  if (type === 'modulestatus') return { shown: maskedName(contents.module), after: before };
  if (type === 'control') {
    const action = contents.action;
    const message: unknown = Array.isArray(contents.msg) ? contents.msg[0] : contents.msg;
    if (action === 'start_module') {
      const name = maskedName(message);
      return { shown: name, after: name };
    }
    if (action === 'end_module') return { shown: before ?? maskedName(message), after: null };
  }
  return { shown: before, after: before };
}

function describeText(text: string, before: LineContext): RecordText {
  if (isTraceLine(text)) {
    // A trace is as severe as the line that it explains; a trace head without one is a program that died.
    const { severity } = before;
    return { severity: severity === null || severity === 'raw' ? 'error' : severity, text };
  }
  return { severity: severityOfText(text), text };
}

/** Pieces of one line: both texts, the higher severity. */
function join(first: RecordText, second: RecordText): RecordText {
  return {
    severity: worseSeverity(first.severity, second.severity),
    text: `${first.text}\n${second.text}`,
  };
}

function readOverlongLine(
  raw: RawLine,
  text: string,
  before: LineContext,
): { line: LogLine; after: LineContext } {
  const record = raw.isFragment ? null : readCutRecord(text);
  const shown = record === null ? text : record.text;
  const severity =
    record === null ? severityOfText(text) : severityOfType(record.type, record.text);
  const start = raw.isFragment ? BEGINNING_MISSING : '';
  const end = raw.isCut ? END_CUT : '';
  return finish(raw, before, { severity, text: `${start}${shown}${end}` }, null, null);
}

function finish(
  raw: RawLine,
  before: LineContext,
  words: RecordText,
  source: string | null,
  module: ModuleChange | null,
): { line: LogLine; after: LineContext } {
  const shown = module === null ? before.module : module.shown;
  const after = module === null ? before.module : module.after;
  const { severity } = words;
  return {
    line: {
      at: raw.at,
      time: before.time,
      severity,
      source,
      module: shown,
      text: maskLine(words.text, raw.secrets),
    },
    after: { time: before.time, module: after, severity },
  };
}
