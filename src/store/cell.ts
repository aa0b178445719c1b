import type { QueueName } from '../session/queue.ts';
import type { Row } from './driver.ts';

/** Readers of a row's cells: the cache is ours, but a cell's type is still checked where it is read. */
export function textCell(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}

export function numberCell(row: Row, column: string): number | null {
  const value = row[column];
  return typeof value === 'number' ? value : null;
}

export function integer(row: Row, column: string): number {
  return numberCell(row, column) ?? 0;
}

export function queueCell(row: Row): QueueName {
  return textCell(row, 'queue') === 'TRANSFER' ? 'TRANSFER' : 'RESTORE';
}
