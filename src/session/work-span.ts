import type { PhaseStatus, QueueName } from './item.ts';
import { phaseOf } from './tally.ts';

/**
 * Items as decimal numbers with a comma after each, nine an item: the number of the item's row, its pair of phases, its
 * size, and for TRANSFER and for RESTORE the worker's number (0: none began it there), the seconds from the session's
 * beginning until the worker took it, and the seconds that the worker had it. Empty: unknown. One text, because a
 * session can have 100,000 items.
 */
export interface WorkRows {
  cells: string;
  begin: number;
  /** The time up to which all of this is told: what another process has read of the log since then counts as of now. */
  until: number;
}

const CELLS = 9;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
/** `Date` holds only so many seconds; a log can carry any number as a time. */
const LATEST = 8.64e12;

/** One worker's work on one item. Epoch seconds; `end` null: not ended as far as the log says. */
export interface WorkSpan {
  queue: QueueName;
  worker: number;
  /** The number of the item's row. */
  item: number;
  size: number;
  start: number | null;
  end: number | null;
  status: PhaseStatus;
}

/**
 * Calls back for every phase that a worker really began: the echo in RESTORE of a failure in TRANSFER is not one. It
 * passes the same object each time: make a copy to keep it.
 */
export function eachSpan({ cells, begin, until }: WorkRows, take: (span: WorkSpan) => void): void {
  const span: WorkSpan = {
    queue: 'TRANSFER',
    worker: 0,
    item: 0,
    size: 0,
    start: null,
    end: null,
    status: 'active',
  };
  const takePhase = (queue: QueueName, status: PhaseStatus | null, first: number): void => {
    span.worker = row[first] ?? 0;
    if (status === null || !(span.worker > 0)) return;
    const start = begin + (row[first + 1] ?? Number.NaN);
    const end = start + Math.max(0, row[first + 2] ?? Number.NaN);
    span.queue = queue;
    span.status = status;
    span.start = start > 0 && start <= LATEST ? Math.min(start, until) : null;
    span.end = status !== 'active' && end > 0 && end <= LATEST ? Math.min(end, until) : null;
    take(span);
  };
  const row = new Float64Array(CELLS);
  let cell = 0;
  let value = Number.NaN;
  let sign = 1;
  for (let at = 0; at < cells.length; at += 1) {
    const code = cells.charCodeAt(at);
    if (code === MINUS) sign = -1;
    else if (code !== COMMA) value = (Number.isNaN(value) ? 0 : value * 10) + code - ZERO;
    else {
      row[cell] = value * sign;
      value = Number.NaN;
      sign = 1;
      cell += 1;
      if (cell < CELLS) continue;
      cell = 0;
      span.item = row[0] ?? 0;
      span.size = row[2] || 0;
      const combo = row[1] ?? 0;
      takePhase('TRANSFER', phaseOf(combo, 'TRANSFER'), 3);
      takePhase('RESTORE', phaseOf(combo, 'RESTORE'), 6);
    }
  }
}
