import type { EvidenceFacts, ItemFacts, PhaseFacts, PhaseStatus } from '../session/item.ts';
import { asLevel, type JudgedOutcome, worseOf } from '../session/result.ts';
import type { SliceItem } from '../session/slice.ts';
import { phasePairOf } from '../session/tally.ts';
import { VERIFIED } from '../verify/check.ts';
import { numberCell, textCell, wordCell } from './cell.ts';
import type { Row, SqlValue } from './driver.ts';
import { WAITING_AT } from './schema.ts';

const PHASE_COLUMNS = [
  'status',
  'started',
  'started_at',
  'ended_at',
  'child',
  'pid',
  'logfile',
  'attempts',
  'dangerous',
  'altered',
  'skipped',
  'warning',
  'failure',
  'message',
];

/** The columns of `item` that come from the log, in the order of {@link itemCells}. */
export const ITEM_COLUMNS: readonly string[] = [
  'local_name',
  'label',
  'size',
  'first_at',
  'changed_at',
  'combo',
  'issue_level',
  'unlisted',
  ...PHASE_COLUMNS.map((column) => `t_${column}`),
  ...PHASE_COLUMNS.map((column) => `r_${column}`),
];

/** The first of these: everything that a log can tell of an item that has not reached RESTORE. */
export const BEGUN_COLUMNS = ITEM_COLUMNS.filter((column) => !column.startsWith('r_'));

/** The columns of a table of items; without their logs, workers and messages. */
export const TABLE_COLUMNS: readonly string[] = [
  ...['type', 'name', 'local_name', 'seen_local_name', 'size', 'seen_size'],
  ...['issue_level', 'evidence_level'],
  ...['t', 'r'].flatMap((q) => [
    ...[`${q}_status`, `${q}_started_at`, `${q}_ended_at`, `${q}_failure`],
    ...[`${q}_dangerous`, `${q}_altered`, `${q}_skipped`, `${q}_warning`],
  ]),
];

/** @param outcome what the item's outcomes say of it */
export function itemCells(item: SliceItem, outcome: JudgedOutcome): SqlValue[] {
  return [
    item.localName,
    item.label,
    item.size,
    item.firstAt,
    item.changedAt,
    phasePairOf(item.phases),
    outcome.level,
    outcome.isUnlisted ? 1 : 0,
    ...phaseCells(item.phases.TRANSFER),
    ...phaseCells(item.phases.RESTORE, item.restoresBefore),
  ];
}

/** @param attempts earlier ones, where the item is not in the queue now */
function phaseCells(phase: PhaseFacts | null, attempts = 0): SqlValue[] {
  if (!phase) return [null, 0, null, null, null, null, null, attempts, 0, 0, 0, 0, null, null];
  return [
    phase.status,
    phase.started ? 1 : 0,
    phase.startedAt,
    phase.endedAt,
    phase.childNumber,
    phase.pid,
    phase.logfile,
    phase.attempts,
    phase.counts.dangerous,
    phase.counts.altered,
    phase.counts.skipped,
    phase.counts.warning,
    phase.failure,
    phase.message,
  ];
}

/**
 * What {@link readItem} reads, or some columns of it, as one JSON text in the column `item`: for a list of items that
 * costs a quarter of making an object of forty cells for each.
 */
export function itemAsJson(
  columns: readonly string[] = [
    ...['type', 'name', 'seen_local_name', 'seen_domain', 'seen_size'],
    ...ITEM_COLUMNS,
    'evidence_level',
  ],
): string {
  const cells = columns.map((column) => `'${column}', item.${column}`);
  if (columns.includes('evidence_level')) {
    cells.push(`'evidence', ${EVIDENCE}`, `'verified', ${VERIFIED_RESULT}`);
  }
  return `json_object(${cells.join(', ')}) AS item`;
}

/** What the logs of the item say, as JSON: RESTORE before TRANSFER, in the order of the table's key. */
const EVIDENCE = `(SELECT json_group_array(json_array(state, logfile, errors, first_at, first_text, modules))
  FROM evidence WHERE evidence.item_id = item.item_id)`;

const VERIFIED_RESULT = `(SELECT result FROM verified_account AS v
  WHERE v.sid = item.sid AND v.type = item.type AND v.name = item.name)`;

/** The item of a row from {@link itemAsJson}. */
export function readItemJson(row: Row): ItemFacts {
  return readItem(JSON.parse(textCell(row, 'item') ?? '{}'));
}

/** An item according to the log and, where the log is silent, to the server's queue database. */
export function readItem(row: Row): ItemFacts {
  return {
    type: textCell(row, 'type') ?? '',
    name: textCell(row, 'name') ?? '',
    localName: textCell(row, 'local_name') ?? textCell(row, 'seen_local_name'),
    label: textCell(row, 'label'),
    size: numberCell(row, 'size') ?? numberCell(row, 'seen_size'),
    domain: textCell(row, 'seen_domain'),
    phases: { TRANSFER: readPhase(row, 't'), RESTORE: readPhase(row, 'r') },
    ...readLack(row),
  };
}

/** An item according to the log alone: what a fold may see. */
export function readSliceItem(row: Row): SliceItem | null {
  const firstAt = numberCell(row, 'first_at') ?? WAITING_AT;
  if (firstAt >= WAITING_AT) return null;
  const item = readItem(row);
  return {
    ...item,
    restoresBefore: item.phases.RESTORE === null ? (numberCell(row, 'r_attempts') ?? 0) : 0,
    localName: textCell(row, 'local_name'),
    size: numberCell(row, 'size'),
    firstAt,
    changedAt: numberCell(row, 'changed_at') ?? firstAt,
  };
}

function readPhase(row: Row, q: 't' | 'r'): PhaseFacts | null {
  const status = textCell(row, `${q}_status`);
  if (!isPhaseStatus(status)) return null;
  const count = (column: string): number => numberCell(row, `${q}_${column}`) ?? 0;
  return {
    status,
    started: count('started') === 1,
    startedAt: numberCell(row, `${q}_started_at`),
    endedAt: numberCell(row, `${q}_ended_at`),
    childNumber: numberCell(row, `${q}_child`),
    pid: numberCell(row, `${q}_pid`),
    logfile: textCell(row, `${q}_logfile`),
    attempts: count('attempts'),
    counts: {
      dangerous: count('dangerous'),
      altered: count('altered'),
      skipped: count('skipped'),
      warning: count('warning'),
    },
    failure: textCell(row, `${q}_failure`),
    message: textCell(row, `${q}_message`),
  };
}

function isPhaseStatus(text: string | null): text is PhaseStatus {
  return text === 'active' || text === 'success' || text === 'warning' || text === 'failed';
}

/** How much the item of a row lacks; empty where it was not queried. */
function readLack(row: Row): Pick<ItemFacts, 'level' | 'evidence' | 'verified'> {
  const issues = numberCell(row, 'issue_level');
  if (issues === null) return {};
  const level = worseOf(asLevel(issues), asLevel(numberCell(row, 'evidence_level')));
  // Within the JSON of the row the column is a list; a row that is read by its cells has none.
  const logs: unknown = row.evidence;
  if (!Array.isArray(logs)) return { level };
  return { level, evidence: readEvidence(logs), verified: wordCell(row, 'verified', VERIFIED) };
}

/** Null where no log has been read to its end and nothing has been found so far. */
function readEvidence(logs: readonly unknown[]): EvidenceFacts | null {
  const facts: EvidenceFacts = { errors: 0, first: null, failedModules: [] };
  let read = 0;
  // Nothing was found in it so far, which says nothing about the rest.
  let isOpen = false;
  for (const log of logs.toReversed()) {
    if (!Array.isArray(log)) continue;
    const [state, name, errors, at, text, modules] = log as unknown[];
    const isFound = errors !== 0 || modules !== '[]';
    if (state === 'reading' && !isFound) isOpen = true;
    if (state !== 'read' && !(state === 'reading' && isFound)) continue;
    read += 1;
    facts.errors += typeof errors === 'number' ? errors : 0;
    if (facts.first === null && typeof name === 'string' && typeof at === 'number') {
      facts.first = { log: name, at, text: typeof text === 'string' ? text : '' };
    }
    const names: unknown = JSON.parse(typeof modules === 'string' ? modules : '[]');
    if (Array.isArray(names)) {
      for (const module of names) if (typeof module === 'string') facts.failedModules.push(module);
    }
  }
  const hasFound = facts.errors > 0 || facts.failedModules.length > 0;
  return read === 0 || (isOpen && !hasFound) ? null : facts;
}
