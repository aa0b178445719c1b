import { ISSUE_KINDS, type IssueKind } from '../session/issue.ts';
import type { QueueName } from '../session/item.ts';
import type { Row } from './driver.ts';

/** Readers of a row's cells: the cache is ours, but a cell's type is still checked where it is read. */
export function textCell(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}

/** A word of a fixed list, otherwise null. A cache can have been written by another version, or be damaged. */
export function wordCell<T extends string>(
  row: Row,
  column: string,
  words: readonly T[],
): T | null {
  const text = textCell(row, column);
  return words.find((word) => word === text) ?? null;
}

/** An issue of a kind that this version does not know is still an issue. */
export function kindCell(row: Row): IssueKind {
  return wordCell(row, 'kind', ISSUE_KINDS) ?? 'warning';
}

/** The order of issue groups `g` by kind, most severe first. */
export const KIND_RANK = `CASE g.kind ${ISSUE_KINDS.map((kind, rank) => `WHEN '${kind}' THEN ${rank}`).join(' ')} END`;

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

/** A value that is stored as JSON; null where the cell is empty or damaged. */
export function jsonCell(row: Row, column: string): unknown {
  try {
    return JSON.parse(textCell(row, column) ?? 'null');
  } catch {
    // A damaged cell counts as empty.
    return null;
  }
}
