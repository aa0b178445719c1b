import type { ItemFacts, PhaseFacts, PhaseStatus } from '../session/item.ts';
import type { SliceItem } from '../session/slice.ts';
import { comboOf } from '../session/tally.ts';
import { numberCell, textCell } from './cell.ts';
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

/** The columns of `item` that the log decides, in the order of {@link itemCells}. */
export const ITEM_COLUMNS: readonly string[] = [
  'local_name',
  'label',
  'size',
  'first_at',
  'changed_at',
  'combo',
  ...PHASE_COLUMNS.map((column) => `t_${column}`),
  ...PHASE_COLUMNS.map((column) => `r_${column}`),
];

export function itemCells(item: SliceItem): SqlValue[] {
  return [
    item.localName,
    item.label,
    item.size,
    item.firstAt,
    item.changedAt,
    comboOf(item.phases),
    ...phaseCells(item.phases.TRANSFER),
    ...phaseCells(item.phases.RESTORE),
  ];
}

function phaseCells(phase: PhaseFacts | null): SqlValue[] {
  if (!phase) return [null, 0, null, null, null, null, null, 0, 0, 0, 0, 0, null, null];
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
 * What {@link readItem} reads, or some columns of it, as one JSON text in the column `item`: for a list of items that is a quarter of the
 * work of making objects of their forty cells each.
 */
export function itemAsJson(
  columns: readonly string[] = [
    ...['type', 'name', 'seen_local_name', 'seen_domain', 'seen_size'],
    ...ITEM_COLUMNS,
  ],
): string {
  return `json_object(${columns.map((column) => `'${column}', item.${column}`).join(', ')}) AS item`;
}

/** The item of a row that {@link itemAsJson} has made. */
export function readItemJson(row: Row): ItemFacts {
  return readItem(JSON.parse(textCell(row, 'item') ?? '{}'));
}

/** An item as the log and, where the log is silent, the server's queue database tell it. */
export function readItem(row: Row): ItemFacts {
  return {
    type: textCell(row, 'type') ?? '',
    name: textCell(row, 'name') ?? '',
    localName: textCell(row, 'local_name') ?? textCell(row, 'seen_local_name'),
    label: textCell(row, 'label'),
    size: numberCell(row, 'size') ?? numberCell(row, 'seen_size'),
    domain: textCell(row, 'seen_domain'),
    phases: { TRANSFER: readPhase(row, 't'), RESTORE: readPhase(row, 'r') },
  };
}

/** An item as the log alone tells it: what a fold may see. */
export function readSliceItem(row: Row): SliceItem | null {
  const firstAt = numberCell(row, 'first_at') ?? WAITING_AT;
  if (firstAt >= WAITING_AT) return null;
  return {
    ...readItem(row),
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
