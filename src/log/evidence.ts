import { explanationOf } from '../session/explanation.ts';
import type { Level } from '../session/item.ts';
import type { LogSeverity } from '../session/log-line.ts';
import { INCOMPLETE, levelOfEffect, worseOf } from '../session/result.ts';
import { importIssues } from './action-event.ts';
import { readCutRecord, splitLine } from './item-record.ts';
import { maskedName } from './mask.ts';
import { maskLine } from './mask-across.ts';
import { isContinuation, NO_CONTEXT, type RawLine, readLogLine } from './read-line.ts';
import { severityOfType } from './record-text.ts';
import { isTrace, severityOfText } from './severity.ts';
import { asNumber, asText, joinText } from './value.ts';

/** What the lines of an item's log say besides its outcome. */
export interface LineEvidence {
  /** Lines that are errors, said by no reported issue, and not known to be harmless. */
  errors: number;
  level: Level;
  /** The first of them: offset of the line, and its text with secrets masked. */
  first: { at: number; text: string } | null;
  /** Modules that ended with status 0, each once. */
  modules: string[];
  /** Offset of the first line that is an error, be it reported, explained or not. */
  errorAt: number | null;
  /** Offset of the last line that says why the item failed. */
  failureAt: number | null;
  /**
   * The error lines of a log whose item has not ended: only its end shows which of them its issues report. Null: none
   * are kept; `many`: there are more than are kept, so the log has to be read again.
   */
  open: readonly ErrorLine[] | 'many' | null;
}

/** A line that is an error, with secrets masked. */
export interface ErrorLine {
  at: number;
  text: string;
  module: string | null;
}

export const NO_EVIDENCE: LineEvidence = {
  errors: 0,
  level: 0,
  first: null,
  modules: [],
  errorAt: null,
  failureAt: null,
  open: null,
};

/** For the log of an item that has not ended. */
export const NO_OPEN_EVIDENCE: LineEvidence = { ...NO_EVIDENCE, open: [] };

/** What the server has reported of the item already: its log's lines that say the same do not count. */
export interface Reported {
  /** What its issues and failures say, in the form in which lines are compared. */
  texts: readonly string[];
  /** The failure in the queue that the log belongs to. */
  failure: FailureWords | null;
}

export const NOTHING_REPORTED: Reported = { texts: [], failure: null };

/** Longest text of a first error that is kept. */
const MAX_TEXT_LENGTH = 1000;
const MAX_MODULES = 100;
/** At most so many error lines of an item that has not ended are kept. */
const MAX_OPEN = 50;

/**
 * Takes one more line into account.
 *
 * @param severityBefore of the line before it
 */
export function addLine(
  evidence: LineEvidence,
  raw: RawLine,
  reported: Reported,
  severityBefore: () => LogSeverity | null = () => null,
): LineEvidence {
  const failed = failedModulesIn(raw);
  if (failed.length > 0) {
    const modules = [...new Set([...evidence.modules, ...failed])].slice(0, MAX_MODULES);
    return { ...evidence, modules, level: INCOMPLETE };
  }
  const lost = notRestoredIn(raw);
  if (lost.length > 0) {
    return lost.reduce((sum, line) => addErrorLine(sum, line, reported), evidence);
  }
  const { line } = readLogLine(raw, NO_CONTEXT);
  if (line.severity !== 'error' || isContinuation(raw)) return evidence;
  if (isTraceRecord(raw) && severityBefore() === 'error') return evidence;
  return addErrorLine(evidence, { at: raw.at, text: line.text, module: line.module }, reported);
}

/**
 * Takes a further piece of an over-long line into account, after the piece that `addLine` was given; one line counts as
 * one error at most.
 *
 * @param text as it is in the file: in a record a line feed is `\\n`
 */
export function addPiece(
  evidence: LineEvidence,
  at: number,
  text: string,
  reported: Reported,
): LineEvidence {
  let sum = evidence;
  const [first = '', ...others] = text.split(/[\r\n]+|(?:\\[rn])+/);
  // A piece begins somewhere within a line; where it holds no other line, that is all there is.
  for (const line of others.length > 0 ? others : [first]) {
    if (sum.errors > evidence.errors) break;
    if (severityOfText(line) !== 'error') continue;
    sum = addErrorLine(sum, { at, text: maskLine(line, undefined), module: null }, reported);
  }
  return sum;
}

/**
 * Whether words behind the beginning of an over-long line can make it an error: the type of a record need not say how
 * severe it is.
 */
export function isOpenToWords({ text, isFragment }: RawLine): boolean {
  const record = isFragment ? null : readCutRecord(text);
  return record === null || severityOfType(record.type, '') === 'info';
}

/** What a log's own summary calls dangerous, the server's word for not restored; the outcome's counters need not include it. */
function notRestoredIn(raw: RawLine): ErrorLine[] {
  if (!raw.text.includes('summary') || raw.isCut || raw.isFragment) return [];
  return splitLine(raw.text).flatMap(({ record }) =>
    record?.type === 'control' && record.contents.action === 'summary'
      ? importIssues(record.contents)
          .filter(({ kind }) => kind === 'dangerous')
          .map(({ text, module }) => ({ at: raw.at, text, module }))
      : [],
  );
}

function addErrorLine(evidence: LineEvidence, line: ErrorLine, reported: Reported): LineEvidence {
  const { at, text, module } = line;
  const seen: LineEvidence = {
    ...evidence,
    errorAt: evidence.errorAt ?? at,
    open: withLine(evidence.open, line),
  };
  if (reported.failure?.isIn(text)) return { ...seen, failureAt: at };
  if (isReported(text, reported.texts)) return seen;
  return addError(seen, at, text, module);
}

function withLine(open: LineEvidence['open'], line: ErrorLine): LineEvidence['open'] {
  if (open === null || open === 'many') return open;
  return open.length >= MAX_OPEN || line.text.length > MAX_TEXT_LENGTH ? 'many' : [...open, line];
}

/** What was read before the item ended, compared with what its issues say now. Null: the log has to be read again. */
export function settle(evidence: LineEvidence, reported: Reported): LineEvidence | null {
  const { open, modules } = evidence;
  if (open === null) return evidence;
  if (open === 'many') return null;
  const start: LineEvidence = {
    ...NO_EVIDENCE,
    modules,
    level: modules.length > 0 ? INCOMPLETE : 0,
  };
  return open.reduce((sum, line) => addErrorLine(sum, line, reported), start);
}

/** Counts an error that is in no line: a log that was never finished. */
export function addError(
  evidence: LineEvidence,
  at: number,
  text: string,
  module: string | null = null,
): LineEvidence {
  const known = explanationOf({ kind: null, module, function: null, text });
  // An error that nobody has explained may be anything: what it stopped is taken to be missing here.
  const level = levelOfEffect(known?.effect ?? null) ?? INCOMPLETE;
  if (level === 0) return evidence;
  return {
    ...evidence,
    errors: evidence.errors + 1,
    level: worseOf(evidence.level, level),
    first: evidence.first ?? { at, text: text.trim().slice(0, MAX_TEXT_LENGTH) },
  };
}

/**
 * A record that holds a stack trace and nothing else: after an error it belongs to it, after anything else it is all
 * there is to show one.
 */
function isTraceRecord(raw: RawLine): boolean {
  if (raw.isCut || raw.isFragment) return false;
  const pieces = splitLine(raw.text);
  return (
    pieces.length > 0 &&
    pieces.every(({ record }) => record?.type === 'out' && isTrace(joinText(record.contents.msg)))
  );
}

/** The guide's samples have status 1 for a module that went well (docs/server.md#item-logs). */
function failedModulesIn(raw: RawLine): string[] {
  if (!raw.text.includes('modulestatus')) return [];
  return splitLine(raw.text).flatMap(({ record }) => {
    if (record?.type !== 'modulestatus' || asNumber(record.contents.status) !== 0) return [];
    return [maskedName(asText(record.contents.module) ?? '?') ?? '?'];
  });
}

/** @param failure of the queue that the log belongs to */
export function reportedBy(texts: readonly string[], failure: string | null): Reported {
  return {
    texts: texts.map(comparable).filter((text) => text.length >= MIN_COMPARED_LENGTH),
    failure: failure === null ? null : new FailureWords(failure),
  };
}

function isReported(text: string, reported: readonly string[]): boolean {
  if (reported.length === 0) return false;
  const own = comparable(text);
  return reported.some(
    (other) =>
      own.includes(other) ||
      (own.length >= MIN_COMPARED_LENGTH && other.includes(own)) ||
      isSameButCut(own, other),
  );
}

/** The server cuts long texts in the middle in an outcome, but not in the item's own log (docs/server.md#master-log). */
function isSameButCut(own: string, other: string): boolean {
  const [head = '', tail] = other.split('…');
  return (
    tail !== undefined &&
    head.length >= MIN_COMPARED_LENGTH &&
    own.startsWith(head) &&
    own.endsWith(tail)
  );
}

const FIRST_WORD = /"type"\s*:\s*"start"/;
const LAST_WORD = /"type"\s*:\s*"(?:success|failed|failure)"/;

/** Whether the log of an ended item has a first word and no last one: its worker died. */
export function isCutShort(head: string, tail: string): boolean {
  return FIRST_WORD.test(head) && !LAST_WORD.test(tail);
}

/**
 * What a line of a log says, in the form in which lines are compared: without the stamps, levels and quotes that
 * surround the same words in one place and not in the other.
 */
export function comparable(text: string): string {
  return text
    .replace(
      /^(?:\s*\[[^\]]{1,80}\])*\s*(?:(?:error|warn|warning|failed|failure)\b\s*(?:\[[^\]]{1,80}\]|:)?)?/i,
      '',
    )
    .replace(/[“”"‘’'`]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A shorter text occurs in too many others by chance. */
export const MIN_COMPARED_LENGTH = 12;
/** From this length on the server cuts a text in the middle (docs/server.md#master-log). */
const CUT_LENGTH = 2000;

/** Finds the line of a log that says why an item failed. */
export class FailureWords {
  readonly #words: string;

  constructor(readonly text: string) {
    const [head = ''] = text.length < CUT_LENGTH ? [text] : text.split('…', 1);
    this.#words = comparable(head);
  }

  /** Whether a line says all of it. */
  isIn(line: string): boolean {
    return this.#words !== '' && comparable(line).includes(this.#words);
  }

  /** Whether a line says a part of it, for a failure of several lines that a log has on lines of their own. */
  isPartIn(line: string): boolean {
    const own = comparable(line);
    return own.length >= MIN_COMPARED_LENGTH && this.#words.includes(own);
  }
}
